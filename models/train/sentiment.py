"""Train the sentiment head on stored states."""

from __future__ import annotations

import numpy as np
import pandas as pd
import torch
from batches import Pool, in_order, shuffled
from networks import SentimentNet
from sklearn.metrics import f1_score
from torch import Tensor

from cxnlp.model.heads import SENTIMENTS
from cxnlp.model.ngrams import buckets

BITS = 17
BATCH = 64


class SentimentRows:
    """Comments with a sentiment: states, n-grams, labels and sources."""

    def __init__(self, pool: Pool, frame: pd.DataFrame, sources: list[str]) -> None:
        self.pool = pool
        self.frame = frame.reset_index(drop=True)
        self.labels = np.array([SENTIMENTS.index(s) for s in frame["sentiment"]])
        self.source = np.array([sources.index(s) for s in frame["source"]])
        self.grams = [buckets(t, BITS) for t in frame["text"]]

    def batch(self, rows: np.ndarray) -> tuple[Tensor, ...]:
        """Return the inputs of `SentimentNet.forward` without the source."""
        states, mask = self.pool.padded(rows)
        grams = [self.grams[r] for r in rows]
        ends = np.cumsum([0, *(len(g) for g in grams[:-1])])
        return states, mask, torch.from_numpy(np.concatenate(grams)), torch.from_numpy(ends)


def weights_of(frame: pd.DataFrame) -> np.ndarray:
    """Weigh rows so that a set counts by the root of its size, and its classes half-evenly."""
    size = frame.groupby("source")["text"].transform("size")
    cell = frame.groupby(["source", "sentiment"])["text"].transform("size")
    weight = size**-0.5 * (size / cell) ** 0.5
    return (weight / weight.mean()).to_numpy(np.float32)


def train(
    rows: SentimentRows, dev: SentimentRows, sources: int, epochs: int, seed: int
) -> SentimentNet:
    """Train with AdamW and a linear decay; return the epoch that is best on dev."""
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    net = SentimentNet(sources, BITS)
    decayed = [p for n, p in net.named_parameters() if not n.startswith("ngrams")]
    optimiser = torch.optim.AdamW(
        [
            {"params": decayed, "lr": 1e-3, "weight_decay": 0.02},
            {"params": net.ngrams.parameters(), "lr": 6e-3, "weight_decay": 0.0},
        ]
    )
    steps = epochs * (len(rows.pool) // BATCH + 1)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, [1e-3, 6e-3], total_steps=steps, pct_start=0.1
    )
    weight = torch.from_numpy(weights_of(rows.frame))
    labels, source = torch.from_numpy(rows.labels), torch.from_numpy(rows.source)
    lengths, best, best_state = rows.pool.lengths(), -1.0, net.state_dict()
    for epoch in range(epochs):
        net.train()
        for batch in shuffled(lengths, BATCH, rng):
            logits = net(*rows.batch(batch), source[batch])
            loss = torch.nn.functional.cross_entropy(
                logits, labels[batch], reduction="none", label_smoothing=0.05
            )
            penalty = 0.02 * net.source_bias.square().sum()
            optimiser.zero_grad()
            ((loss * weight[batch]).mean() + penalty).backward()
            optimiser.step()
            schedule.step()
        scores = evaluate(net, dev)
        mean = float(np.mean(list(scores.values())))
        print(f"sentiment epoch {epoch}: dev mean {mean:.4f}", scores, flush=True)
        if mean > best:
            best, best_state = mean, {k: v.clone() for k, v in net.state_dict().items()}
    net.load_state_dict(best_state)
    return net


def predict(net: SentimentNet, rows: SentimentRows) -> np.ndarray:
    """Return logits (comments, 3) without any source's bias."""
    net.eval()
    bias = net.source_bias.detach().clone()
    with torch.no_grad():
        net.source_bias.zero_()
        out = [
            net(*rows.batch(batch), torch.zeros(len(batch), dtype=torch.long))
            for batch in in_order(len(rows.pool), 256)
        ]
        net.source_bias.copy_(bias)
    return torch.cat(out).numpy()


def evaluate(net: SentimentNet, rows: SentimentRows) -> dict[str, float]:
    """Return macro-F1 by source, over the classes that the source has."""
    guess = predict(net, rows).argmax(1)
    scores = {}
    for name, group in rows.frame.groupby("source"):
        place = group.index.to_numpy()
        present = np.unique(rows.labels[place])
        scores[str(name)] = round(
            float(f1_score(rows.labels[place], guess[place], labels=present, average="macro")), 4
        )
    return scores


def temperature(net: SentimentNet, rows: SentimentRows) -> float:
    """Return the divisor of the logits with the lowest log loss on dev (Guo et al. 2017)."""
    logits, labels = torch.from_numpy(predict(net, rows)), torch.from_numpy(rows.labels)
    grid = np.arange(0.5, 3.0, 0.02)
    losses = [float(torch.nn.functional.cross_entropy(logits / t, labels)) for t in grid]
    return round(float(grid[int(np.argmin(losses))]), 2)
