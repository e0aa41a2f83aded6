"""What the charts are made of: a specification each, its numbers, and words for who cannot see it.

A chart comes twice, wide for a screen or a slide and narrow for a phone. Negative and positive
differ by shape and side as well as by colour. Specifications are plain Vega-Lite.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from cxnlp.report.draw import INK, QUIET, RULE, to_svg
from cxnlp.report.words import shown

Spec = dict[str, Any]

NEGATIVE, POSITIVE, MIDDLE = "#b34700", "#1f5fa8", "#8a94a0"
COLOURS = {"negative": NEGATIVE, "positive": POSITIVE}
_SHAPES = ("triangle-down", "triangle-up")
MOST_ISSUES = 24
NARROW = 330
"""Pixels of a plot on a phone."""


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
    wide: Spec
    narrow: Spec

    @cached_property
    def svg(self) -> str:
        """The wide chart as an SVG file's text."""
        return to_svg(self.wide)

    def __repr__(self) -> str:
        """Say what it shows, in a line; its specifications are hundreds."""
        return f"Chart({self.name!r}: {self.title}; {len(self.data)} rows)"

    def _repr_svg_(self) -> str:
        """Show the wide chart in a notebook."""
        return self.svg


def labels(names: Sequence[object], ids: Sequence[object]) -> list[str]:
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


def values(table: pd.DataFrame) -> Spec:
    """Return a table as the data of a specification; NaN is null."""
    plain = table.astype(object).where(table.notna(), None)
    return {
        "values": [
            {str(k): v.item() if isinstance(v, np.generic) else v for k, v in row.items()}
            for row in plain.to_dict("records")
        ]
    }


def quantity(field: str, over: Sequence[float] | None = None, **more: object) -> Spec:
    """Return the encoding of a number by place, on an axis from and to `over` where given."""
    scale = {} if over is None else {"scale": {"domain": list(over), "nice": False}}
    return {"field": field, "type": "quantitative", "title": None, **scale, **more}


def bands(names: Sequence[str], *, bare: bool = False, extent: int = 0) -> Spec:
    """Return the vertical axis with a band a label; `extent` (pixels) fixes the labels' width."""
    fixed = {"minExtent": extent, "maxExtent": extent} if extent else {}
    axis = {
        "title": None,
        "grid": True,
        "tickBand": "extent",
        "gridColor": RULE,
        "gridOpacity": 0.7,
        "labelLimit": extent or 250,
        "labels": not bare,
        **fixed,
    }
    return {"field": "label", "type": "nominal", "scale": {"domain": list(names)}, "axis": axis}


def headings(names: Sequence[str], up: int) -> Spec:
    """Return the labels as headings inside their bands, for a chart too narrow to have an axis."""
    mark = {"type": "text", "align": "left", "baseline": "middle", "yOffset": -up, "limit": NARROW}
    text = {"field": "label", "type": "nominal"}
    return {
        "data": {"values": [{"label": name} for name in names]},
        "mark": mark,
        "encoding": {"y": bands(names, bare=True), "x": {"value": 0}, "text": text},
    }


def column(names: Sequence[str], field: str, title: str, step: int, **mark: object) -> Spec:
    """Return a column of whole numbers beside a chart, a line for each label."""
    return {
        "width": 62,
        "height": step * len(names),
        "title": heading(title, quiet=True),
        "mark": {"type": "text", "align": "right", "baseline": "middle", "color": QUIET, **mark},
        "encoding": {
            "y": bands(names, bare=True),
            "x": {"value": 60},
            "text": {"field": field, "type": "quantitative", "format": ","},
        },
    }


def heading(text: str, *, quiet: bool = False) -> Spec:
    """Return a panel's title, above its plot's left edge; a quiet one above a column of figures."""
    title: Spec = {"text": text, "frame": "group"}
    if quiet:
        title |= {"anchor": "end", "color": QUIET, "fontWeight": "normal", "fontSize": 12}
    return title


def feelings(channel: str, *, short: bool) -> Spec:
    """Return the encoding of feelings by "color" or by "shape", with one legend for both."""
    legend = {
        "title": None,
        "orient": "top",
        "symbolSize": 90,
        "offset": 6,
        "labelFontSize": 12,
        "labelColor": INK,
        "symbolOpacity": 1,
        "labelExpr": "datum.label" if short else "datum.label + ' mentions'",
    }
    given = list(COLOURS.values()) if channel == "color" else list(_SHAPES)
    scale = {"domain": list(COLOURS), "range": given}
    return {"field": "feeling", "type": "nominal", "scale": scale, "legend": legend}


def signed_axis(title: str | None = None, ticks: int = 6) -> Spec:
    """Return an axis of differences, each with its sign."""
    sign = "datum.value == 0 ? '0' : format(datum.value, '+,~r')"
    shown = {"labelOverlap": "greedy", "labelSeparation": 4}
    return {"title": title, "labelExpr": sign, "grid": True, "tickCount": ticks, **shown}


def rule_at(value: float, channel: str = "x", **mark: object) -> Spec:
    """Return a line across the plot at a value."""
    encoding = {channel: {"datum": value, "type": "quantitative"}}
    line = {"type": "rule", "color": QUIET, **mark}
    return {"data": {"values": [{}]}, "mark": line, "encoding": encoding}


def around_zero(numbers: pd.DataFrame, room: float = 0.04) -> tuple[float, float]:
    """Return the ends of an axis that holds all numbers and zero, and some room (a share)."""
    finite = numbers.to_numpy(dtype=float)
    finite = finite[np.isfinite(finite)]
    low, high = min([*finite, 0.0]), max([*finite, 0.0])
    pad = room * (high - low or 1.0)
    return float(low - pad), float(high + pad)


def records(table: pd.DataFrame) -> list[Mapping[str, Any]]:
    """Return a table's rows as mappings."""
    return [{str(k): v for k, v in row.items()} for row in table.to_dict("records")]
