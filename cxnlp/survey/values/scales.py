"""Score scales: bands, the index, and how sure one can be of it.

Every index here is the weighted mean of `Scale.value`: -100, 0 or 100 for a detractor, passive or
promoter (NPS), 0 or 100 for an answer outside or inside the top two boxes (CSAT) or for no and yes
(binary), the score itself (CES, stars). So one estimator of a mean serves all five, and a
regression on `Scale.value` has its coefficients in index points.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cxnlp.errors import SurveyError
from cxnlp.intervals import (
    FloatArray,
    Interval,
    adjusted_wald_interval,
    agresti_coull_interval,
    effective_size,
    mean_interval,
    normal_quantile,
    score_interval,
    wald_interval,
    wilson_interval,
)

Method = Literal["adjusted_wald", "score", "wald"]


@dataclass(frozen=True)
class Scale:
    """A scale that scores are given on, and the index that is made of them.

    Parameters
    ----------
    name : str
        Short name, the key in `SCALES`.
    low, high : float
        The lowest and the highest answer; a higher answer is always the better one.
    index_name, unit : str
        What the index is called, and what a difference of it is counted in.
    bands : tuple of str
        Names of the groups of answers, low to high.
    cuts : tuple of float
        The lowest answer of each band but the first, one fewer than `bands`.
    band_values : tuple of float or None
        What an answer of each band adds to the index; None where the index is the mean score.
    method : str
        What the index and its interval are, in sentences for a report.
    """

    name: str
    low: float
    high: float
    index_name: str
    unit: str
    bands: tuple[str, ...]
    cuts: tuple[float, ...]
    band_values: tuple[float, ...] | None = None
    method: str = ""

    @property
    def index_range(self) -> Interval:
        """The lowest and the highest index possible."""
        values = self.band_values
        return (min(values), max(values)) if values else (float(self.low), float(self.high))

    def contains(self, scores: ArrayLike) -> NDArray[np.bool_]:
        """Tell which scores are answers on this scale (n bools; NaN is not)."""
        given = np.asarray(scores, dtype=float)
        return np.asarray((given >= self.low) & (given <= self.high))

    def value(self, scores: ArrayLike) -> FloatArray:
        """Return what each score adds to the index (n floats; NaN for no answer on the scale).

        The weighted mean of these values is the index.
        """
        given = np.asarray(scores, dtype=float)
        made = given if self.band_values is None else np.asarray(self.band_values)[self._at(given)]
        return np.where(self.contains(given), made, np.nan)

    def band(self, scores: ArrayLike) -> NDArray[np.object_]:
        """Return the name of each score's band (n str; "" for no answer on the scale)."""
        given = np.asarray(scores, dtype=float)
        names = np.asarray(self.bands, dtype=object)[self._at(given)]
        return np.where(self.contains(given), names, "")

    def _at(self, scores: FloatArray) -> NDArray[np.intp]:
        return np.searchsorted(np.asarray(self.cuts), np.nan_to_num(scores), side="right")


_SATISFACTION = ("dissatisfied", "neutral", "satisfied")

SCALES: Mapping[str, Scale] = MappingProxyType(
    {
        scale.name: scale
        for scale in (
            Scale(
                "nps",
                0,
                10,
                "NPS",
                "NPS points",
                ("detractor", "passive", "promoter"),
                (7, 9),
                (-100.0, 0.0, 100.0),
                method="NPS is the share of promoters (9, 10) minus that of detractors (0 to 6), "
                "from −100 to 100. Its interval is the adjusted Wald interval (Rocks 2016).",
            ),
            Scale(
                "csat",
                1,
                5,
                "% satisfied",
                "percentage points",
                _SATISFACTION,
                (3, 4),
                (0.0, 0.0, 100.0),
                method="The per cent who chose one of the two highest answers, with the interval "
                "of Agresti and Coull (1998).",
            ),
            Scale(
                "ces",
                1,
                7,
                "mean effort score",
                "points",
                ("difficult", "neutral", "easy"),
                (4, 5),
                method="The mean of the answers from 1 to 7, where 7 is the easiest, with "
                "Student’s interval.",
            ),
            Scale(
                "stars",
                1,
                5,
                "mean stars",
                "stars",
                _SATISFACTION,
                (3, 4),
                method="The mean number of stars from 1 to 5, with Student’s interval.",
            ),
            Scale(
                "binary",
                0,
                1,
                "% yes",
                "percentage points",
                ("no", "yes"),
                (1,),
                (0.0, 100.0),
                method="The per cent who answered yes (1), with the interval of Agresti and Coull "
                "(1998).",
            ),
        )
    }
)


