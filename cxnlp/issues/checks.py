"""The laws a list of issues keeps, whoever made it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import get_close_matches

from cxnlp.errors import IssueListError
from cxnlp.issues.issue import Issue, compile_pattern

JOINERS = re.compile("[\u200c\u200d]")
"""Nobody sees them, and yet Persian words and many emoji are misspelt without."""
LANGUAGE_CODE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def did_you_mean(word: str, known: Sequence[str]) -> str:
    """Return a question that offers the known word nearest to `word`, or nothing."""
    by_folded = {item.casefold(): item for item in known}
    near = get_close_matches(word.casefold(), list(by_folded), n=1, cutoff=0.5)
    return f'did you mean "{by_folded[near[0]]}"?' if near else ""


def check_issues(issues: Sequence[Issue], origin: str) -> None:
    """Refuse a list of issues that breaks a law.

    Parameters
    ----------
    issues : sequence of Issue
        The whole list.
    origin : str
        Where it comes from, for the message: a file's name, for instance.

    Raises
    ------
    IssueListError
        If the list is empty; an id, a name or an example is blank or no valid text; an id comes
        twice; a parent is missing, stands below another issue or below itself; a pattern is no
        regular expression or matches nothing at all; a language is not a code.
    """
    if not issues:
        raise IssueListError(
            f"{origin} lists no issue", "at least one [[issue]]", "add one with an id and a name"
        )
    for issue in issues:
        _check_texts(issue, origin)
        _check_patterns(issue, origin)
        _check_languages(issue, origin)
    _check_unique(issues, origin)
    _check_parents({issue.id: issue.parent for issue in issues}, origin)


def _texts(issue: Issue) -> Iterator[tuple[str, str]]:
    yield "id", issue.id
    yield "name", issue.name
    yield from (("examples", example) for example in issue.examples)
    yield from ((f"names.{language}", name) for language, name in issue.names.items())


def _check_texts(issue: Issue, origin: str) -> None:
    where = f'{origin}, issue "{issue.id}"'
    for key, text in _texts(issue):
        if not text.strip():
            raise IssueListError(f"{where}: {key} is blank", "some text", f"fill {key} in")
        if key == "id" and (text != text.strip() or not JOINERS.sub("", text).isprintable()):
            raise IssueListError(
                f"{origin}: the id {text!r} has spaces around it or characters nobody sees",
                'an id such as "slow_delivery"',
            )
    everything = (*(text for _, text in _texts(issue)), issue.description, issue.owner)
    if any("\ud800" <= character <= "\udfff" for text in everything for character in text):
        raise IssueListError(f"{where}: half a character (a lone surrogate)", "valid Unicode text")


def _check_patterns(issue: Issue, origin: str) -> None:
    for number, pattern in enumerate(issue.patterns, start=1):
        where = f'{origin}, issue "{issue.id}": pattern {number} ({pattern!r})'
        try:
            compiled = compile_pattern(pattern)
        except (re.error, OverflowError, RecursionError) as error:
            raise IssueListError(
                f"{where} is not a regular expression: {error}",
                "one that Python's re module reads",
                "correct it, or put a backslash before a sign meant literally",
            ) from error
        if compiled.search(""):
            raise IssueListError(
                f"{where} matches every comment, an empty one too",
                "a pattern that needs at least one character",
                "look for a stray | or * in it",
            )


def _check_languages(issue: Issue, origin: str) -> None:
    for language in issue.names:
        if not LANGUAGE_CODE.fullmatch(language):
            raise IssueListError(
                f'{origin}, issue "{issue.id}": names has the language "{language}"',
                'a language code such as "th", "fa" or "vi"',
            )


def _check_unique(issues: Sequence[Issue], origin: str) -> None:
    counts = Counter(issue.id for issue in issues)
    for id_, count in counts.items():
        if count > 1:
            raise IssueListError(
                f'{origin}: the id "{id_}" comes {count} times', "each id once", "rename the others"
            )


def _check_parents(parent_of: dict[str, str | None], origin: str) -> None:
    for id_, parent in parent_of.items():
        if parent is not None and parent not in parent_of:
            raise IssueListError(
                f'{origin}, issue "{id_}": its parent "{parent}" is not in the list',
                "the id of an issue in the same list",
                did_you_mean(parent, [other for other in parent_of if other != id_]),
            )
    for id_ in parent_of:
        _check_depth(id_, parent_of, origin)


def _check_depth(id_: str, parent_of: dict[str, str | None], origin: str) -> None:
    path = [id_]
    while (above := parent_of[path[-1]]) is not None:
        path.append(above)
        if above in path[:-1]:
            raise IssueListError(
                f"{origin}: issues stand above themselves: {' -> '.join(path)}",
                "parents at the top and leaves below them",
                "take the parent away from one of them",
            )
    if len(path) > 2:
        raise IssueListError(
            f"{origin}: three levels of issues: {' -> '.join(path)}",
            "two levels, parents and leaves",
            f'give "{id_}" the parent "{path[-1]}", or none',
        )
