"""Comments as the fast network learns from them: pieces, its teacher's word and people's."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
import torch
from bank import IssueBank
from torch import Tensor

from cxnlp.model.heads import SENTIMENTS, SIGNALS

ROUND = 6  # lengths that differ by less than so many tokens go into one batch


class Batch(NamedTuple):
    """Some comments: of b comments and n issues each, tensors that begin (b, ...) or (b, n, ...).

    `sentiment` and `signals` are the teacher's probabilities; `label` is a person's sentiment or
    -1, `weight` what it counts; `target` and `judged` are people's signals. `mention` mixes the
    teacher's word with people's where they said, `feeling` and `where` are the teacher's, `where`
    for one issue a comment, `looked`.
    """

    pieces: Tensor
    mask: Tensor
    asked: Tensor
    source: Tensor
    sentiment: Tensor
    label: Tensor
    weight: Tensor
    signals: Tensor
    target: Tensor
    judged: Tensor
    queries: Tensor
    real: Tensor
    mention: Tensor
    feeling: Tensor
    looked: Tensor
    where: Tensor


class FastDesk:
    """Lays comments out as batches.

    Parameters
    ----------
    frame : DataFrame
        Rows as `mixture.read_mixture` returns them, with what `teacher.told` adds.
    bank : IssueBank
        The issues.
    queries : float32 array, (wordings, issues, query)
        As `teacher.Asked.vectors` returns them.
    questions : mapping of str to float32 array
        The vectors of questions.
    weight : float32 array, (rows,)
        What each row's sentiment counts.
    pieces : int
        How many pieces there are; this number stands for none.
    config : dict
        The recipe of the fast model.
    """

    def __init__(
        self,
        frame: pd.DataFrame,
        bank: IssueBank,
        queries: np.ndarray,
        questions: dict[str, np.ndarray],
        weight: np.ndarray,
        pieces: int,
        config: dict,
    ) -> None:
        self.frame, self.bank, self.config = frame, bank, config
        self.queries = torch.from_numpy(queries)
        self.nothing = pieces
        longest = config["longest_tokens"]
        self.pieces = [p[:longest] for p in frame["pieces"]]
        self.where = [w[:longest] for w in frame["where"]]
        self.lengths = np.array([len(p) for p in self.pieces])
        self.mention, self.feeling = list(frame["mention"]), list(frame["feeling"])
        self.lists, self.way = list(frame["domain_told"]), frame["way"].to_numpy()
        self.sources = sorted(frame["source"].unique())
        self.source = np.array([self.sources.index(s) for s in frame["source"]])
        self.label = np.array([SENTIMENTS.index(s) if s else -1 for s in _known(frame)])
        self.weight = weight
        self.sentiment = np.stack(list(frame["sentiment_told"])).astype(np.float32)
        self.signals = np.stack(list(frame["signals_told"])).astype(np.float32)
        silent = (np.zeros(len(SIGNALS), np.float32), np.zeros(len(SIGNALS), bool))
        pairs = [silent if pair is None else pair for pair in frame["signals"]]
        self.target = np.stack([aim for aim, _ in pairs])
        self.judged = np.stack([known for _, known in pairs])
        self.truth = [
            _truth(bank, labels, own, domain)
            for labels, own, domain in zip(
                frame["labels"], frame["domain"], frame["domain_told"], strict=True
            )
        ]
        size = next(iter(questions.values())).shape
        plain = np.zeros(size, np.float32)
        self.asked = [questions[q] if isinstance(q, str) else plain for q in frame["question"]]

    def batches(self, rows: np.ndarray, rng: np.random.Generator) -> list[np.ndarray]:
        """Cut rows into batches of like length."""
        rows = rng.permutation(rows)
        rows = rows[np.argsort(self.lengths[rows] // ROUND, kind="stable")]
        found, start = [], 0
        while start < len(rows):
            longest = int(self.lengths[rows[start]]) // ROUND * ROUND + ROUND
            size = max(8, self.config["batch_tokens"] // longest)
            found.append(rows[start : start + size])
            start += size
        return [found[i] for i in rng.permutation(len(found))]

    def batch(self, rows: np.ndarray, rng: np.random.Generator | None) -> Batch:
        """Lay out some rows; with `rng`, some issues of each list, and otherwise the whole list.

        Without it, all rows have to be of one list.
        """
        longest = max(self.lengths[rows])
        pieces = np.full((len(rows), longest), self.nothing)
        where = np.zeros((len(rows), longest), np.float32)
        chosen = [self._chosen(row, rng) for row in rows]
        most = max(len(some) for some in chosen)
        issue = np.zeros((len(rows), most), int)
        real = np.zeros((len(rows), most), bool)
        mention = np.zeros((len(rows), most), np.float32)
        feeling = np.zeros((len(rows), most, 4), np.float32)
        looked = np.full(len(rows), -1)
        for i, (row, some) in enumerate(zip(rows, chosen, strict=True)):
            pieces[i, : self.lengths[row]] = self.pieces[row]
            where[i, : self.lengths[row]] = self.where[row]
            told = self.mention[row]
            issue[i, : len(some)] = self._list(row)[some]
            real[i, : len(some)] = True
            mention[i, : len(some)] = self._mixed(row, told)[some]
            feeling[i, : len(some)] = self.feeling[row][some]
            at = np.flatnonzero(some == told.argmax())
            if len(at) and told.max() > self.config["clear"]:
                looked[i] = at[0]
        way = torch.from_numpy(self.way[rows])[:, None]
        ids = torch.from_numpy(pieces)
        return Batch(
            ids,
            ids != self.nothing,
            torch.from_numpy(np.stack([self.asked[row] for row in rows])),
            torch.from_numpy(self.source[rows]),
            torch.from_numpy(self.sentiment[rows]),
            torch.from_numpy(self.label[rows]),
            torch.from_numpy(self.weight[rows]),
            torch.from_numpy(self.signals[rows]),
            torch.from_numpy(self.target[rows]),
            torch.from_numpy(self.judged[rows]),
            self.queries[way, torch.from_numpy(issue)],
            torch.from_numpy(real),
            torch.from_numpy(mention),
            torch.from_numpy(feeling),
            torch.from_numpy(looked),
            torch.from_numpy(where),
        )

    def _list(self, row: int) -> np.ndarray:
        return self.bank.domains[self.lists[row]]

    def _mixed(self, row: int, told: np.ndarray) -> np.ndarray:
        truth, share = self.truth[row], self.config["people"]
        return told if truth is None else (1 - share) * told + share * truth

    def _chosen(self, row: int, rng: np.random.Generator | None) -> np.ndarray:
        """Choose the issues that one row is asked: some of the likeliest, others by chance."""
        told, most = self.mention[row], self.config["asked"]
        if rng is None or len(told) <= most:
            return np.arange(len(told))
        likely = np.argsort(-told)
        kept, rest = likely[: most // 3], likely[most // 3 :]
        return np.concatenate([kept, rng.permutation(rest)[: most - len(kept)]])


def _known(frame: pd.DataFrame) -> list[str | None]:
    return [s if s in SENTIMENTS else None for s in frame["sentiment"]]


def _truth(bank: IssueBank, labels: list | None, domain: str, asked: str) -> np.ndarray | None:
    """Return which issues of its own list a comment mentions, as people say; None elsewhere."""
    if labels is None or domain != asked:
        return None
    meant = {bank.number.get((domain, label.issue)) for label in labels}
    return np.array([issue in meant for issue in bank.domains[domain]], np.float32)
