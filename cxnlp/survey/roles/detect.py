"""Which column is what, each with the reason in a sentence; what the user says comes first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from cxnlp.errors import SurveyError
from cxnlp.survey.codebook import PLAIN, Codebook, Role
from cxnlp.survey.lexicon.headers import (
    COMMENT,
    DATE,
    DATE_BEST,
    DATE_WORST,
    DERIVED,
    ID,
    LANGUAGE,
    OUTCOME,
    TECHNICAL,
)
from cxnlp.survey.roles.asked import Asked, resolve
from cxnlp.survey.roles.claim_answers import MOST_LEVELS, claim_comments, claim_segments
from cxnlp.survey.roles.claims import Claims, claim_declared
from cxnlp.survey.roles.column import Column
from cxnlp.survey.roles.facets import facet_of
from cxnlp.survey.roles.groups import labels_of
from cxnlp.survey.roles.pick_score import NO_CANDIDATE, pick_score
from cxnlp.survey.roles.profile import Profile, profiles
from cxnlp.survey.roles.recodes import as_bands, without_recodes
from cxnlp.survey.roles.ticks import Ticks, declared_ticks, find_ticks

ASKED = "It was asked for."
_LANGUAGE_NAMES = frozenset("english thai persian farsi vietnamese ไทย อังกฤษ فارسی tiếng".split())


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


def detect(frame: pd.DataFrame, asked: Asked, codebook: Codebook = PLAIN) -> Roles:
    """Give every column its role.

    Parameters
    ----------
    frame : pandas.DataFrame
        The cells as text.
    asked : Asked
        What the user said.
    codebook : Codebook
        What the platform says.

    Returns
    -------
    Roles
        The roles, with a sentence each.

    Raises
    ------
    SurveyError
        If a column asked for does not exist, or is asked for twice.
    """
    columns = without_recodes(profiles(frame, codebook), frame)
    claims = Claims(columns, codebook)
    ticks = _claim_asked(claims, asked)
    _read_asked_bands(claims)
    claim_declared(claims, asked.roles())
    _claim_blank_and_derived(claims)
    _claim_group_and_language(claims)
    if not claims.has("id"):
        _claim_id(claims)
    if not claims.has("date"):
        _claim_date(claims)
    trouble = "" if claims.has("score") else _claim_score(claims, frame)
    if asked.reasons is None:
        ticks = find_ticks(
            columns, [column.name for column in claims.free()], claims.entries, frame
        )
        for name in ticks.columns if ticks else ():
            claims.claim(name, "reasons", ticks.reason if ticks else "")
    if asked.text is None:
        claim_comments(claims)
    if asked.segments is None:
        claim_segments(claims)
    for column in claims.free():
        claims.claim(column.name, "other", _why_other(column, asked))
    made = tuple(_with_facet(claims.made[name], claims.columns[name]) for name in columns)
    return Roles(made, claims.columns, ticks, trouble)


def _with_facet(column: Column, profile: Profile) -> Column:
    return replace(column, facet=facet_of(profile)) if column.role == "segment" else column


def _claim_asked(claims: Claims, asked: Asked) -> Ticks | None:
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
            found = resolve(name, names, claims.codebook, flag)
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


def _read_asked_bands(claims: Claims) -> None:
    """Read a column asked for as the score by groups, where groups are what it names."""
    for column in [claims.columns[c.name] for c in claims.made.values() if c.role == "score"]:
        if labels_of(column):
            claims.turn(as_bands(column), "score", ASKED)


def _claim_blank_and_derived(claims: Claims) -> None:
    for column in claims.free():
        if DERIVED.search(column.said):
            reason = "Its header says that a machine or the company wrote it."
            claims.claim(column.name, "derived", reason)
        elif not column.filled and not COMMENT.search(column.said):
            claims.claim(column.name, "other", "It is blank in every row.")


def _claim_group_and_language(claims: Claims) -> None:
    for column in claims.free():
        labels = labels_of(column)
        if labels:
            shown = ", ".join(list(labels)[:3])
            claims.claim(column.name, "group", f"Its cells name NPS groups ({shown}).")
        elif LANGUAGE.search(column.said) and column.distinct <= MOST_LEVELS:
            codes = sum(_is_language(value) for value in column.counts)
            if codes >= 0.8 * column.distinct > 0:
                claims.claim(column.name, "language", "Its header and cells name languages.")


def _is_language(value: str) -> bool:
    code = value.replace("_", "-").split("-")[0]
    return (code.isalpha() and len(code) <= 3) or value.split()[0].casefold() in _LANGUAGE_NAMES


def _claim_id(claims: Claims) -> None:
    for column in claims.free():
        if not ID.search(column.said) or column.tokens < 0.9 or column.addressed > 0.5:
            continue
        if is_near_unique(column.distinct, column.filled):
            claims.claim(
                column.name,
                "id",
                f"Its header speaks of an id and {column.distinct} of {column.filled} differ.",
            )
            return


def is_near_unique(distinct: int, filled: int) -> bool:
    """Tell whether nearly every filled cell is different: at most 1 in 10 (or 2) repeats."""
    return filled > 0 and filled - distinct <= max(min(2, filled // 2), 0.1 * filled)


def _claim_date(claims: Claims) -> None:
    dated = [
        column
        for column in claims.free()
        if column.dated >= 0.8 or (column.dated >= 0.3 and DATE.search(column.said))
    ]
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


def _claim_score(claims: Claims, frame: pd.DataFrame) -> str:
    groups = [claims.columns[c.name] for c in claims.made.values() if c.role == "group"]
    free = claims.free()
    # The rows of a matrix are rated beside the score; they are asked for it only where alone.
    whole = [column for column in free if not claims.is_part(column.name)]
    best, reason, others = pick_score(whole, groups, frame)
    if best is None and reason == NO_CANDIDATE:
        best, reason, others = pick_score(free, groups, frame)
    if best is None and len(groups) == 1 and reason == NO_CANDIDATE:
        claims.turn(
            as_bands(groups[0]), "score", "No column has the score; this one has its group."
        )
        return ""
    if best is None:
        return reason
    claims.claim(best.name, "score", reason)
    for column in others:
        claims.claim(column.name, "other", f"It may be a score too, and {best.name!r} was taken.")
    return ""


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
