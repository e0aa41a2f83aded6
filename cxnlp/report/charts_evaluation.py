"""Charts of an evaluation: each label's figures, and what was predicted against observed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from cxnlp.report.chart import (
    MIDDLE,
    NARROW,
    NEGATIVE,
    POSITIVE,
    Chart,
    Spec,
    bands,
    column,
    headings,
    labels,
    quantity,
    values,
)
from cxnlp.report.charts_risk import agreement

if TYPE_CHECKING:
    from cxnlp.evaluate import Evaluation

_MOST = 40
_STEP, _TALL_STEP = 40, 54  # pixels: the height of a row
_KINDS = {
    "precision": (POSITIVE, "circle"),
    "recall": (NEGATIVE, "triangle-up"),
    "F1": (MIDDLE, "square"),
}


def evaluation_charts(evaluation: Evaluation) -> dict[str, Chart]:
    """Return the charts of one output by name; those that have no figures are left out."""
    made = (label_chart(evaluation), calibration_chart(evaluation))
    return {chart.name: chart for chart in made if chart is not None}


def label_chart(evaluation: Evaluation) -> Chart | None:
    """Draw precision, recall and F1 of each label with their intervals; None without any."""
    table = evaluation.labels
    first = table[(table["part"] == "all") & (table["what"] == table["what"].iloc[0])]
    first = first[first["n"] + first["found"] > 0]
    if first.empty:
        return None
    first = first.sort_values("n", ascending=False, kind="stable").head(_MOST)
    names = labels(list(first["label"]), list(first["label"]))
    parts = [
        pd.DataFrame(
            {
                "label": names,
                "n": first["n"].to_numpy(),
                "measure": measure,
                "value": first[key].to_numpy(),
                "low": first[f"{key}_low"].to_numpy(),
                "high": first[f"{key}_high"].to_numpy(),
                "offset": place,
            }
        )
        for place, (measure, key) in enumerate(
            (("precision", "precision"), ("recall", "recall"), ("F1", "f1"))
        )
    ]
    data = pd.concat(parts, ignore_index=True)
    return Chart(
        f"{evaluation.output}-labels",
        f"Precision, recall and F1 of the {evaluation.output}",
        "A row a label, the commonest first: a dot for precision, a triangle for recall and a "
        "square for F1, each with its interval; further right is better.",
        data.drop(columns="offset"),
        _labels(data, names, wide=True),
        _labels(data, names, wide=False),
    )


def _labels(data: pd.DataFrame, names: list[str], *, wide: bool) -> Spec:
    y = bands(names, bare=not wide, extent=220 if wide else 0)
    layers: list[Spec] = [] if wide else [headings(names, 16)]
    for place, measure in enumerate(_KINDS):
        layers += _marks(measure, (place - 1) * 9 + (0 if wide else 8), y)
    step = _STEP if wide else _TALL_STEP
    panel: Spec = {
        "width": 460 if wide else NARROW,
        "height": step * len(names),
        "layer": layers,
    }
    if not wide:
        return {"data": values(data), **panel}
    once = {"data": values(data[data["measure"] == "F1"]), **column(names, "n", "n", step)}
    return {"data": values(data), "hconcat": [panel, once], "spacing": 8}


def _marks(measure: str, down: int, y: Spec) -> list[Spec]:
    """Return the lines and the dots of one measure, `down` pixels below the middle of a band."""
    legend = {"title": None, "orient": "top", "labelFontSize": 12, "symbolSize": 80}
    named = {"field": "measure", "type": "nominal", "legend": {**legend, "symbolOpacity": 1}}
    colours, shapes = zip(*_KINDS.values(), strict=True)
    color = {**named, "scale": {"domain": list(_KINDS), "range": list(colours)}}
    shape = {**named, "scale": {"domain": list(_KINDS), "range": list(shapes)}}
    axis = {"title": None, "format": ".1f", "tickCount": 6, "grid": True}
    x = quantity("value", (0.0, 1.0), axis=axis)
    only = [{"filter": f"datum.measure == '{measure}' && isValid(datum.value)"}]
    ends = {"x": {**x, "field": "low"}, "x2": {"field": "high"}}
    line = {"type": "rule", "strokeWidth": 2, "opacity": 0.5, "yOffset": down}
    dot = {"type": "point", "filled": True, "size": 55, "opacity": 1, "yOffset": down}
    return [
        {"transform": only, "mark": line, "encoding": {"y": y, **ends, "color": color}},
        {
            "transform": only,
            "mark": dot,
            "encoding": {"y": y, "x": x, "color": color, "shape": shape},
        },
    ]


def calibration_chart(evaluation: Evaluation) -> Chart | None:
    """Draw predicted against observed in bins of equal mass, all labels together; None of none."""
    bins = evaluation.reliability
    mass = bins[bins["bins"] == "equal mass"]
    if mass.empty:
        return None
    whats = list(dict.fromkeys(mass["what"]))
    if len(whats) > 1:
        # More than two colours on one diagonal say nothing; the table has them all.
        mass = mass.sort_values("n", ascending=False, kind="stable")
    drawn = mass.rename(columns={"what": "model"})
    return Chart(
        f"{evaluation.output}-calibration",
        f"Predicted against observed: {evaluation.output}",
        "A dot for each bin of answers: further right, the model was surer; higher, more of them "
        "were right, with its interval. On the diagonal both agree.",
        mass,
        agreement(drawn.assign(model="all"), ["all"], 420, 300),
        agreement(drawn.assign(model="all"), ["all"], NARROW - 40, 260),
    )
