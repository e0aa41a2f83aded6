"""Probabilities that mean what they say, and the thresholds that go with them, from dev splits.

Everything is read through the exported encoder, so that what rounding does to the states is part
of what is calibrated. Sets count alike, whatever their size.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import torch
from bank import IssueBank
from networks import Ballot, IssueNet, Model, PooledNet
from scipy.optimize import minimize
from torch import Tensor

from cxnlp.model.encoder import Encoder
from cxnlp.model.heads import SENTIMENTS, SIGNALS
from cxnlp.model.ngrams import buckets

GRID = np.arange(0.1, 0.9, 0.01)
DOUBT = 0.8  # an answer is called uncertain where its logit lies so near to its threshold
DOUBTFUL = 0.55  # a sentiment is called uncertain where it is right no more often than this
LIST_CENTRE = 12.0


class Held:
    """Dev comments with their states, read once."""

    def __init__(self, frame: pd.DataFrame, encoder: Encoder) -> None:
        self.frame = frame.reset_index(drop=True)
        texts = self.frame["text"].tolist()
        self.states = [torch.from_numpy(s.vectors.copy()) for s in encoder.states(texts)]

    def state(self, row: int) -> tuple[Tensor, Tensor]:
        """Return the states (1, tokens, hidden) of one comment, and their mask."""
        states = self.states[row][None]
        return states, torch.ones(states.shape[:2], dtype=torch.bool)


def pooled_logits(net: PooledNet, held: Held, rows: np.ndarray) -> np.ndarray:
    """Return the logits of a head for some rows, (rows, outputs)."""
    with torch.no_grad():
        return torch.cat([net(*held.state(r)) for r in rows]).numpy()


def ballot_logits(ballot: Ballot, texts: list[str], bits: int) -> np.ndarray:
    """Return the votes of the letters, (texts, 3)."""
    zero = torch.zeros(1, dtype=torch.long)
    with torch.no_grad():
        votes = [ballot(torch.from_numpy(buckets(t, bits)), zero) for t in texts]
    return torch.cat(votes).numpy()


def even(groups: pd.Series) -> np.ndarray:
    """Return weights that make every group count alike; they add up to one."""
    weight = 1 / groups.map(groups.value_counts()).to_numpy(float)
    return weight / weight.sum()


def calibrate_sentiment(model: Model, held: Held, sources: list[str], bits: int) -> dict:
    """Find how much the network and the ballot of letters count, and when the sum is doubtful.

    Returns
    -------
    dict
        `read` and `ballot` (factors), `bias` (3,), `uncertain_below`.
    """
    frame = held.frame
    judged = of_all_sentiments(frame, sources)
    rows = np.flatnonzero(judged & np.array([len(s) > 0 for s in held.states]))
    read = pooled_logits(model.sentiment, held, rows)
    ballot = ballot_logits(model.ballot, frame["text"][rows].tolist(), bits)
    truth = np.array([SENTIMENTS.index(s) for s in frame["sentiment"][rows]])
    return fit_sentiment(read, ballot, truth, even(frame["source"][rows]))


def of_all_sentiments(frame: pd.DataFrame, sources: list[str]) -> np.ndarray:
    """Tell which rows have a sentiment, of the sets that know all three.

    A set that knows two would draw the line of neutral where there is none.
    """
    usable = frame["sentiment"].isin(SENTIMENTS) & frame["source"].isin(sources)
    known = frame["sentiment"].where(usable).groupby(frame["source"]).transform("nunique")
    return np.asarray(usable & (known == len(SENTIMENTS)))


def fit_sentiment(
    read: np.ndarray, ballot: np.ndarray, truth: np.ndarray, weight: np.ndarray
) -> dict:
    """Return what `calibrate_sentiment` does, from logits (comments, 3), truth and weights."""

    def probabilities(x: np.ndarray) -> np.ndarray:
        logits = x[0] * read + x[1] * ballot + np.array([x[2], 0.0, x[3]])
        raised = np.exp(logits - logits.max(1, keepdims=True))
        return raised / raised.sum(1, keepdims=True)

    def loss(x: np.ndarray) -> float:
        p = probabilities(x)[np.arange(len(truth)), truth]
        return float(-(weight * np.log(p + 1e-12)).sum() + 1e-3 * (x[2] ** 2 + x[3] ** 2))

    x = minimize(loss, [1.0, 0.5, 0.0, 0.0], method="Nelder-Mead", options={"maxiter": 800}).x
    p = probabilities(x)
    right = p.argmax(1) == truth
    top = p.max(1)
    near = [(c, (top >= c - 0.05) & (top < c)) for c in GRID if c > 1 / len(SENTIMENTS)]
    below = [c for c, some in near if _share(right, some, weight) <= DOUBTFUL]
    print(f"sentiment: read {x[0]:.2f}, ballot {x[1]:.2f}, bias {x[2]:.2f} {x[3]:.2f}", flush=True)
    return {
        "read": float(x[0]),
        "ballot": float(x[1]),
        "bias": np.array([x[2], 0.0, x[3]], np.float32),
        "uncertain_below": round(float(max(below, default=0.0)), 2),
    }


def _share(right: np.ndarray, chosen: np.ndarray, weight: np.ndarray) -> float:
    total = weight[chosen].sum()
    return float((weight * right)[chosen].sum() / total) if total else 0.0


def list_logits(net: IssueNet, held: Held, bank: IssueBank, row: int) -> np.ndarray:
    """Return the mention logits of a comment's whole list, asked as in use.

    Public lists are asked by their bare names, our own with all they say.
    """
    domain = held.frame["domain"][row]
    issues = bank.domains[domain]
    vectors = torch.from_numpy(bank.vectors)
    text = vectors[[bank.text_rows[i][0] for i in issues]][None]
    ours = domain.startswith("list/")
    some = [bank.example_rows[i] if ours else np.zeros(0, int) for i in issues]
    most = max(1, *(len(s) for s in some))
    place = np.zeros((len(issues), most), int)
    shown = np.zeros((len(issues), most), bool)
    for i, rows in enumerate(some):
        place[i, : len(rows)], shown[i, : len(rows)] = rows, True
    with torch.no_grad():
        mention, _, _ = net(
            *held.state(row), text, vectors[place][None], torch.from_numpy(shown)[None]
        )
    return mention[0].numpy()


def calibrate_issues(model: Model, held: Held, bank: IssueBank) -> dict:
    """Find one scale, one slope over the length of the list, and one threshold for all lists."""
    frame = held.frame
    logits, truth, domains = [], [], []
    for row, labels in enumerate(frame["labels"]):
        domain = frame["domain"][row]
        if labels is None or domain not in bank.domains or not len(held.states[row]):
            continue
        mentioned = {bank.number.get((domain, x.issue)) for x in labels}
        logits.append(list_logits(model.issues, held, bank, row))
        truth.append(np.array([i in mentioned for i in bank.domains[domain]]))
        domains.append(domain)
    return fit_mentions(logits, truth, domains)


def fit_mentions(logits: list[np.ndarray], truth: list[np.ndarray], domains: list[str]) -> dict:
    """Return what `calibrate_issues` does, from each comment's list: logits, truth and name."""
    lengths = [len(x) for x in logits]
    z, y = np.concatenate(logits), np.concatenate(truth)
    n = np.repeat(lengths, lengths)
    weight = np.repeat(even(pd.Series(domains)) / lengths, lengths)

    def mention(x: np.ndarray) -> np.ndarray:
        return 1 / (1 + np.exp(-(x[0] * z + x[1] + x[2] * np.log(LIST_CENTRE / n))))

    def loss(x: np.ndarray) -> float:
        p = np.clip(mention(x), 1e-7, 1 - 1e-7)
        return float(-(weight * np.where(y, np.log(p), np.log(1 - p))).sum())

    x = minimize(loss, [1.0, 0.0, 0.0], method="Nelder-Mead", options={"maxiter": 600}).x
    p, of = mention(x), np.repeat(domains, lengths)
    scores = [np.mean([_f1(p[of == d] >= c, y[of == d]) for d in set(domains)]) for c in GRID]
    best = int(np.argmax(scores))
    print(f"issues: {x.round(3)}, F1 {scores[best]:.4f} at {GRID[best]:.2f}", flush=True)
    threshold = round(float(GRID[best]), 2)
    return {
        "scale": float(x[0]),
        "shift": float(x[1]),
        "list_slope": round(float(x[2]), 4),
        "list_centre": LIST_CENTRE,
        "threshold": threshold,
        "uncertain": band(threshold),
    }


