"""A chart of each table of an explanation, for a notebook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxnlp.errors import ExplainError
from cxnlp.report.chart import Chart
from cxnlp.report.charts_change import change_chart, trend_chart
from cxnlp.report.charts_drivers import driver_chart
from cxnlp.report.charts_risk import action_chart, risk_chart
from cxnlp.report.charts_scores import segment_chart
from cxnlp.report.quotes import Veil, masked

if TYPE_CHECKING:
    from cxnlp.explain import Explanation
    from cxnlp.explain.comparison.periods import Span


class Plots:
    """The charts of an explanation, each named as its table; a notebook shows them as they are.

    Parameters
    ----------
    explanation : Explanation
        What `explain_scores` returned.
    show_personal_data : bool
        Whether levels of segments are shown unmasked.
    """

    def __init__(self, explanation: Explanation, *, show_personal_data: bool = False) -> None:
        self.explanation = explanation
        self.show_personal_data = show_personal_data

    def drivers(self) -> Chart:
        """Draw `explanation.drivers`: corrected where audited, adjusted, raw, with intervals."""
        return _drawn(driver_chart(self._bare.drivers, self._bare.scale), "drivers")

    def segments(self) -> Chart:
        """Draw `explanation.segments`."""
        bare = self._bare
        return _drawn(segment_chart(bare.segments, bare.index, bare.scale), "segments")

    def trend(self) -> Chart:
        """Draw `explanation.trend`."""
        return _drawn(trend_chart(self._bare.trend, self._bare.scale), "trend")

    def change(
        self, before: Span | None = None, after: Span | None = None, by: str | None = None
    ) -> Chart:
        """Draw `explanation.change(before, after, by)`.

        Raises
        ------
        ExplainError
            If the groups cannot be compared.
        """
        change = self.explanation.change(before, after, by)
        return _drawn(change_chart(change, self.explanation.scale), "change")

    def risk(self) -> Chart:
        """Draw how far `explanation.risk` is to be trusted."""
        return _drawn(risk_chart(self._bare.risk_calibration), "risk")

    def actions(self) -> Chart:
        """Draw `explanation.actions`."""
        return _drawn(action_chart(self._bare.actions, self._bare.scale), "actions")

    @property
    def _bare(self) -> Explanation:
        return masked(self.explanation, Veil(lifted=self.show_personal_data))


def _drawn(chart: Chart | None, name: str) -> Chart:
    if chart is None:
        raise ExplainError(f"no figures to draw for {name}", "a table with rows")
    return chart
