"""Rows of the mixture to batches of pieces."""

from __future__ import annotations

from dataclasses import dataclass

import mixture
import numpy as np
import pandas as pd
import torch
from bank import IssueBank
from tokenizers import Tokenizer
from torch import Tensor

from cxnlp.model.encoder import END, PREFIX, START
from cxnlp.model.heads import SENTIMENTS

PAD = 1
ALWAYS_ASKED = ("questions", "booking_hotels")


@dataclass
class Row:
    """A comment as the model reads it: all pieces, and which of them are the comment's own."""

    pieces: np.ndarray
    first: int
    spans: np.ndarray


class Desk:
    """Turns rows of the mixture into batches.

    Parameters
    ----------
    frame : DataFrame
        Rows as `mixture.read_mixture` returns them.
    tokenizer : Tokenizer
        Of the shipped vocabulary.
    sources : list of str
        Names of all sets, in the order of their biases.
    bank : IssueBank
        What issues are asked.
    config : dict
        The recipe.
    """

    def __init__(
        self,
        frame: pd.DataFrame,
        tokenizer: Tokenizer,
        sources: list[str],
        bank: IssueBank,
        config: dict,
    ) -> None:
        self.frame = frame.reset_index(drop=True)
        self.tokenizer, self.bank, self.config = tokenizer, bank, config
        self.lead = [START, *tokenizer.encode(PREFIX, add_special_tokens=False).ids]
        self.source = np.array([sources.index(s) for s in self.frame["source"]])
        self.sentiment = np.array(
            [SENTIMENTS.index(s) if s in SENTIMENTS else -1 for s in self.frame["sentiment"]]
        )
        self.weight = sentiment_weights(self.frame, self.sentiment)
        self.labels = [
            None
            if labels is None
            else {bank.number[d, x.issue]: x for x in labels if (d, x.issue) in bank.number}
            for d, labels in zip(self.frame["domain"], self.frame["labels"], strict=True)
        ]
        self.lengths = np.minimum(self._count(self.frame["text"]), config["longest_tokens"])
        self.margins = self._count(self.frame["question"].fillna("")) + len(self.lead) + 1

    def _count(self, texts: pd.Series) -> np.ndarray:
        encoded = self.tokenizer.encode_batch(texts.tolist(), add_special_tokens=False)
        return np.array([len(e.ids) for e in encoded])

    def read(self, places: np.ndarray, rng: np.random.Generator | None) -> list[Row]:
        """Split comments into pieces; with `rng`, spelled and asked in varying ways."""
        texts, questions = self.frame["text"], self.frame["question"]
        rows = []
        for place in places:
            text, question = texts[place], questions[place]
            if rng is not None:
                text = mixture.spelled(text, self.frame["lang"][place], rng)
                if question is not None and rng.random() < 0.3 and self.kept_without(place):
                    question = None
            mine = self.tokenizer.encode(text, add_special_tokens=False)
            lead = list(self.lead)
            if question is not None:
                lead += [*self.tokenizer.encode(question, add_special_tokens=False).ids, END]
            size = self.config["longest_tokens"]
            pieces = np.array([*lead, *mine.ids[:size], END])
            rows.append(Row(pieces, len(lead), np.array(mine.offsets[:size]).reshape(-1, 2)))
        return rows

    def kept_without(self, place: int) -> bool:
        """Tell whether a row's labels hold without its question too."""
        return self.frame["source"][place] not in ALWAYS_ASKED

    def batches(self, places: np.ndarray, rng: np.random.Generator) -> list[np.ndarray]:
        """Cut rows into batches of like length; few shapes, since each costs a compilation."""
        places = rng.permutation(places[self.lengths[places] > 0])
        steps = rounded(self.lengths[places] + self.margins[places])
        found = []
        for length in np.unique(steps):
            alike = places[steps == length]
            size = max(8, self.config["batch_tokens"] // int(length))
            found += [alike[i : i + size] for i in range(0, len(alike), size)]
        return [found[i] for i in rng.permutation(len(found))]


def sentiment_weights(frame: pd.DataFrame, sentiment: np.ndarray) -> np.ndarray:
    """Weigh sentiments so that a set's classes count half-evenly."""
    known = pd.DataFrame({"source": frame["source"], "sentiment": sentiment})
    size = known.groupby("source")["sentiment"].transform("size")
    cell = known.groupby(["source", "sentiment"])["sentiment"].transform("size")
    classes = known.groupby("source")["sentiment"].transform("nunique")
    return np.clip((size / classes / cell) ** 0.5, 0.4, 3).to_numpy(np.float32)


def rounded(lengths: np.ndarray) -> np.ndarray:
    """Round numbers of tokens up to a multiple of eight."""
    return -(-lengths // 8) * 8


def padded(rows: list[Row]) -> tuple[Tensor, Tensor, Tensor]:
    """Return pieces, the mask of real tokens, and the mask of the comments' own tokens."""
    longest = int(rounded(np.array([len(r.pieces) for r in rows])).max())
    pieces = torch.full((len(rows), longest), PAD)
    mask = torch.zeros(len(rows), longest, dtype=torch.bool)
    own = torch.zeros(len(rows), longest, dtype=torch.bool)
    for i, row in enumerate(rows):
        pieces[i, : len(row.pieces)] = torch.from_numpy(row.pieces)
        mask[i, : len(row.pieces)] = True
        own[i, row.first : row.first + len(row.spans)] = True
    return pieces, mask, own
