"""What to do first, and whom to call back.

A rank says how much of the index goes with an issue, not what fixing it would bring.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cxnlp.explain.estimation.families import CLEAR
from cxnlp.explain.priority.risk import PROBABILITY
from cxnlp.join import Joined
from cxnlp.survey.values.scales import Scale

if TYPE_CHECKING:
    from cxnlp.issues import Taxonomy

ACTIONS = (
    "rank",
    "owner",
    "issue",
    "name",
    "net",
    "net_low",
    "net_high",
    "basis",
    "q",
    "clear",
    "mentions",
    "reach",
    "to_call",
    "requests",
    "n",
    "note",
)
CALLBACKS = (
    "issue",
    "name",
    "owner",
    "place",
    "response",
    "score",
    "band",
    "why",
    "risk",
    "comment",
    "quote",
)
NOBODY = "(no owner)"
AT_RISK = 0.5
LOST, RISKY = "low score", "at risk"


def action_table(
    drivers: pd.DataFrame, taxonomy: Taxonomy, callbacks: pd.DataFrame, requests: pd.DataFrame
) -> pd.DataFrame:
    """Return `ACTIONS`: issues whose negative mentions go with a lower index, the largest first.

    Parameters
    ----------
    drivers : DataFrame
        `Explanation.drivers`. The figure is `net_corrected` where there is one, else `net`, else
        `raw`; `basis` says which.
    taxonomy : Taxonomy
        Its `owner` of each issue, or of its parent.
    callbacks : DataFrame
        `CALLBACKS`.
    requests : DataFrame
        `request_table`.

    Returns
    -------
    DataFrame
        A row an issue. Those that are clear (an interval that leaves out zero, and q < .05 where a
        q is known) come before those that may be chance. `reach` is the share of all who say
        something that mention it negatively, `to_call` how many customers `callbacks` has.
    """
    rows = with_figures(drivers[drivers["feeling"] == "negative"])
    rows = rows[rows["net"] < 0].copy()
    rows["owner"] = [owner_of(taxonomy, issue) for issue in rows["issue"]]
    for name, table in (("to_call", callbacks), ("requests", requests)):
        rows[name] = rows["issue"].map(table["issue"].value_counts()).fillna(0).astype(int)
    rows["reach"] = rows["share"]
    keys = rows.assign(chance=~rows["clear"], net=rows["net"].round(9))
    rows = rows.loc[keys.sort_values(["chance", "net", "issue"]).index].reset_index(drop=True)
    return rows.assign(rank=np.arange(1, len(rows) + 1)).reindex(columns=list(ACTIONS))


def with_figures(drivers: pd.DataFrame) -> pd.DataFrame:
    """Return rows of drivers with `net`, its interval, `basis`, `q`, `clear`: the best there is."""
    rows = drivers.reset_index(drop=True)
    figures = {
        "net": np.full(len(rows), np.nan),
        "net_low": np.full(len(rows), np.nan),
        "net_high": np.full(len(rows), np.nan),
    }
    basis = np.full(len(rows), "", dtype=object)
    for name, source in (("corrected", "net_corrected"), ("adjusted", "net"), ("raw", "raw")):
        if source not in rows:
            continue
        use = np.isnan(figures["net"]) & rows[source].notna().to_numpy(dtype=bool)
        for end in ("", "_low", "_high"):
            given = rows[f"{source}{end}"].to_numpy(dtype=float)
            figures[f"net{end}"] = np.where(use, given, figures[f"net{end}"])
        basis[use] = name
    nothing = np.full(len(rows), np.nan)
    q, corrected = (
        rows[name].to_numpy(dtype=float) if name in rows else nothing
        for name in ("q", "q_corrected")
    )
    # A figure's own family speaks of it: the corrected ones', or else the adjusted ones'.
    q = np.where(basis == "corrected", corrected, q)
    apart = figures["net_low"] * figures["net_high"] > 0
    clear = apart & (np.isnan(q) | (q < CLEAR))
    return rows.assign(**figures, basis=basis, q=q, clear=clear)


def callback_table(
    joined: Joined, risk: pd.DataFrame, taxonomy: Taxonomy, scale: Scale
) -> pd.DataFrame:
    """Return `CALLBACKS`: for each issue, customers who complain of it, whom to call first first.

    Those of the lowest band, and those at risk: in the middle with a similarity above a half, or
    with a probability above the average. The riskiest come first where there is a probability;
    else the lowest scores, then the highest similarity; among equals the latest. A response stands
    under each issue it complains of; with the quote that shows it.
    """
    names = {issue.id: issue.name for issue in taxonomy.leaves()}
    told = joined.quotes[joined.quotes["feeling"].isin(("negative", "mixed"))]
    told = told[told["issue"].isin(names)]
    told = told.assign(sure=-told["probability"].astype(float).round(9))
    told = told.sort_values(["sure", "comment", "start"], kind="stable")
    told = told.drop_duplicates(["response", "issue"])[["response", "issue", "comment", "quote"]]
    people = joined.responses[["response", "score", "band", "date"]].merge(
        risk[["response", "risk", "kind"]], on="response", how="left"
    )
    lowest = (people["band"] == scale.bands[0]).to_numpy(dtype=bool)
    people["why"] = np.where(lowest, LOST, np.where(_risky(people), RISKY, ""))
    rows = told.merge(people[people["why"] != ""], on="response")
    sure = (rows["kind"] == PROBABILITY).to_numpy(dtype=bool)
    keys = pd.DataFrame(
        {
            "issue": rows["issue"],
            "first": np.where(sure, -rows["risk"], 0.0),
            "why": rows["why"] != LOST,
            "score": np.where(rows["why"] == LOST, rows["score"], 0.0),
            "risk": -rows["risk"].astype(float).fillna(0.0).round(9),
            "age": -pd.to_datetime(rows["date"]).rank(method="dense").fillna(0.0),
            "id": rows["response"].astype(str),
        }
    )
    rows = rows.loc[keys.sort_values(list(keys.columns)).index].reset_index(drop=True)
    return rows.assign(
        name=rows["issue"].map(names),
        place=rows.groupby("issue").cumcount() + 1,
        owner=rows["issue"].map({issue: owner_of(taxonomy, issue) for issue in names}),
    ).reindex(columns=list(CALLBACKS))


def _risky(people: pd.DataFrame) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    risk = people["risk"].to_numpy(dtype=float)
    usual = float(np.nanmean(risk)) if np.isfinite(risk).any() else math.nan
    least = np.where(people["kind"] == PROBABILITY, usual, AT_RISK)
    return np.asarray(np.nan_to_num(risk, nan=-1.0) > least)


def request_table(joined: Joined) -> pd.DataFrame:
    """Return the quotes that ask for something, for the road map, as far as the tags know them.

    Tags know them where `Joined.quotes` has a column `request` (whether the clause asks for
    something); without it the table is empty.
    """
    columns = ["issue", "response", "comment", "quote"]
    if "request" not in joined.quotes:
        return joined.quotes.iloc[:0][columns]
    asked = joined.quotes[joined.quotes["request"].fillna(False).astype(bool)]
    order = asked[["issue", "comment"]].astype(str).sort_values(["issue", "comment"]).index
    return asked.loc[order, columns].reset_index(drop=True)


def owner_of(taxonomy: Taxonomy, issue: str) -> str:
    """Return who owns an issue, or its parent; "(no owner)" where the list names nobody."""
    own = taxonomy[issue]
    above: Mapping[str, str] = {each.id: each.owner for each in taxonomy.issues}
    return own.owner or above.get(own.parent or "", "") or NOBODY
