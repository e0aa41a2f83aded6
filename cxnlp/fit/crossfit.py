"""Learning from labelled comments, and how good it is on comments it has not learned from.

References
----------
.. [1] Z. Lipton, C. Elkan, B. Narayanaswamy (2014), Optimal thresholding of classifiers to maximize
   F1 measure, ECML: of probabilities that are right, everything above half of the best F1.
.. [2] M. Stone (1974), Cross-validatory choice and assessment of statistical predictions, Journal
   of the Royal Statistical Society B 36, 111-147.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cxnlp.fit.cells import Cells
from cxnlp.fit.logistic import (
    FeelingFit,
    Floats,
    MentionFit,
    fit_feelings,
    fit_mentions,
    probability,
)

FOLDS = 5
LOWEST, HIGHEST = 0.1, 0.9


@dataclass(frozen=True)
class Learned:
    """What was learned from labelled comments.

    Parameters
    ----------
    mentions : MentionFit
        How mentions are corrected.
    feelings : FeelingFit
        How feelings are corrected.
    threshold : float
        The least corrected probability of a mention that is reported.
    """

    mentions: MentionFit
    feelings: FeelingFit
    threshold: float


@dataclass(frozen=True)
class Outcome:
    """What is said of n comments and k issues.

    Parameters
    ----------
    mention : bool array, (n, k)
        Which issues are found.
    feeling : int array, (n, k)
        The likeliest feeling's number.
    """

    mention: NDArray[np.bool_]
    feeling: NDArray[np.int64]


def learn(cells: Cells, keys: Sequence[str], seed: int = 0) -> Learned:
    """Learn from labelled comments.

    The threshold is the one that gives the best F1 to be expected of the probabilities of comments
    that were left out in turn [1]_: it depends on no single label, as the best F1 seen would.

    Parameters
    ----------
    cells : Cells
        The comments.
    keys : sequence of n str
        Comments of one key are left out together.
    seed : int
        Of the parts.
    """
    left_out = np.empty(cells.logit.shape)
    for apart in folds(keys, seed):
        left_out[apart] = _mentions(cells.some(~apart)).logits(
            cells.logit[apart], cells.seen[apart]
        )
    felt = cells.feeling >= 0
    feelings = fit_feelings(cells.told[felt], cells.seen[felt], cells.feeling[felt])
    return Learned(_mentions(cells), feelings, best_threshold(probability(left_out)))


def tried(cells: Cells, keys: Sequence[str], seed: int = 0) -> Outcome:
    """Say of each comment what is said after learning from the others alone [2]_."""
    mention = np.zeros(cells.logit.shape, bool)
    feeling = np.zeros(cells.logit.shape, np.int64)
    for apart in folds(keys, seed):
        kept = [key for key, out in zip(keys, apart, strict=True) if not out]
        found = applied(learn(cells.some(~apart), kept, seed), cells.some(apart))
        mention[apart], feeling[apart] = found.mention, found.feeling
    return Outcome(mention, feeling)


def applied(learned: Learned, cells: Cells) -> Outcome:
    """Say what is found in comments with what was learned, and with the issues' patterns."""
    p = probability(learned.mentions.logits(cells.logit, cells.seen))
    feelings = learned.feelings.logits(cells.told, cells.seen).argmax(axis=2)
    return Outcome((p >= learned.threshold) | cells.ruled, feelings)


def untaught(cells: Cells, threshold: float) -> Outcome:
    """Say what the model finds by itself, from a probability on."""
    found = probability(cells.logit) >= threshold
    return Outcome(found | cells.ruled, cells.told.argmax(axis=2))


def best_threshold(probabilities: Floats) -> float:
    """Return the threshold of the best F1 to be expected of probabilities, 0.1 to 0.9."""
    p = np.sort(probabilities.ravel())[::-1]
    right = np.cumsum(p)
    expected = 2 * right / (np.arange(1, len(p) + 1) + right[-1])
    return float(np.clip(expected.max() / 2, LOWEST, HIGHEST))


def folds(keys: Sequence[str], seed: int = 0, count: int = FOLDS) -> list[NDArray[np.bool_]]:
    """Return which comments belong to each part: bool arrays (n,), equal keys together."""
    distinct = sorted(set(keys))
    order = np.random.default_rng(seed).permutation(len(distinct))
    part = dict(zip(distinct, order % count, strict=True))
    place = np.array([part[key] for key in keys])
    return [place == number for number in range(min(count, len(distinct)))]


def _mentions(cells: Cells) -> MentionFit:
    return fit_mentions(cells.logit, cells.seen, cells.mention)
