"""The driver chart: each issue's figures with their intervals, adjusted beside raw."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

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
from cxnlp.report.impact import ranked, with_net
from cxnlp.survey.scales import Scale

if TYPE_CHECKING:
    import altair as alt

_PLOT, _STEP = 300, 34  # pixels: the width of a panel, the height of a row


def driver_chart(drivers: pd.DataFrame, scale: Scale) -> Chart | None:
    """Draw each issue's adjusted and raw figure with intervals; None where there is none."""
    table = with_net(drivers)
    order = ranked(drivers, MOST_ISSUES)
    data = table[table["issue"].isin(order) & table["feeling"].isin(list(TRIANGLES))]
    if not order:
        return None
    return Chart(
        "drivers",
        f"What goes with the score: {scale.index_name} by issue",
        "For each issue two marks with intervals, a triangle pointing down for negative mentions "
        "and one pointing up for positive mentions, left of zero where the index is lower with "
        "them and right where it is higher; first adjusted for all other issues, then raw.",
        table,
        _driver_panels(data, order, scale, WIDE),
        _driver_panels(data, order, scale, NARROW),
    )


def _driver_panels(
    data: pd.DataFrame, order: Sequence[str], scale: Scale, width: int
) -> dict[str, Any]:
    import altair as alt

    rows = data.drop_duplicates("issue").set_index("issue").loc[list(order)]
    names = labels([str(n) for n in rows["name"]], list(order))
    marks = data.assign(label=data["issue"].map(dict(zip(order, names, strict=True))))
    over = around_zero(data[["net_low", "net_high", "raw_low", "raw_high"]])
    adjusted, raw = (
        _forest(marks, names, column, over, width).properties(
            title=heading(f"{word}, {scale.unit}")
        )
        for column, word in (("net", "Adjusted"), ("raw", "Raw"))
    )
    if width < WIDE:
        return spec(alt.vconcat(adjusted, raw, spacing=24))
    return spec(alt.hconcat(adjusted, raw, _counts(marks, names), spacing=20))


def _forest(
    marks: pd.DataFrame, names: Sequence[str], value: str, over: tuple[float, float], width: int
) -> alt.LayerChart:
    """Draw marks with intervals, a line for each label and feeling, and a rule at zero."""
    import altair as alt

    wide = width >= WIDE
    bare = value == "raw" or not wide
    x = alt.Scale(domain=list(over), nice=False)
    zero = alt.Chart(pd.DataFrame({"at": [0.0]})).mark_rule(color=QUIET).encode(x="at:Q")
    layers: list[alt.Chart] = [zero] if wide else [zero, headings(marks, names, 14)]
    for feeling, down in zip(TRIANGLES, (-7, 7) if wide else (4, 16), strict=True):
        some = marks[(marks["feeling"] == feeling)].dropna(subset=[value])
        base = alt.Chart(some).encode(
            y=bands(names, bare=bare), color=feelings("color", short=not wide)
        )
        span = base.mark_rule(strokeWidth=2.5, opacity=0.55, yOffset=down).encode(
            x=alt.X(f"{value}_low:Q", scale=x, axis=signed_axis()), x2=f"{value}_high:Q"
        )
        point = base.mark_point(filled=True, size=75, opacity=1, yOffset=down).encode(
            x=alt.X(f"{value}:Q", scale=x), shape=feelings("shape", short=not wide)
        )
        layers += [span, point]
    return alt.layer(*layers).properties(
        width=_PLOT if wide else NARROW - 30, height=(_STEP if wide else 50) * len(names)
    )


def _counts(marks: pd.DataFrame, names: Sequence[str]) -> alt.LayerChart:
    import altair as alt

    layers = [
        alt.Chart(marks[marks["feeling"] == feeling])
        .mark_text(align="right", baseline="middle", yOffset=down, color=colour)
        .encode(y=bands(names, bare=True), x=alt.value(62), text=alt.Text("mentions:Q", format=","))
        for (feeling, (_, colour)), down in zip(TRIANGLES.items(), (-7, 7), strict=True)
    ]
    return alt.layer(*layers).properties(
        width=64, height=_STEP * len(names), title=heading("Mentions", quiet=True)
    )
