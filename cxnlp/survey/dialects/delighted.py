"""Delighted: score and comment, the kind of survey in each row, everything else a property.

Recognised by the kind of survey in the cells (nps, csat, ces, smileys, thumbs, stars5) or by the
links to responses beside a score and a comment.
"""

from __future__ import annotations

import re

from cxnlp.survey.codebook import Codebook, Entry, Role
from cxnlp.survey.dialects.cells import below, cell_at, is_narrow, share
from cxnlp.survey.dialects.layout import Layout, Rows
from cxnlp.survey.lexicon.headers import spoken

_KINDS = {
    "nps": "nps",
    "csat": "csat",
    "ces": "ces",
    "smileys": "csat",
    "stars": "stars",
    "stars5": "stars",
    "stars_5": "stars",
    "csat3": "",
    "thumbs": "",
    "pmf": "",
    "enps": "nps",
}
_LINK = re.compile(r"https?://\S*delighted\S*", re.IGNORECASE)
_NAMES: dict[str, Role] = {
    "id": "id",
    "response id": "id",
    "survey response id": "id",
    "score": "score",
    "comment": "comment",
    "permalink": "other",
    "survey type": "other",
    "person": "other",
    "person id": "other",
    "name": "other",
    "email": "other",
    "phone number": "other",
    "created at": "date",
    "responded at": "date",
    "updated at": "other",
    "sent at": "other",
    "notes": "derived",
    "tags": "derived",
    "additional answers": "other",
    "delighted source": "other",
    "delighted browser": "other",
    "delighted device type": "other",
    "delighted operating system": "other",
    "last sent at": "other",
    "unsubscribed": "other",
    "unsubscribed at": "other",
}


def sniff(rows: Rows, asked: bool = False) -> Layout | None:
    """Recognise the kind of survey or the links beside a score and a comment."""
    if not is_narrow(rows):
        return None
    heads = [spoken(cell) for cell in rows[0]]
    if not {"score", "comment"} <= set(heads):
        return None
    kinds: set[str] = set()
    if "survey type" in heads:
        kinds = {cell.casefold() for cell in below(rows, heads.index("survey type"), 1)}
    linked = any(
        share(below(rows, at, 1), lambda cell: bool(_LINK.fullmatch(cell))) > 0.9
        for at in range(len(heads))
    )
    own = sum(head in _NAMES for head in heads)
    if not (asked or linked or (kinds and kinds <= set(_KINDS) and own >= 4)):
        return None
    scale = _KINDS.get(next(iter(kinds)), "") if len(kinds) == 1 else ""
    entries = tuple(_entry(cell_at(rows[0], at), head, scale) for at, head in enumerate(heads))
    reason = "A score and a comment stand beside the kind of survey or links to Delighted."
    return Layout(Codebook("delighted", reason, entries))


def _entry(name: str, head: str, scale: str) -> Entry:
    role = _NAMES.get(head)
    if role is None:
        return Entry(name, embedded=True)
    reason = "Delighted writes its own field there."
    return Entry(name, role=role, reason=reason, scale=scale if role == "score" else "")
