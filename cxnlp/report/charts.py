"""All charts of an analysis, in the page's order, and their files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from cxnlp.errors import ExplainError
from cxnlp.files import write_table, written
from cxnlp.report.chart import Chart, Spec
from cxnlp.report.charts_change import change_chart, trend_chart
from cxnlp.report.charts_drivers import driver_chart
from cxnlp.report.charts_issues import impact_chart, sentiment_chart
from cxnlp.report.charts_risk import action_chart, risk_chart
from cxnlp.report.charts_scores import score_chart, segment_chart, ticked_chart
from cxnlp.report.draw import to_png, to_svg, undrawable
from cxnlp.report.quotes import Veil, masked

if TYPE_CHECKING:
    from cxnlp.explain import Explanation
    from cxnlp.join import Joined
    from cxnlp.survey.values.scales import Scale


def charts(
    joined: Joined, explanation: Explanation, scale: Scale, *, show_personal_data: bool = False
) -> dict[str, Chart]:
    """Return the charts that the data allow, by name, in the page's order.

    Personal data in ticked reasons and in levels of segments is masked unless it is to be shown.
    """
    explanation = masked(explanation, Veil(lifted=show_personal_data))
    changed = latest_change(explanation)
    made = (
        score_chart(joined.responses, scale),
        driver_chart(explanation.drivers, scale),
        impact_chart(explanation.drivers, scale),
        sentiment_chart(explanation.sentiment_by_issue),
        segment_chart(explanation.segments, explanation.index, scale),
        ticked_chart(explanation.ticked),
        action_chart(explanation.actions, scale),
        trend_chart(explanation.trend, scale),
        None if changed is None else change_chart(changed, scale),
        risk_chart(explanation.risk_calibration),
    )
    return {chart.name: chart for chart in made if chart is not None}


def latest_change(explanation: Explanation) -> pd.DataFrame | None:
    """Return what changed between the last two periods; None where there are no two."""
    try:
        return explanation.change()
    except ExplainError:
        return None


def write_charts(drawn: Mapping[str, Chart], folder: Path) -> dict[str, str]:
    """Write each chart as NAME.svg, NAME.png and the numbers behind it as NAME.csv.

    Parameters
    ----------
    drawn : mapping of str to Chart
        What `charts` returned.
    folder : Path
        Where to; it is made.

    Returns
    -------
    dict of str to str
        Texts that stand otherwise in the PNGs, because no font on this machine can draw them, and
        what stands there; to be said in the run's record. The SVGs keep them.
    """
    folder.mkdir(parents=True, exist_ok=True)
    changed = stand_ins(drawn)
    for chart in drawn.values():
        with written(folder / f"{chart.name}.svg") as part:
            part.write_text(chart.svg, encoding="utf-8")
        with written(folder / f"{chart.name}.png") as part:
            part.write_bytes(
                to_png(to_svg(_renamed(chart.wide, changed)) if changed else chart.svg)
            )
        write_table(chart.data, folder / f"{chart.name}.csv")
    return {" ".join(text.split()): other for text, other in changed.items()}


def stand_ins(drawn: Mapping[str, Chart]) -> dict[str, str]:
    """Return what PNGs show in place of texts that no font on this machine can draw."""
    texts = sorted({text for chart in drawn.values() for text in _texts(chart.wide)})
    boxes = sorted(undrawable(texts))
    return {text: f"[no font: {i + 1}]" for i, text in enumerate(boxes)}


def _texts(part: object) -> set[str]:
    if isinstance(part, str):
        return {part} if not part.isascii() else set()
    inside = part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
    return {text for one in inside for text in _texts(one)}


def _renamed(spec: Spec, changed: Mapping[str, str]) -> Spec:
    def rename(part: object) -> object:
        if isinstance(part, str):
            return changed.get(part, part)
        if isinstance(part, dict):
            return {key: rename(one) for key, one in part.items()}
        return [rename(one) for one in part] if isinstance(part, list) else part

    return {key: rename(part) for key, part in spec.items()}
