"""Charts of scores: their spread, segments; ticked reasons beside written ones."""

from __future__ import annotations

from collections.abc import Sequence

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
    heading,
    headings,
    labels,
    quantity,
    rule_at,
    values,
)
from cxnlp.report.draw import INK, QUIET
from cxnlp.report.words import percent, shown
from cxnlp.survey.values.scales import Estimate, Scale

_TICKED = ("ticked", "written", "complained")
_MOST_SEGMENTS, _MOST_LEVELS, _MOST_REASONS = 6, 10, 20
_STEP, _TALL_STEP = 27, 40  # pixels: the height of a row


def score_chart(responses: pd.DataFrame, scale: Scale) -> Chart | None:
    """Draw how many responses gave each score, and the bands; None without responses."""
    if responses.empty:
        return None
    answers = list(range(int(scale.low), int(scale.high) + 1))
    counts = responses["score"].astype(float).round().value_counts()
    n = counts.reindex([float(a) for a in answers], fill_value=0).to_numpy()
    data = pd.DataFrame(
        {"score": answers, "band": scale.band(answers), "n": n, "share": n / n.sum()}
    )
    return Chart(
        "scores",
        "How the scores spread",
        "A bar for each answer on the scale, low to high, with its number of responses; the bands "
        "lie side by side and carry their names and shares.",
        data,
        _histogram(data, scale, 700),
        _histogram(data, scale, NARROW),
    )


def _histogram(data: pd.DataFrame, scale: Scale, width: int) -> Spec:
    colours = {"domain": list(scale.bands), "range": [NEGATIVE, MIDDLE, POSITIVE]}
    axis = {"title": None, "labelAngle": 0, "grid": False}
    x = {"field": "score", "type": "ordinal", "axis": axis}
    y = quantity("n", (0, max(1.0, float(data["n"].max())) * 1.45), axis=None)
    color = {"field": "band", "type": "nominal", "scale": colours, "legend": None}
    number = {"field": "n", "type": "quantitative", "format": ","}
    top = {"type": "text", "dy": -8, "color": QUIET, "fontSize": 11}
    layers = [
        {
            "mark": {"type": "bar", "width": {"band": 0.78}},
            "encoding": {"x": x, "y": y, "color": color},
        },
        {"mark": top, "encoding": {"x": x, "y": y, "text": number}},
        *_band_names(data, x, width),
    ]
    return {"data": values(data), "width": width, "height": 190, "layer": layers}


