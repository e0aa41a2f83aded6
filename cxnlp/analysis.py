"""The result of an analysis: its tables, its page, its files."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from cxnlp.explain import Explanation
from cxnlp.explain.evidence.vendor import vendor_table
from cxnlp.export import comment_table, tag_table, write_tags
from cxnlp.files import make_folder, write_any, write_json, written
from cxnlp.issues import Taxonomy
from cxnlp.join import Joined
from cxnlp.report import (
    Plots,
    charts,
    render_html,
    summary_lines,
    write_charts,
    write_drivers,
    write_further,
)
from cxnlp.report.chart import Chart
from cxnlp.survey import Survey
from cxnlp.survey.values.scales import Estimate
from cxnlp.tag import Tags
from cxnlp.writeback import write_results

FIGURES = (
    "issue",
    "name",
    "feeling",
    "mentions",
    "share",
    "raw",
    "raw_low",
    "raw_high",
    "effect",
    "effect_low",
    "effect_high",
    "net",
    "net_low",
    "net_high",
    "q",
    "n",
)


@dataclass(frozen=True)
class Analysis:
    """Why people scored as they did, stage by stage.

    Parameters
    ----------
    survey : Survey
        What was read, with every row accounted for.
    taxonomy : Taxonomy
        The list of issues that comments were mapped to.
    tags : Tags
        What each comment says.
    joined : Joined
        Scores and tags, a row a response.
    explanation : Explanation
        The drivers and the rest of the answer.
    run : mapping
        Versions, hashes, options and counts; see `cxnlp.record`.
    show_personal_data : bool
        Whether e-mail addresses, phone numbers and the like stay readable in the page.
    corrections : DataFrame, optional
        Tags that a person put right, and what became of each: `key`, `issue`, `feeling`, `state`.
    """

    survey: Survey
    taxonomy: Taxonomy
    tags: Tags
    joined: Joined
    explanation: Explanation
    run: Mapping[str, Any]
    show_personal_data: bool = False
    corrections: pd.DataFrame | None = None

    @property
    def comments(self) -> pd.DataFrame:
        """The input's rows with language, sentiment and why a row was left out."""
        return comment_table(self.survey, self.tags)

    @property
    def mentions(self) -> pd.DataFrame:
        """A row for each comment and issue mentioned, with its evidence."""
        return tag_table(self.tags)

    @property
    def drivers(self) -> pd.DataFrame:
        """A row for each issue and feeling, with raw and adjusted impact and their intervals."""
        return self.explanation.drivers

    def summary(self) -> dict[str, Any]:
        """Return the main figures as plain values: index, bands, drivers, explained share, rows."""
        e = self.explanation
        return {
            "scale": e.scale.name,
            "unit": e.scale.unit,
            "index": _estimate(e.index),
            "bands": _records(e.bands),
            "answered": _records(e.answered),
            "explained": _estimate(e.explained),
            "explained_out_of_sample": _finite(e.explained_out_of_sample),
            "drivers": _records(e.drivers[list(FIGURES)].dropna(subset=["raw"])),
            "issues": self.taxonomy.title,
            "rows": self.run["rows"],
            "notes": list(e.notes),
        }

    @property
    def vendor(self) -> pd.DataFrame:
        """The platform's own topics and sentiment beside ours; empty where it wrote none.

        Columns as in `cxnlp.explain.evidence.vendor.VENDOR`.
        """
        return vendor_table(self.survey, self.tags, self.joined, self.taxonomy)

    @property
    def plot(self) -> Plots:
        """Charts for a notebook: `plot.drivers()`, `.segments()`, `.trend()`, `.change(...)`, …."""
        return Plots(self.explanation, show_personal_data=self.show_personal_data)

    def charts(self) -> dict[str, Chart]:
        """Return the charts that the data allow, by name."""
        return charts(
            self.joined,
            self.explanation,
            self.explanation.scale,
            show_personal_data=self.show_personal_data,
        )

    def to_html(self, drawn: Mapping[str, Chart] | None = None) -> str:
        """Return the report as one page that loads nothing from anywhere.

        Parameters
        ----------
        drawn : mapping of str to Chart, optional
            Charts drawn before; they are drawn anew without it.
        """
        return render_html(
            self.survey,
            self.taxonomy,
            self.tags,
            self.joined,
            self.explanation,
            self.run,
            show_personal_data=self.show_personal_data,
            drawn=drawn,
        )

    def lines(self) -> list[str]:
        """Return the short answer for a terminal."""
        return summary_lines(self.survey, self.explanation)

    def write(self, folder: str | Path, also: Sequence[str] = ()) -> Path:
        """Write the page, the charts and the tables into a folder, and return it.

        Parameters
        ----------
        folder : str or Path
            Made where there is none.
        also : sequence of str
            "xlsx" for `results.xlsx`, "sav" for `results.sav`.

        Raises
        ------
        OutputError
            If the folder cannot be written.
        """
        place = make_folder(Path(folder))
        drawn = self.charts()
        unfit = write_charts(drawn, place / "charts")
        with written(place / "report.html") as part:
            part.write_text(self.to_html(drawn), encoding="utf-8")
        write_drivers(self.drivers, place / "drivers.csv")
        further = place / "tables"
        write_further(self.explanation, further, show_personal_data=self.show_personal_data)
        write_any(self.vendor, further / "vendor.csv")
        write_json(self.summary(), place / "summary.json")
        run = {**self.run, "not_drawn": unfit} if unfit else self.run
        write_tags(self.survey, self.tags, run, place, self.corrections)
        write_results(self.survey, self.tags, self.taxonomy, place, also)
        return place

    def _repr_html_(self) -> str:
        """Show the short answer and the drivers in a notebook."""
        from html import escape

        shown = self.drivers[["name", "feeling", "mentions", "raw", "net", "note"]]
        table = shown.to_html(index=False, escape=True, float_format="{:.1f}".format, na_rep="–")
        return f"<pre>{escape(chr(10).join(self.lines()))}</pre>{table}"


def _estimate(estimate: Estimate) -> dict[str, Any]:
    return {
        "value": _finite(estimate.value),
        "low": _finite(estimate.low),
        "high": _finite(estimate.high),
        "n": int(estimate.n),
        "level": estimate.level,
    }


def _finite(value: Any) -> Any:  # noqa: ANN401 - a cell of any kind
    """Turn a missing or infinite number into None, and a numpy scalar into a plain one."""
    plain = value.item() if hasattr(value, "item") else value
    return None if isinstance(plain, float) and not math.isfinite(plain) else plain


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(k): _finite(v) for k, v in row.items()} for row in table.to_dict("records")]
