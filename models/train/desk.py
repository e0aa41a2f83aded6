"""Rows of the mixture to batches."""

from __future__ import annotations

import mixture
import numpy as np
import pandas as pd
import torch
from bank import IssueBank
from batch import Asked, Batch, Row, padded, rounded
from tokenizers import Tokenizer
from torch import Tensor

from cxnlp.model.encoder import END, PREFIX, START
from cxnlp.model.heads import SENTIMENTS, SIGNALS
from cxnlp.model.ngrams import buckets

ALWAYS_ASKED = ("questions", "booking_hotels")


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
    everyone : bool
        Whether a comment whose set judges no issues is asked those of some list too: people say
        nothing of them then, but a teacher does.
    """

    def __init__(
        self,
        frame: pd.DataFrame,
        tokenizer: Tokenizer,
        sources: list[str],
        bank: IssueBank,
        config: dict,
        everyone: bool = False,
    ) -> None:
        self.frame = frame.reset_index(drop=True)
        self.tokenizer, self.bank, self.config = tokenizer, bank, config
        self.everyone = everyone
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
        self.texts, self.questions = self.frame["text"].tolist(), self.frame["question"].tolist()
        self.langs, self.sets = self.frame["lang"].tolist(), self.frame["source"].tolist()
        self.domains, self.signals = self.frame["domain"].tolist(), self.frame["signals"].tolist()
        self.lengths = np.minimum(self._count(self.frame["text"]), config["longest_tokens"])
        self.margins = self._count(self.frame["question"].fillna("")) + len(self.lead) + 1

    def _count(self, texts: pd.Series) -> np.ndarray:
        encoded = self.tokenizer.encode_batch(texts.tolist(), add_special_tokens=False)
        return np.array([len(e.ids) for e in encoded])

    def read(self, places: np.ndarray, rng: np.random.Generator | None) -> list[Row]:
        """Split comments into pieces; with `rng`, spelled and asked in varying ways."""
        rows = []
        for place in places:
            text, question = self.texts[place], self.questions[place]
            if rng is not None:
                text = mixture.spelled(text, self.langs[place], rng)
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
        return self.sets[place] not in ALWAYS_ASKED

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

    def batch(self, places: np.ndarray, rng: np.random.Generator | None) -> Batch:
        """Lay some rows out; with `rng`, spelled in varying ways, some words hidden, and asked."""
        rows = self.read(places, rng)
        pieces, mask, own = padded(rows)
        hidden = torch.zeros_like(own)
        if rng is not None:
            drawn = rng.random(own.shape) < self.config["hidden_words"]
            hidden = torch.from_numpy(drawn) & own
        grams = [buckets(self.texts[place], self.config["bits"]) for place in places]
        signals, judged = self._signals(places)
        return Batch(
            pieces,
            mask,
            own,
            hidden,
            torch.from_numpy(self.source[places]),
            torch.from_numpy(self.sentiment[places]),
            torch.from_numpy(self.weight[places]),
            torch.from_numpy(np.concatenate(grams)),
            torch.from_numpy(np.cumsum([0, *(len(g) for g in grams[:-1])])),
            signals,
            judged,
            *self._asked(places, rows, pieces.shape[1], rng),
        )

    def _signals(self, places: np.ndarray) -> tuple[Tensor, Tensor]:
        aims = np.zeros((len(places), len(SIGNALS)), np.float32)
        judged = np.zeros(aims.shape, bool)
        for i, place in enumerate(places):
            if self.signals[place] is not None:
                aims[i], judged[i] = self.signals[place]
        return torch.from_numpy(aims), torch.from_numpy(judged)

    def _asked(
        self, places: np.ndarray, rows: list[Row], tokens: int, rng: np.random.Generator | None
    ) -> tuple[Tensor, ...]:
        """Choose what each comment is asked, and lay out what people found."""
        listed = [
            i for i, p in enumerate(places) if rng and (self.everyone or self.labels[p] is not None)
        ]
        sheet = Asked(len(listed), self.config["asked"], tokens)
        for i, at in enumerate(listed):
            place = places[at]
            found = self.labels[place]
            domain = self.domains[place] if found is not None else self.bank.some_list(rng)
            for j, issue in enumerate(self._issues(domain, list(found or ()), rng)):
                words = self.bank.describe(int(issue), self.texts[place], rng)
                sheet.ask(i, j, *words, told=found is not None)
                if found and int(issue) in found:
                    label = found[int(issue)]
                    sheet.find(i, j, label.feeling, label.span, rows[at])
        return torch.tensor(listed, dtype=torch.long), *sheet.tensors()

    def _issues(self, domain: str, found: list[int], rng: np.random.Generator) -> np.ndarray:
        asked, foreign = self.config["asked"], self.config["foreign"]
        return self.bank.ask(domain, found, asked, foreign, rng)


def sentiment_weights(frame: pd.DataFrame, sentiment: np.ndarray) -> np.ndarray:
    """Weigh sentiments so that a set's classes count half-evenly."""
    known = pd.DataFrame({"source": frame["source"], "sentiment": sentiment})
    size = known.groupby("source")["sentiment"].transform("size")
    cell = known.groupby(["source", "sentiment"])["sentiment"].transform("size")
    classes = known.groupby("source")["sentiment"].transform("nunique")
    return np.clip((size / classes / cell) ** 0.5, 0.4, 3).to_numpy(np.float32)
