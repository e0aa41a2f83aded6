"""Precision, recall and F1, with intervals, from who has which label and who was given it.

Everything is counted on three tables of the same shape, comments by labels: `gold` (the label is
true), `found` (it was given), `right` (it was given rightly). One label a comment, several, or
labels with a feeling are all the same to it.

References
----------
.. [1] E. Wilson (1927), Probable inference, the law of succession, and statistical inference,
   Journal of the American Statistical Association 22, 209-212: precision and recall.
.. [2] B. Efron, R. Tibshirani (1993), An introduction to the bootstrap, section 13.3: percentile
   intervals, here over comments, for what is no share of independent cases.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cxnlp.intervals import normal_quantile, wilson_interval

BoolArray = NDArray[np.bool_]
FloatArray = NDArray[np.float64]

LEVEL = 0.95
RESAMPLES = 1000
_AT_ONCE = 2_000_000
LABEL_COLUMNS = (
    "label",
    "n",
    "found",
    "right",
    "precision",
    "precision_low",
    "precision_high",
    "recall",
    "recall_low",
    "recall_high",
    "f1",
    "f1_low",
    "f1_high",
)
OVERALL_COLUMNS = ("measure", "value", "low", "high", "n")


@dataclass(frozen=True)
class Counts:
    """Comments by labels, and what is to be said of them.

    Parameters
    ----------
    names : tuple of str
        The k labels.
    gold, found, right : bool array, (n, k)
        Whether a comment has the label, was given it, and was given it rightly.
    seed : int
        Of the resampled comments; the same seed gives the same intervals.
    resamples : int
        How often the comments are drawn again.
    """

    names: tuple[str, ...]
    gold: BoolArray
    found: BoolArray
    right: BoolArray
    seed: int = 0
    resamples: int = RESAMPLES

    def labels(self) -> pd.DataFrame:
        """Return a row a label: columns as `LABEL_COLUMNS`; NaN where nothing can be said.

        Precision and recall have Wilson's interval [1]_, F1 a percentile bootstrap's [2]_.
        """
        right, found, gold = (counted(x) for x in (self.right, self.found, self.gold))
        value = f1(right, found, gold)
        low, high = _ends(f1(*self._drawn))
        told = (found + gold) > 0
        rows = [
            (
                name,
                int(gold[i]),
                int(found[i]),
                int(right[i]),
                *share(right[i], found[i]),
                *share(right[i], gold[i]),
                *(x if told[i] else math.nan for x in (value[i], low[i], high[i])),
            )
            for i, name in enumerate(self.names)
        ]
        return pd.DataFrame(rows, columns=list(LABEL_COLUMNS))

    def overall(self) -> pd.DataFrame:
        """Return a row a measure: columns as `OVERALL_COLUMNS`, bootstrap intervals [2]_.

        Macro and weighted means are over the labels that are true of some comment. Without any
        comment there is no row.
        """
        if not len(self.gold):
            return pd.DataFrame(columns=list(OVERALL_COLUMNS))
        seen = self.gold.any(axis=0)
        whole = [counted(x)[seen][None] for x in (self.right, self.found, self.gold)]
        every = [counted(x)[None] for x in (self.right, self.found, self.gold)]
        rows = []
        for measure, (score, all_labels) in MEASURES.items():
            value = float(score(*(every if all_labels else whole))[0])
            drawn = self._drawn if all_labels else tuple(x[:, seen] for x in self._drawn)
            low, high = _ends(score(*drawn))
            rows.append((measure, value, float(low), float(high), len(self.gold)))
        return pd.DataFrame(rows, columns=list(OVERALL_COLUMNS))

    def only(self, rows: BoolArray) -> Counts:
        """Return the counts of some of the comments, (n,) bool."""
        return Counts(
            self.names,
            self.gold[rows],
            self.found[rows],
            self.right[rows],
            self.seed,
            self.resamples,
        )

    @cached_property
    def _drawn(self) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Draw the comments again and again, and count: right, found, gold (resamples, k)."""
        n, k = self.gold.shape
        cells = np.concatenate([self.right, self.found, self.gold], axis=1).astype(np.float32)
        rng = np.random.default_rng(self.seed)
        step = max(1, _AT_ONCE // max(n, 1))
        sums = [
            _weights(rng, min(step, self.resamples - start), n) @ cells
            for start in range(0, self.resamples, step)
        ]
        drawn = np.concatenate(sums).astype(float)
        return drawn[:, :k], drawn[:, k : 2 * k], drawn[:, 2 * k :]


def _weights(rng: np.random.Generator, times: int, n: int) -> NDArray[np.float32]:
    """Return how often each of n comments is drawn when n are, several times over: (times, n)."""
    if n == 0:
        return np.zeros((times, 0), np.float32)
    places = rng.integers(0, n, (times, n)) + n * np.arange(times)[:, None]
    return np.bincount(places.ravel(), minlength=times * n).reshape(times, n).astype(np.float32)


def counted(cells: BoolArray) -> FloatArray:
    """Return how many comments there are in each column, (k,)."""
    return np.asarray(cells.sum(axis=0), float)


def f1(right: FloatArray, found: FloatArray, gold: FloatArray) -> FloatArray:
    """Return 2 right / (found + gold), the harmonic mean of precision and recall; 0 for 0 / 0."""
    return ratio(2.0 * right, found + gold)


def ratio(part: FloatArray, whole: FloatArray) -> FloatArray:
    """Return part / whole, 0 where the whole is 0."""
    some: FloatArray = np.divide(part, whole, out=np.zeros(np.shape(part)), where=whole > 0)
    return some


def share(part: float, whole: float) -> tuple[float, float, float]:
    """Return a share with the ends of Wilson's interval [1]_; NaN of nothing."""
    if whole == 0:
        return math.nan, math.nan, math.nan
    low, high = wilson_interval(float(part), float(whole), normal_quantile(LEVEL))
    return float(part / whole), max(low, 0.0), min(high, 1.0)


def _ends(drawn: FloatArray) -> FloatArray:
    tail = 50 * (1 - LEVEL)
    return np.asarray(np.percentile(drawn, [tail, 100 - tail], axis=0))


def _micro(right: FloatArray, found: FloatArray, gold: FloatArray) -> FloatArray:
    return f1(right.sum(-1), found.sum(-1), gold.sum(-1))


def _macro(right: FloatArray, found: FloatArray, gold: FloatArray) -> FloatArray:
    return np.asarray(f1(right, found, gold).mean(-1)) if right.shape[-1] else np.zeros(len(right))


def _weighted(right: FloatArray, found: FloatArray, gold: FloatArray) -> FloatArray:
    return ratio((f1(right, found, gold) * gold).sum(-1), gold.sum(-1))


def _macro_recall(right: FloatArray, found: FloatArray, gold: FloatArray) -> FloatArray:
    return np.asarray(ratio(right, gold).mean(-1)) if right.shape[-1] else np.zeros(len(right))


def _precision(right: FloatArray, found: FloatArray, gold: FloatArray) -> FloatArray:
    return ratio(right.sum(-1), found.sum(-1))


def _recall(right: FloatArray, found: FloatArray, gold: FloatArray) -> FloatArray:
    return ratio(right.sum(-1), gold.sum(-1))


Measure = Callable[[FloatArray, FloatArray, FloatArray], FloatArray]
# Whether a measure counts labels, too, that no comment has: what is given of them is wrong.
MEASURES: Mapping[str, tuple[Measure, bool]] = {
    "micro_precision": (_precision, True),
    "micro_recall": (_recall, True),
    "micro_f1": (_micro, True),
    "macro_f1": (_macro, False),
    "weighted_f1": (_weighted, False),
    "macro_recall": (_macro_recall, False),
}


class Part(NamedTuple):
    """Some of the comments: those of one level of a part, such as "language" and "th"."""

    part: str
    level: str
    counts: Counts


def divided(counts: Counts, parts: Mapping[str, Sequence[str]]) -> list[Part]:
    """Return all comments, and those of each level of each part.

    Parameters
    ----------
    counts : Counts
        Of n comments.
    parts : mapping of str to sequence of str
        By the name of a part (such as "language"), the level of each of the n comments.
    """
    made = [Part("all", "all", counts)]
    for part, levels in parts.items():
        held = np.asarray(levels, dtype=object)
        made += [
            Part(part, level, counts.only(held == level))
            for level in sorted(set(levels), key=_order)
        ]
    return made


def stacked(
    parts: Sequence[Part], table: Callable[[Counts], pd.DataFrame], what: str
) -> pd.DataFrame:
    """Return the same table of each part, one below the other.

    Parameters
    ----------
    parts : sequence of Part
        At least one.
    table : callable
        `Counts.labels` or `Counts.overall`.
    what : str
        What is counted.

    Returns
    -------
    DataFrame
        `what`, `part`, `level`, then the table's own columns.
    """
    made = [
        table(counts).assign(what=what, part=part, level=level) for part, level, counts in parts
    ]
    whole = pd.concat([m for m in made if len(m)] or made[:1], ignore_index=True)
    front = ["what", "part", "level"]
    return whole[[*front, *(c for c in whole.columns if c not in front)]]


def _order(level: str) -> tuple[int, str]:
    """Sort levels by the number they begin with or hold, then by letters."""
    digits = re.search(r"[0-9]+", level)
    return int(digits[0]) if digits else 0, level
