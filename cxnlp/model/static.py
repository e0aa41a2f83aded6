"""The fast network: a vector for every piece, a window of neighbours, and what is read off both.

Each token's state is made of the vectors of its piece and of its neighbours', so that all that a
comment costs is looking these up, and pooling them over its tokens [1]_. An issue of a list becomes
a small classifier of states, written by a network from what the accurate model seeks for it [2]_;
its strongest answers over the tokens say whether the comment mentions it, and where [3]_. All of it
is trained to say what the accurate model says [4]_.

Comments lie one after another in one row of tokens. Every number is worked out from one comment by
the same operations in the same order, so an answer is the same bits in any company.

References
----------
.. [1] Y. Kim (2014), Convolutional neural networks for sentence classification, EMNLP.
.. [2] D. Ha, A. Dai, Q. V. Le (2017), HyperNetworks, ICLR.
.. [3] O. Khattab, M. Zaharia (2020), ColBERT: Efficient and effective passage search via
   contextualized late interaction over BERT, SIGIR.
.. [4] G. Hinton, O. Vinyals, J. Dean (2015), Distilling the knowledge in a neural network,
   arXiv:1503.02531.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from threading import Lock
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cxnlp.model.heads import Weights, sigmoid, softmax, times
from cxnlp.model.issue_head import IssueQueries
from cxnlp.model.vectors import WordVectors
from cxnlp.model.words import Line

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]


class States(NamedTuple):
    """The token states of some comments, or of parts of them, one after another.

    Parameters
    ----------
    vectors : float32 array, (tokens, width)
        A state a token.
    starts : int array, (parts,)
        Where each part begins; it ends where the next begins. None is empty.
    """

    vectors: Floats
    starts: Ints

    @property
    def counts(self) -> Ints:
        """How many tokens each part has."""
        return np.diff(self.starts, append=len(self.vectors))


class Classifiers(NamedTuple):
    """A list of issues as the fast network looks for them.

    Parameters
    ----------
    detectors : float32 array, (width, issues * heads)
        What each of an issue's heads is drawn to.
    trust : float32 array, (issues, heads)
        How much each head's strongest answer counts.
    whole : float32 array, (topic width, issues)
        How much the comment as a whole speaks for each issue.
    bias : float32 array, (issues,)
        The logit of an issue of which nothing is seen, the length of the list counted in.
    """

    detectors: Floats
    trust: Floats
    whole: Floats
    bias: Floats


class Looks(NamedTuple):
    """Where some comments mention some issues: of each pair, the tokens and what they count.

    Parameters
    ----------
    who : int array, (pairs,)
        The comment of each pair.
    tokens : int array, (looked at,)
        The rows of the comments' tokens, pair after pair.
    share : float32 array, (looked at,)
        How much each of them is looked at; those of a pair add up to one.
    starts : int array, (pairs,)
        Where each pair begins in both.
    peak : int array, (pairs,)
        The token looked at most, counted from the comment's first.
    """

    who: Ints
    tokens: Ints
    share: Floats
    starts: Ints
    peak: Ints


class PieceShares:
    """What pieces add to the states of tokens, worked out when a piece is first met.

    Parameters
    ----------
    words : WordVectors
        A vector for every piece.
    matrix : float32 array, (size, shares)
        What vectors are multiplied by.
    """

    def __init__(self, words: WordVectors, matrix: Floats) -> None:
        self.words = words
        self.matrix = matrix
        self._row = np.zeros(len(words.codes), np.int64)
        self._table = np.zeros((1, matrix.shape[1]), np.float32)
        self._known = 1  # row 0 is of no piece: it stands between comments
        self._lock = Lock()

    def of(self, pieces: Ints) -> tuple[Floats, Ints]:
        """Return a table, and the row in it that holds the shares of each piece."""
        with self._lock:
            fresh = np.unique(pieces[self._row[pieces] == 0])
            if len(fresh):
                self._add(fresh)
            return self._table, self._row[pieces]

    def _add(self, fresh: Ints) -> None:
        end = self._known + len(fresh)
        if end > len(self._table):
            grown = np.zeros((max(end, 2 * len(self._table)), self._table.shape[1]), np.float32)
            grown[: self._known] = self._table[: self._known]
            self._table = grown
        self._table[self._known : end] = times(self.words[fresh], self.matrix)
        self._row[fresh] = np.arange(self._known, end)
        self._known = end


@dataclass(frozen=True)
class StaticNet:
    """The weights of the fast network.

    Parameters
    ----------
    weights : mapping of str to float32 array
        As the recipe trains them (`models/train/fast.py`).
    words : WordVectors
        A vector for every piece.
    list_slope, list_centre : float
        As in `cxnlp.model.issue_head.IssueHead`.
    """

    weights: Weights
    words: WordVectors
    list_slope: float = 0.0
    list_centre: float = 1.0

    @cached_property
    def _shares_of(self) -> PieceShares:
        w = self.weights
        return PieceShares(self.words, np.hstack([w["before"], w["own"], w["after"]]))

    def states(self, line: Line) -> States:
        """Return the states of comments of at least one token each."""
        width = len(self.weights["state.b"])
        gaps = np.repeat(np.arange(1, len(line.counts) + 1), line.counts)
        places = np.arange(len(line.pieces)) + gaps
        row = np.zeros(len(line.pieces) + len(line.counts) + 1, np.int64)
        table, row[places] = self._shares_of.of(line.pieces)
        vectors = table[row[places], width : 2 * width]
        vectors += table[row[places - 1], :width]
        vectors += table[row[places + 1], 2 * width :]
        vectors += self.weights["state.b"]
        np.maximum(vectors, 0, out=vectors)
        return States(vectors, np.cumsum(line.counts) - line.counts)

    def summary(self, states: States, asked: Floats | None = None) -> Floats:
        """Return what is kept of each part as a whole, (parts, inner).

        Parameters
        ----------
        states : States
            The parts.
        asked : float32 array, (parts, hidden), optional
            The accurate model's mean state of the question each answers; zeros where none is known.
        """
        w = self.weights
        even = np.repeat(1 / states.counts.astype(np.float32), states.counts)
        shares = [even, *self._shares(times(states.vectors, w["pool"]), states).T]
        strongest = np.maximum.reduceat(states.vectors, states.starts, axis=0)
        pools = [*(self._weighed(states, share) for share in shares), strongest]
        inner = times(np.concatenate(pools, axis=1), w["summary.w"]) + w["summary.b"]
        if asked is not None:
            inner += times(asked, w["question.w"])
        return np.asarray(np.maximum(inner, 0), np.float32)

    @staticmethod
    def _shares(scores: Floats, states: States) -> Floats:
        """Return the softmax of scores (tokens, n) over the tokens of each part."""
        most = np.maximum.reduceat(scores, states.starts, axis=0)
        raised = np.exp(scores - np.repeat(most, states.counts, axis=0))
        total = np.add.reduceat(raised, states.starts, axis=0)
        return np.asarray(raised / np.repeat(total, states.counts, axis=0), np.float32)

    @staticmethod
    def _weighed(states: States, share: Floats) -> Floats:
        """Return the sum of each part's states by the share (tokens,) of each token."""
        from scipy.sparse import csr_array  # which the other kind of model does not need

        ends = np.append(states.starts, len(share))
        shape = (len(states.starts), len(share))
        weights = csr_array((share, np.arange(len(share)), ends), shape)
        return np.asarray(weights @ states.vectors, np.float32)

    def sentiment(self, summary: Floats) -> Floats:
        """Return the probabilities of `cxnlp.model.heads.SENTIMENTS`, (parts, 3)."""
        w = self.weights
        return softmax(times(summary, w["sentiment.w"]) + w["sentiment.b"])

    def signals(self, summary: Floats) -> Floats:
        """Return the probability of each of `cxnlp.model.heads.SIGNALS`, (parts, 12)."""
        w = self.weights
        return sigmoid(times(summary, w["signals.w"]) + w["signals.b"])

    def prepare(self, queries: IssueQueries) -> Classifiers:
        """Write the classifiers of a list, once for all comments.

        Parameters
        ----------
        queries : IssueQueries
            The list as the accurate model looks for it.
        """
        w = self.weights
        width, heads = w["own"].shape[1], w["trust"].size
        asked = np.concatenate([queries.sought, queries.texts], axis=1)
        inner = np.maximum(times(asked, w["issue.in.w"]) + w["issue.in.b"], 0)
        written = times(inner, w["issue.out.w"]) + w["issue.out.b"]
        drawn, trust, bias, whole = np.split(written, np.cumsum([heads * width, heads, 1]), axis=1)
        shift = self.list_slope * math.log(self.list_centre / len(written))
        return Classifiers(
            drawn.reshape(-1, width).T.copy(),
            trust + w["trust"],
            whole.T.copy(),
            bias[:, 0] + np.float32(shift),
        )

    def scores(self, states: States, issues: Classifiers) -> Floats:
        """Return how much each issue's heads are drawn to tokens, (tokens, issues, heads)."""
        found = times(states.vectors, issues.detectors)
        return found.reshape(len(found), *issues.trust.shape)

    def mentions(
        self, scores: Floats, states: States, summary: Floats, issues: Classifiers
    ) -> Floats:
        """Return the probability that each comment mentions each issue, (comments, issues)."""
        strongest = np.maximum.reduceat(scores, states.starts, axis=0)
        topic = times(summary, self.weights["topic.w"]) + self.weights["topic.b"]
        logits = (strongest * issues.trust).sum(-1) + times(topic, issues.whole) + issues.bias
        return sigmoid(logits)

    def looks(self, scores: Floats, states: States, found: tuple[Ints, Ints]) -> Looks:
        """Return where issues are mentioned.

        Parameters
        ----------
        scores : float32 array, (tokens, issues, heads)
            As `scores` returns them.
        states : States
            The comments.
        found : pair of int array, (pairs,)
            Comments, and in parallel the issues that they mention.
        """
        who, what = found
        counts = states.counts[who]
        starts = np.cumsum(counts) - counts
        inside = np.arange(counts.sum()) - np.repeat(starts, counts)
        tokens = np.repeat(states.starts[who], counts) + inside
        drawn = States(scores[tokens, np.repeat(what, counts), 0][:, None], starts)
        share = self._shares(drawn.vectors, drawn)[:, 0]
        peaks = np.flatnonzero(share == np.repeat(np.maximum.reduceat(share, starts), counts))
        first = peaks[np.searchsorted(peaks, starts)]
        return Looks(who, tokens, share, starts, first - starts)

    def feelings(self, looks: Looks, states: States, summary: Floats) -> Floats:
        """Return the probabilities of `cxnlp.model.heads.FEELINGS`, (pairs, 4)."""
        w = self.weights
        there = times(states.vectors, w["feeling.w"])
        seen = self._weighed(States(there[looks.tokens], looks.starts), looks.share)
        whole = times(summary, w["mood.w"]) + w["mood.b"]
        return softmax(seen + whole[looks.who])
