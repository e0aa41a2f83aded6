"""Charts of change: the parts of a difference, and the index period by period."""

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
    around_zero,
    bands,
    heading,
    headings,
    labels,
    quantity,
    rule_at,
    signed_axis,
    values,
)
from cxnlp.report.draw import INK
from cxnlp.report.words import shown
from cxnlp.survey.values.scales import Scale

_STEP, _TALL_STEP = 34, 50  # pixels: the height of a row
_MOST_ISSUES, _MOST_TRENDS = 10, 4
_PARTS = {"frequency": "how often", "severity": "how much each", "": "the rest"}
_LAST = {"mix": "Who answered", "baseline": "Those who mention none of it", "total": "In all"}


def change_chart(change: pd.DataFrame, scale: Scale) -> Chart | None:
    """Draw the parts of a change with intervals, the total last; None of an empty table."""
    if change.empty:
        return None
    rows = _part_rows(change)
    names = list(dict.fromkeys(rows["label"]))
    before, after = (shown(change[side].iloc[0], 40) for side in ("before", "after"))
    sizes = " and ".join(f"{int(change[f'n_{side}'].iloc[0]):,}" for side in ("before", "after"))
    return Chart(
        "change",
        f"What changed from {before} to {after} ({sizes} responses)",
        "For each issue and feeling two marks with intervals: a circle for how much more or less "
        "often it came up, a square for how much more or less went with each mention, in points "
        "of the index; then who answered, those who mention none of it, and the change in all.",
        change,
        _parts(rows, names, scale, wide=True),
        _parts(rows, names, scale, wide=False),
    )


def _part_rows(change: pd.DataFrame) -> pd.DataFrame:
    """Return the issues that moved most, then mix (summed up), baseline and total."""
    issues = change[change["part"].isin(("frequency", "severity"))]
    keys = issues["issue"] + "|" + issues["feeling"]
    size = issues["change"].abs().groupby(keys).max().sort_values(ascending=False, kind="stable")
    kept = list(size.index[:_MOST_ISSUES])
    known = issues[keys.isin(kept)].assign(key=keys)
    known = known.sort_values("key", key=lambda k: k.map(kept.index), kind="stable")
    one = known.drop_duplicates("key")
    # The feeling must outlast a cut of the name.
    told = zip(one["name"], one["feeling"], strict=True)
    named = labels([f"{shown(n, 24)} ({f})" for n, f in told], list(one["key"]))
    known["label"] = known["key"].map(dict(zip(one["key"], named, strict=True)))
    known["how"] = known["part"].map(_PARTS)
    rest = change[change["part"].isin(_LAST)]
    said = zip(rest["part"].astype(str), rest["name"], strict=True)
    named = [_LAST[p] + (f": {shown(n, 30)}" if p == "mix" else "") for p, n in said]
    rest = rest.assign(label=named, how=_PARTS[""])
    columns = ["label", "how", "change", "low", "high"]
    # What could not be told apart has no interval and no mark.
    return pd.concat([known[columns], rest[columns]], ignore_index=True).dropna(subset=["low"])


def _parts(rows: pd.DataFrame, names: Sequence[str], scale: Scale, *, wide: bool) -> Spec:
    over = around_zero(rows[["change", "low", "high"]])
    how = list(_PARTS.values())
    legend = {"title": None, "orient": "top", "labelFontSize": 12, "symbolSize": 90}
    color = {
        "field": "how",
        "type": "nominal",
        "legend": legend,
        "scale": {"domain": how, "range": [POSITIVE, NEGATIVE, INK]},
    }
    shape = {**color, "scale": {"domain": how, "range": ["circle", "square", "diamond"]}}
    y = bands(names, bare=not wide, extent=230 if wide else 0)
    layers = [rule_at(0.0)] if wide else [rule_at(0.0), headings(names, 14)]
    for part, down in zip(how, (-6, 6, 0) if wide else (4, 15, 9), strict=True):
        some = [{"filter": {"field": "how", "equal": part}}]
        x = quantity("low", over, axis=signed_axis(scale.unit))
        layers += [
            {
                "transform": some,
                "mark": {"type": "rule", "strokeWidth": 2.5, "opacity": 0.55, "yOffset": down},
                "encoding": {"y": y, "x": x, "x2": {"field": "high"}, "color": color},
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
                "encoding": {"y": y, "x": quantity("change", over), "color": color, "shape": shape},
            },
        ]
    step = _STEP if wide else _TALL_STEP
    size = {"width": 600 if wide else NARROW, "height": step * len(names)}
    return {"data": values(rows), **size, "layer": layers}


