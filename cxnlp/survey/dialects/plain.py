"""A plain table: one row of names above the answers, perhaps below a title."""

from __future__ import annotations

from cxnlp.survey.codebook import Codebook
from cxnlp.survey.dialects.cells import filled, named
from cxnlp.survey.dialects.layout import Layout, Rows
from cxnlp.survey.scores import read_score

_MOST_ABOVE = 20
_NARROW = 2


def sniff(rows: Rows, asked: bool = False) -> Layout:
    """Take the first row for the names, or the first full one below a title."""
    at = names_at(rows)
    if not at:
        return Layout(Codebook(entries=named(rows[0])))
    above = " / ".join(cell[:40] for row in rows[:at] for cell in filled(row))
    reason = f"Names stand in one row above the answers, below a title of its own ({above})."
    return Layout(Codebook(entries=named(rows[at]), reason=reason), at + 1)


def names_at(rows: Rows) -> int:
    """Return which row holds the names: 0, or the first wide row below a title of one cell.

    Below a title only a row of words is taken: where a number stands in it, it may be an answer.
    """
    if len(filled(rows[0])) != 1:
        return 0
    for at, row in enumerate(rows[1 : _MOST_ABOVE + 1], start=1):
        cells = filled(row)
        if len(cells) > _NARROW:
            worded = not any(read_score(cell).kind == "number" for cell in cells)
            return at if worded and at + 1 < len(rows) else 0
    return 0
