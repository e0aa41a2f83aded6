"""What goes with the index as a whole, ranked by the best figure there is.

That is the corrected one where comments were audited, else the adjusted, else the raw one. All
count how often an issue is mentioned, so they stand on one scale.
"""

from __future__ import annotations

import pandas as pd

from cxnlp.explain.priority.actions import with_figures

SIGNS = ("negative", "positive")


def ranked(drivers: pd.DataFrame, most: int) -> list[str]:
    """Return the ids of the `most` issues with the largest figures, what costs most first.

    The figure of its negative mentions ranks an issue, then that of its positive ones. An issue
    with neither is left to the table.
    """
    known = _figures(drivers)
    size = known.assign(size=known["figure"].abs()).groupby("issue", sort=False)["size"].max()
    kept = set(size.sort_values(ascending=False, kind="stable").index[:most])
    by_sign = known.pivot_table(index="issue", columns="feeling", values="figure", sort=False)
    costs = by_sign.reindex(columns=list(SIGNS)).fillna(0.0).sort_values(list(SIGNS), kind="stable")
    return [str(issue) for issue in costs.index if issue in kept]


def strongest(drivers: pd.DataFrame, feeling: str, count: int) -> pd.DataFrame:
    """Return the issues whose negative mentions cost, or positive ones earn, most.

    Parameters
    ----------
    drivers : DataFrame
        `Explanation.drivers`.
    feeling : str
        "negative" (what costs) or "positive" (what earns).
    count : int
        How many at most.

    Returns
    -------
    DataFrame
        Its rows with `figure`, `figure_low`, `figure_high` and `basis` ("corrected", "adjusted" or
        "raw"), the strongest first; those that are clear (an interval that leaves out zero, and
        q < .05 where a q is known) go before the rest. Beside corrected figures one that is not
        corrected stands among the rest: its interval knows nothing of the tagger's errors.
    """
    known = _figures(drivers)
    sign = -1.0 if feeling == "negative" else 1.0
    rows = known[(known["feeling"] == feeling) & (known["figure"] * sign > 0)]
    corrected = known["basis"] == "corrected"
    unsure = ~rows["clear"]
    if corrected.any():
        unsure |= ~corrected[rows.index]
    order = rows.assign(unsure=unsure, size=-rows["figure"].abs())
    return order.sort_values(["unsure", "size"], kind="stable").head(count)


def _figures(drivers: pd.DataFrame) -> pd.DataFrame:
    best = with_figures(drivers[drivers["feeling"].isin(SIGNS)])
    figures = {f"figure{end}": best[f"net{end}"] for end in ("", "_low", "_high")}
    return best.assign(**figures).dropna(subset=["figure"])