def trend_chart(trend: pd.DataFrame, scale: Scale) -> Chart | None:
    """Draw the index and the issues that moved, period by period; None where there is no trend."""
    if trend.empty or trend["value"].notna().sum() < 2:
        return None
    length = str(trend["length"].iloc[0])
    return Chart(
        "trend",
        f"{scale.index_name} by {length}",
        f"A line with the interval of each {length} for the index, then for issues whose share of "
        "mentions moved most; periods that stand out from all others are ringed. A line breaks "
        "where the list of issues changed.",
        trend,
        _lines(trend, scale, 700),
        _lines(trend, scale, NARROW - 40),
    )


def _lines(trend: pd.DataFrame, scale: Scale, width: int) -> Spec:
    index = trend[trend["measure"] == "index"]
    panels = [_line(index, scale.index_name, width, 170, ",~r")]
    for (issue, feeling), rows in _moving(trend):
        name = shown(rows["name"].iloc[0], 46) or issue
        panels.append(_line(rows, f"{name}, {feeling}: share of responses", width, 110, "~%"))
    return {"vconcat": panels, "spacing": 18}


def _moving(trend: pd.DataFrame) -> list[tuple[tuple[str, str], pd.DataFrame]]:
    """Return the issues with the clearest period each, the clearest first."""
    shares = trend[trend["measure"] == "share"].dropna(subset=["q"])
    least = shares.groupby(["issue", "feeling"])["q"].min().sort_values(kind="stable")
    shares = trend[trend["measure"] == "share"]
    return [
        (
            (str(issue), str(feeling)),
            shares[(shares["issue"] == issue) & (shares["feeling"] == feeling)],
        )
        for issue, feeling in least.index[:_MOST_TRENDS]
    ]


def _line(rows: pd.DataFrame, title: str, width: int, height: int, form: str) -> Spec:
    data = rows[["issue_list", "period", "n", "value", "low", "high", "stands_out"]].assign(
        day=rows["start"].dt.strftime("%Y-%m-%d")
    )
    ends = pd.concat([rows["low"], rows["high"]]).dropna()
    over = (float(ends.min()), float(ends.max()))
    axis = {"title": None, "grid": False, "labelOverlap": True}
    order = list(dict.fromkeys(data["period"]))
    x = {
        "field": "period",
        "type": "ordinal",
        "axis": {**axis, "labelAngle": 0},
        "scale": {"domain": order},
    }
    y = quantity("value", over, axis={"title": None, "format": form, "tickCount": 4, "grid": True})
    detail = {"field": "issue_list", "type": "nominal"}
    known = [{"filter": {"field": "value", "valid": True}}]
    layers = [
        {
            "transform": known,
            "mark": {"type": "rule", "strokeWidth": 5, "opacity": 0.25, "color": INK},
            "encoding": {"x": x, "y": {**y, "field": "low"}, "y2": {"field": "high"}},
        },
        {
            "transform": known,
            "mark": {"type": "line", "color": MIDDLE, "strokeWidth": 1.5},
            "encoding": {"x": x, "y": y, "detail": detail},
        },
        {
            "transform": known,
            "mark": {"type": "point", "filled": True, "size": 50, "opacity": 1, "color": INK},
            "encoding": {"x": x, "y": y},
        },
        {
            "transform": [*known, {"filter": "datum.stands_out"}],
            "mark": {
                "type": "point",
                "size": 190,
                "strokeWidth": 2.5,
                "color": NEGATIVE,
                "opacity": 1,
            },
            "encoding": {"x": x, "y": y},
        },
    ]
    return {
        "data": values(data),
        "title": heading(title),
        "width": width,
        "height": height,
        "layer": layers,
    }
