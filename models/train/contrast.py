"""SetFit's method on a bundle's own encoder, to compare with what `cxnlp fit` learns.

The encoder is tuned so that comments that share an issue lie near each other and others apart, by
the cosine of their mean states; then a logistic regression is trained on these [1]_. Settings are
the defaults of the package `setfit`: 20 pairs of each kind a comment, batches of 16 pairs, one
epoch, a rate of 2e-5 after a warm-up of a tenth, one regression an issue. The package itself takes
an encoder in another form.

References
----------
.. [1] L. Tunstall et al. (2022), Efficient few-shot learning without prompts, arXiv:2209.11055.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import torch
from graph import HIDDEN
from reader import Reader
from sklearn.linear_model import LogisticRegression
from tokenizers import Tokenizer
from torch import nn

from cxnlp.model.encoder import END, PREFIX, START

PAIRS = 20
BATCH = 16
RATE = 2e-5
WARM = 0.1
LONGEST = 128


class Embedder:
    """Comments to unit vectors, and back to the encoder's weights while it is tuned.

    Parameters
    ----------
    reader : Reader
        The encoder.
    tokenizer : Tokenizer
        Its tokenizer.
    """

    def __init__(self, reader: Reader, tokenizer: Tokenizer) -> None:
        self.reader, self.tokenizer = reader, tokenizer
        self.lead = [START, *tokenizer.encode(PREFIX, add_special_tokens=False).ids]

    def __call__(self, texts: Sequence[str]) -> torch.Tensor:
        """Return unit vectors (texts, hidden): the mean state of each text's own tokens."""
        found = self.tokenizer.encode_batch(list(texts), add_special_tokens=False)
        own = [each.ids[:LONGEST] for each in found]
        longest = max(map(len, own)) + len(self.lead) + 1
        pieces = np.zeros((len(own), longest), np.int64)
        mask = np.zeros((len(own), longest), bool)
        inner = np.zeros((len(own), longest), np.float32)
        for i, ids in enumerate(own):
            row = [*self.lead, *ids, END]
            pieces[i, : len(row)] = row
            mask[i, : len(row)] = True
            inner[i, len(self.lead) : len(row) - 1] = 1
        states = self.reader(torch.from_numpy(pieces), torch.from_numpy(mask))
        weight = torch.from_numpy(inner)[..., None]
        return nn.functional.normalize(
            (states * weight).sum(1) / weight.sum(1).clamp(min=1), dim=-1
        )

    def all(self, texts: Sequence[str], at_once: int = 32) -> np.ndarray:
        """Return unit vectors of many texts, without gradients."""
        order = np.argsort([len(text) for text in texts], kind="stable")
        found = np.zeros((len(texts), HIDDEN), np.float32)
        with torch.no_grad():
            for start in range(0, len(order), at_once):
                rows = order[start : start + at_once]
                found[rows] = self([texts[row] for row in rows]).numpy()
        return found


def pairs(truth: np.ndarray, rng: np.random.Generator) -> list[tuple[int, int, float]]:
    """Return pairs of comments, with 1 where they share an issue and 0 where they do not."""
    shared = truth.astype(int) @ truth.T.astype(int) > 0
    found = []
    for row in range(len(truth)):
        for alike in (True, False):
            others = np.setdiff1d(np.flatnonzero(shared[row] == alike), row)
            if len(others):
                drawn = rng.choice(others, PAIRS)
                found += [(row, int(other), float(alike)) for other in drawn]
    return found


def tune(
    embed: Embedder, texts: Sequence[str], truth: np.ndarray, seed: int, steps: int = 0
) -> None:
    """Tune the encoder on pairs of labelled comments.

    Parameters
    ----------
    embed : Embedder
        Its encoder is changed.
    texts : sequence of n str
        The comments.
    truth : bool array, (n, issues)
        Who mentions what.
    seed : int
        Of the pairs and their order.
    steps : int
        At most so many batches; 0 for the whole epoch.
    """
    rng = np.random.default_rng(seed)
    batches = list(_batches(pairs(truth, rng), rng))[: steps or None]
    optimiser = torch.optim.AdamW(embed.reader.parameters(), lr=RATE, weight_decay=0.01)
    warm = max(1, round(WARM * len(batches)))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda at: min(at / warm, (len(batches) - at) / max(1, len(batches) - warm))
    )
    embed.reader.train()
    for batch in batches:
        left, right, alike = zip(*batch, strict=True)
        vectors = embed([texts[row] for row in (*left, *right)])
        cosine = (vectors[: len(left)] * vectors[len(left) :]).sum(1)
        loss = nn.functional.mse_loss(cosine, torch.tensor(alike))
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(embed.reader.parameters(), 1.0)
        optimiser.step()
        schedule.step()
    embed.reader.eval()


def _batches(
    found: list[tuple[int, int, float]], rng: np.random.Generator
) -> Iterator[list[tuple[int, int, float]]]:
    order = rng.permutation(len(found))
    for start in range(0, len(found), BATCH):
        yield [found[place] for place in order[start : start + BATCH]]


def regressed(seen: np.ndarray, truth: np.ndarray, unseen: np.ndarray) -> np.ndarray:
    """Return the probabilities of each issue in unseen comments by logistic regressions.

    An issue that all labelled comments mention, or none, has no regression: its share is taken.
    """
    found = np.zeros((len(unseen), truth.shape[1]))
    for issue, labels in enumerate(truth.T):
        if labels.all() or not labels.any():
            found[:, issue] = labels.mean()
        else:
            fitted = LogisticRegression(max_iter=1000).fit(seen, labels)
            found[:, issue] = fitted.predict_proba(unseen)[:, 1]
    return found
