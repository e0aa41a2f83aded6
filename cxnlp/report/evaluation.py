"""report.html, the tables and evaluation.json of an evaluation."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from cxnlp.files import write_table, written
from cxnlp.report.chart import records
from cxnlp.report.charts import write_charts
from cxnlp.report.charts_evaluation import evaluation_charts
from cxnlp.report.evaluation_tables import aside_counts, aside_table, evaluation_tables
from cxnlp.report.html import figure_of, fill
from cxnlp.report.quotes import Quote, Veil
from cxnlp.report.tables import Table, run_table
from cxnlp.report.words import counted, interval, language_name, language_tag, number, percent

if TYPE_CHECKING:
    from cxnlp.evaluate import Evaluation

MOST_SHOWN = 30
MOST_ASIDE = 100
HEADLINES = {
    "sentiment": ("macro_f1", "macro F1"),
    "issues": ("micro_f1", "micro F1"),
    "signals": ("macro_f1", "macro F1"),
}
TITLES = {
    "sentiment": "Overall sentiment",
    "issues": "Issues",
    "signals": "Requests, complaints, effort, leaving, emotions",
}


@dataclass(frozen=True)
class Section:
    """One kind of output in the page."""

    output: str
    title: str
    n: str
    headline: str
    range: str
    tables: Mapping[str, Table]
    errors: tuple[tuple[Quote, str, str, str], ...]
    notes: tuple[str, ...]


def write_evaluation(
    evaluations: Mapping[str, Evaluation],
    aside: pd.DataFrame,
    facts: Mapping[str, Any],
    folder: Path,
    *,
    show_personal_data: bool = False,
) -> None:
    """Write report.html, evaluation.json, aside.csv, tables and charts into a folder that exists.

    Parameters
    ----------
    evaluations : mapping of str to Evaluation
        By output; at least one.
    aside : DataFrame
        `line`, `column`, `cell`, `reason`: the cells that could not be used.
    facts : mapping
        The facts of the run.
    folder : Path
        Where to.
    show_personal_data : bool
        Whether e-mail addresses, phone numbers and the like stay readable in the page.

    Raises
    ------
    OutputError
        If something cannot be written.
    """
    page = render_evaluation(evaluations, aside, facts, show_personal_data=show_personal_data)
    with written(folder / "report.html") as part:
        part.write_text(page, encoding="utf-8")
    outputs = {name: each.to_dict() for name, each in evaluations.items()}
    document = {**facts, "set_aside": dict(aside_counts(aside)), "outputs": outputs}
    with written(folder / "evaluation.json") as part:
        text = json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False)
        part.write_text(text + "\n", encoding="utf-8")
    write_table(aside, folder / "aside.csv")
    for output, evaluation in evaluations.items():
        for name, table in evaluation.tables().items():
            write_table(table, folder / f"{output}-{name}.csv")
        write_charts(evaluation_charts(evaluation), folder / "charts")


def render_evaluation(
    evaluations: Mapping[str, Evaluation],
    aside: pd.DataFrame,
    facts: Mapping[str, Any],
    *,
    show_personal_data: bool = False,
) -> str:
    """Return the page: one self-contained HTML file that loads nothing."""
    veil = Veil(lifted=show_personal_data)
    sections, figures = [], {}
    for output, evaluation in evaluations.items():
        tables = evaluation_tables(evaluation)
        beside = {"labels": tables["labels"], "calibration": tables["reliability"]}
        for name, chart in evaluation_charts(evaluation).items():
            figures[name] = figure_of(chart, beside[name.rpartition("-")[2]])
        sections.append(_section(output, evaluation, tables, veil))
    page = {
        "sections": sections,
        "figures": figures,
        "tables": {},
        "aside": aside_table(aside, MOST_ASIDE),
        "aside_counts": aside_counts(aside),
        "aside_total": counted(len(aside), "cell"),
        "facts": run_table(facts),
        "file": facts.get("file", "labelled comments"),
    }
    return fill("evaluation.html.j2", {**page, "masked": dict(veil.counts), "veil": veil})


def _section(
    output: str, evaluation: Evaluation, tables: Mapping[str, Table], veil: Veil
) -> Section:
    measure, name = HEADLINES[output]
    table = evaluation.overall
    row = table[(table["part"] == "all") & (table["measure"] == measure)].iloc[0]
    return Section(
        output,
        TITLES[output],
        counted(evaluation.n, "comment"),
        f"{name} {number(row['value'], 3)}",
        interval(row["low"], row["high"], 3),
        tables,
        tuple(_error(error, veil) for error in records(evaluation.errors.head(MOST_SHOWN))),
        evaluation.notes,
    )


def _error(error: Mapping[str, Any], veil: Veil) -> tuple[Quote, str, str, str]:
    """Return a comment that was judged wrongly, what is true, what was said, and how surely."""
    text, words = str(error["text"]), str(error["evidence"]).partition(" … ")[0]
    start = max(text.find(words), 0) if words else 0
    code = str(error["language"])
    quote = Quote(
        *veil.parts(text, start, start + len(words)),
        language_name(code),
        language_tag(code),
        "",
        "",
        "",
        str(error.get("line", error.get("row"))),
    )
    return quote, str(error["gold"]), str(error["found"]), percent(float(error["confidence"]))


def evaluation_lines(evaluations: Mapping[str, Evaluation]) -> list[str]:
    """Return what a terminal shows: each measure over all comments, and each label's F1."""
    lines = []
    for output, evaluation in evaluations.items():
        tables = evaluation_tables(evaluation)
        lines += ["", f"{TITLES[output]}: {counted(evaluation.n, 'comment')}"]
        lines += [
            f"  {name:<36} {value:>6}  ({range_})" for name, value, range_ in tables["overall"].rows
        ]
        for row in tables["labels"].rows:
            lines.append(f"  {row[0]:<36} {row[7]:>6}  ({row[8]})  n {row[1]}")
    return lines[1:]