@dataclass(frozen=True)
class Estimate:
    """A figure with its interval.

    Parameters
    ----------
    value : float
        The point estimate; NaN where there is none.
    low, high : float
        The interval's ends; NaN where there is none.
    n : int
        How many responses it rests on.
    level : float
        The share of such intervals that cover the truth, 0-1.
    """

    value: float
    low: float
    high: float
    n: int
    level: float = 0.95


def index(scores: ArrayLike, scale: Scale, weights: ArrayLike | None = None) -> float:
    """Return the index: the weighted mean of `scale.value`, NaN where nobody answered.

    Parameters
    ----------
    scores : array of n floats
        Scores; NaN and answers outside the scale do not count.
    scale : Scale
        The scale they were given on.
    weights : array of n floats, optional
        Survey weights, not negative; only their ratios matter.

    Raises
    ------
    SurveyError
        If weights and scores differ in length, or a weight is negative or missing.
    """
    values, used = _answers(scores, scale, weights)
    return float(np.average(values, weights=used)) if len(values) else math.nan


def index_interval(
    scores: ArrayLike,
    scale: Scale,
    weights: ArrayLike | None = None,
    level: float = 0.95,
    method: Method = "adjusted_wald",
) -> Estimate:
    """Return the index with its interval.

    ============  ====================  ================  ===========================
    scale         adjusted_wald         score             wald
    ============  ====================  ================  ===========================
    nps           Rocks 2016            Rocks, Tango      p - d, variance / n
    csat, binary  Agresti-Coull 1998    Wilson            p, p (1 - p) / n
    ces, stars    Student's t whatever the method; weighted: linearised variance
    ============  ====================  ================  ===========================

    With weights, shares are weighted and n is the effective sample size (`effective_size`). The
    ends are kept within the scale's range, and the point estimate within the ends.

    Parameters
    ----------
    scores : array of n floats
        Scores; NaN and answers outside the scale do not count.
    scale : Scale
        The scale they were given on.
    weights : array of n floats, optional
        Survey weights, not negative; only their ratios matter. `n` of the result counts responses.
    level : float
        Confidence level, between 0 and 1.
    method : {"adjusted_wald", "score", "wald"}
        Which interval, as in the table.

    Returns
    -------
    Estimate
        All NaN where nobody answered; a mean of one answer has no interval.

    Raises
    ------
    SurveyError
        If a weight, the level or the method is impossible.
    """
    values, used = _answers(scores, scale, weights)
    if method not in ("adjusted_wald", "score", "wald"):
        raise SurveyError(f"interval method {method!r}", "adjusted_wald, score or wald")
    z = normal_quantile(level)
    if not len(values):
        return Estimate(math.nan, math.nan, math.nan, 0, level)
    centre = float(np.average(values, weights=used))
    if scale.band_values is None:
        low, high = mean_interval(values, used, level)
    else:
        low, high = _share_interval(values, used, z, method, scale.index_range)
    bottom, top = scale.index_range
    if not math.isnan(low):
        low, high = max(min(low, centre), bottom), min(max(high, centre), top)
    return Estimate(centre, low, high, len(values), level)


def _answers(
    scores: ArrayLike, scale: Scale, weights: ArrayLike | None
) -> tuple[FloatArray, FloatArray]:
    """Values and weights of the answers on the scale that weigh anything."""
    values = scale.value(scores)
    given = np.ones(len(values)) if weights is None else np.asarray(weights, dtype=float)
    if given.shape != values.shape:
        raise SurveyError(f"{given.size} weights for {values.size} scores", "one weight a score")
    if np.any(~np.isfinite(given) | (given < 0)):
        raise SurveyError("a weight that is negative or missing", "weights of 0 or more")
    used = ~np.isnan(values) & (given > 0)
    return values[used], given[used]


def _share_interval(
    values: FloatArray, weights: FloatArray, z: float, method: Method, limits: Interval
) -> Interval:
    """Interval of an index made of bands: the top band's share less the bottom's, or the top's."""
    n = effective_size(values, weights)
    bottom, top = limits
    promoters = n * float(np.average(values == top, weights=weights))
    if bottom < 0:
        detractors = n * float(np.average(values == bottom, weights=weights))
        trinomial = {
            "adjusted_wald": adjusted_wald_interval,
            "score": score_interval,
            "wald": wald_interval,
        }[method]
        low, high = trinomial(promoters, detractors, n, z)
    elif method == "wald":
        low, high = wald_interval(promoters, 0.0, n, z)
    else:
        binomial = agresti_coull_interval if method == "adjusted_wald" else wilson_interval
        low, high = binomial(promoters, n, z)
    return 100 * low, 100 * high
