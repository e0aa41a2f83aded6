"""QuestionPro raw data: a preamble of some rows, then one header row.

The header is the row that holds `Response ID`; where the interface was in another language, the
first row of many cells below a preamble, above counted ids, a few states and IP addresses.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from cxnlp.survey.codebook import TEST, UNFINISHED, Codebook, Entry, Role, RowRule
from cxnlp.survey.dialects.cells import (
    below,
    cell_at,
    filled,
    is_digits,
    is_time,
    share,
    spoken_set,
    width,
    words,
)
from cxnlp.survey.dialects.layout import Layout, Rows
from cxnlp.survey.lexicon.names import plain

_SCANNED = 20
_IP = re.compile(r"\d{1,3}(\.\d{1,3}){3}|[0-9a-fA-F:]{3,39}")
_PATTERN = re.compile(r"\((?:[mdy]{2,4}[/.-]){2}[mdy]{2,4}\)")
_UNFINISHED = spoken_set(
    "Started but not completed",
    "Started",
    "Terminated",
    "Partial",
    "Incomplete",
    "In Progress",
    "Over quota",
    "Overquota",
    "Abandoned",
)
_TEST = spoken_set("Test", "Test Response", "Preview")
_FIELDS: dict[str, Role] = {
    "response id": "id",
    "timestamp": "date",
    "response status": "other",
    "ip address": "other",
    "duplicate": "derived",
    "time taken to complete (seconds)": "other",
    "seq. number": "other",
    "external reference": "other",
    "respondent email": "other",
    "email list": "other",
    "email": "other",
    "device data": "other",
    "operating system": "other",
    "browser": "other",
}


def sniff(rows: Rows, asked: bool = False) -> Layout | None:
    """Recognise QuestionPro raw data by the fields that begin its header."""
    for at in range(min(_SCANNED, len(rows) - 1)):
        places = _places(rows, at, asked)
        if places:
            return _layout(rows, at, places)
    return None


def _places(rows: Rows, at: int, asked: bool) -> dict[int, Role]:
    """Return the columns of QuestionPro's own fields under a header row; nothing if it is none."""
    row, first = rows[at], at + 1
    ids = below(rows, 0, first)
    if len(filled(row)) < 3 or not ids or share(ids, is_digits) < 0.9:
        return {}
    if any(map(_is_answer, rows[:at])):
        return {}  # A header in the midst of the answers; those above it are no preamble.
    if plain(cell_at(row, 0)) == "response id":
        named = {place: _FIELDS[_field(cell)] for place, cell in enumerate(row) if _field(cell)}
        if at or asked or len(named) >= 3:
            return named
    states, addresses = set(below(rows, 1, first)), below(rows, 2, first)
    few = 0 < len(states) <= 4 and not any(map(is_digits, states))
    timed = share(below(rows, 3, first), is_time) > 0.9
    if at and few and timed and share(addresses, _is_ip) > 0.9:
        return {0: "id", 1: "other", 2: "other", 3: "date"}
    return {}


def _is_answer(row: Sequence[str]) -> bool:
    return is_digits(cell_at(row, 0)) and any(map(is_time, filled(row)))


def _is_ip(cell: str) -> bool:
    return _IP.fullmatch(cell) is not None


def _field(cell: str) -> str:
    name = plain(_PATTERN.sub("", cell))
    return name if name in _FIELDS else ""


def _layout(rows: Rows, at: int, places: dict[int, Role]) -> Layout:
    above = rows[at - 1] if at and len(filled(rows[at - 1])) > 1 else []
    entries, question = [], ""
    for place in range(max(width(rows[at : at + 1]), len(above))):
        name, over = words(cell_at(rows[at], place)), words(cell_at(above, place))
        question = over or (question if place not in places else "")
        entries.append(_entry(name, question, places.get(place), place))
    status = next((entry.name for entry in entries if entry.code == "status"), None)
    rules = (
        ()
        if status is None
        else (RowRule(status, TEST, _TEST), RowRule(status, UNFINISHED, _UNFINISHED))
    )
    reason = f"The header below {at} rows of preamble begins with QuestionPro's response fields."
    return Layout(Codebook("questionpro", reason, tuple(entries), rules), at + 1)


def _entry(name: str, over: str, role: Role | None, place: int) -> Entry:
    if role is not None:
        code = "status" if place == 1 else ""
        return Entry(name, code=code, role=role, reason="QuestionPro writes its own field there.")
    if over and over != name:
        joined = f"{over} - {name}" if name else over
        return Entry(joined, over, sub_label=name, question=over)
    return Entry(name, embedded=plain(name).startswith("custom variable"))
