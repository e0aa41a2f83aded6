"""A plain table: one row of names above the answers, perhaps below a title."""

from __future__ import annotations

from cxnlp.survey.codebook import Codebook
from cxnlp.survey.dialects.cells import filled, named
from cxnlp.survey.dialects.layout import Layout, Rows
from cxnlp.survey.values.scores import read_score

_MOST_ABOVE = 20
_NARROW = 2
_MUCH_WIDER = 4


def sniff(rows: Rows, asked: bool = False) -> Layout:
    """Take the first row for the names, or the first full one below a title."""
    at = names_at(rows)
    if not at:
        return Layout(Codebook(entries=named(rows[0])))
    above = " / ".join(cell[:40] for row in rows[:at] for cell in filled(row))
    title = f"a title of its own ({above})" if above else f"{at} blank rows"
    reason = f"Names stand in one row above the answers, below {title}."
    return Layout(Codebook(entries=named(rows[at]), reason=reason), at + 1)


def names_at(rows: Rows) -> int:
    """Return which row holds the names: 0, or the first wide row below a title.

    A title's rows have one cell or none, or two ("Exported on", a date) where the table is much
    wider. Below it only a row of words is taken: where a number stands in it, it may be an answer.
    """
    title = len(filled(rows[0]))
    if title > _NARROW:
        return 0
    for at, row in enumerate(rows[1 : _MOST_ABOVE + 1], start=1):
        cells = filled(row)
        if len(cells) > _NARROW:
            worded = not any(read_score(cell).kind == "number" for cell in cells)
            below = [count for each in rows[at + 1 :] if (count := len(filled(each)))]
            wider = len(cells) >= _MUCH_WIDER and min(below, default=0) > _NARROW
            return at if worded and below and (title < _NARROW or wider) else 0
    return 0
