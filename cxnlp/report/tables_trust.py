"""The report's tables of what an issue is for the score, and of how far its tags can be trusted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from cxnlp.report.chart import records
from cxnlp.report.tables import Table
from cxnlp.report.words import effect_digits, index_digits, interval, number, percent, shown

if TYPE_CHECKING:
    from cxnlp.explain import Explanation
    from cxnlp.survey.values.scales import Scale

KINDS = {
    "hygiene": "hygiene: much goes with complaints, little with praise",
    "performance": "performance: much goes with both",
    "delight": "delight: much goes with praise, little with complaints",
    "neither": "neither",
    "unclear": "not clear",
}


def importance_table(importance: pd.DataFrame, roles: pd.DataFrame, scale: Scale) -> Table:
    """Return each issue's share of the scores' variation, and what goes with a mention."""
    by = effect_digits(scale)
    known = {row["issue"]: row for row in records(roles)}
    rows = tuple(
        (
            shown(row["name"], 120),
            percent(row["importance"], 1),
            _parts(row, "importance"),
            *_role(known.get(row["issue"], {}), by),
        )
        for row in records(importance)
    )
    columns = (
        "Issue",
        "importance",
        "interval",
        "lower with a complaint",
        "interval",
        "higher with praise",
        "interval",
        "so it is",
    )
    return Table(columns, rows, frozenset(range(1, 7)))


def _parts(row: Mapping[str, Any], name: str) -> str:
    low, high = percent(row[f"{name}_low"], 1), percent(row[f"{name}_high"], 1)
    return f"{low} to {high}" if row[f"{name}_low"] == row[f"{name}_low"] else "–"


def _role(row: Mapping[str, Any], by: int) -> tuple[str, ...]:
    nan = float("nan")
    cells: list[str] = []
    for name in ("penalty", "reward"):
        low, high = row.get(f"{name}_low", nan), row.get(f"{name}_high", nan)
        cells += [number(row.get(name, nan), by), interval(low, high, by)]
    role = KINDS.get(str(row.get("role", "")), "") or shown(row.get("note", ""), 120)
    return *cells, role


def sensitivity_table(sensitivity: pd.DataFrame, drivers: pd.DataFrame, scale: Scale) -> Table:
    """Return what each figure were if the model found only so much of the mentions."""
    by = effect_digits(scale)
    split = drivers[drivers["feeling"] != "any"].dropna(subset=["net"])
    wide = sensitivity.pivot_table(
        index=["issue", "feeling"], columns="recall", values="net", sort=False, dropna=False
    )
    recalls = sorted(wide.columns, reverse=True)
    figures = {key: [float(cell) for cell in row] for key, row in wide[recalls].iterrows()}
    rows = tuple(
        (
            shown(row["name"], 120),
            shown(row["feeling"], 20),
            number(row["mentions"]),
            number(row["net"], by, signed=True),
            *(number(figure, by, signed=True) for figure in figures[key]),
        )
        for row in records(split)
        for key in [(row["issue"], row["feeling"])]
        if key in figures
    )
    found = tuple(f"were {percent(float(recall))} found" for recall in recalls)
    columns = ("Issue", "mentions", "n", "adjusted, as tagged", *found)
    return Table(columns, rows, frozenset(range(2, 4 + len(found))))


def accuracy_table(checked: pd.DataFrame, names: Mapping[str, str], scale: Scale) -> Table:
    """Return how often the tagger is right on these comments, and what that corrects."""
    by = effect_digits(scale)
    rows = tuple(
        (
            shown(names.get(row["issue"], row["issue"]), 120),
            shown(row["feeling"], 20),
            number(row["audited"]),
            number(row["found"]),
            number(row["correct"]),
            percent(row["precision"]),
            _ends(row, "precision"),
            percent(row["recall"]),
            _ends(row, "recall"),
            percent(row["share_corrected"], 1),
            _parts(row, "share_corrected"),
            number(row["net_corrected"], by, signed=True),
            interval(row["net_corrected_low"], row["net_corrected_high"], by, signed=True),
            number(row["q_corrected"], 3),
            _rows(row["rows_to_halve"]),
            shown(row["note"], 240),
        )
        for row in records(checked)
        if row["audited"] or row["found"]
    )
    columns = (
        "Issue",
        "mentions",
        "in truth",
        "tagged",
        "both",
        "precision",
        "interval",
        "recall",
        "interval",
        "corrected share",
        "interval",
        f"corrected {scale.unit}",
        "interval",
        "q",
        "further rows to halve the interval",
        "note",
    )
    return Table(columns, rows, frozenset(range(2, 15)))


def _ends(row: Mapping[str, Any], name: str) -> str:
    low, high = row[f"{name}_low"], row[f"{name}_high"]
    return f"{percent(low)} to {percent(high)}" if low == low else "–"


def _rows(count: float) -> str:
    return "more than any audit can" if count == float("inf") else number(count)


def comparison_table(comparisons: pd.DataFrame, scale: Scale) -> Table:
    """Return the index beside a target, and of those who write beside the others."""
    at, by = index_digits(scale), effect_digits(scale)
    rows = tuple(
        (
            shown(row["what"], 60),
            shown(row["against"], 60),
            number(row["index"], at),
            number(row["other"], at),
            number(row["difference"], by, signed=True),
            interval(row["low"], row["high"], by, signed=True),
            number(row["p"], 3),
            number(row["n"]),
            shown(row["note"], 120),
        )
        for row in records(comparisons)
    )
    columns = (
        "Those who",
        "against",
        scale.index_name,
        "the other",
        "difference",
        "interval",
        "p",
        "n",
        "note",
    )
    return Table(columns, rows, frozenset(range(2, 8)))


def trust_tables(explanation: Explanation) -> dict[str, Table]:
    """Return these tables by name."""
    e, scale = explanation, explanation.scale
    names = dict(zip(e.drivers["issue"], e.drivers["name"], strict=True))
    found = {
        "importance": importance_table(e.importance, e.roles, scale),
        "comparisons": comparison_table(e.comparisons, scale),
    }
    if e.audit is not None:
        found["accuracy"] = accuracy_table(e.audit.table, names, scale)
    elif len(e.sensitivity):
        found["sensitivity"] = sensitivity_table(e.sensitivity, e.drivers, scale)
    return found
