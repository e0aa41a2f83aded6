"""Typeform: the response's token under `#`, then the questions, then states and UTC dates."""

from __future__ import annotations

import re

from cxnlp.survey.codebook import UNFINISHED, Codebook, Entry, Role, RowRule
from cxnlp.survey.dialects.cells import below, cell_at, is_time, share, spoken_set, words
from cxnlp.survey.dialects.layout import Layout, Rows
from cxnlp.survey.lexicon.names import plain

_TOKEN = re.compile(r"[A-Za-z0-9]{6,64}")
_OWN: dict[str, Role] = {
    "#": "id",
    "response type": "other",
    "start date (utc)": "other",
    "stage date (utc)": "other",
    "submit date (utc)": "date",
    "network id": "other",
    "tags": "other",
    "ending": "other",
    "score": "derived",
}
_STATES = frozenset({"completed", "partial", "started"})
_UNFINISHED = spoken_set("partial", "started")


def sniff(rows: Rows, asked: bool = False) -> Layout | None:
    """Recognise the token column and the columns of UTC dates."""
    if len(rows) < 2 or not rows[0]:
        return None
    dates = [
        at
        for at, cell in enumerate(rows[0])
        if cell.strip().endswith("(UTC)") and share(below(rows, at, 1), is_time) > 0.8
    ]
    first = cell_at(rows[0], 0) == "#"
    token = share(below(rows, 0, 1), lambda cell: bool(_TOKEN.fullmatch(cell))) > 0.9
    if not (first and token and dates) and not (asked and (first or dates)):
        return None
    own = [plain(cell) for cell in rows[0]]
    sent = "submit date (utc)" in own
    entries = tuple(
        _entry(words(cell), _role(own[at], at, dates, sent)) for at, cell in enumerate(rows[0])
    )
    rules = tuple(
        RowRule(entry.name, UNFINISHED, _UNFINISHED)
        for at, entry in enumerate(entries)
        if set(below(rows, at, 1)) <= _STATES and below(rows, at, 1)
    )
    reason = "The first column, '#', holds tokens, and dates are headed as UTC."
    return Layout(Codebook("typeform", reason, entries, rules))


def _role(name: str, at: int, dates: list[int], sent: bool) -> Role | None:
    if name == "score" and dates and at < dates[0] - 1:
        return None
    if not sent and dates and at == dates[-1]:
        return "date"
    return _OWN.get(name)


def _entry(name: str, role: Role | None) -> Entry:
    if role is None:
        return Entry(name)
    return Entry(name, role=role, reason="Typeform writes its own field there.")
