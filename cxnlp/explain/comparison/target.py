"""The index beside a target, a benchmark, and those who wrote beside those who did not.

References
----------
.. [1] G. Zou, A. Donner (2008), Construction of confidence limits about effect measures: a general
   approach, Statistics in Medicine 27, 1693-1702: the interval of a difference from two intervals.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from cxnlp.explain.comparison.standing import estimate
from cxnlp.intervals import Interval, normal_quantile
from cxnlp.survey.values.scales import Estimate, Scale

COMPARISONS = (
    "what",
    "against",
    "index",
    "other",
    "difference",
    "low",
    "high",
    "p",
    "n",
    "note",
)
WROTE, SILENT = "responses that say something", "responses that say nothing"
ALL = "all responses"
At = Callable[[float], Estimate]


@dataclass(frozen=True)
class Target:
    """An index to be compared with.

    Parameters
    ----------
    value : float
        The target, or the benchmark's index.
    low, high : float, optional
        The benchmark's own 95 % interval; without it the value counts as exact.
    name : str
        What it is called.
    """

    value: float
    low: float | None = None
    high: float | None = None
    name: str = "target"

    def at(self, level: float) -> Estimate:
        """Return the target with its interval at a level, its width as of a normal distribution."""
        ratio = normal_quantile(level) / normal_quantile(0.95)
        low, high = (
            self.value if end is None else self.value + ratio * (end - self.value)
            for end in (self.low, self.high)
        )
        return Estimate(self.value, low, high, 0, level)


def comparison_table(
    responses: pd.DataFrame, scale: Scale, level: float, hide: int, target: Target | None = None
) -> pd.DataFrame:
    """Return `COMPARISONS`: the index against a target, and of those who wrote against the others.

    `difference` is index less other, with its interval from those of the two [1]_: the squared
    distances to the ends that decide add up. `p` is two-sided: one minus the highest level at which
    that interval still leaves out 0.

    Parameters
    ----------
    responses : DataFrame
        `Joined.responses`.
    scale : Scale
        The scale of the scores.
    level : float
        Confidence level, between 0 and 1.
    hide : int
        Groups of fewer responses are not compared.
    target : Target, optional
        The target or benchmark.
    """
    said = responses["says_something"].astype(bool)

    def of(rows: pd.DataFrame) -> At:
        return lambda at: estimate(rows, scale, at)

    rows = []
    if target is not None:
        rows.append((ALL, target.name, *_compared(of(responses), target.at, level, (hide, 0))))
    silent = of(responses[~said])
    if silent(level).n:
        parts = _compared(of(responses[said]), silent, level, (hide, hide))
        rows.append((WROTE, SILENT, *parts))
    return pd.DataFrame(rows, columns=list(COMPARISONS))


def _compared(
    first: At, second: At, level: float, least: tuple[int, int]
) -> tuple[float | str, ...]:
    one, other = first(level), second(level)
    n = one.n + other.n
    if one.n < least[0] or other.n < least[1]:
        few = min(one.n, other.n) if least[1] else one.n
        return (*(math.nan,) * 6, n, f"too few responses to compare: {few}")
    low, high = difference_interval(one, other)
    gap = one.value - other.value
    return one.value, other.value, gap, low, high, _p(first, second), n, ""


def difference_interval(one: Estimate, other: Estimate) -> Interval:
    """Return the interval of one figure less another, from those of the two [1]_."""
    gap = one.value - other.value
    below = math.hypot(one.value - one.low, other.high - other.value)
    above = math.hypot(one.high - one.value, other.value - other.low)
    return gap - below, gap + above


def _p(first: At, second: At) -> float:
    """Bisect for the highest level at which the difference's interval leaves out 0."""
    clear, unclear = 0.0, 1.0
    for _ in range(24):
        level = (clear + unclear) / 2
        low, high = difference_interval(first(level), second(level))
        clear, unclear = (level, unclear) if low > 0 or high < 0 else (clear, level)
    return 1 - clear
