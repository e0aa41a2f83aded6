"""The columns that explain a change: what each group mentions, and who is in it.

Two groups of responses stand in one regression, with a constant for each. An issue mentioned
often enough in both has a coefficient for each group; one that is not has one for both together.
Segments and whether something was written have one coefficient for both.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from cxnlp.explain.drivers.design import effective_count
from cxnlp.explain.estimation.least_squares import LeastSquares, least_squares
from cxnlp.explain.sample.responses import SIGNS, incidence
from cxnlp.intervals import BoolArray, FloatArray
from cxnlp.join import Joined

RARE = ("", "")
WROTE = "whether they wrote"
MAX_INFLATION = 10.0


@dataclass(frozen=True)
class Pair:
    """n responses of two groups and which of k columns each has.

    Parameters
    ----------
    value, weight : array of n floats
        What a response adds to the index, and its survey weight (positive).
    after : array of n bools
        Whether it belongs to the later group, else to the earlier.
    issues : tuple of (issue, feeling)
        What the first columns of `has` stand for; `RARE` for the issues that share a column.
    mixes : tuple of str
        The segment that each further column is a level of.
    has : n x k floats
        Ones and zeros.
    split : array of k bools
        Which columns have a coefficient for each group.
    """

    value: FloatArray
    weight: FloatArray
    after: BoolArray
    issues: tuple[tuple[str, str], ...]
    mixes: tuple[str, ...]
    has: FloatArray
    split: BoolArray

    @property
    def x(self) -> FloatArray:
        """The matrix: a constant for each group, `has`, then once more those that are split.

        A split column stands first for the earlier group alone, then for the later one.
        """
        late = self.after.astype(float)
        early = np.where(self.split, (1 - late)[:, None], 1.0) * self.has
        extra = self.has[:, self.split] * late[:, None]
        return np.column_stack([1 - late, late, early, extra])


@dataclass(frozen=True)
class FittedPair:
    """A pair with its regression and the influence of each response on each coefficient."""

    pair: Pair
    fit: LeastSquares
    influence: FloatArray


def lay_out(
    joined: Joined,
    issues: tuple[str, ...],
    groups: tuple[BoolArray, BoolArray],
    segments: tuple[str, ...],
    min_mentions: int,
) -> Pair:
    """Lay out the columns for two groups of responses.

    Parameters
    ----------
    joined : Joined
        All responses.
    issues : tuple of str
        The issues, of one level.
    groups : two arrays of bools
        Which rows of `joined.responses` are in the earlier and in the later group.
    segments : tuple of str
        The segments whose mix is told apart.
    min_mentions : int
        How often an issue must be mentioned, and not mentioned, in a group for a coefficient.
    """
    rows = joined.responses[groups[0] | groups[1]].reset_index(drop=True)
    after = groups[1][groups[0] | groups[1]]
    weight = rows["weight"].to_numpy(dtype=float)
    terms, columns, split = _mentioned(rows, joined, issues, after, weight, min_mentions)
    mixes: list[str] = []
    for name in segments:
        for level in _levels(rows[name], min_mentions):
            mixes.append(name)
            columns.append(level)
    silent = ~rows["says_something"].to_numpy(dtype=bool)
    if min_mentions <= silent.sum() <= len(rows) - min_mentions:
        mixes.append(WROTE)
        columns.append(silent.astype(float))
    has = np.column_stack(columns) if columns else np.empty((len(rows), 0))
    return Pair(
        rows["value"].to_numpy(dtype=float),
        weight,
        after,
        tuple(terms),
        tuple(mixes),
        has,
        np.asarray([*split, *[False] * len(mixes)], dtype=bool),
    )


def fit_pair(pair: Pair) -> FittedPair:
    """Regress, giving up coefficients that cannot be told apart until all can be.

    First a column loses its coefficient for each group, then it is left out and so belongs to the
    baseline. A column that is left out leaves the sum of all parts as it is.
    """
    while True:
        x = pair.x
        fit = least_squares(x, pair.value[:, None], pair.weight)
        bad = ~(fit.inflation <= MAX_INFLATION)
        bad[:2] = False
        if not bad.any():
            return FittedPair(pair, fit, _influence(x, pair, fit))
        pair = _simpler(pair, bad[2:])


def _mentioned(
    rows: pd.DataFrame,
    joined: Joined,
    issues: tuple[str, ...],
    after: BoolArray,
    weight: FloatArray,
    min_mentions: int,
) -> tuple[list[tuple[str, str]], list[FloatArray], list[bool]]:
    found = incidence(rows["response"], joined.mentions, issues)
    terms: list[tuple[str, str]] = []
    columns: list[FloatArray] = []
    split: list[bool] = []
    for feeling in SIGNS:
        rare = np.zeros(len(rows), dtype=bool)
        for at, issue in enumerate(issues):
            who = found[feeling][:, at]
            if not _enough(who, weight, min_mentions):
                rare |= who
                continue
            terms.append((issue, feeling))
            columns.append(who.astype(float))
            split.append(all(_enough(who[g], weight[g], min_mentions) for g in (~after, after)))
        if _enough(rare, weight, min_mentions):
            terms.append((RARE[0], feeling))
            columns.append(rare.astype(float))
            split.append(False)
    return terms, columns, split


def _enough(who: BoolArray, weight: FloatArray, least: int) -> bool:
    counts = (effective_count(weight[who]), effective_count(weight[~who]))
    return min(*counts, int(who.sum()), int((~who).sum())) >= least


def _levels(levels: pd.Series, least: int) -> list[FloatArray]:
    """Make a column of each level but the largest; levels too small for one are the largest's."""
    counts = levels.value_counts()
    large = sorted((n for n in counts.index if counts[n] >= least), key=lambda n: (-counts[n], n))
    return [(levels == name).to_numpy(dtype=float) for name in large[1:]]


def _simpler(pair: Pair, bad: BoolArray) -> Pair:
    k = pair.has.shape[1]
    faulty = bad[:k].copy()
    faulty[np.flatnonzero(pair.split)[bad[k:]]] = True
    if (faulty & pair.split).any():
        return replace(pair, split=pair.split & ~faulty)
    kept = np.ones(k, dtype=bool)
    kept[np.flatnonzero(faulty)[-1]] = False  # one at a time: its twin may do without it
    named = len(pair.issues)
    return replace(
        pair,
        has=pair.has[:, kept],
        split=pair.split[kept],
        issues=tuple(t for t, keep in zip(pair.issues, kept[:named], strict=True) if keep),
        mixes=tuple(m for m, keep in zip(pair.mixes, kept[named:], strict=True) if keep),
    )


def _influence(x: FloatArray, pair: Pair, fit: LeastSquares) -> FloatArray:
    """Return what each response adds to each coefficient's error, as HC3 has it."""
    weight = pair.weight / pair.weight.mean()
    bread = np.linalg.pinv(x.T @ (weight[:, None] * x))
    left_out = fit.residual[:, 0] / np.maximum(1 - fit.leverage, 1e-8)
    return np.asarray((weight * left_out)[:, None] * (x @ bread))
