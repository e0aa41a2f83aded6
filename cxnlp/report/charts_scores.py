"""Charts of scores: how they spread over the scale, over segments; ticked reasons beside written."""

from __future__ import annotations

from typing import Any

import pandas as pd

from cxnlp.report.chart import (
    MIDDLE,
    MOST_LEVELS,
    MOST_SEGMENTS,
    NARROW,
    NEGATIVE,
    POSITIVE,
    WIDE,
    Chart,
    bands,
    heading,
    headings,
    labels,
    spec,
)
from cxnlp.report.draw import INK, QUIET
from cxnlp.report.words import percent, shown
from cxnlp.survey.scales import Estimate, Scale

_BAND_COLOURS = (NEGATIVE, MIDDLE, POSITIVE)
_MOST_REASONS = 20


def score_chart(responses: pd.DataFrame, scale: Scale) -> Chart | None:
    """Draw how many responses gave each score, and the bands; None without responses."""
    if responses.empty:
        return None
    scores = responses["score"].astype(float).round()
    answers = range(int(scale.low), int(scale.high) + 1)
    counts = scores.value_counts().reindex([float(a) for a in answers], fill_value=0)
    data = pd.DataFrame(
        {"score": list(answers), "band": scale.band(list(answers)), "n": counts.to_numpy()}
    )
    data["share"] = data["n"] / data["n"].sum()
    return Chart(
        "scores",
        "How the scores spread",
        "A bar for each answer on the scale, low to high, with its number of responses; the bands "
        "lie side by side and carry their names and shares.",
        data,
        _histogram(data, scale, WIDE - 260),
        _histogram(data, scale, NARROW - 30),
    )


def _histogram(data: pd.DataFrame, scale: Scale, width: int) -> dict[str, Any]:
    import altair as alt

    colours = alt.Scale(domain=list(scale.bands), range=list(_BAND_COLOURS[: len(scale.bands)]))
    x = alt.X("score:O", axis=alt.Axis(title=None, labelAngle=0, grid=False))
    y = alt.Y("n:Q", axis=None, scale=alt.Scale(domain=[0, max(1, float(data["n"].max())) * 1.28]))
    base = alt.Chart(data).encode(x=x)
    bars = base.mark_bar(width={"band": 0.78}).encode(
        y=y, color=alt.Color("band:N", scale=colours, legend=None)
    )
    tops = base.mark_text(dy=-8, color=QUIET, fontSize=11).encode(
        y=y, text=alt.Text("n:Q", format=",")
    )
    groups = data.groupby("band", sort=False).agg(
        low=("score", "min"), high=("score", "max"), share=("share", "sum")
    )
    short = width < WIDE / 2
    names = pd.DataFrame(
        {
            # A band's name stands at the first of its answers, where a narrow band has room too.
            "score": groups["low"].to_list(),
            "text": [f"{b if not short else b[:9]}\n{percent(s)}" for b, s in groups["share"].items()],
            "band": groups.index,
        }
    )
    heads = (
        alt.Chart(names)
        .mark_text(align="left", baseline="top", lineBreak="\n", fontWeight=600, fontSize=12,
                   dx=-width / len(data) * 0.39)
        .encode(x=x, y=alt.value(0), text="text:N", color=alt.Color("band:N", scale=alt.Scale(
            domain=list(scale.bands), range=[NEGATIVE, QUIET, POSITIVE][: len(scale.bands)]),
            legend=None))
    )  # fmt: skip
    layers = alt.layer(bars, tops, heads).resolve_scale(color="independent")
    return spec(layers.properties(width=width, height=190))


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
        _segment_panels(known, index, scale, WIDE),
        _segment_panels(known, index, scale, NARROW),
    )


def _segment_panels(
    known: pd.DataFrame, index: Estimate, scale: Scale, width: int
) -> dict[str, Any]:
    import altair as alt

    numbers = known[["low", "high"]].fillna(index.value)
    low = min(float(numbers["low"].min()), index.value)
    high = max(float(numbers["high"].max()), index.value)
    pad = 0.04 * (high - low or 1.0)
    names = list(dict.fromkeys(known["segment"]))[:MOST_SEGMENTS]
    panels = [
        _levels(known[known["segment"] == name], index, (low - pad, high + pad), width)
        for name in names
    ]
    return spec(alt.vconcat(*panels, spacing=14))


