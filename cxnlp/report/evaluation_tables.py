"""The tables of an evaluation as a reader sees them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from cxnlp.report.chart import records
from cxnlp.report.tables import Table
from cxnlp.report.words import interval, language_name, number, percent, shown

if TYPE_CHECKING:
    from cxnlp.evaluate import Evaluation

MEASURES = {
    "accuracy": "accuracy",
    "answered": "answered",
    "micro_f1": "micro F1",
    "macro_f1": "macro F1",
    "weighted_f1": "weighted F1",
    "macro_recall": "macro recall",
    "micro_precision": "micro precision",
    "micro_recall": "micro recall",
}


def evaluation_tables(evaluation: Evaluation) -> dict[str, Table]:
    """Return the tables of one output by name."""
    labels, overall = evaluation.labels, evaluation.overall
    return {
        "overall": overall_table(overall[overall["part"] == "all"]),
        "labels": label_table(labels[labels["part"] == "all"]),
        "parts": part_table(overall[overall["part"] != "all"]),
        "labels_by_part": label_table(labels[labels["part"] != "all"], parts=True),
        "confusion": confusion_table(evaluation.confusion),
        "calibration": calibration_table(evaluation.calibration),
        "reliability": reliability_table(evaluation.reliability),
        "uncertain": uncertain_table(evaluation.uncertain),
    }


def overall_table(overall: pd.DataFrame) -> Table:
    """Return each measure with its interval, a row each."""
    several = len(set(overall["what"])) > 1
    rows = tuple(
        (
            f"{MEASURES[row['measure']]}{', ' + row['what'] if several else ''}",
            number(row["value"], 3),
            interval(row["low"], row["high"], 3),
        )
        for row in records(overall)
    )
    return Table(("Measure", "value", "95 % interval"), rows, frozenset({1, 2}))


def part_table(overall: pd.DataFrame) -> Table:
    """Return the main measures of each language and length."""
    chosen = ("accuracy", "micro_f1", "macro_f1")
    kept = overall[overall["measure"].isin(chosen)]
    rows = []
    for (what, part, level), group in kept.groupby(["what", "part", "level"], sort=False):
        by = {row["measure"]: row for row in records(group)}
        first = next(iter(by.values()))
        cells = [_with_interval(by.get(name)) for name in chosen]
        rows.append((_level(str(part), str(level)), str(what), number(first["n"]), *cells))
    columns = ("Part", "of", "comments", *(MEASURES[name] for name in chosen))
    return Table(columns, tuple(rows), frozenset({2, 3, 4, 5}))


def _with_interval(row: Mapping[str, Any] | None) -> str:
    if row is None:
        return number(float("nan"))
    return f"{number(row['value'], 3)} ({interval(row['low'], row['high'], 3)})"


def _level(part: str, level: str) -> str:
    return language_name(level) if part == "language" else shown(level, 60)


def label_table(labels: pd.DataFrame, *, parts: bool = False) -> Table:
    """Return precision, recall and F1 of each label with their intervals."""
    several = len(set(labels["what"])) > 1
    rows = []
    for row in records(labels):
        name = shown(row["label"], 60) + (f", {row['what']}" if several else "")
        where = (_level(row["part"], row["level"]),) if parts else ()
        figures = [
            cell
            for key in ("precision", "recall", "f1")
            for cell in (number(row[key], 3), interval(row[f"{key}_low"], row[f"{key}_high"], 3))
        ]
        rows.append((name, *where, number(row["n"]), number(row["found"]), *figures))
    columns = (
        "Label",
        *(("part",) if parts else ()),
        "have it",
        "given it",
        "precision",
        "95 % interval",
        "recall",
        "95 % interval",
        "F1",
        "95 % interval",
    )
    first = 2 if parts else 1
    return Table(columns, tuple(rows), frozenset(range(first, len(columns))))


def confusion_table(pairs: pd.DataFrame) -> Table:
    """Return who was given what: a row a true label, a column a given one."""
    gold = list(dict.fromkeys(pairs["gold"]))
    found = list(dict.fromkeys([*(g for g in gold if g in set(pairs["found"])), *pairs["found"]]))
    n = {(g, f): count for g, f, count in pairs.itertuples(index=False)}
    rows = tuple((shown(g, 60), *(number(n.get((g, f), 0)) for f in found)) for g in gold)
    columns = ("True, down; given, across", *(shown(f, 40) for f in found))
    return Table(columns, rows, frozenset(range(1, len(columns))))


def calibration_table(calibration: pd.DataFrame) -> Table:
    """Return the calibration errors."""
    rows = tuple(
        (shown(row["what"], 60), row["bins"], number(row["n"]), number(row["error"], 3))
        for row in records(calibration)
    )
    return Table(("Of", "bins", "answers", "calibration error"), rows, frozenset({2, 3}))


def reliability_table(bins: pd.DataFrame) -> Table:
    """Return what was predicted and what was observed in each bin."""
    rows = tuple(
        (
            shown(row["what"], 60),
            row["bins"],
            interval(row["from"], row["to"], 2),
            number(row["n"]),
            number(row["predicted"], 3),
            number(row["observed"], 3),
            interval(row["low"], row["high"], 3),
        )
        for row in records(bins)
    )
    columns = ("Of", "bins", "probability", "n", "predicted", "observed", "95 % interval")
    return Table(columns, rows, frozenset({2, 3, 4, 5, 6}))


def uncertain_table(uncertain: pd.DataFrame) -> Table:
    """Return how many answers lie in the uncertain band, and how good they are."""
    where = {"inside": "marked as uncertain", "outside": "not marked"}
    rows = tuple(
        (
            where[row["where"]],
            number(row["n"]),
            percent(row["share"], 1),
            percent(row["accuracy"], 1),
            f"{percent(row['low'], 1)} to {percent(row['high'], 1)}",
        )
        for row in records(uncertain)
    )
    return Table(("Answers", "n", "share", "right", "95 % interval"), rows, frozenset({1, 2, 3, 4}))


def aside_table(aside: pd.DataFrame, most: int) -> Table:
    """Return the cells that could not be used, the first of them."""
    rows = tuple(
        (number(row["line"]), shown(row["column"], 60), shown(row["cell"], 120), row["reason"])
        for row in records(aside.head(most))
    )
    return Table(("Line", "column", "cell", "why it is set aside"), rows, frozenset({0}))


def aside_counts(aside: pd.DataFrame) -> Sequence[tuple[str, int]]:
    """Return how many cells were set aside for each reason, the most first."""
    return Counter(str(reason).partition(":")[0] for reason in aside["reason"]).most_common()
