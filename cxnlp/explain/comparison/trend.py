"""The index and the mentions of each issue, period by period, and which periods stand out.

References
----------
.. [1] R. Fisher (1935), The Design of Experiments, Oliver and Boyd: the exact test of a table of
   two by two; H. Lancaster (1961), Significance tests in discrete distributions, Journal of the
   American Statistical Association 56, 223-234: its mid-p, half the weight for the table seen.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from cxnlp.explain.comparison.periods import choose_length, period_of
from cxnlp.explain.comparison.standing import HIDE_UNDER, estimate
from cxnlp.explain.estimation.families import CLEAR, false_discovery, two_sided
from cxnlp.explain.sample.responses import SIGNS, incidence
from cxnlp.intervals import (
    BoolArray,
    FloatArray,
    effective_size,
    normal_quantile,
    wilson_interval,
)
from cxnlp.join import Joined
from cxnlp.survey.values.scales import Scale

TREND = (
    "measure",
    "issue",
    "name",
    "feeling",
    "issue_list",
    "length",
    "period",
    "start",
    "end",
    "n",
    "value",
    "low",
    "high",
    "q",
    "stands_out",
    "note",
)
Row = dict[str, object]


def trend_table(
    joined: Joined, names: Mapping[str, str], scale: Scale, level: float, length: str = ""
) -> pd.DataFrame:
    """Return the index and the share of mentions of each period, and which periods stand out.

    A period is compared with all other periods together: its index by the difference of means over
    the spread of all, its share of mentions by Fisher's exact test (mid-p) [1]_ at effective
    sizes. `q` is the false discovery rate over all periods of the index, and over all periods,
    issues and feelings of the shares; what has q < .05 stands out. Shares of one list of issues
    are never compared with those of another.

    Parameters
    ----------
    joined : Joined
        All responses, with dates.
    names : mapping of str to str
        The issues, and what each is called.
    scale : Scale
        The scale of the scores.
    level : float
        Confidence level, between 0 and 1.
    length : str
        day, week, month, quarter or year; without it the shortest with at most 24 periods.

    Returns
    -------
    DataFrame
        `TREND`; `measure` is "index" (in its own unit) or "share" (0-1, weighted, of all responses
        of the period). Periods of fewer than 10 responses are hidden (NaN). Empty where there are
        fewer than two periods.

    Raises
    ------
    ExplainError
        If `length` is not one of those.
    """
    length = length or choose_length(joined)
    if not length:
        return pd.DataFrame(columns=list(TREND))
    rows = joined.responses[joined.responses["weight"] > 0].assign(period=period_of(joined, length))
    rows = rows.dropna(subset=["period"]).reset_index(drop=True)
    if rows["period"].nunique() < 2:
        return pd.DataFrame(columns=list(TREND))
    index = pd.DataFrame(_index_rows(rows, scale, level))
    shares = pd.DataFrame(_share_rows(rows, joined, names, level))
    for family in (index, shares):
        family["q"] = false_discovery(family["p"])
    table = pd.concat([index, shares], ignore_index=True)
    table["name"] = table["issue"].map(names).fillna(scale.index_name)
    table["start"] = table["period"].map(lambda period: period.start_time)
    table["end"] = table["period"].map(lambda period: period.end_time.normalize())
    table["stands_out"], table["length"] = table["q"] < CLEAR, length
    return table.assign(period=table["period"].astype(str))[list(TREND)]


def _index_rows(rows: pd.DataFrame, scale: Scale, level: float) -> Iterator[Row]:
    value, weight = (rows[name].to_numpy(dtype=float) for name in ("value", "weight"))
    for period, inside in _periods(rows):
        n = int(inside.sum())
        found = estimate(rows[inside], scale, level) if n >= HIDE_UNDER else None
        figures = (found.value, found.low, found.high) if found else (math.nan,) * 3
        p = _mean_differs(value, weight, inside) if found else math.nan
        yield _row("index", period, n, figures, p)


def _share_rows(
    rows: pd.DataFrame, joined: Joined, names: Mapping[str, str], level: float
) -> Iterator[Row]:
    found = incidence(rows["response"], joined.mentions, tuple(names))
    weight = rows["weight"].to_numpy(dtype=float)
    for version in sorted(rows["issue_list"].unique()):
        same = (rows["issue_list"] == version).to_numpy()
        for period, inside in _periods(rows):
            here = inside & same
            if not here.any():
                continue
            for feeling in SIGNS:
                for at, issue in enumerate(names):
                    who = found[feeling][same, at]
                    told = {"issue": issue, "feeling": feeling, "issue_list": version}
                    yield _share_row(period, who, weight[same], here[same], level) | told


def _share_row(
    period: object, who: BoolArray, weight: FloatArray, inside: BoolArray, level: float
) -> Row:
    n = int(inside.sum())
    if n < HIDE_UNDER:
        return _row("share", period, n, (math.nan,) * 3, math.nan)
    sizes, shares = [], []
    for group in (inside, ~inside):
        values = who[group].astype(float)
        sizes.append(effective_size(values, weight[group]) if group.any() else 0.0)
        shares.append(float(np.average(values, weights=weight[group])) if group.any() else 0.0)
    low, high = wilson_interval(sizes[0] * shares[0], sizes[0], normal_quantile(level))
    tested = int((~inside).sum()) >= HIDE_UNDER and bool(who.any())
    p = exact_p(sizes, shares) if tested else math.nan
    return _row("share", period, n, (shares[0], max(low, 0.0), min(high, 1.0)), p)


def exact_p(sizes: list[float], shares: list[float]) -> float:
    """Return Fisher's two-sided mid-p for the shares of two groups, at whole effective counts.

    Parameters
    ----------
    sizes : list of 2 floats
        How many answers each group counts as.
    shares : list of 2 floats
        The share of each, 0 to 1.
    """
    first, second = (round(size) for size in sizes)
    seen = round(sizes[0] * shares[0])
    hits = seen + round(sizes[1] * shares[1])
    k = np.arange(max(0, hits - second), min(first, hits) + 1, dtype=float)
    log_p = _log_choose(first, k) + _log_choose(second, hits - k)
    p = np.exp(log_p - log_p.max())
    p = p / p.sum()
    at = int(np.flatnonzero(k == seen)[0])
    half = p[at] / 2
    return float(min(1.0, 2 * min(p[:at].sum() + half, p[at + 1 :].sum() + half)))


def _log_choose(n: int, some: FloatArray) -> FloatArray:
    from scipy.special import gammaln

    return np.asarray(gammaln(n + 1) - gammaln(some + 1) - gammaln(n - some + 1))


def _mean_differs(value: FloatArray, weight: FloatArray, inside: BoolArray) -> float:
    """Return the p of a period's mean against all others', with the spread of all."""
    outside = ~inside
    if int(outside.sum()) < HIDE_UNDER:
        return math.nan
    spread = float(np.average((value - np.average(value, weights=weight)) ** 2, weights=weight))
    gap, variance = 0.0, 0.0
    for group, sign in ((inside, 1.0), (outside, -1.0)):
        share = weight[group] / weight[group].sum()
        gap += sign * float(share @ value[group])
        variance += spread * float(share @ share)
    return float(two_sided([gap], [math.sqrt(variance)], [len(value) - 2])[0])


def _periods(rows: pd.DataFrame) -> Iterator[tuple[object, BoolArray]]:
    for period in sorted(rows["period"].unique()):
        yield period, (rows["period"] == period).to_numpy(dtype=bool)


def _row(measure: str, period: object, n: int, figures: tuple[float, ...], p: float) -> Row:
    few = f"hidden: fewer than {HIDE_UNDER} responses" if n < HIDE_UNDER else ""
    value, low, high = figures
    return {
        "measure": measure,
        "issue": "",
        "feeling": "",
        "issue_list": "",
        "period": period,
        "n": n,
        "value": value,
        "low": low,
        "high": high,
        "p": p,
        "note": few,
    }
