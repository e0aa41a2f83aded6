"""The ballot: a linear vote of a comment's character n-grams, learned by itself.

A linear model of letters errs otherwise than the encoder, so both together do better than either.
Learned in the same steps as the encoder it stops short of what it can do: here it is the logistic
regression that lies at the least of its loss. A bucket counts the more, the fewer comments have it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from mixture import class_weights
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from cxnlp.model.heads import SENTIMENTS
from cxnlp.model.ngrams import buckets

Votes = NDArray[np.float32]

FEWEST = 2  # comments that a bucket must be met in
RARITY = 4.0  # nats of rarity at which a bucket counts once


def shares(texts: Sequence[str], bits: int) -> csr_matrix:
    """Return what each bucket of a text counts, (texts, 2 ** bits), as inference counts it."""
    found = [buckets(text, bits) for text in texts]
    size = np.array([len(each) for each in found])
    data = np.repeat(1 / np.sqrt(np.maximum(size, 1)), size).astype(np.float32)
    ends = np.concatenate([[0], np.cumsum(size)])
    return csr_matrix((data, np.concatenate(found), ends), shape=(len(texts), 2**bits))


def fit_ballot(judged: pd.DataFrame, config: dict) -> Votes:
    """Learn the votes.

    Sets draw their lines in different places. Each has constants of its own while learning, held
    near to zero, and they are left out of what is returned. A set's sentiments count half-evenly.

    Parameters
    ----------
    judged : DataFrame
        Training comments: `text`, `sentiment` and `source`.
    config : dict
        The recipe: `bits`, and of `ballot` its `penalty`, `line_penalty` and `passes`.

    Returns
    -------
    float32 array, (2 ** bits, 3)
        The votes of each bucket.
    """
    table = shares(judged["text"].tolist(), config["bits"])
    met = np.bincount(table.indices, minlength=table.shape[1])
    kept = np.flatnonzero(met >= FEWEST)
    weight = (np.log(len(judged) / met[kept]) / RARITY).astype(np.float32)
    seen = table[:, kept].multiply(weight).tocsr().astype(np.float32)
    target = np.eye(len(SENTIMENTS), dtype=np.float32)[
        judged["sentiment"].map(SENTIMENTS.index).to_numpy(int)
    ]
    counts = class_weights(judged["source"], judged["sentiment"])[:, None]
    sets = pd.get_dummies(judged["source"], dtype=np.float32).to_numpy()
    votes = np.zeros((table.shape[1], len(SENTIMENTS)), np.float32)
    votes[kept] = weight[:, None] * _least(seen, csr_matrix(sets), target, counts, config["ballot"])
    return votes


def _least(seen: csr_matrix, sets: csr_matrix, target: Votes, counts: Votes, given: dict) -> Votes:
    """Return the weights of the columns of `seen` at the least penalised cross-entropy.

    `counts` (rows, 1) is what each row counts.
    """
    parts = (seen, given["penalty"]), (sets, given["line_penalty"])
    turned = [part.T.tocsr() for part, _ in parts]
    classes = target.shape[1]
    cut = seen.shape[1] * classes

    def loss(x: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        both = [w.reshape(-1, classes).astype(np.float32) for w in (x[:cut], x[cut:])]
        logits = sum(part @ w for (part, _), w in zip(parts, both, strict=True))
        logits -= logits.max(1, keepdims=True)
        log = logits - np.log(np.exp(logits).sum(1, keepdims=True))
        off = (np.exp(log) - target) * counts
        cost, slope = -float((target * log * counts).sum()), []
        for (_, penalty), back, w in zip(parts, turned, both, strict=True):
            cost += penalty * float(np.square(w).sum())
            slope.append((back @ off + 2 * penalty * w).ravel())
        return cost, np.concatenate(slope).astype(np.float64)

    start = np.zeros(cut + sets.shape[1] * classes)
    options = {"maxiter": given["passes"], "maxcor": 6}
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options=options).x
    return found[:cut].reshape(-1, classes).astype(np.float32)


def cast(texts: Sequence[str], votes: Votes, bits: int) -> Votes:
    """Return the votes that each text gets, (texts, 3)."""
    return np.asarray(shares(texts, bits) @ votes, np.float32)
