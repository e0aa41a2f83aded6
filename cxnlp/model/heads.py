"""What is read off the token states of whole comments: sentiment, and what a comment does.

A head reads comments of one length together. Each number is still worked out from its own comment
by the same operations in the same order, so an answer is the same bits in any company.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cxnlp.model.ngrams import buckets

Weights = Mapping[str, NDArray[np.float32]]

SENTIMENTS = ("negative", "neutral", "positive")
FEELINGS = ("negative", "neutral", "positive", "mixed")
REQUESTS = ("suggestion", "request")
EFFORTS = ("easy", "hard")
EMOTIONS = ("anger", "joy", "sadness", "fear", "surprise", "disgust")
SIGNALS = (*REQUESTS, "complaint", *EFFORTS, "leave", *EMOTIONS)
BLOCK = 8


def gelu(x: NDArray[np.float32]) -> NDArray[np.float32]:
    """Gaussian error linear unit, tanh form (Hendrycks and Gimpel 2016, section 2)."""
    inner = np.float32(0.7978845608) * (x + np.float32(0.044715) * (x * x * x))
    return np.asarray(np.float32(0.5) * x * (1 + np.tanh(inner)), np.float32)


def softmax(x: NDArray[np.float32], axis: int = -1) -> NDArray[np.float32]:
    """Exponentials that add up to one along an axis."""
    raised = np.exp(x - x.max(axis=axis, keepdims=True))
    return np.asarray(raised / raised.sum(axis=axis, keepdims=True), np.float32)


def sigmoid(x: NDArray[np.float32]) -> NDArray[np.float32]:
    """Logistic function, by its logarithm, which no input overflows."""
    return np.asarray(np.exp(-np.logaddexp(np.float32(0), -x)), np.float32)


def times(rows: NDArray[np.float32], matrix: NDArray[np.float32]) -> NDArray[np.float32]:
    """Multiply rows (n, inputs) by a matrix (inputs, outputs), in blocks of one shape.

    A product's rounding depends on the shape that the library is given. Blocks of so many rows, the
    last filled up with zeros, make a row's result the same among any others. They are small because
    some processors' libraries round the rows of larger ones in two ways, by their place.
    """
    count = len(rows)
    if count % BLOCK:
        rows = np.concatenate([rows, np.zeros((-count % BLOCK, rows.shape[1]), np.float32)])
    product = rows.reshape(-1, BLOCK, rows.shape[1]) @ matrix
    return np.asarray(product.reshape(len(rows), -1)[:count], np.float32)


@dataclass(frozen=True)
class PooledNet:
    """A small network on a comment's pooled states: their mean, and a few learned attentions.

    Parameters
    ----------
    weights : mapping of str to float32 array
        `attention` (hidden, pools), `in.w` (hidden * (pools + 1), width), `in.b` (width,), `out.w`
        (width, outputs), `out.b` (outputs,).
    """

    weights: Weights

    def pool(self, states: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the pooled states of comments of one length, one row a comment.

        Parameters
        ----------
        states : float32 array, (comments, tokens, hidden)
            Their token states.
        """
        attention = softmax(states @ self.weights["attention"], axis=1)
        seen = attention.transpose(0, 2, 1) @ states
        both = np.concatenate([states.mean(1)[:, None], seen], axis=1)
        return np.asarray(both.reshape(len(states), -1), np.float32)

    def logits(self, pooled: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the outputs for pooled states of comments, shape (comments, outputs)."""
        w = self.weights
        hidden = gelu(times(pooled, w["in.w"]) + w["in.b"])
        return np.asarray(times(hidden, w["out.w"]) + w["out.b"], np.float32)


@dataclass(frozen=True)
class SentimentHead(PooledNet):
    """Overall sentiment of a comment.

    To the network's outputs a linear vote of the comment's character n-grams is added: `ngrams`
    (buckets, 3) of its weights.
    """

    def probabilities(
        self, pooled: NDArray[np.float32], texts: Sequence[str]
    ) -> NDArray[np.float32]:
        """Return the probabilities of `SENTIMENTS`, shape (comments, 3).

        Parameters
        ----------
        pooled : float32 array, (comments, hidden * (pools + 1))
            As `pool` returns them.
        texts : sequence of str
            The same comments.
        """
        return softmax(self.logits(pooled) + np.array([self._ballot(text) for text in texts]))

    def _ballot(self, text: str) -> NDArray[np.float32]:
        votes = self.weights["ngrams"]
        found = buckets(text, len(votes).bit_length() - 1)
        cast = votes.take(found, axis=0).sum(0)
        return np.asarray(cast / np.sqrt(np.float32(len(found))), np.float32)


@dataclass(frozen=True)
class SignalHead(PooledNet):
    """What a comment asks for, complains of, found easy or hard, threatens and feels."""

    def probabilities(self, pooled: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the probability of each of `SIGNALS`, shape (comments, 12).

        Parameters
        ----------
        pooled : float32 array, (comments, hidden * (pools + 1))
            As `pool` returns them.
        """
        return sigmoid(self.logits(pooled))
