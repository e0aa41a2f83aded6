"""The explained share split among the issues, as a table."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from cxnlp.explain.drivers.design import MIN_DF, Design, FittedDesign
from cxnlp.explain.estimation.importance import lmg
from cxnlp.explain.sample.responses import Sample
from cxnlp.intervals import normal_quantile

SHARES = (
    "issue",
    "name",
    "importance",
    "importance_low",
    "importance_high",
    "drawn_error",
    "orders",
)
RARE = "Issues too rare for figures of their own, together"


def importance_table(
    sample: Sample,
    names: Mapping[str, str],
    model: FittedDesign | None,
    level: float,
    seed: int = 0,
) -> pd.DataFrame:
    """Return `SHARES`: how much of the score's variance goes with each issue, the most first.

    An issue's negative and positive mentions are one group. The figures add up to the explained
    share beyond the segments; issues too rare for a column of their own are one row more, whose
    `issue` is "". Intervals are normal, and may reach below 0 as the figures may: an adjusted share
    of nothing is 0 on average.

    Parameters
    ----------
    sample : Sample
        The responses.
    names : mapping of str to str
        What each issue is called.
    model : FittedDesign or None
        The regression on negative and positive mentions; without it the table is empty.
    level : float
        Confidence level, between 0 and 1.
    seed : int
        Of the orders drawn where there are more than seven groups; `drawn_error` is the standard
        error of drawing them, `orders` their number.
    """
    groups = issue_groups(model.design) if model is not None else {}
    if model is None or not model.design.terms or model.fit.df < MIN_DF:
        return pd.DataFrame(columns=list(SHARES))
    used = ~model.fit.set_aside
    x, y, weight = (
        part if used.all() else part[used] for part in (model.design.x, sample.score, sample.weight)
    )
    found = lmg(x, y, weight, model.design.controls, tuple(groups.values()), seed=seed)
    half = normal_quantile(level) * found.error
    table = pd.DataFrame(
        {
            "issue": list(groups),
            "name": [names.get(issue, RARE) for issue in groups],
            "importance": found.value,
            "importance_low": found.value - half,
            "importance_high": found.value + half,
            "drawn_error": found.drawn_error,
            "orders": found.orders,
        }
    )
    keys = pd.DataFrame({"size": -table["importance"].round(12), "issue": table["issue"]})
    return table.loc[keys.sort_values(["size", "issue"]).index].reset_index(drop=True)


def issue_groups(design: Design) -> dict[str, list[int]]:
    """Return the places of each issue's columns; "" holds the pooled rare ones, if any."""
    groups: dict[str, list[int]] = {}
    for at, (issue, _) in enumerate(design.terms, design.first_term):
        groups.setdefault(issue, []).append(at)
    pooled = np.arange(design.controls, design.first_term)
    return {**groups, "": pooled.tolist()} if len(pooled) else groups
