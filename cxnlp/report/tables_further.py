"""The report's tables of change, trend, risk, actions and the words of residuals."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from cxnlp.report.chart import records
from cxnlp.report.tables import Table
from cxnlp.report.words import effect_digits, index_digits, interval, number, percent, shown

if TYPE_CHECKING:
    from cxnlp.explain import Explanation
    from cxnlp.report.quotes import Veil
    from cxnlp.survey.values.scales import Scale

MOST_RISKS = 20
PARTS = {
    "frequency": "How often it came up",
    "severity": "How much went with each mention",
    "mix": "Who answered",
}
CLOSING = {
    "frequency_all": "How often the issues came up",
    "severity_all": "How much went with each mention",
    "mix_all": "Who answered",
    "baseline": "Those who mention none of it",
    "total": "In all",
}
ALL = CLOSING | {part: f"{CLOSING[part]}, together" for part in ("frequency_all", "severity_all")}


def closing_table(change: pd.DataFrame, scale: Scale) -> Table:
    """Return the parts of a change, each summed up with its interval: they add up to the last."""
    by = effect_digits(scale)
    rows = tuple(
        (
            CLOSING[row["part"]],
            number(row["change"], by, signed=True),
            interval(row["low"], row["high"], by, signed=True),
            f"{number(row['n_before'])} and {number(row['n_after'])}",
        )
        for row in records(change[change["part"].isin(CLOSING)])
    )
    columns = ("Part", scale.unit, "interval", "n before and after")
    return Table(columns, rows, frozenset({1, 2, 3}), total=True)


def change_table(change: pd.DataFrame, scale: Scale) -> Table:
    """Return every part of a change, with shares and figures per mention before and after."""
    by = effect_digits(scale)
    rows = tuple(
        (
            (PARTS | ALL)[row["part"]],
            shown(row["name"], 80),
            shown(row["feeling"], 20),
            number(row["change"], by, signed=True),
            interval(row["low"], row["high"], by, signed=True),
            number(row["q"], 3),
            percent(row["share_before"], 1),
            percent(row["share_after"], 1),
            number(row["effect_before"], by, signed=True),
            number(row["effect_after"], by, signed=True),
            number(row["mentions_before"]),
            number(row["mentions_after"]),
            number(row["n_before"]),
            number(row["n_after"]),
            shown(row["note"], 120),
        )
        for row in records(change)
    )
    columns = (
        "Part",
        "issue",
        "mentions",
        scale.unit,
        "interval",
        "q",
        "share before",
        "after",
        "per mention before",
        "after",
        "mentions before",
        "after",
        "n before",
        "after",
        "note",
    )
    return Table(columns, rows, frozenset(range(3, 14)))


def trend_table(trend: pd.DataFrame, scale: Scale) -> Table:
    """Return the index of each period, then the shares that stand out."""
    at = index_digits(scale)
    kept = trend[(trend["measure"] == "index") | trend["stands_out"].astype(bool)]
    rows = tuple(
        (
            shown(row["period"], 30),
            shown(row["name"], 80),
            shown(row["feeling"], 20),
            number(row["n"]),
            number(row["value"], at) if row["measure"] == "index" else percent(row["value"], 1),
            interval(row["low"], row["high"], at)
            if row["measure"] == "index"
            else f"{percent(row['low'], 1)} to {percent(row['high'], 1)}",
            number(row["q"], 3),
            "stands out" if row["stands_out"] else "",
            shown(row["issue_list"], 20),
            shown(row["note"], 80),
        )
        for row in records(kept)
    )
    columns = ("Period", "of", "mentions", "n", "value", "interval", "q", "", "issue list", "note")
    return Table(columns, rows, frozenset({3, 4, 5, 6}))


def action_table(actions: pd.DataFrame, scale: Scale) -> Table:
    """Return what to do first, by owner."""
    by = effect_digits(scale)
    rows = tuple(
        (
            number(row["rank"]),
            shown(row["owner"], 60),
            shown(row["name"], 80),
            number(row["net"], by, signed=True),
            interval(row["net_low"], row["net_high"], by, signed=True),
            shown(row["basis"], 20),
            number(row["q"], 3),
            "" if row["clear"] else "may be chance",
            number(row["mentions"]),
            percent(row["reach"], 1),
            number(row["to_call"]),
            number(row["requests"]),
            number(row["n"]),
        )
        for row in records(actions)
    )
    columns = (
        "Rank",
        "owner",
        "issue",
        scale.unit,
        "interval",
        "figure",
        "q",
        "",
        "complain",
        "share",
        "to call",
        "requests",
        "n",
    )
    return Table(columns, rows, frozenset({3, 4, 6, 8, 9, 10, 11, 12}))


def quality_table(quality: pd.DataFrame) -> Table:
    """Return how well each model tells on responses it has not seen."""
    rows = tuple(
        (
            shown(row["model"], 40),
            shown(row["predicts"], 60),
            number(row["auc"], 2),
            interval(row["auc_low"], row["auc_high"], 2),
            number(row["brier"], 3),
            number(row["slope"], 2),
            number(row["intercept"], 2),
            number(row["n"]),
            number(row["events"]),
            shown(row["note"], 160),
        )
        for row in records(quality)
    )
    columns = (
        "Model",
        "tells",
        "area under the curve",
        "interval",
        "Brier score",
        "calibration slope",
        "intercept",
        "n",
        "of them",
        "note",
    )
    return Table(columns, rows, frozenset(range(2, 9)))


def risk_table(risk: pd.DataFrame, veil: Veil) -> Table:
    """Return those most at risk, with the reasons that say so."""
    rows = tuple(
        (
            number(row["rank"]),
            shown(row["comment"], 40) or shown(row["response"], 40),
            number(row["score"]),
            shown(row["band"], 40),
            number(row["risk"], 2),
            shown(row["reasons"], 160),
            veil.hide(row["quote"], 200),
        )
        for row in records(risk.head(MOST_RISKS))
    )
    kind = str(risk["kind"].iloc[0]) if len(risk) else "risk"
    columns = ("Rank", "comment", "score", "band", kind, "because of", "quote")
    return Table(columns, rows, frozenset({2, 4}))


def word_table(words: pd.DataFrame, veil: Veil) -> Table:
    """Return the words of comments whose score the issues do not explain."""
    rows = tuple(
        (
            veil.hide(row["word"], 40),
            shown(row["direction"], 40),
            number(row["comments"]),
            percent(row["share"], 1),
            number(row["residual"], 2, signed=True),
            interval(row["low"], row["high"], 2, signed=True),
            number(row["q"], 3),
        )
        for row in records(words[words["clear"].astype(bool)] if len(words) else words)
    )
    columns = ("Word", "its comments score", "responses", "share", "score points", "interval", "q")
    return Table(columns, rows, frozenset({2, 3, 4, 5, 6}))


def further_tables(
    explanation: Explanation, change: pd.DataFrame | None, veil: Veil
) -> dict[str, Table]:
    """Return these tables by name; those of a change only where there is one."""
    scale = explanation.scale
    made = {
        "actions": action_table(explanation.actions, scale),
        "quality": quality_table(explanation.risk_quality),
        "at_risk": risk_table(explanation.risk, veil),
        "words": word_table(explanation.residual_words, veil),
    }
    if len(explanation.trend):
        made["trend"] = trend_table(explanation.trend, scale)
    if change is not None:
        made |= {"change": change_table(change, scale), "closing": closing_table(change, scale)}
    return made
