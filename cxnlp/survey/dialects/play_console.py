"""Google Play Console: one row each version of a review, times also in milliseconds.

Recognised by links with `reviewId=` and by columns of milliseconds that say the same as the time
beside them. A review that was edited stands there again; only its last version counts.
"""

from __future__ import annotations

import re

from cxnlp.survey.codebook import Codebook, Entry, Latest, Role
from cxnlp.survey.dialects.cells import below, cell_at, is_digits, is_narrow, share
from cxnlp.survey.dialects.layout import Layout, Rows
from cxnlp.survey.lexicon.names import plain

_LINK = re.compile(r"https?://play\.google\.com/\S*review[-_]?id=\S+", re.IGNORECASE)
_NAMES: dict[str, Role] = {
    "package name": "other",
    "app version code": "segment",
    "app version name": "segment",
    "reviewer language": "language",
    "device": "segment",
    "review submit date and time": "other",
    "review submit millis since epoch": "other",
    "review last update date and time": "date",
    "review last update millis since epoch": "other",
    "star rating": "score",
    "review title": "comment",
    "review text": "comment",
    "developer reply date and time": "derived",
    "developer reply millis since epoch": "derived",
    "developer reply text": "derived",
    "review link": "id",
}
_TIMED = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z?")


def sniff(rows: Rows, asked: bool = False) -> Layout | None:
    """Recognise the links to reviews, or the times beside their milliseconds."""
    if not is_narrow(rows):
        return None
    heads = [plain(cell) for cell in rows[0]]
    known = sum(head in _NAMES for head in heads)
    if known < (4 if asked else 6):
        return None
    linked = any(
        share(below(rows, at, 1), lambda cell: bool(_LINK.fullmatch(cell))) > 0.9
        for at in range(len(heads))
    )
    doubled = any(_is_doubled(rows, at) for at in range(len(heads) - 1))
    if not (linked or doubled or asked):
        return None
    entries = tuple(_entry(cell_at(rows[0], at), head) for at, head in enumerate(heads))
    names = {head: entry.name for head, entry in zip(heads, entries, strict=True)}
    link, moment = names.get("review link"), names.get("review last update date and time")
    latest = Latest(link, moment) if link is not None and moment is not None else None
    reason = "Its rows hold links to reviews, and times are given again in milliseconds."
    return Layout(Codebook("play_console", reason, entries, latest=latest))


def _is_doubled(rows: Rows, at: int) -> bool:
    times, stamps = below(rows, at, 1), below(rows, at + 1, 1)
    same = share(times, lambda cell: bool(_TIMED.fullmatch(cell))) > 0.9
    return same and share(stamps, lambda cell: is_digits(cell) and len(cell) == 13) > 0.9


def _entry(name: str, head: str) -> Entry:
    role = _NAMES.get(head)
    if role is None or role == "segment" or head == "package name":
        return Entry(name.strip(), embedded=head in _NAMES)
    scale = "stars" if role == "score" else ""
    reason = "The Play Console writes it there."
    return Entry(name.strip(), role=role, reason=reason, scale=scale)