def _levels(
    rows: pd.DataFrame, index: Estimate, domain: tuple[float, float], width: int
) -> Any:
    import altair as alt

    wide = width >= WIDE
    kept = rows.head(MOST_LEVELS)
    given = [str(v) for v in kept["level"]]
    levels = labels(given, given)
    data = kept.assign(label=levels, small=kept["n"] < 30)
    down = 0 if wide else 8
    over = alt.Scale(domain=list(domain), nice=False)
    axis = alt.Axis(title=None, format="~r", tickCount=6)
    base = alt.Chart(data).encode(y=bands(levels, bare=not wide, extent=190 if wide else 0))
    spans = base.mark_rule(color=INK, strokeWidth=2, opacity=0.5, yOffset=down).encode(
        x=alt.X("low:Q", scale=over, axis=axis), x2="high:Q"
    )
    dots = base.mark_point(size=70, color=INK, opacity=1, strokeWidth=2, yOffset=down).encode(
        x=alt.X("index:Q", scale=over, axis=axis),
        fill=alt.condition("datum.small", alt.value("white"), alt.value(INK))
    )
    all_ = alt.Chart(pd.DataFrame({"at": [index.value]})).mark_rule(
        color=QUIET, strokeDash=[4, 3]
    ).encode(x="at:Q")  # fmt: skip
    heads = [] if wide else [headings(data, levels, 10)]
    panel = alt.layer(all_, *heads, spans, dots).properties(
        width=600 if wide else NARROW - 30,
        height=(26 if wide else 40) * len(levels),
        title=heading(shown(rows["segment"].iloc[0], 60 if wide else 34)),
    )
    if not wide:
        return panel
    counts = alt.Chart(data).mark_text(align="right", baseline="middle", color=QUIET).encode(
        y=bands(levels, bare=True), x=alt.value(60), text=alt.Text("n:Q", format=",")
    ).properties(width=62, height=26 * len(levels), title=heading("n", quiet=True))  # fmt: skip
    return alt.hconcat(panel, counts, spacing=8)


def ticked_chart(ticked: pd.DataFrame) -> Chart | None:
    """Draw how many ticked each reason and how many wrote of it; None where none was matched."""
    named = (ticked["issue"] != "") & (ticked["reason"] != "")
    rows = ticked[named].dropna(subset=["written"])
    if rows.empty:
        return None
    rows = rows.sort_values("ticked", ascending=False, kind="stable").head(_MOST_REASONS)
    return Chart(
        "ticked",
        "Ticked from the list, and written in their own words",
        "For each reason a filled dot for the responses that ticked it and a hollow square for "
        "those that wrote about the matching issue.",
        ticked,
        _dumbbells(rows, WIDE),
        _dumbbells(rows, NARROW),
    )


def _dumbbells(rows: pd.DataFrame, width: int) -> dict[str, Any]:
    import altair as alt

    wide = width >= WIDE
    names = labels([str(r) for r in rows["reason"]], [str(i) for i in rows["issue"]])
    data = rows.assign(label=names)
    long = data.melt(["label"], ["ticked", "written"], "how", "responses")
    how, down = ["ticked", "written"], 0 if wide else 8
    axis = alt.Axis(title=None, format=",~r", tickCount=6)
    legend = alt.Legend(title=None, orient="top", labelFontSize=12, symbolSize=80)
    base = alt.Chart(data).encode(y=bands(names, bare=not wide))
    spans = base.mark_rule(color=QUIET, strokeWidth=2, opacity=0.6, yOffset=down).encode(
        x=alt.X("ticked:Q", axis=axis), x2="written:Q"
    )
    dots = alt.Chart(long).mark_point(size=80, opacity=1, strokeWidth=2, yOffset=down).encode(
        y=bands(names, bare=not wide), x=alt.X("responses:Q", axis=axis),
        color=alt.Color("how:N", scale=alt.Scale(domain=how, range=[POSITIVE, NEGATIVE]), legend=legend),
        shape=alt.Shape("how:N", scale=alt.Scale(domain=how, range=["circle", "square"]), legend=legend),
        fill=alt.condition("datum.how == 'ticked'", alt.value(POSITIVE), alt.value("white")),
    )  # fmt: skip
    layers = [spans, dots] if wide else [headings(data, names, 10), spans, dots]
    height = (30 if wide else 42) * len(names)
    return spec(alt.layer(*layers).properties(width=600 if wide else NARROW - 30, height=height))
