"""Charts of issues: how much against how often, and how people feel about each."""

from __future__ import annotations

import unicodedata
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
    headings,
    labels,
    quantity,
    rule_at,
    signed_axis,
    values,
)
from cxnlp.report.impact import SIGNS
from cxnlp.report.words import shown
from cxnlp.survey.values.scales import Scale

_STEP, _TALL_STEP = 25, 42  # pixels: the height of a row
_SIDES = {  # where a label stands beside its mark: text alignment and the way to go, in pixels
    "right": ("left", 9, 1),
    "left": ("right", -9, 1),
    "above": ("center", 0, -13),
    "below": ("center", 0, 15),
}
_IMPACT = ("issue", "name", "feeling", "mentions", "share", "effect", "effect_low", "effect_high")


def impact_chart(drivers: pd.DataFrame, scale: Scale) -> Chart | None:
    """Draw impact against frequency, a mark for each issue and feeling; None where none has one."""
    points = drivers[drivers["feeling"].isin(SIGNS)].dropna(subset=["effect"])
    if points.empty:
        return None
    return Chart(
        "impact",
        "How much against how often",
        "A mark for each issue and feeling: further right, more people mention it; further from "
        "the line at zero, more index points go with each mention. Triangles point down for "
        "negative mentions and up for positive ones.",
        points[list(_IMPACT)],
        _scatter(points, scale, 850, 440),
        _scatter(points, scale, NARROW - 30, 380),
    )


def _scatter(points: pd.DataFrame, scale: Scale, width: int, height: int) -> Spec:
    top = float(points["share"].max()) * 1.12
    low, high = around_zero(points[["effect"]], 0.1)
    names = [shown(name, 24) for name in points["name"]]
    right = (points["share"] / top * width).tolist()
    down = ((high - points["effect"]) / (high - low) * height).tolist()
    sides = _sides(names, right, down, width)
    placed = points[["feeling", "share", "effect"]].assign(side=sides, label=names)
    x_axis = {"format": "~%", "tickCount": 6, "title": "Share of responses that mention it"}
    y_axis = signed_axis(f"Adjusted, {scale.unit} per mention", 7)
    place: Spec = {
        "x": quantity("share", (0, top), axis=x_axis),
        "y": quantity("effect", (low, high), axis=y_axis),
    }
    short = width <= NARROW
    look = {"color": feelings("color", short=short), "shape": feelings("shape", short=short)}
    marks: Spec = {"type": "point", "filled": True, "size": 85, "opacity": 0.95}
    texts: list[Spec] = [
        {
            "transform": [{"filter": {"field": "side", "equal": side}}],
            "mark": {
                "type": "text",
                "align": align,
                "baseline": "middle",
                "dx": dx,
                "dy": dy,
                "fontSize": 11.5,
            },
            "encoding": place | {"text": {"field": "label", "type": "nominal"}},
        }
        for side, (align, dx, dy) in _SIDES.items()
    ]
    layers: list[Spec] = [rule_at(0.0, "y"), {"mark": marks, "encoding": place | look}, *texts]
    return {"data": values(placed), "width": width, "height": height, "layer": layers}


_Box = tuple[float, float, float, float]


def _sides(names: Sequence[str], x: Sequence[float], y: Sequence[float], width: float) -> list[str]:
    """Choose for each label a side where it meets no other label or mark; "" where all do."""
    boxes: list[_Box] = [(a - 7, b - 7, a + 7, b + 7) for a, b in zip(x, y, strict=True)]
    middle = sum(y) / len(y)
    chosen = [""] * len(names)
    # The furthest out choose first: they matter most.
    for i in sorted(range(len(names)), key=lambda i: -abs(y[i] - middle)):
        for side in _SIDES:
            box = _label_box(names[i], x[i], y[i], side)
            others = boxes[:i] + boxes[i + 1 :]
            if 0 <= box[0] and box[2] <= width and not any(_meet(box, other) for other in others):
                chosen[i] = side
                boxes.append(box)
                break
    return chosen


def _label_box(name: str, x: float, y: float, side: str) -> _Box:
    align, dx, dy = _SIDES[side]
    long = 6.6 * sum(not unicodedata.combining(c) for c in name)
    left = x + dx - long * {"left": 0.0, "center": 0.5, "right": 1.0}[align]
    return left, y + dy - 8, left + long, y + dy + 8


def _meet(a: _Box, b: _Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def sentiment_chart(sentiment: pd.DataFrame) -> Chart | None:
    """Draw how many mention each issue with a bad and a good feeling; None without mentions."""
    counted = sentiment[sentiment["mentions"] > 0]
    kept = counted.sort_values("mentions", ascending=False, kind="stable").head(MOST_ISSUES)
    if kept.empty:
        return None
    names = labels(list(kept["name"]), list(kept["issue"]))
    counts = kept[["negative", "positive", "mixed", "neutral"]].astype(int)
    rows = counts.assign(label=names, left=-counts["negative"])
    return Chart(
        "sentiment",
        "How people feel about each issue",
        "For each issue a bar to the left for negative mentions and one to the right for positive "
        "ones, with their numbers; mixed and neutral mentions stand at the side as numbers.",
        sentiment,
        _diverging(rows, names, wide=True),
        _diverging(rows, names, wide=False),
    )


def _diverging(rows: pd.DataFrame, names: Sequence[str], *, wide: bool) -> Spec:
    over = around_zero(rows[["left", "positive"]], 0.1)
    layers = [] if wide else [headings(names, 10)]
    layers += _bars(names, "negative", "left", over, wide=wide)
    layers += _bars(names, "positive", "positive", over, wide=wide)
    bars = {
        "width": 530 if wide else NARROW,
        "height": (_STEP if wide else _TALL_STEP) * len(names),
        "layer": [*layers, rule_at(0.0)],
    }
    if not wide:
        return {"data": values(rows), **bars}
    sides = [column(names, field, field, _STEP) for field in ("mixed", "neutral")]
    return {"data": values(rows), "hconcat": [bars, *sides], "spacing": 8}


def _bars(
    names: Sequence[str], feeling: str, field: str, over: tuple[float, float], *, wide: bool
) -> list[Spec]:
    """Return one side's bars, their numbers and their heading."""
    blank = {"title": None, "labels": False, "grid": False}
    x, y = quantity(field, over, axis=blank, stack=None), bands(names, bare=not wide)
    down, left = 0 if wide else 9, feeling == "negative"
    beside = {
        "type": "text",
        "align": "right" if left else "left",
        "dx": -5 if left else 5,
        "baseline": "middle",
    }
    number = {"field": feeling, "type": "quantitative", "format": ","}
    head = {**beside, "color": COLOURS[feeling], "fontWeight": 600}
    at = {"datum": 0, "type": "quantitative"}
    return [
        {
            "mark": {"type": "bar", "color": COLOURS[feeling], "height": 15, "yOffset": down},
            "encoding": {"x": x, "y": y},
        },
        {"mark": {**beside, "yOffset": down}, "encoding": {"x": x, "y": y, "text": number}},
        {
            "data": {"values": [{"word": feeling}]},
            "mark": head,
            "encoding": {"x": at, "y": {"value": -10}, "text": {"field": "word"}},
        },
    ]
