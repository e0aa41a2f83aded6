"""What the charts are made of: each is a specification, its numbers, and the words for who cannot see it.

A chart comes twice, wide for a screen or a slide and narrow for a phone. Negative and positive
differ by shape and side as well as by colour.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cxnlp.report.draw import INK, QUIET, RULE
from cxnlp.report.words import shown

if TYPE_CHECKING:
    import altair as alt

NEGATIVE, POSITIVE, MIDDLE = "#b34700", "#1f5fa8", "#8a94a0"
MOST_ISSUES = 24
MOST_LEVELS = 10
MOST_SEGMENTS = 6
WIDE, NARROW = 960, 360
TRIANGLES = {"negative": ("triangle-down", NEGATIVE), "positive": ("triangle-up", POSITIVE)}


@dataclass(frozen=True)
class Chart:
    """One chart.

    Parameters
    ----------
    name : str
        Its file name, without suffix.
    title : str
        What it shows.
    text : str
        What is to be seen, in words.
    data : DataFrame
        The numbers behind it, as they are written to NAME.csv.
    wide, narrow : dict
        Vega-Lite specifications.
    """

    name: str
    title: str
    text: str
    data: pd.DataFrame
    wide: Mapping[str, Any]
    narrow: Mapping[str, Any]


def labels(names: Sequence[str], ids: Sequence[str]) -> list[str]:
    """Return a label for each issue or level: cleaned, and no two the same.

    Parameters
    ----------
    names, ids : sequence of str
        In parallel; the id stands in for an empty name, and behind a name that comes twice.
    """
    made: list[str] = []
    for name, id_ in zip(names, ids, strict=True):
        label = shown(name, 60) or shown(id_, 60)
        known = f"{label} ({shown(id_, 30)})" if label in made else label
        made.append(known if known not in made else f"{known} {len(made) + 1}")
    return made


def bands(names: Sequence[str], *, bare: bool = False, extent: int = 0) -> alt.Y:
    """Return the vertical axis with a band a label; `extent` (pixels) fixes the labels' width."""
    import altair as alt

    fixed = {"minExtent": extent, "maxExtent": extent} if extent else {}
    axis = alt.Axis(
        title=None, grid=True, tickBand="extent", gridColor=RULE, gridOpacity=0.7,
        labelLimit=extent or 250, labels=not bare, **fixed,
    )  # fmt: skip
    return alt.Y("label:N", scale=alt.Scale(domain=list(names)), axis=axis)


def headings(rows: pd.DataFrame, names: Sequence[str], up: int) -> alt.Chart:
    """Return the labels as headings inside their bands, for a chart too narrow to have an axis."""
    import altair as alt

    return (
        alt.Chart(rows.drop_duplicates("label"))
        .mark_text(align="left", baseline="middle", yOffset=-up, limit=NARROW - 40)
        .encode(y=bands(names, bare=True), x=alt.value(0), text="label:N")
    )


def heading(text: str, *, quiet: bool = False) -> alt.TitleParams:
    """Return a panel's title, above its plot's left edge; a quiet one above a column of figures."""
    import altair as alt

    if quiet:
        return alt.TitleParams(
            text, frame="group", anchor="end", color=QUIET, fontWeight="normal", fontSize=12
        )
    return alt.TitleParams(text, frame="group")


def paint() -> alt.Scale:
    """Return the colours of the feelings."""
    import altair as alt

    return alt.Scale(domain=list(TRIANGLES), range=[colour for _, colour in TRIANGLES.values()])


def feelings(channel: str, *, short: bool = False) -> alt.Color | alt.Shape:
    """Return the encoding of feelings by "color" or by "shape", with one legend for both."""
    import altair as alt

    legend = alt.Legend(
        title=None, orient="top", symbolSize=90, offset=6,
        labelExpr="datum.label" if short else "datum.label + ' mentions'",
        labelFontSize=12, labelColor=INK, symbolOpacity=1,
    )  # fmt: skip
    if channel == "color":
        return alt.Color("feeling:N", scale=paint(), legend=legend)
    shapes = [shape for shape, _ in TRIANGLES.values()]
    return alt.Shape(
        "feeling:N", scale=alt.Scale(domain=list(TRIANGLES), range=shapes), legend=legend
    )


def around_zero(numbers: pd.DataFrame, room: float = 0.04) -> tuple[float, float]:
    """Return the ends of an axis that holds all numbers and zero, and some room (a share)."""
    finite = numbers.to_numpy(dtype=float)
    finite = finite[np.isfinite(finite)]
    low, high = min(float(finite.min()), 0.0), max(float(finite.max()), 0.0)
    pad = room * (high - low or 1.0)
    return low - pad, high + pad


def signed_axis(title: str | None = None, *, grid: bool = True, ticks: int = 6) -> alt.Axis:
    """Return an axis of differences, each with its sign."""
    import altair as alt

    sign = "datum.value == 0 ? '0' : format(datum.value, '+,~r')"
    return alt.Axis(title=title, labelExpr=sign, grid=grid, tickCount=ticks)


def spec(chart: Any) -> dict[str, Any]:
    """Return a chart's Vega-Lite specification."""
    return dict(chart.to_dict())
