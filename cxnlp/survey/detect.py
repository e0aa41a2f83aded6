"""Which column is what, each with the reason in a sentence; what the user says comes first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from cxnlp.errors import SurveyError
from cxnlp.survey.codebook import Role
from cxnlp.survey.groups import labels_of
from cxnlp.survey.names import find_column
from cxnlp.survey.pick_score import pick_score
from cxnlp.survey.profile import Profile, profiles
from cxnlp.survey.survey import Column
from cxnlp.survey.ticks import Ticks, declared_ticks, find_ticks
from cxnlp.survey.words import (
    COMMENT,
    DATE,
    DATE_BEST,
    DATE_WORST,
    DERIVED,
    ID,
    LANGUAGE,
    OUTCOME,
    SEGMENT,
    TECHNICAL,
)

ASKED = "It was asked for."
_MOST_LEVELS = 50
_LANGUAGE_NAMES = frozenset("english thai persian farsi vietnamese ไทย อังกฤษ فارسی tiếng".split())


@dataclass(frozen=True)
class Asked:
    """What the user said about columns; None where they left it to be found.

    Parameters
    ----------
    score, date, id : str or None
        One column each.
    text, segments, reasons : list of str or None
        Several columns each; an empty list means none.
    """

    score: str | None = None
    text: list[str] | None = None
    segments: list[str] | None = None
    date: str | None = None
    reasons: list[str] | None = None
    id: str | None = None


@dataclass(frozen=True)
class Roles:
    """What was found.

    Parameters
    ----------
    columns : tuple of Column
        Every column in the file's order.
    profiles : mapping of str to Profile
        Figures about every column.
    ticks : Ticks or None
        The reasons columns.
    trouble : str
        Why no score column could be chosen, where several may be it; else empty.
    """

    columns: tuple[Column, ...]
    profiles: Mapping[str, Profile]
    ticks: Ticks | None
    trouble: str = ""

    def first(self, role: Role) -> str | None:
        """Return the first column of a role, None where there is none."""
        return next((column.name for column in self.columns if column.role == role), None)


class _Claims:
    """Roles being given out; the first claim on a column stands."""

    def __init__(self, columns: Mapping[str, Profile]) -> None:
        self.columns = columns
        self.made: dict[str, Column] = {}

    def claim(self, name: str, role: Role, reason: str) -> None:
        self.made.setdefault(name, Column(name, role, reason))

    def free(self) -> list[Profile]:
        return [column for name, column in self.columns.items() if name not in self.made]


def detect(frame: pd.DataFrame, asked: Asked) -> Roles:
    """Give every column its role.

    Parameters
    ----------
    frame : pandas.DataFrame
        The cells as text.
    asked : Asked
        What the user said.

    Returns
    -------
    Roles
        The roles, with a sentence each.

    Raises
    ------
    SurveyError
        If a column asked for does not exist, or is asked for twice.
    """
    columns = profiles(frame)
    claims = _Claims(columns)
    ticks = _claim_asked(claims, asked)
    _claim_blank_and_derived(claims)
    _claim_group_and_language(claims)
    if asked.id is None:
        _claim_id(claims)
    if asked.date is None:
        _claim_date(claims)
    trouble = "" if asked.score is not None else _claim_score(claims, frame)
    if asked.reasons is None:
        ticks = find_ticks(columns, [column.name for column in claims.free()])
        for name in ticks.columns if ticks else ():
            claims.claim(name, "reasons", ticks.reason if ticks else "")
    if asked.text is None:
        _claim_comments(claims)
    if asked.segments is None:
        _claim_segments(claims)
    for column in claims.free():
        claims.claim(column.name, "other", _why_other(column, asked))
    return Roles(tuple(claims.made[name] for name in columns), columns, ticks, trouble)


def _claim_asked(claims: _Claims, asked: Asked) -> Ticks | None:
    names = list(claims.columns)
    wanted: list[tuple[Role, str, Sequence[str]]] = [
        ("score", "--score", [] if asked.score is None else [asked.score]),
        ("comment", "--text", asked.text or []),
        ("segment", "--segment", asked.segments or []),
        ("date", "--date", [] if asked.date is None else [asked.date]),
        ("reasons", "--reasons", asked.reasons or []),
        ("id", "--id", [] if asked.id is None else [asked.id]),
    ]
    reasons: list[str] = []
    for role, flag, columns in wanted:
        for name in columns:
            found = find_column(name, names, flag)
            before = claims.made.get(found)
            if before is not None and before.role != role:
                raise SurveyError(
                    f"the column {found!r} was asked for as {before.role} and as {role}",
                    "one role for each column",
                    f"take it out of {flag} or of the other option",
                )
            claims.claim(found, role, ASKED)
            if role == "reasons" and found not in reasons:
                reasons.append(found)
    return declared_ticks(claims.columns, reasons) if reasons else None


def _claim_blank_and_derived(claims: _Claims) -> None:
    for column in claims.free():
        if DERIVED.search(column.said):
            reason = "Its header says that a machine or the company wrote it."
            claims.claim(column.name, "derived", reason)
        elif not column.filled and not COMMENT.search(column.said):
            claims.claim(column.name, "other", "It is blank in every row.")


def _claim_group_and_language(claims: _Claims) -> None:
    for column in claims.free():
        labels = labels_of(column)
        if labels:
            shown = ", ".join(list(labels)[:3])
            claims.claim(column.name, "group", f"Its cells name NPS groups ({shown}).")
        elif LANGUAGE.search(column.said) and column.distinct <= _MOST_LEVELS:
            codes = sum(_is_language(value) for value in column.counts)
            if codes >= 0.8 * column.distinct > 0:
                claims.claim(column.name, "language", "Its header and cells name languages.")


def _is_language(value: str) -> bool:
    code = value.replace("_", "-").split("-")[0]
    return (code.isalpha() and len(code) <= 3) or value.split()[0].casefold() in _LANGUAGE_NAMES


def _claim_id(claims: _Claims) -> None:
    for column in claims.free():
        if not ID.search(column.said) or column.tokens < 0.9 or column.addressed > 0.5:
            continue
        if is_near_unique(column.distinct, column.filled):
            claims.claim(
                column.name, "id",
                f"Its header speaks of an id and {column.distinct} of {column.filled} differ.",
            )  # fmt: skip
            return


def is_near_unique(distinct: int, filled: int) -> bool:
    """Tell whether nearly every filled cell is different: at most 1 in 10 (or 2) repeats."""
    return filled > 0 and filled - distinct <= max(min(2, filled // 2), 0.1 * filled)


def _claim_date(claims: _Claims) -> None:
    dated = [
        column for column in claims.free()
        if column.dated >= 0.8 or (column.dated >= 0.3 and DATE.search(column.said))
    ]  # fmt: skip
    if not dated:
        return

    def fitness(column: Profile) -> tuple[bool, bool, bool, int]:
        said = column.said
        worst = bool(DATE_WORST.search(said))
        return not worst, bool(DATE_BEST.search(said)), bool(DATE.search(said)), column.filled

    best = max(dated, key=fitness)
    claims.claim(best.name, "date", f"{best.dated:.0%} of its cells have the form of a date.")
    for column in dated:
        claims.claim(column.name, "other", f"It is a date too, and {best.name!r} was taken.")


def _claim_score(claims: _Claims, frame: pd.DataFrame) -> str:
    groups = [claims.columns[c.name] for c in claims.made.values() if c.role == "group"]
    best, reason, others = pick_score(claims.free(), groups, frame)
    if best is None:
        return reason
    claims.claim(best.name, "score", reason)
    for column in others:
        claims.claim(column.name, "other", f"It may be a score too, and {best.name!r} was taken.")
    return ""


def _claim_comments(claims: _Claims) -> None:
    for column in claims.free():
        headed = COMMENT.search(column.said)
        if not column.filled or not _may_be_words(column):
            continue
        if headed and not _is_categorical(column):
            claims.claim(column.name, "comment", f"Its header says {headed[0]!r} and it is text.")
        elif column.is_text:
            claims.claim(
                column.name, "comment",
                f"Its cells are free text: {column.distinct} different ones, "
                f"{column.mean_length:.0f} characters on average.",
            )  # fmt: skip
    if any(column.role == "comment" for column in claims.made.values()):
        return
    # A blank comment column is still the comment column; it is said to be blank later.
    for column in claims.free():
        headed = COMMENT.search(column.said)
        if headed and not column.filled:
            claims.claim(column.name, "comment", f"Its header says {headed[0]!r}; it is blank.")


def _may_be_words(column: Profile) -> bool:
    if max(column.addressed, column.dated, column.numeric) > 0.5 or column.lettered < 0.3:
        return False
    if ID.search(column.said) and column.mean_words < 2:
        return False
    return bool(COMMENT.search(column.said)) or not TECHNICAL.search(column.said)


def _is_categorical(column: Profile) -> bool:
    """Tell a few labels used again and again from text, however it is headed."""
    return column.distinct <= 15 and column.filled >= 20 and column.distinct <= 0.2 * column.filled


def _claim_segments(claims: _Claims) -> None:
    for column in claims.free():
        if any(pattern.search(column.said) for pattern in (TECHNICAL, COMMENT, OUTCOME)):
            continue
        if not 2 <= column.distinct <= _MOST_LEVELS or column.mean_length > 40:
            continue
        headed = SEGMENT.search(column.said)
        few = column.distinct <= min(30, column.filled / 3)
        if headed and (few or column.uniqueness < 0.9 or column.filled < 10):
            reason = f"Its header says {headed[0]!r} and it has {column.distinct} levels."
            claims.claim(column.name, "segment", reason)
        elif few and column.numeric < 0.5 and not ID.search(column.said):
            reason = f"It has {column.distinct} levels that repeat over {column.filled} rows."
            claims.claim(column.name, "segment", reason)


def _why_other(column: Profile, asked: Asked) -> str:
    if asked.text is not None and (column.is_text or COMMENT.search(column.said)):
        return "It may be a comment, but other columns were asked for."
    if column.distinct < 2:
        return f"It {'says the same' if column.filled else 'is blank'} in every row."
    if OUTCOME.search(column.said):
        return "Its header speaks of an outcome, which cannot explain the score."
    if TECHNICAL.search(column.said):
        return "Its header speaks of the collection of answers or of the person."
    return f"Neither its header nor its {column.distinct} different cells fit another role."
