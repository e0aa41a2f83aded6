"""The driver chart: each issue's figures with their intervals, adjusted beside raw."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from cxnlp.report.chart import (
    COLOURS,
    MOST_ISSUES,
    NARROW,
    Chart,
    Spec,
    around_zero,
    bands,
    column,
    feelings,
    heading,
    headings,
    labels,
    quantity,
    rule_at,
    signed_axis,
    values,
)
from cxnlp.report.impact import SIGNS, ranked
from cxnlp.survey.values.scales import Scale

_PLOT, _STEP, _TALL_STEP = 620, 34, 50  # pixels: width of all panels, height of a row
_PANELS = (("net_corrected", "Corrected"), ("net", "Adjusted"), ("raw", "Raw"))
_ENDS = ("", "_low", "_high")


def driver_chart(drivers: pd.DataFrame, scale: Scale) -> Chart | None:
    """Draw each issue's adjusted and raw figure with intervals; None where there is none."""
    order = ranked(drivers, MOST_ISSUES)
    if not order:
        return None
    data = drivers[drivers["issue"].isin(order) & drivers["feeling"].isin(SIGNS)]
    rows = data.drop_duplicates("issue").set_index("issue").loc[order]
    names = labels(list(rows["name"]), order)
    marks = data.assign(label=data["issue"].map(dict(zip(order, names, strict=True))))
    return Chart(
        "drivers",
        f"What goes with the score: {scale.index_name} by issue",
        "For each issue two marks with intervals, a triangle pointing down for negative mentions "
        "and one pointing up for positive mentions, left of zero where the index is lower with "
        "them and right where it is higher; first corrected for tagging errors (where comments "
        "were audited), then adjusted for all other issues, then raw.",
        drivers,
        _panels(marks, names, scale.unit, wide=True),
        _panels(marks, names, scale.unit, wide=False),
    )


def _panels(marks: pd.DataFrame, names: Sequence[str], unit: str, *, wide: bool) -> Spec:
    shown = [(v, word) for v, word in _PANELS if v in marks and marks[v].notna().any()]
    figures = [f"{value}{end}" for value, _ in shown for end in _ENDS]
    over = around_zero(marks[[f"{value}{end}" for value, _ in shown for end in _ENDS[1:]]])
    panels: list[Spec] = [
        {
            "title": heading(f"{word}, {unit}" if len(shown) < 3 or not at else word),
            "width": _PLOT // len(shown) if wide else NARROW,
            "height": (_STEP if wide else _TALL_STEP) * len(names),
            "layer": _forest(names, value, over, bare=at > 0, wide=wide),
        }
        for at, (value, word) in enumerate(shown)
    ]
    data = values(marks[["label", "feeling", "mentions", *figures]])
    if not wide:
        return {"data": data, "vconcat": panels, "spacing": 24}
    shared = {"scale": {"color": "shared", "shape": "shared"}}
    panels.append(_counts(names))
    return {"data": data, "hconcat": panels, "spacing": 20, "resolve": shared}


def _forest(
    names: Sequence[str], value: str, over: tuple[float, float], *, bare: bool, wide: bool
) -> list[Spec]:
    """Return marks with intervals, a line for each label and feeling, and a rule at zero."""
    y = bands(names, bare=bare or not wide)
    color, shape = (feelings(channel, short=not wide) for channel in ("color", "shape"))
    layers = [rule_at(0.0)] if wide else [rule_at(0.0), headings(names, 14)]
    for feeling, down in zip(SIGNS, (-7, 7) if wide else (4, 16), strict=True):
        some = [
            {"filter": {"field": "feeling", "equal": feeling}},
            {"filter": {"field": value, "valid": True}},
        ]
        low = quantity(f"{value}_low", over, axis=signed_axis())
        layers += [
            {
                "transform": some,
                "mark": {"type": "rule", "strokeWidth": 2.5, "opacity": 0.55, "yOffset": down},
                "encoding": {"y": y, "x": low, "x2": {"field": f"{value}_high"}, "color": color},
            },
            {
                "transform": some,
                "mark": {
                    "type": "point",
                    "filled": True,
                    "size": 75,
                    "opacity": 1,
                    "yOffset": down,
                },
                "encoding": {"y": y, "x": quantity(value, over), "color": color, "shape": shape},
            },
        ]
    return layers


def _counts(names: Sequence[str]) -> Spec:
    layers = []
    for (feeling, colour), down in zip(COLOURS.items(), (-7, 7), strict=True):
        one = column(names, "mentions", "Mentions", _STEP, color=colour, yOffset=down)
        only = {"filter": {"field": "feeling", "equal": feeling}}
        layers.append({"transform": [only], "mark": one["mark"], "encoding": one["encoding"]})
    sizes = {"width": one["width"], "height": one["height"], "title": one["title"]}
    return {**sizes, "layer": layers}
