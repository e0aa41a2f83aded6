"""The report's tables: columns, and rows of cells as a reader sees them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from cxnlp.report.chart import records
from cxnlp.report.words import (
    effect_digits,
    index_digits,
    interval,
    language_name,
    number,
    percent,
    shown,
)

if TYPE_CHECKING:
    from cxnlp.explain import Explanation
    from cxnlp.issues import Taxonomy
    from cxnlp.report.quotes import Veil
    from cxnlp.survey import Survey
    from cxnlp.survey.values.scales import Scale

MOST_PROBLEMS = 20


@dataclass(frozen=True)
class Table:
    """A table to be read.

    Parameters
    ----------
    columns : tuple of str
        Headings; the first column names its row.
    rows : tuple of tuple of str
        As many cells each as there are columns.
    numeric : frozenset of int
        Places of the columns of figures.
    total : bool
        Whether the last row adds up the others.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: frozenset[int] = frozenset()
    total: bool = False


def row_table(survey: Survey) -> Table:
    """Return rows read, left out for each reason, and analysed: they add up."""
    rows = survey.rows()
    lines = [("Rows read", number(rows["read"]))]
    lines += [(f"left out: {shown(k, 80)}", "−" + number(v)) for k, v in rows["left_out"].items()]
    lines += [("Rows analysed", number(rows["used"]))]
    return Table(("Rows", "n"), tuple(lines), frozenset({1}), total=True)


def column_table(survey: Survey) -> Table:
    """Return what each column was taken for, and why."""
    rows = tuple(
        (shown(c.name, 120), shown(c.role, 20), shown(c.reason, 240)) for c in survey.columns
    )
    return Table(("Column", "taken for", "because"), rows)


def problem_table(survey: Survey, veil: Veil) -> Table:
    """Return the first bad cells and lines."""
    rows = tuple(
        (
            number(row["line"]),
            shown(row["column"], 60),
            veil.hide(row["value"], 80),
            shown(row["problem"], 120),
        )
        for row in records(survey.problems.head(MOST_PROBLEMS))
    )
    return Table(("Line", "Column", "Value", "Problem"), rows)


def language_table(comments: pd.DataFrame) -> Table:
    """Return how many comments each language has, and how many say nothing."""
    groups = comments.groupby("language", sort=False)["no_content"].agg(["size", "sum"])
    ordered = groups.sort_values("size", ascending=False, kind="stable")
    rows = tuple(
        (language_name(str(code)), number(row["size"]), number(row["sum"]))
        for code, row in ordered.iterrows()
    )
    return Table(("Language", "Comments", "of them without content"), rows, frozenset({1, 2}))


def band_table(bands: pd.DataFrame) -> Table:
    """Return how many responses are in each band."""
    rows = tuple(
        (shown(row["band"], 40), number(row["n"]), percent(row["share"], 1))
        for row in records(bands)
    )
    return Table(("Band", "Responses", "Share"), rows, frozenset({1, 2}))


def answered_table(answered: pd.DataFrame, scale: Scale) -> Table:
    """Return the index of those who wrote something and of those who did not."""
    digits = index_digits(scale)
    rows = tuple(
        (
            shown(row["group"], 40),
            number(row["n"]),
            number(row["index"], digits),
            interval(row["low"], row["high"], digits),
        )
        for row in records(answered)
    )
    return Table(
        ("Responses whose comment", "n", scale.index_name, "interval"), rows, frozenset({1, 2, 3})
    )


def driver_table(drivers: pd.DataFrame, scale: Scale) -> Table:
    """Return every issue and feeling with raw and adjusted figures, their intervals and notes."""
    columns = (
        "Issue",
        "mentions",
        "n",
        "share",
        f"{scale.index_name} with",
        "without",
        "raw",
        "raw interval",
        "adjusted",
        "adjusted interval",
        "adjusted, per mention",
        "its interval",
        "in score points",
        "q",
        "note",
    )
    rows = tuple(_driver_cells(row, scale) for row in records(drivers))
    return Table(columns, rows, frozenset(range(2, 14)))


def _driver_cells(row: Mapping[str, Any], scale: Scale) -> tuple[str, ...]:
    at, by = index_digits(scale), effect_digits(scale)
    return (
        shown(row["name"], 120) or shown(row["issue"], 120),
        shown(row["feeling"], 20),
        number(row["mentions"]),
        percent(row["share"], 1),
        number(row["index_with"], at),
        number(row["index_without"], at),
        number(row["raw"], by, signed=True),
        interval(row["raw_low"], row["raw_high"], by, signed=True),
        number(row["net"], by, signed=True),
        interval(row["net_low"], row["net_high"], by, signed=True),
        number(row["effect"], by, signed=True),
        interval(row["effect_low"], row["effect_high"], by, signed=True),
        number(row["effect_score"], 2, signed=True),
        number(row["q"], 3),
        shown(row["note"], 240),
    )


def rollup_table(rollups: pd.DataFrame, scale: Scale) -> Table:
    """Return the parent issues with their raw figures."""
    columns = (
        "Group of issues",
        "mentions",
        "n",
        "share",
        f"{scale.index_name} with",
        "without",
        "raw",
        "raw interval",
        "note",
    )
    at, by = index_digits(scale), effect_digits(scale)
    rows = tuple(
        (
            shown(row["name"], 120),
            shown(row["feeling"], 20),
            number(row["mentions"]),
            percent(row["share"], 1),
            number(row["index_with"], at),
            number(row["index_without"], at),
            number(row["raw"], by, signed=True),
            interval(row["raw_low"], row["raw_high"], by, signed=True),
            shown(row["note"], 240),
        )
        for row in records(rollups)
    )
    return Table(columns, rows, frozenset(range(2, 8)))


