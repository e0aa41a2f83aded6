"""Trustpilot: reviews of a business or of its products, one row a review.

Recognised by its fields together: stars from 1 to 5 beside the review's id, its text and fields
that only Trustpilot has (business unit, source of the review, product SKU).
"""

from __future__ import annotations

from cxnlp.survey.codebook import Codebook, Entry, Role
from cxnlp.survey.dialects.cells import below, cell_at, is_narrow, share
from cxnlp.survey.dialects.layout import Layout, Rows
from cxnlp.survey.lexicon.headers import spoken

_NAMES: dict[str, Role] = {
    "review id": "id",
    "review created (utc)": "date",
    "review created": "date",
    "review stars": "score",
    "stars": "score",
    "review title": "comment",
    "review content": "comment",
    "content": "comment",
    "created at": "date",
    "review username": "other",
    "consumer name": "other",
    "review consumer user id": "other",
    "review user email": "other",
    "reference id": "other",
    "business unit id": "other",
    "webshop name": "derived",
    "business reply date (utc)": "derived",
    "business reply": "derived",
    "company reply": "derived",
    "product sku": "other",
    "review language": "language",
}
_PLACES = frozenset({"source of review", "location name", "domain url", "domain", "product name"})
_ONLY = frozenset(
    {
        "business unit id",
        "source of review",
        "review consumer user id",
        "product sku",
        "consumer name",
        "webshop name",
        "business reply date (utc)",
        "reference id",
    }
)


def sniff(rows: Rows, asked: bool = False) -> Layout | None:
    """Recognise stars between 1 and 5 among Trustpilot's fields."""
    if not is_narrow(rows):
        return None
    heads = [spoken(cell) for cell in rows[0]]
    at = next((at for at, head in enumerate(heads) if _NAMES.get(head) == "score"), None)
    if at is None or "review id" not in heads:
        return None
    stars = share(below(rows, at, 1), lambda cell: cell in set("12345"))
    if stars < 0.9 or (not _ONLY & set(heads) and not asked):
        return None
    entries = tuple(_entry(cell_at(rows[0], at), head) for at, head in enumerate(heads))
    reason = "Stars from 1 to 5 stand beside review ids and fields that only Trustpilot has."
    return Layout(Codebook("trustpilot", reason, entries))


def _entry(name: str, head: str) -> Entry:
    role = _NAMES.get(head)
    if role is None:
        return Entry(name.strip(), embedded=head in _PLACES)
    scale = "stars" if role == "score" else ""
    reason = "Trustpilot writes it there."
    return Entry(name.strip(), role=role, reason=reason, scale=scale)
