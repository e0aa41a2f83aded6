"""What is read off the token states: sentiment, and the issues of any list.

Every head works on one comment at a time with float32 arrays, so its answer cannot depend on
what else is in the batch.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cxnlp.model.encoder import TokenStates
from cxnlp.model.ngrams import buckets

Weights = Mapping[str, NDArray[np.float32]]

SENTIMENTS = ("negative", "neutral", "positive")
FEELINGS = ("negative", "neutral", "positive", "mixed")


def gelu(x: NDArray[np.float32]) -> NDArray[np.float32]:
    """Gaussian error linear unit, tanh form (Hendrycks and Gimpel 2016, section 2)."""
    inner = np.float32(0.7978845608) * (x + np.float32(0.044715) * x**3)
    return np.asarray(np.float32(0.5) * x * (1 + np.tanh(inner)), np.float32)


def softmax(x: NDArray[np.float32], axis: int = -1) -> NDArray[np.float32]:
    """Exponentials that add up to one along an axis."""
    raised = np.exp(x - x.max(axis=axis, keepdims=True))
    return np.asarray(raised / raised.sum(axis=axis, keepdims=True), np.float32)


def sigmoid(x: NDArray[np.float32]) -> NDArray[np.float32]:
    """Logistic function, by its logarithm, which no input overflows."""
    return np.asarray(np.exp(-np.logaddexp(np.float32(0), -x)), np.float32)


@dataclass(frozen=True)
class SentimentHead:
    """Overall sentiment of a comment.

    Pools the states by their mean and by a few learned attentions, and adds a linear vote of the
    comment's character n-grams.

    Parameters
    ----------
    weights : mapping of str to float32 array
        `attention` (hidden, pools), `in.w`, `in.b`, `out.w`, `out.b`, `ngrams` (buckets, 3).
    """

    weights: Weights

    def probabilities(self, states: TokenStates, text: str) -> NDArray[np.float32]:
        """Return the probabilities of `SENTIMENTS`, shape (3,)."""
        w = self.weights
        attention = softmax(states.vectors @ w["attention"], axis=0)
        pooled = np.concatenate([states.vectors.mean(0)[None], attention.T @ states.vectors])
        hidden = gelu(pooled.ravel() @ w["in.w"] + w["in.b"])
        votes = w["ngrams"]
        found = buckets(text, len(votes).bit_length() - 1)
        ballot = votes[found].sum(0) / np.sqrt(np.float32(len(found)))
        return softmax(hidden @ w["out.w"] + w["out.b"] + ballot)


@dataclass(frozen=True)
class IssueQueries:
    """A list of issues as the issue head looks for them; `IssueHead.prepare` makes one.

    Parameters
    ----------
    sought : float32 array, (issues, width)
        What each issue's query asks for.
    texts, examples : float32 array, (issues, hidden) and (examples, hidden)
        Unit vectors of the issues' texts, and of all their examples in order of issue.
    counts : int array, (issues,)
        How many examples each issue has.
    """

    sought: NDArray[np.float32]
    texts: NDArray[np.float32]
    examples: NDArray[np.float32]
    counts: NDArray[np.int64]

    def only(self, issues: Sequence[int]) -> IssueQueries:
        """Return the queries of some of the issues, by position."""
        chosen = np.asarray(issues, np.int64)
        starts = np.cumsum(self.counts) - self.counts
        rows = [np.arange(starts[i], starts[i] + self.counts[i]) for i in chosen]
        kept = np.concatenate([np.zeros(0, np.int64), *rows])
        return IssueQueries(
            self.sought[chosen], self.texts[chosen], self.examples[kept], self.counts[chosen]
        )


@dataclass(frozen=True)
class IssueReading:
    """What the issue head says of one comment.

    Parameters
    ----------
    mention : float32 array, (issues,)
        Probability that the issue is mentioned.
    feeling : float32 array, (issues, 4)
        Probabilities of `FEELINGS`, given that it is.
    attention : float32 array, (issues, tokens)
        Where the head looked; each row adds up to one.
    """

    mention: NDArray[np.float32]
    feeling: NDArray[np.float32]
    attention: NDArray[np.float32]


@dataclass(frozen=True)
class IssueHead:
    """Which issues of any list a comment mentions, how it feels about them, and where.

    Each issue's query attends over the comment's token states (multi-head attention, Vaswani et
    al. 2017, section 3.2); what it finds is compared with what it sought.

    Parameters
    ----------
    weights : mapping of str to float32 array
        As trained by the recipe; `centre` is the mean comment vector.
    heads : int
        Number of attention heads.
    """

    weights: Weights
    heads: int

    def prepare(
        self, texts: NDArray[np.float32], examples: Sequence[NDArray[np.float32]]
    ) -> IssueQueries:
        """Turn the mean states of issues' texts and examples into queries, once for a list.

        Parameters
        ----------
        texts : float32 array, (issues, hidden)
            The mean state of each issue's text.
        examples : sequence of float32 array, each (examples, hidden)
            The mean states of each issue's examples; possibly none.
        """
        w = self.weights
        nothing = np.zeros((0, texts.shape[1]), np.float32)
        shown = [e if len(e) else nothing for e in examples]
        moved = [e.mean(0) @ w["example"] if len(e) else np.zeros(1, np.float32) for e in shown]
        sought = np.stack([t @ w["text"] + m for t, m in zip(texts, moved, strict=True)])
        return IssueQueries(
            np.asarray(sought + w["query.b"], np.float32),
            self._direction(texts),
            self._direction(np.concatenate([nothing, *shown])),
            np.array([len(e) for e in shown]),
        )

    def read(self, states: TokenStates, issues: IssueQueries) -> IssueReading:
        """Look for every issue of a list in one comment."""
        w = self.weights
        sought = issues.sought
        keys = self._split(states.vectors @ w["key"])
        values = self._split(states.vectors @ w["value"])
        scores = np.einsum("nhd,thd->hnt", self._split(sought), keys)
        scores /= np.sqrt(np.float32(keys.shape[-1]))
        attention = softmax(scores)
        seen = np.einsum("hnt,thd->nhd", attention, values).reshape(sought.shape)
        mean = states.vectors.mean(0)
        pooled = np.broadcast_to(mean @ w["pool"], sought.shape)
        features = np.concatenate(
            [
                seen,
                sought,
                seen * sought,
                pooled,
                pooled * sought,
                scores.max(-1).T,
                self._likeness(mean, issues),
            ],
            axis=1,
        )
        out = gelu(features @ w["in.w"] + w["in.b"]) @ w["out.w"] + w["out.b"]
        return IssueReading(sigmoid(out[:, 0]), softmax(out[:, 1:]), attention.mean(0))

    def _split(self, x: NDArray[np.float32]) -> NDArray[np.float32]:
        return x.reshape(len(x), self.heads, -1)

    def _likeness(self, mean: NDArray[np.float32], issues: IssueQueries) -> NDArray[np.float32]:
        """Return cosines with text, best and mean of examples, whether there are any: (n, 4)."""
        comment = self._direction(mean[None])[0]
        likeness = np.zeros((len(issues.texts), 4), np.float32)
        likeness[:, 0] = issues.texts @ comment
        some = issues.counts > 0
        if some.any():
            counts = issues.counts[some]
            starts = np.cumsum(counts) - counts
            cosines = issues.examples @ comment
            likeness[some, 1] = np.maximum.reduceat(cosines, starts)
            likeness[some, 2] = np.add.reduceat(cosines, starts) / counts
            likeness[some, 3] = 1
        return likeness

    def _direction(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return unit vectors, after taking out the mean comment, which all comments share."""
        apart = vectors - self.weights["centre"]
        lengths = np.linalg.norm(apart, axis=1, keepdims=True)
        return np.asarray(apart / np.maximum(lengths, np.float32(1e-9)), np.float32)
