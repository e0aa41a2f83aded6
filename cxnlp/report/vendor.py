"""The platform's own topics and sentiment beside ours: in words, and as a table."""

from __future__ import annotations

import pandas as pd

from cxnlp.explain.evidence.vendor import ALL
from cxnlp.issues import Taxonomy
from cxnlp.report.chart import records
from cxnlp.report.quotes import Veil
from cxnlp.report.tables import Table
from cxnlp.report.words import counted, interval, number, percent, shown


def vendor_words(found: pd.DataFrame) -> tuple[str, ...]:
    """Return sentences on how far the platform and we agree.

    Parameters
    ----------
    found : DataFrame
        As `cxnlp.explain.evidence.vendor.vendor_table` makes it.

    Returns
    -------
    tuple of str
        One for each column of sentiment, one for each column of topics.
    """
    told = []
    for name, rows in found.groupby("column", sort=False):
        whole = rows[rows["value"] == ALL]
        said = _sentiment(whole) if rows["kind"].iloc[0] == "sentiment" else _topics(rows)
        told.append(f"“{shown(str(name), 60)}”: {said}")
    return tuple(told)


def _sentiment(whole: pd.DataFrame) -> str:
    row = records(whole)[0]
    among = f"of {counted(int(row['n']), 'comment')} that both judge"
    if pd.isna(row["agreement"]):
        return f"too few to compare ({among})."
    ends = f"{percent(row['agreement_low'])} to {percent(row['agreement_high'])}"
    kappa = ""
    if pd.notna(row["kappa"]):
        sure = interval(row["kappa_low"], row["kappa_high"], 2)
        kappa = f"; beyond chance (kappa) {number(row['kappa'], 2)}, {sure}"
    share = percent(row["agreement"])
    return f"the platform's sentiment is ours in {share} ({ends}) {among}{kappa}."


def _topics(rows: pd.DataFrame) -> str:
    met = rows[rows["issue"] != ""]
    beyond = int((met["kappa_low"] > 0).sum())
    topics = counted(len(rows), "topic")
    if met.empty:
        return f"none of its {topics} has the name or the words of an issue on the list."
    return (
        f"{len(met)} of its {topics} stand for an issue on the list, and for {beyond} of these the "
        "two agree beyond chance (the interval of kappa lies above zero)."
    )


def vendor_rows(found: pd.DataFrame, taxonomy: Taxonomy, veil: Veil) -> Table:
    """Return the comparison as a table of the page; topics are masked as people's words are."""
    rows = tuple(
        (
            shown(row["column"], 80),
            shown(veil.hide(str(row["value"])), 80),
            _ours(row["issue"], row["kind"], taxonomy),
            shown(row["matched"], 40),
            *(number(row[name]) for name in ("n", "theirs", "ours", "both")),
            "" if pd.isna(row["agreement"]) else percent(row["agreement"]),
            ""
            if pd.isna(row["agreement"])
            else f"{percent(row['agreement_low'])} to {percent(row['agreement_high'])}",
            number(row["kappa"], 2),
            interval(row["kappa_low"], row["kappa_high"], 2),
        )
        for row in records(found)
    )
    return Table(
        (
            "Column",
            "the platform's",
            "ours",
            "told by its",
            "n",
            "theirs",
            "ours",
            "both",
            "say the same",
            "interval",
            "kappa",
            "interval",
        ),
        rows,
        frozenset(range(4, 12)),
    )


def _ours(issue: str, kind: str, taxonomy: Taxonomy) -> str:
    if kind == "sentiment":
        return "sentiment"
    return shown(taxonomy[issue].name, 120) if issue in taxonomy else "(no issue of that name)"