def impact_table(drivers: pd.DataFrame, scale: Scale) -> Table:
    """Return share and figure per mention of each issue and feeling that has one."""
    by = effect_digits(scale)
    split = drivers[drivers["feeling"] != "any"].dropna(subset=["effect"])
    rows = tuple(
        (
            shown(row["name"], 120),
            shown(row["feeling"], 20),
            percent(row["share"], 1),
            number(row["effect"], by, signed=True),
            interval(row["effect_low"], row["effect_high"], by, signed=True),
        )
        for row in records(split.sort_values("share", ascending=False, kind="stable"))
    )
    return Table(
        ("Issue", "mentions", "share", "adjusted, per mention", "interval"),
        rows,
        frozenset({2, 3, 4}),
    )


def sentiment_table(sentiment: pd.DataFrame) -> Table:
    """Return how many responses mention each issue with each feeling."""
    feelings = ("negative", "neutral", "positive", "mixed", "mentions")
    ordered = sentiment.sort_values("mentions", ascending=False, kind="stable")
    rows = tuple(
        (shown(row["name"], 120), *(number(row[f]) for f in feelings)) for row in records(ordered)
    )
    return Table(("Issue", *feelings[:-1], "in all"), rows, frozenset(range(1, 6)))


def segment_table(segments: pd.DataFrame, scale: Scale) -> Table:
    """Return the index of each level of each segment."""
    digits = index_digits(scale)
    rows = tuple(
        (
            shown(row["segment"], 60),
            shown(row["level"], 80),
            number(row["n"]),
            number(row["index"], digits),
            interval(row["low"], row["high"], digits),
            shown(row["note"], 120),
        )
        for row in records(segments)
    )
    return Table(
        ("Segment", "level", "n", scale.index_name, "interval", "note"), rows, frozenset({2, 3, 4})
    )


def score_table(scores: pd.DataFrame) -> Table:
    """Return how many responses gave each score."""
    rows = tuple(
        (number(row["score"]), shown(row["band"], 40), number(row["n"]), percent(row["share"], 1))
        for row in records(scores)
    )
    return Table(("Score", "band", "Responses", "share"), rows, frozenset({2, 3}))


def ticked_table(ticked: pd.DataFrame, taxonomy: Taxonomy, scale: Scale) -> Table:
    """Return ticked reasons beside written ones."""
    counts = ("n", "ticked", "written", "both", "ticked_only", "written_only")
    rows = tuple(
        (
            shown(row["reason"], 120) or "(not on the list of reasons)",
            _issue_name(row["issue"], taxonomy),
            shown(row["matched"], 40),
            *(number(row[c]) for c in counts),
            *_kappa(row, "agreement"),
            number(row["complained"]),
            number(row["ticked_complained"]),
            *_kappa(row, "agreement_complained"),
            number(row["index_ticked"], index_digits(scale)),
            number(row["index_written"], index_digits(scale)),
        )
        for row in records(ticked)
    )
    return Table(
        (
            "Reason",
            "issue",
            "told by its",
            "n",
            "ticked",
            "written",
            "both",
            "only ticked",
            "only written",
            "kappa, ticked and written",
            "interval",
            "complained of",
            "and ticked",
            "kappa, ticked and complained of",
            "interval",
            f"{scale.index_name}, ticked",
            "written",
        ),
        rows,
        frozenset(range(3, 17)),
    )


def _kappa(row: Mapping[str, Any], name: str) -> tuple[str, str]:
    return number(row[name], 2), interval(row[f"{name}_low"], row[f"{name}_high"], 2)


def _issue_name(issue: str, taxonomy: Taxonomy) -> str:
    return shown(taxonomy[issue].name, 120) if issue in taxonomy else "(no issue of that name)"


def run_table(run: Mapping[str, Any]) -> Table:
    """Return the facts of a run, nested ones under dotted names."""
    rows = tuple((shown(key, 80), shown(value, 400)) for key, value in _flat("", run))
    return Table(("Fact", "value"), rows)


def _flat(prefix: str, facts: Mapping[str, Any]) -> Iterator[tuple[str, object]]:
    for key, value in facts.items():
        name = f"{prefix}{key}"
        if isinstance(value, Mapping) and value:
            yield from _flat(f"{name}.", value)
        elif isinstance(value, Sequence) and not isinstance(value, str):
            yield name, ", ".join(str(part) for part in value) or "none"
        else:
            yield name, "not set" if value is None else value


def tables(
    survey: Survey, taxonomy: Taxonomy, comments: pd.DataFrame, explanation: Explanation, veil: Veil
) -> dict[str, Table]:
    """Return the tables of a page but those of the score chart and the run, by name."""
    scale = explanation.scale
    return {
        "rows": row_table(survey),
        "columns": column_table(survey),
        "problems": problem_table(survey, veil),
        "languages": language_table(comments),
        "bands": band_table(explanation.bands),
        "answered": answered_table(explanation.answered, scale),
        "drivers": driver_table(explanation.drivers, scale),
        "rollups": rollup_table(explanation.rollups, scale),
        "impact": impact_table(explanation.drivers, scale),
        "sentiment": sentiment_table(explanation.sentiment_by_issue),
        "segments": segment_table(explanation.segments, scale),
        "ticked": ticked_table(explanation.ticked, taxonomy, scale),
    }
