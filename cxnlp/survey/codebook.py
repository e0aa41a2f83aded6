"""What the platform that wrote a file says about it: each column, and the rows that are no answers.

A codebook is the platform's word; what was found by looking at cells comes after it, and what
the user says comes before it. A plain table has an empty one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

Role = Literal[
    "score", "comment", "reasons", "segment", "date", "id", "language", "group", "derived", "other"
]
UNFINISHED = "unfinished"
PREVIEW = "preview"
TEST = "test"
SPAM = "spam"
UNANSWERED = "not answered"
REJECTED = "rejected"
OLDER = "older version"


@dataclass(frozen=True)
class Entry:
    """What is known about one column.

    Parameters
    ----------
    name : str
        The column's name in `Table.frame`, as unique there.
    text : str
        The question as respondents saw it, or the field's label; empty where the name is all.
    code : str
        The export code ("Q1", "NPS", "Q2_SQ001"); empty where the platform has none.
    internal_id : str
        The platform's own id ("QID1_NPS_GROUP").
    sub_label : str
        The row or option of a question of several columns ("Cleanliness").
    question : str
        What columns of one question share ("QID6"); empty for a question of one column.
    open : bool
        Whether the layout says that respondents wrote the answer in their own words.
    mark : str
        What parts the options in a cell, where the layout decides it; else empty.
    embedded : bool
        Whether the company wrote it beside the answers (embedded data, custom variables).
    role : str
        A role, where the platform's layout decides it; "" where words and cells must.
    reason : str
        One sentence on why it has that role.
    scale : str
        The scale's name, where the layout decides it; else empty.
    labels : mapping of str to str
        Cell to the label of that answer ("1" to "Detractor").
    missing : tuple of str
        Cells that stand for no answer, on top of the usual ones ("-99").
    zone : str
        The time zone in which its moments are written ("Asia/Bangkok"), where the file says it.
    """

    name: str
    text: str = ""
    code: str = ""
    internal_id: str = ""
    sub_label: str = ""
    question: str = ""
    open: bool = False
    mark: str = ""
    embedded: bool = False
    role: Role | Literal[""] = ""
    reason: str = ""
    scale: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    zone: str = ""

    @property
    def title(self) -> str:
        """The question with its sub-label, or the name where there is no question."""
        text = " ".join((self.text or self.name).split())
        return f"{text} - {self.sub_label}" if self.sub_label and self.text else text


@dataclass(frozen=True)
class RowRule:
    """Rows that the platform itself marks as no response to count.

    Parameters
    ----------
    column : str
        The column that marks them.
    reason : str
        Why such a row is left out: `UNFINISHED`, `PREVIEW`, `TEST`, `SPAM`,
        `UNANSWERED`, `REJECTED`.
    values : frozenset of str
        The cells that mark them, as `names.plain` writes them; "" stands for a blank cell.
    """

    column: str
    reason: str
    values: frozenset[str]


@dataclass(frozen=True)
class Latest:
    """Several rows for one thing, of which only the last written counts.

    Parameters
    ----------
    key : str
        The column that names the thing.
    moment : str
        The column with the time of each version; later in text order is later in time.
    """

    key: str
    moment: str


@dataclass(frozen=True)
class Codebook:
    """A file's columns and row marks as its platform lays them out.

    Parameters
    ----------
    platform : str
        "qualtrics", "surveymonkey", ... or "plain".
    reason : str
        One sentence on how the platform was recognised.
    entries : tuple of Entry
        One for each column, in the frame's order; may be empty for a plain table.
    rules : tuple of RowRule
        Rows to leave out, in the order in which the reasons apply.
    latest : Latest or None
        Set where a later row replaces an earlier one.
    """

    platform: str = "plain"
    reason: str = "One row of names stands above the answers, and no platform's marks were found."
    entries: tuple[Entry, ...] = ()
    rules: tuple[RowRule, ...] = ()
    latest: Latest | None = None

    def by_name(self) -> dict[str, Entry]:
        """Map each column to what is known about it."""
        return {entry.name: entry for entry in self.entries}

    def zone(self, name: str) -> str:
        """Return the time zone that the file names for a column; "" where it names none."""
        return next((entry.zone for entry in self.entries if entry.name == name), "")

    def only(self, places: Sequence[int]) -> Codebook:
        """Return the codebook of the columns in some places, without rules on other columns."""
        entries = tuple(self.entries[at] for at in places)
        kept = {entry.name for entry in entries}
        rules = tuple(rule for rule in self.rules if rule.column in kept)
        latest = self.latest
        if latest is not None and not {latest.key, latest.moment} <= kept:
            latest = None
        return replace(self, entries=entries, rules=rules, latest=latest)

    def renamed(self, names: Sequence[str]) -> Codebook:
        """Return the codebook with its columns named as in the frame, in the same order.

        Rules keep to their columns: each named the first column of that name before.
        """
        now: dict[str, str] = {}
        for entry, name in zip(self.entries, names, strict=True):
            now.setdefault(entry.name, name)
        entries = tuple(
            replace(entry, name=name) for entry, name in zip(self.entries, names, strict=True)
        )
        rules = tuple(replace(rule, column=now[rule.column]) for rule in self.rules)
        latest = self.latest and Latest(now[self.latest.key], now[self.latest.moment])
        return replace(self, entries=entries, rules=rules, latest=latest)


PLAIN = Codebook()