def calibrate_signals(model: Model, held: Held) -> dict:
    """Find a scale, a shift and a threshold for each signal."""
    frame = held.frame
    rows = np.array(
        [
            i
            for i, pair in enumerate(frame["signals"])
            if pair is not None and pair[1].any() and len(held.states[i])
        ]
    )
    return fit_signals(pooled_logits(model.signals, held, rows), frame.iloc[rows])


def fit_signals(logits: np.ndarray, frame: pd.DataFrame) -> dict:
    """Return what `calibrate_signals` does, from the logits (comments, 12) of judged comments."""
    frame = frame.reset_index(drop=True)
    target = np.stack([aim for aim, _ in frame["signals"]])
    judged = np.stack([known for _, known in frame["signals"]])
    found: dict = {"thresholds": {}, "uncertain": {}, "scale": [], "shift": []}
    for k, name in enumerate(SIGNALS):
        known = judged[:, k]
        z, y = logits[known, k], target[known, k] > 0
        source = frame["source"][known].reset_index(drop=True)
        scale, shift = platt(z, y, even(source))
        p = 1 / (1 + np.exp(-(scale * z + shift)))
        sets = source.unique()
        scores = [np.mean([_f1(p[source == s] >= c, y[source == s]) for s in sets]) for c in GRID]
        cut = round(float(GRID[int(np.argmax(scores))]), 2)
        print(f"{name}: F1 {max(scores):.3f} at {cut} ({int(y.sum())} of {len(y)})", flush=True)
        found["thresholds"][name] = cut
        found["uncertain"][name] = band(cut)
        found["scale"].append(scale)
        found["shift"].append(shift)
    return found


def band(threshold: float) -> list[float]:
    """Return the probabilities around a threshold between which an answer is uncertain."""
    at = np.log(threshold / (1 - threshold))
    return [round(float(1 / (1 + np.exp(-(at + step)))), 3) for step in (-DOUBT, DOUBT)]


def platt(z: np.ndarray, y: np.ndarray, weight: np.ndarray) -> tuple[float, float]:
    """Return the scale and shift of a logit with the lowest log loss (Platt 1999)."""

    def loss(x: np.ndarray) -> float:
        t = x[0] * z + x[1]
        return float((weight * (np.logaddexp(0, t) - y * t)).sum())

    x = minimize(loss, [1.0, 0.0], method="Nelder-Mead").x
    return float(x[0]), float(x[1])


def _f1(hit: np.ndarray, truth: np.ndarray) -> float:
    return float(2 * (hit & truth).sum() / max(1, hit.sum() + truth.sum()))
