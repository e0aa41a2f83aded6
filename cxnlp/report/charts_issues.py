"""Charts of issues: how often against how much, feelings, ticked beside written."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Any

import pandas as pd

from cxnlp.report.chart import (
    MOST_ISSUES,
    NARROW,
    TRIANGLES,
    WIDE,
    Chart,
    around_zero,
    bands,
    feelings,
    heading,
    headings,
    labels,
    signed_axis,
    spec,
)
from cxnlp.report.draw import QUIET
from cxnlp.report.words import shown
from cxnlp.survey.scales import Scale

_STEP = 25  # pixels: the height of a row
_SIDES = {  # where a label stands beside its mark: text alignment and the way to go, in pixels
    "right": ("left", 9, 1), "left": ("right", -9, 1),
    "above": ("center", 0, -13), "below": ("center", 0, 15),
}  # fmt: skip


def impact_chart(drivers: pd.DataFrame, scale: Scale) -> Chart | None:
    """Draw impact against frequency, a mark for each issue and feeling; None where none has one."""
    points = drivers[drivers["feeling"].isin(["negative", "positive"])].dropna(subset=["effect"])
    if points.empty:
        return None
    return Chart(
        "impact",
        "How much against how often",
        "A mark for each issue and feeling: further right, more people mention it; further from "
        "the line at zero, more index points go with each mention. Triangles point down for negative "
        "mentions and up for positive ones.",
        points[["issue", "name", "feeling", "mentions", "share", "effect", "effect_low", "effect_high"]],
        _scatter(points, scale, (WIDE - 110, 440)),
        _scatter(points, scale, (NARROW - 60, 380)),
    )


def _scatter(points: pd.DataFrame, scale: Scale, size: tuple[int, int]) -> dict[str, Any]:
    import altair as alt

    (width, height), top = size, float(points["share"].max()) * 1.12
    low, high = around_zero(points[["effect"]], 0.1)
    placed = points.assign(
        side=_sides(
            [shown(name, 24) for name in points["name"]],
            (points["share"] / top * width).tolist(),
            ((high - points["effect"]) / (high - low) * height).tolist(),
            width,
        ),
        label=[shown(name, 24) for name in points["name"]],
    ).sort_values("mentions", ascending=False)
    base = alt.Chart(placed).encode(
        x=alt.X("share:Q", scale=alt.Scale(domain=[0, top], nice=False),
                axis=alt.Axis(format="~%", tickCount=6, title="Share of responses that mention it")),
        y=alt.Y("effect:Q", scale=alt.Scale(domain=[low, high], nice=False),
                axis=signed_axis(f"Adjusted, {scale.unit} per mention", ticks=7)),
    )  # fmt: skip
    zero = alt.Chart(pd.DataFrame({"at": [0.0]})).mark_rule(color=QUIET).encode(y="at:Q")
    marks = base.mark_point(filled=True, size=85, opacity=0.95).encode(
        color=feelings("color", short=width < 400), shape=feelings("shape", short=width < 400)
    )
    texts = [
        base.transform_filter(alt.datum.side == side)
        .mark_text(align=align, baseline="middle", dx=dx, dy=dy, fontSize=11.5)
        .encode(text="label:N")
        for side, (align, dx, dy) in _SIDES.items()
    ]
    return spec(alt.layer(zero, marks, *texts).properties(width=width, height=height))


def _sides(names: Sequence[str], x: Sequence[float], y: Sequence[float], width: float) -> list[str]:
    """Choose for each label a side where it meets no other label or mark; "" where all do."""
    boxes = [(a - 7, b - 7, a + 7, b + 7) for a, b in zip(x, y, strict=True)]
    middle = sum(y) / len(y)
    chosen = [""] * len(names)
    for i in sorted(range(len(names)), key=lambda i: -abs(y[i] - middle)):
        for side, (align, dx, dy) in _SIDES.items():
            long = 6.6 * sum(not unicodedata.combining(c) for c in names[i])
            left = x[i] + dx - long * {"left": 0.0, "center": 0.5, "right": 1.0}[align]
            box = (left, y[i] + dy - 8, left + long, y[i] + dy + 8)
            others = boxes[:i] + boxes[i + 1 :]
            if 0 <= left and box[2] <= width and not any(_meet(box, other) for other in others):
                chosen[i] = side
                boxes.append(box)
                break
    return chosen


_Box = tuple[float, float, float, float]


def _meet(a: _Box, b: _Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def sentiment_chart(sentiment: pd.DataFrame) -> Chart | None:
    """Draw how many mention each issue with a bad and with a good feeling; None without mentions."""
    counted = sentiment[sentiment["mentions"] > 0]
    kept = counted.sort_values("mentions", ascending=False, kind="stable").head(MOST_ISSUES)
    if kept.empty:
        return None
    return Chart(
        "sentiment",
        "How people feel about each issue",
        "For each issue a bar to the left for negative mentions and one to the right for positive "
        "ones, with their numbers; mixed and neutral mentions stand at the side as numbers.",
        sentiment,
        _diverging(kept, WIDE),
        _diverging(kept, NARROW),
    )


def _diverging(kept: pd.DataFrame, width: int) -> dict[str, Any]:
    import altair as alt

    wide = width >= WIDE
    names = labels(list(kept["name"]), list(kept["issue"]))
    rows = kept.assign(label=names, left=-kept["negative"])
    low, high = around_zero(rows[["left", "positive"]], 0.1)
    down, long = (0, 15) if wide else (9, 14)
    base = alt.Chart(rows).encode(y=bands(names, bare=not wide))
    parts = [] if wide else [headings(rows, names, 10)]
    over = alt.Scale(domain=[low, high], nice=False)
    blank = alt.Axis(title=None, labels=False, grid=False)
    at = alt.X("at:Q", scale=over, axis=blank)
    for column, word, align, dx in (
        ("left", "negative", "right", -5), ("positive", "positive", "left", 5),
    ):  # fmt: skip
        x = alt.X(f"{column}:Q", scale=over, axis=blank)
        colour = TRIANGLES[word][1]
        text = {"align": align, "dx": dx, "baseline": "middle"}
        head = alt.Chart(pd.DataFrame({"word": [word], "at": [0.0]}))
        parts += [
            base.mark_bar(color=colour, height=long, yOffset=down).encode(x=x),
            base.mark_text(**text, yOffset=down).encode(
                x=x, text=alt.Text(f"{word}:Q", format=",")
            ),
            head.mark_text(**text, color=colour, fontWeight=600).encode(
                x=at, y=alt.value(-10), text="word:N"
            ),
        ]
    zero = alt.Chart(pd.DataFrame({"at": [0.0]})).mark_rule(color=QUIET).encode(x=at)
    bars = alt.layer(*parts, zero).properties(
        width=530 if wide else NARROW - 30, height=(_STEP if wide else 42) * len(names)
    )
    if not wide:
        return spec(bars)
    return spec(alt.hconcat(bars, *(_column(rows, names, c) for c in ("mixed", "neutral")), spacing=8))


def _column(rows: pd.DataFrame, names: Sequence[str], column: str) -> alt.Chart:
    import altair as alt

    text = alt.Chart(rows).mark_text(align="right", baseline="middle", color=QUIET)
    encoded = text.encode(
        y=bands(names, bare=True), x=alt.value(52), text=alt.Text(f"{column}:Q", format=",")
    )
    return encoded.properties(
        width=54, height=_STEP * len(names), title=heading(column, quiet=True)
    )