def _band_names(data: pd.DataFrame, x: Spec, width: int) -> list[Spec]:
    """Return the bands' names and shares, each above the first of its answers."""
    groups = data.groupby("band", sort=False).agg(score=("score", "min"), share=("share", "sum"))
    named = zip(
        groups.index, groups["score"], groups["share"], (NEGATIVE, QUIET, POSITIVE), strict=False
    )
    return [
        {
            "data": {"values": [{"score": int(score)}]},
            "mark": {
                "type": "text",
                "align": "left",
                "baseline": "top",
                "fontWeight": 600,
                "text": [str(band)[: width // 30], percent(share)],
                "color": colour,
                "dx": -0.39 * width / len(data),
            },
            "encoding": {"x": x, "y": {"value": 0}},
        }
        for band, score, share, colour in named
    ]


def segment_chart(segments: pd.DataFrame, index: Estimate, scale: Scale) -> Chart | None:
    """Draw the index of each segment's levels with intervals; None where none can be shown."""
    known = segments.dropna(subset=["index"])
    if known.empty:
        return None
    return Chart(
        "segments",
        f"{scale.index_name} by segment",
        "For each level of a segment a dot with its interval; the upright line is the index of "
        "all responses; hollow dots rest on fewer than 30 responses.",
        segments,
        _segment_panels(known, index, wide=True),
        _segment_panels(known, index, wide=False),
    )


def _segment_panels(known: pd.DataFrame, index: Estimate, *, wide: bool) -> Spec:
    ends = pd.concat([known["low"], known["high"], known["index"], pd.Series([index.value])])
    low, high = float(ends.min()), float(ends.max())
    pad = 0.04 * (high - low or 1.0)
    panels = []
    for name in list(dict.fromkeys(known["segment"]))[:_MOST_SEGMENTS]:
        rows = known[known["segment"] == name].head(_MOST_LEVELS)
        title = heading(shown(name, 60 if wide else 34))
        panels.append(_levels(rows, title, index.value, (low - pad, high + pad), wide=wide))
    return {"vconcat": panels, "spacing": 14}


def _levels(
    rows: pd.DataFrame, title: Spec, at: float, over: tuple[float, float], *, wide: bool
) -> Spec:
    names = labels(list(rows["level"]), list(rows["level"]))
    data = rows[["n", "index", "low", "high"]].assign(label=names, small=rows["n"] < 30)
    down, axis = 0 if wide else 8, {"title": None, "format": ",~r", "tickCount": 6}
    y = bands(names, bare=not wide, extent=190 if wide else 0)
    fill = {"condition": {"test": "datum.small", "value": "white"}, "value": INK}
    span = {"type": "rule", "color": INK, "strokeWidth": 2, "opacity": 0.5, "yOffset": down}
    dot = {
        "type": "point",
        "size": 70,
        "color": INK,
        "opacity": 1,
        "strokeWidth": 2,
        "yOffset": down,
    }
    layers = [
        rule_at(at, strokeDash=[4, 3]),
        *([] if wide else [headings(names, 10)]),
        {
            "mark": span,
            "encoding": {"y": y, "x": quantity("low", over, axis=axis), "x2": {"field": "high"}},
        },
        {"mark": dot, "encoding": {"y": y, "x": quantity("index", over, axis=axis), "fill": fill}},
    ]
    panel: Spec = {
        "title": title,
        "width": 600 if wide else NARROW,
        "height": (_STEP if wide else _TALL_STEP) * len(names),
        "layer": layers,
    }
    if not wide:
        return {"data": values(data), **panel}
    return {"data": values(data), "hconcat": [panel, column(names, "n", "n", _STEP)], "spacing": 8}


def ticked_chart(ticked: pd.DataFrame) -> Chart | None:
    """Draw how many ticked each reason and how many wrote of it; None where none was matched."""
    named = (ticked["issue"] != "") & (ticked["reason"] != "")
    rows = ticked[named].dropna(subset=["written"])
    if rows.empty:
        return None
    rows = rows.sort_values("ticked", ascending=False, kind="stable").head(_MOST_REASONS)
    names = labels(list(rows["reason"]), list(rows["issue"]))
    counts = rows[list(_TICKED)].astype(int)
    ends = {"least": counts.min(axis=1), "most": counts.max(axis=1)}
    counts = counts.assign(label=names, **ends)
    return Chart(
        "ticked",
        "Ticked from the list, and written in their own words",
        "For each reason a dot for the responses that ticked it, a square for those that wrote "
        "about the matching issue, and a triangle for those that complained of it.",
        ticked,
        _dumbbells(counts, names, wide=True),
        _dumbbells(counts, names, wide=False),
    )


def _dumbbells(counts: pd.DataFrame, names: Sequence[str], *, wide: bool) -> Spec:
    y, down = bands(names, bare=not wide), 0 if wide else 8
    axis = {"title": None, "format": ",~r", "tickCount": 6}
    legend = {"title": None, "orient": "top", "labelFontSize": 12, "symbolSize": 80}
    how = {"field": "how", "type": "nominal", "legend": legend}
    domain = list(_TICKED)
    color = {**how, "scale": {"domain": domain, "range": [POSITIVE, QUIET, NEGATIVE]}}
    shape = {**how, "scale": {"domain": domain, "range": ["circle", "square", "triangle-down"]}}
    span = {"type": "rule", "color": QUIET, "strokeWidth": 2, "opacity": 0.6, "yOffset": down}
    dot = {"type": "point", "size": 90, "opacity": 0.9, "filled": True, "yOffset": down}
    x = quantity("least", axis=axis)
    layers = [
        *([] if wide else [headings(names, 10)]),
        {"mark": span, "encoding": {"y": y, "x": x, "x2": {"field": "most"}}},
        {
            "transform": [{"fold": domain, "as": ["how", "responses"]}],
            "mark": dot,
            "encoding": {"y": y, "x": quantity("responses"), "color": color, "shape": shape},
        },
    ]
    size = {"width": 600 if wide else NARROW, "height": (30 if wide else 42) * len(names)}
    return {"data": values(counts), **size, "layer": layers}
