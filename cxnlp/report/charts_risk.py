"""Charts of what to do first, and of how far the figures on risk are to be trusted."""

from __future__ import annotations

import pandas as pd

from cxnlp.report.chart import (
    MIDDLE,
    NARROW,
    NEGATIVE,
    Chart,
    Spec,
    around_zero,
    bands,
    column,
    headings,
    labels,
    quantity,
    rule_at,
    signed_axis,
    values,
)
from cxnlp.report.draw import INK, QUIET
from cxnlp.survey.values.scales import Scale

_STEP, _TALL_STEP = 30, 44  # pixels: the height of a row
_MOST = 12


def action_chart(actions: pd.DataFrame, scale: Scale) -> Chart | None:
    """Draw what goes with each issue, ranked, with intervals and owners; None without any."""
    if actions.empty:
        return None
    kept = actions.head(_MOST)
    named = [f"{n} · {o}" for n, o in zip(kept["name"], kept["owner"], strict=True)]
    names = labels(named, list(kept["issue"]))
    rows = kept[["net", "net_low", "net_high", "mentions", "to_call", "clear"]].assign(label=names)
    return Chart(
        "actions",
        "What to do first",
        f"A row an issue with its owner, the largest loss of {scale.unit} first, with its "
        "interval; hollow marks may be chance. Beside it, how many complain and how many of them "
        "to call back.",
        actions,
        _ranks(rows, names, scale, wide=True),
        _ranks(rows, names, scale, wide=False),
    )


def _ranks(rows: pd.DataFrame, names: list[str], scale: Scale, *, wide: bool) -> Spec:
    over = around_zero(rows[["net", "net_low", "net_high"]])
    y = bands(names, bare=not wide, extent=320 if wide else 0)
    down = 0 if wide else 9
    x = quantity("net_low", over, axis=signed_axis(scale.unit))
    fill = {"condition": {"test": "datum.clear", "value": NEGATIVE}, "value": "white"}
    layers = [
        rule_at(0.0),
        *([] if wide else [headings(names, 10)]),
        {
            "mark": {
                "type": "rule",
                "color": NEGATIVE,
                "strokeWidth": 2.5,
                "opacity": 0.55,
                "yOffset": down,
            },
            "encoding": {"y": y, "x": x, "x2": {"field": "net_high"}},
        },
        {
            "mark": {
                "type": "point",
                "shape": "triangle-down",
                "size": 80,
                "color": NEGATIVE,
                "opacity": 1,
                "strokeWidth": 2,
                "yOffset": down,
            },
            "encoding": {"y": y, "x": quantity("net", over), "fill": fill},
        },
    ]
    panel: Spec = {
        "width": 380 if wide else NARROW,
        "height": (_STEP if wide else _TALL_STEP) * len(names),
        "layer": layers,
    }
    if not wide:
        return {"data": values(rows), **panel}
    counts = (("mentions", "complain"), ("to_call", "to call"))
    beside = [column(names, field, title, _STEP) for field, title in counts]
    return {"data": values(rows), "hconcat": [panel, *beside], "spacing": 8}


def risk_chart(calibration: pd.DataFrame) -> Chart | None:
    """Draw what was predicted against what was seen, on held-out responses; None without any."""
    if calibration.empty:
        return None
    models = list(dict.fromkeys(calibration["model"]))
    return Chart(
        "risk",
        "Predicted against observed",
        "A dot for each tenth of the responses, from the least to the most at risk: further right, "
        "more was predicted; higher, more was observed, with its interval. On the diagonal both "
        "agree.",
        calibration,
        agreement(calibration, models, 420, 300),
        agreement(calibration, models, NARROW - 40, 260),
    )


def agreement(table: pd.DataFrame, models: list[str], width: int, height: int) -> Spec:
    """Return what was predicted against what was observed, dots with intervals on a diagonal.

    Parameters
    ----------
    table : DataFrame
        `model`, `predicted`, `observed`, `low`, `high`, shares from 0 to 1.
    models : list of str
        One or two of them.
    width, height : int
        Pixels of the plot.
    """
    top = min(1.0, float(table[["predicted", "observed", "high"]].max().max()) * 1.04)
    axis = {"format": "~%", "tickCount": 5, "grid": True}
    x = quantity("predicted", (0.0, top), axis={**axis, "title": "Predicted"})
    y = quantity("observed", (0.0, top), axis={**axis, "title": "Observed"})
    legend = {"title": None, "orient": "top", "labelFontSize": 12, "symbolSize": 80}
    range_ = [INK] if len(models) == 1 else [MIDDLE, NEGATIVE]
    color = {
        "field": "model",
        "type": "nominal",
        "legend": legend if len(models) > 1 else None,
        "scale": {"domain": models, "range": range_},
    }
    line = {
        "data": {"values": [{"predicted": 0, "observed": 0}, {"predicted": top, "observed": top}]},
        "mark": {"type": "line", "color": QUIET, "strokeDash": [4, 3], "strokeWidth": 1},
        "encoding": {"x": x, "y": y},
    }
    shape = {**color, "scale": {"domain": models, "range": ["circle", "square"][-len(models) :]}}
    layers = [
        line,
        {
            "mark": {"type": "rule", "strokeWidth": 2, "opacity": 0.5},
            "encoding": {
                "x": x,
                "y": {**y, "field": "low"},
                "y2": {"field": "high"},
                "color": color,
            },
        },
        {
            "mark": {"type": "point", "filled": True, "size": 70, "opacity": 1},
            "encoding": {"x": x, "y": y, "color": color, "shape": shape},
        },
    ]
    return {"data": values(table), "width": width, "height": height, "layer": layers}
