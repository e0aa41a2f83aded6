"""Hygiene, performance or delight: what an issue costs when bad beside what it earns when good.

References
----------
.. [1] R. Brandt (1987), A procedure for identifying value-enhancing service components using
   customer satisfaction survey data, in: Add Value to Your Service, AMA, 61-65: the contrast of
   penalty and reward in one regression.
.. [2] J. Mikulić, D. Prebežac (2008), Prioritizing improvement of service attributes using impact
   range-performance analysis and impact-asymmetry analysis, Managing Service Quality 18, 559-576.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cxnlp.explain.drivers.design import MIN_DF, FittedDesign
from cxnlp.intervals import FloatArray, normal_quantile

KINDS = ("hygiene", "performance", "delight", "neither")
ROLES = (
    "issue",
    "name",
    "penalty",
    "penalty_low",
    "penalty_high",
    "reward",
    "reward_low",
    "reward_high",
    "role",
    *(f"p_{kind}" for kind in KINDS),
    "note",
)
TIMES = 2.0
SURE = 0.8
UNCLEAR = "unclear"
_POINTS = 4096
# The plastic number's lattice fills the unit square evenly: u_i = i (1/p, 1/p^2) modulo 1.
_PLASTIC = 1.32471795724474602596


def role_table(
    drivers: pd.DataFrame, model: FittedDesign | None, names: Mapping[str, str], level: float
) -> pd.DataFrame:
    """Return `ROLES`: penalty and reward of each issue, and what it is, with how sure that is.

    The penalty is minus the effect of a negative mention, the reward the effect of a positive one,
    both per mention in index points, from one regression [1]_. An issue is hygiene where the
    penalty is above 0 and more than twice the reward, delight where the reward is above 0 and more
    than twice the penalty, performance where both are above 0 and within a factor of two, neither
    otherwise. The probabilities are those of the normal distribution with the estimates' errors
    and correlation; a `role` is named where its probability is at least 0.8, else "unclear".

    Parameters
    ----------
    drivers : DataFrame
        From `driver_table`.
    model : FittedDesign or None
        The regression on negative and positive mentions; without it the table is empty.
    names : mapping of str to str
        What each issue is called, in the order of the table.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    DataFrame
        A row for each issue with an effect of either sign. With one sign alone there is a figure
        and no role, with the reason in `note`.
    """
    if model is None or model.fit.df < MIN_DF:
        return pd.DataFrame(columns=list(ROLES))
    shown = drivers.dropna(subset=["effect"])
    known = set(zip(shown["issue"], shown["feeling"], strict=True))
    rows = [
        _row(issue, names[issue], model, known, level)
        for issue in names
        if {(issue, "negative"), (issue, "positive")} & known
    ]
    return pd.DataFrame(rows, columns=list(ROLES))


def _row(
    issue: str, name: str, model: FittedDesign, known: set[tuple[str, str]], level: float
) -> dict[str, object]:
    figures, places = model.figures, {}
    row: dict[str, object] = {"issue": issue, "name": name, "role": "", "note": ""}
    for column, feeling, sign in (("penalty", "negative", -1), ("reward", "positive", 1)):
        if (issue, feeling) not in known:
            row["note"] = f"no role: {feeling} mentions have no figure"
            continue
        at = places[feeling] = model.design.terms.index((issue, feeling))
        value = sign * float(figures.effect[at])
        half = normal_quantile(level) * float(figures.effect_error[at])
        row.update({column: value, f"{column}_low": value - half, f"{column}_high": value + half})
    if len(places) < 2:
        return row
    chances = _chances(model, places["negative"], places["positive"])
    best = max(chances, key=lambda kind: chances[kind])
    row["role"] = best if chances[best] >= SURE else UNCLEAR
    return {**row, **{f"p_{kind}": chance for kind, chance in chances.items()}}


def _chances(model: FittedDesign, negative: int, positive: int) -> dict[str, float]:
    figures = model.figures
    influence = figures.effect_influence[:, [negative, positive]]
    squares = influence.T @ influence
    product = math.sqrt(squares[0, 0] * squares[1, 1])
    tie = -squares[0, 1] / product if product > 0 else 0.0
    first, second = _even_normals()
    second = tie * first + math.sqrt(max(1 - tie**2, 0.0)) * second
    penalty = -figures.effect[negative] + figures.effect_error[negative] * first
    reward = figures.effect[positive] + figures.effect_error[positive] * second
    kinds = classify(penalty, reward)
    return {kind: float(np.mean(kinds == at)) for at, kind in enumerate(KINDS)}


def classify(penalty: FloatArray, reward: FloatArray) -> NDArray[np.intp]:
    """Return the place in `KINDS` of each pair of penalty and reward (n ints)."""
    hygiene = (penalty > 0) & (penalty > TIMES * reward)
    delight = (reward > 0) & (reward > TIMES * penalty)
    performance = (penalty > 0) & (reward > 0)
    return np.select([hygiene, delight, performance], [0, 2, 1], default=3)


def _even_normals() -> tuple[FloatArray, FloatArray]:
    """Return two independent standard normals at evenly spread points, always the same."""
    from scipy.special import ndtri

    steps = np.arange(1, _POINTS + 1)
    first, second = (ndtri((0.5 + steps / _PLASTIC**power) % 1) for power in (1, 2))
    return first, second
