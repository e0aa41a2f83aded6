"""The short answer for a terminal, as plain lines; the command line adds colour, or none."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from textwrap import wrap
from typing import TYPE_CHECKING

from cxnlp.report.answer import Answer, DriverLine, short_answer
from cxnlp.report.words import counted, number

if TYPE_CHECKING:
    from cxnlp.explain import Explanation
    from cxnlp.survey import Survey

NAME = 34
"""Columns that an issue's name takes."""
_FIRST_STRONG, _POP = "\u2068", "\u2069"
_HEADINGS = ("interval", "raw", "interval", "mentions")
_WIDTHS = (9, 17, 7, 17, 14)


def summary_lines(
    survey: Survey, explanation: Explanation, *, files: Sequence[str] = (), isolate: bool = True
) -> list[str]:
    """Return the short answer a person reads in a terminal.

    Parameters
    ----------
    survey, explanation
        The analysis.
    files : sequence of str
        What was written and where, a line each.
    isolate : bool
        Whether a right-to-left name is wrapped in the marks (U+2068, U+2069) that keep it from
        turning its line around; a terminal without bidirectional text needs none.

    Returns
    -------
    list of str
        Lines without markup, at most 100 columns unless a file's name is longer.
    """
    lines = explanation_lines(explanation, isolate=isolate)
    lines += _rows(short_answer(survey, explanation))
    return [*lines, "", *files] if files else lines


def explanation_lines(explanation: Explanation, *, isolate: bool = True) -> list[str]:
    """Return the index, the strongest drivers and the explained share, as `summary_lines` does."""
    answer = short_answer(None, explanation)
    unit = explanation.scale.unit
    lines = [
        f"{answer.index}   {answer.level} interval {answer.index_range}   "
        f"{counted(answer.n, 'response')}",
        "",
    ]
    for heading, drivers in (("Top losses", answer.costs), ("Top gains", answer.earns)):
        lines += _drivers(f"{heading} ({unit})", drivers, isolate)
    if not (answer.costs or answer.earns):
        lines += ["Too few responses mention any one issue to say what goes with the score.", ""]
    return [*lines, *_explained(answer)]


def _drivers(heading: str, drivers: Sequence[DriverLine], isolate: bool) -> Iterator[str]:
    if not drivers:
        return
    best = "corrected" if any(line.basis == "corrected" for line in drivers) else "adjusted"
    titles = (title.rjust(width) for title, width in zip((best, *_HEADINGS), _WIDTHS, strict=True))
    yield padded(heading, NAME) + "".join(titles)
    for line in drivers:
        # One that could not be corrected stands in brackets among those that were.
        figure = line.figure if line.basis == best else f"({line.figure})"
        known = (figure, line.range) if line.basis != "raw" else ("–", "–")
        cells = (*known, line.raw, line.raw_range, f"{line.mentions} ({line.share})")
        figures = (cell.rjust(width) for cell, width in zip(cells, _WIDTHS, strict=True))
        yield padded(f"  {line.name}", NAME, isolate) + "".join(figures)
    if best == "corrected" and any(line.basis != best for line in drivers):
        yield "  In brackets: adjusted, but not corrected for tagging errors."
    yield ""


def _explained(answer: Answer) -> Iterator[str]:
    if answer.explained:
        yield (
            f"The issues account for {answer.explained} of how the scores vary "
            f"({answer.explained_range}). Associations, not causes."
        )
    else:
        yield "How much of the scores the issues account for cannot be told from so few responses."


def _rows(answer: Answer) -> Iterator[str]:
    dropped = ", ".join(f"{reason} ({number(n)})" for reason, n in answer.left_out)
    line = (
        f"{counted(answer.read, 'row')} read, {number(answer.used)} analysed; "
        f"left out: {dropped or 'none'}."
    )
    yield from wrap(line, 100, subsequent_indent="  ")


def padded(text: str, width: int, isolate: bool = True) -> str:
    """Return `text` cut or filled to `width` terminal columns, right-to-left text isolated."""
    text = text.rstrip()
    if columns(text) > width - 1:
        kept = ""
        for letter in text:
            if columns(kept + letter) > width - 2:
                break
            kept += letter
        text = kept.rstrip() + "…"
    fill = " " * (width - columns(text))
    turns = any(unicodedata.bidirectional(c) in ("R", "AL") for c in text)
    indent = text[: len(text) - len(text.lstrip())]
    return (f"{indent}{_FIRST_STRONG}{text.strip()}{_POP}" if turns and isolate else text) + fill


def columns(text: str) -> int:
    """Return how many terminal columns a text takes: none for marks, two for wide letters."""
    return sum(_columns(letter) for letter in text)


def _columns(letter: str) -> int:
    if unicodedata.category(letter) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in ("W", "F") else 1
