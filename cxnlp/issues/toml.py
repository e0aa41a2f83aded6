"""A list of issues as TOML text, both ways."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from cxnlp.errors import IssueListError
from cxnlp.issues.checks import did_you_mean
from cxnlp.issues.issue import Issue

Kind = TypeVar("Kind", str, list[object], dict[str, object])
TITLE = "Known issues"
KEYS = ("id", "name", "description", "examples", "patterns", "parent", "owner", "names")
TEXT_KEYS = ("id", "name", "description", "parent", "owner")
LIST_KEYS = ("examples", "patterns")
KINDS: dict[type, str] = {
    str: "text",
    bool: "true or false",
    int: "a number",
    float: "a number",
    list: "a list",
    dict: "a table",
}


def read_issues(text: str, origin: str) -> tuple[str, tuple[Issue, ...]]:
    """Read the title and the issues of a TOML text; the laws of a list are not checked here.

    Parameters
    ----------
    text : str
        The TOML text; a byte order mark before it is passed over.
    origin : str
        Where it comes from, for messages.

    Returns
    -------
    title : str
    issues : tuple of Issue

    Raises
    ------
    IssueListError
        If it is not TOML, has a key nobody knows, lacks an id or a name, or has a value of
        the wrong type.
    """
    try:
        table = tomllib.loads(text.removeprefix("\ufeff"))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise IssueListError(
            f"{origin} is not TOML: {error}",
            "[[issue]] tables, each with an id and a name",
            "put every text in quotes, and see the shipped lists for the form",
        ) from error
    _check_keys(table, ("title", "issue"), origin)
    title = _typed(table.get("title", TITLE), str, "title", origin)
    entries = table.get("issue", [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise IssueListError(
            f'{origin}: "issue" is {_kind(entries)}',
            "a list of tables",
            "begin each issue with [[issue]], in two pairs of brackets",
        )
    return title, tuple(_read_issue(entry, n, origin) for n, entry in enumerate(entries, start=1))


def write_issues(title: str, issues: Iterable[Issue]) -> str:
    """Write a list of issues as TOML text that `read_issues` reads back as the same.

    Parameters
    ----------
    title : str
    issues : iterable of Issue

    Returns
    -------
    str
        Fields that are empty are left out.
    """
    head = f"title = {_quoted(title)}\n"
    tables = issue_tables(issues)
    return f"{head}\n{tables}" if tables else head


def issue_tables(issues: Iterable[Issue]) -> str:
    """Write issues as ``[[issue]]`` tables, to stand below a title or below other issues.

    Parameters
    ----------
    issues : iterable of Issue

    Returns
    -------
    str
        The tables with an empty line between them; nothing where there is no issue.
    """
    return "\n".join("\n".join(_issue_lines(issue)) + "\n" for issue in issues)


def _read_issue(entry: Mapping[str, object], number: int, origin: str) -> Issue:
    where = f'{origin}, issue {number} ("{entry.get("id", entry.get("name", "no id"))}")'
    _check_keys(entry, KEYS, where)
    for key in ("id", "name"):
        if key not in entry:
            raise IssueListError(f"{where} has no {key}", f"{key} = some text", f"add its {key}")
    fields: dict[str, Any] = {
        key: _typed(entry[key], str, key, where) for key in TEXT_KEYS if key in entry
    }
    fields |= {key: _read_list(entry[key], key, where) for key in LIST_KEYS if key in entry}
    return Issue(**fields, names=_read_names(entry.get("names", {}), where))


def _read_list(value: object, key: str, where: str) -> tuple[str, ...]:
    items = enumerate(_typed(value, list, key, where), start=1)
    return tuple(_typed(item, str, f"{key}, item {number},", where) for number, item in items)


def _read_names(value: object, where: str) -> dict[str, str]:
    pairs = _typed(value, dict, "names", where).items()
    return {code: _typed(name, str, f"names.{code}", where) for code, name in pairs}


def _check_keys(table: Mapping[str, object], known: Sequence[str], where: str) -> None:
    for key in table:
        if key not in known:
            raise IssueListError(
                f'{where}: unknown key "{key}"', ", ".join(known), did_you_mean(key, known)
            )


def _typed(value: object, kind: type[Kind], key: str, where: str) -> Kind:
    if not isinstance(value, kind):
        raise IssueListError(f"{where}: {key} is {_kind(value)}", KINDS[kind])
    return value


def _kind(value: object) -> str:
    return KINDS.get(type(value), "a date or time")


def _issue_lines(issue: Issue) -> Iterator[str]:
    yield "[[issue]]"
    for key in ("id", "name", "parent", "owner", "description"):
        if value := getattr(issue, key):
            yield f"{key} = {_quoted(value)}"
    if issue.names:
        pairs = (f"{_quoted(k)} = {_quoted(v)}" for k, v in issue.names.items())
        yield f"names = {{ {', '.join(pairs)} }}"
    for key in LIST_KEYS:
        if values := getattr(issue, key):
            yield f"{key} = ["
            yield from (f"  {_quoted(value)}," for value in values)
            yield "]"


def _quoted(text: str) -> str:
    """Quote a text for TOML, whose basic strings are JSON's but for U+007F."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
