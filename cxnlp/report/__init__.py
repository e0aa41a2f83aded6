"""What people read and forward: the page, the charts, `drivers.csv`, the short answer."""

from __future__ import annotations

from cxnlp.report.charts import charts, write_charts
from cxnlp.report.further_files import write_drivers, write_further
from cxnlp.report.html import render_html
from cxnlp.report.plots import Plots
from cxnlp.report.terminal import explanation_lines, summary_lines

__all__ = [
    "Plots",
    "charts",
    "explanation_lines",
    "render_html",
    "summary_lines",
    "write_charts",
    "write_drivers",
    "write_further",
]
