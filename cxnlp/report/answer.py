"""The short answer, as the page and the terminal both give it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from cxnlp.report.chart import records
from cxnlp.report.impact import strongest
from cxnlp.report.words import (
    effect_digits,
    index_digits,
    index_text,
    interval,
    number,
    percent,
    shown,
)

if TYPE_CHECKING:
    from cxnlp.explain import Explanation
    from cxnlp.survey import Survey
    from cxnlp.survey.values.scales import Scale

SHOWN = 5


@dataclass(frozen=True)
class DriverLine:
    """One issue and feeling, formatted.

    Parameters
    ----------
    name, feeling : str
        The issue's name, cleaned; "negative" or "positive".
    figure, range : str
        Points of the index that go with it in all, and their interval.
    raw, raw_range : str
        The leave-out difference and its interval.
    per_mention : str
        The adjusted figure per mention.
    mentions, share : str
        Responses that mention it so, and their share.
    basis : str
        What `figure` is: "corrected", "adjusted" or "raw".
    clear : bool
        Whether its interval leaves out zero, and its q is under .05 where one is known.
    """

    name: str
    feeling: str
    figure: str
    range: str
    raw: str
    raw_range: str
    per_mention: str
    mentions: str
    share: str
    basis: str
    clear: bool


@dataclass(frozen=True)
class Answer:
    """The short answer.

    Parameters
    ----------
    index, index_range, n, level : str
        The index with its name, its interval, how many responses, the level in per cent.
    costs, earns : tuple of DriverLine
        The issues that go with the largest losses and gains.
    explained, explained_range, out_of_sample : str
        The share of the scores' variance that issues explain; "" where it is not known.
    read, used : int
        Rows.
    left_out : tuple of (str, int)
        Reasons and rows.
    """

    index: str
    index_range: str
    n: int
    level: str
    costs: tuple[DriverLine, ...]
    earns: tuple[DriverLine, ...]
    explained: str
    explained_range: str
    out_of_sample: str
    read: int
    used: int
    left_out: tuple[tuple[str, int], ...]


def short_answer(survey: Survey | None, explanation: Explanation) -> Answer:
    """Return the short answer of an analysis; without a survey, the responses are its rows."""
    scale, index, share = explanation.scale, explanation.index, explanation.explained
    known = share.value == share.value
    rows: Mapping[str, Any] = (
        {"read": index.n, "used": index.n, "left_out": {}} if survey is None else survey.rows()
    )
    digits = index_digits(scale)
    return Answer(
        index=index_text(index, scale),
        index_range=interval(index.low, index.high, digits, signed=scale.name == "nps"),
        n=index.n,
        level=percent(index.level),
        costs=_lines(explanation.drivers, "negative", scale),
        earns=_lines(explanation.drivers, "positive", scale),
        explained=percent(share.value) if known else "",
        explained_range=f"{percent(share.low)} to {percent(share.high)}" if known else "",
        out_of_sample=percent(max(0.0, explanation.explained_out_of_sample)) if known else "",
        read=int(rows["read"]),
        used=int(rows["used"]),
        left_out=tuple((shown(k, 80), int(v)) for k, v in rows["left_out"].items()),
    )


def _lines(drivers: pd.DataFrame, feeling: str, scale: Scale) -> tuple[DriverLine, ...]:
    digits = effect_digits(scale)
    rows = records(strongest(drivers, feeling, SHOWN))
    return tuple(
        DriverLine(
            name=shown(row["name"], 80) or shown(row["issue"], 80),
            feeling=feeling,
            figure=number(row["figure"], digits, signed=True),
            range=interval(row["figure_low"], row["figure_high"], digits, signed=True),
            raw=number(row["raw"], digits, signed=True),
            raw_range=interval(row["raw_low"], row["raw_high"], digits, signed=True),
            per_mention=number(row["effect"], digits, signed=True),
            mentions=number(row["mentions"]),
            share=percent(row["share"]),
            basis=str(row["basis"]),
            clear=bool(row["clear"]),
        )
        for row in rows
    )
