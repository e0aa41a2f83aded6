"""The fast network: vectors of pieces and phrases, windows of them, and what is read off these.

Each token's state is made of the vectors of its piece, of its neighbours' and of the phrases that
begin with it [1]_, so that all that a comment costs is looking these up, and pooling them over its
tokens [2]_. An issue of a list becomes a small classifier of states, written by a network from what
the accurate model seeks for it [3]_; its strongest answers over the tokens say whether the comment
mentions it, and where [4]_. All of it is trained to say what the accurate model says [5]_.

Comments lie one after another in one row of tokens. Every number is worked out from one comment by
the same operations in the same order, so an answer is the same bits in any company.

References
----------
.. [1] A. Joulin, E. Grave, P. Bojanowski, T. Mikolov (2017), Bag of tricks for efficient text
   classification, EACL.
.. [2] Y. Kim (2014), Convolutional neural networks for sentence classification, EMNLP.
.. [3] D. Ha, A. Dai, Q. V. Le (2017), HyperNetworks, ICLR.
.. [4] O. Khattab, M. Zaharia (2020), ColBERT: Efficient and effective passage search via
   contextualized late interaction over BERT, SIGIR.
.. [5] G. Hinton, O. Vinyals, J. Dean (2015), Distilling the knowledge in a neural network,
   arXiv:1503.02531.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from cxnlp.model.heads import Weights, sigmoid, softmax, times
from cxnlp.model.issue_head import IssueQueries
from cxnlp.model.parts import Floats, Ints, Parts
from cxnlp.model.phrases import phrases
from cxnlp.model.shares import PieceShares
from cxnlp.model.vectors import PackedVectors
from cxnlp.model.words import Line

GAP = 2  # places between comments, so that a phrase ends where its comment does


class States(NamedTuple):
    """The token states of some comments, or of parts of them, one after another.

    Parameters
    ----------
    vectors : float32 array, (tokens, width)
        A state a token.
    parts : Parts
        Whose they are.
    """

    vectors: Floats
    parts: Parts


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
    share : float32 array, (looked at, 1)
        How much each of them is looked at; those of a pair add up to one.
    parts : Parts
        Whose tokens these are, by pair.
    peak : int array, (pairs,)
        The token looked at most, counted from the comment's first.
    """

    who: Ints
    tokens: Ints
    share: Floats
    parts: Parts
    peak: Ints


@dataclass(frozen=True)
class StaticNet:
    """The weights of the fast network.

    Parameters
    ----------
    weights : mapping of str to float32 array
        As the recipe trains them (`models/train/fast.py`).
    words : PackedVectors
        A vector for every piece.
    phrases : PackedVectors
        A vector for every bucket of `cxnlp.model.phrases`.
    list_slope, list_centre : float
        As in `cxnlp.model.issue_head.IssueHead`.
    """

    weights: Weights
    words: PackedVectors
    phrases: PackedVectors
    list_slope: float = 0.0
    list_centre: float = 1.0

    @cached_property
    def _shares_of(self) -> PieceShares:
        w = self.weights
        return PieceShares(self.words, [w["before"], w["own"], w["after"]])

    def states(self, line: Line) -> States:
        """Return the states of comments of at least one token each."""
        places = np.arange(len(line.pieces)) + GAP * np.repeat(
            np.arange(1, len(line.counts) + 1), line.counts
        )
        pieces = np.full(len(line.pieces) + GAP * (len(line.counts) + 1), len(self.words.codes))
        pieces[places] = line.pieces
        row = np.zeros(len(pieces), np.int64)
        (before, own, after), row[places] = self._shares_of.of(line.pieces)
        vectors = own.take(row[places], axis=0)
        vectors += before.take(row[places - 1], axis=0)
        vectors += after.take(row[places + 1], axis=0)
        vectors += times(self._phrases(pieces, places), self.weights["phrase"])
        vectors += self.weights["state.b"]
        np.maximum(vectors, 0, out=vectors)
        return States(vectors, Parts(line.counts))

    def _phrases(self, pieces: Ints, places: Ints) -> Floats:
        """Return the vectors of the pair and of the triple that begin at each place, in a row."""
        bits = len(self.phrases.codes).bit_length() - 1
        found = phrases(pieces[places], pieces[places + 1], pieces[places + 2], bits)
        return np.asarray(self.phrases[np.stack(found, 1)].reshape(len(places), -1), np.float32)

    def question(self, vectors: Floats) -> Floats:
        """Return what questions add to the summaries of their answers, (questions, inner).

        Parameters
        ----------
        vectors : float32 array, (questions, hidden)
            The accurate model's mean state of each, less that of all questions.
        """
        return times(vectors, self.weights["question.w"])

    def summary(self, states: States, asked: Floats | None = None) -> Floats:
        """Return what is kept of each part as a whole, (parts, inner).

        Parameters
        ----------
        states : States
            The parts.
        asked : float32 array, (parts, inner), optional
            What the question each answers adds, as `question` tells.
        """
        w = self.weights
        parts, (width, pools) = len(states.parts.counts), w["pool"].shape
        pooled = np.empty((parts, pools + 2, width), np.float32)
        scores = times(states.vectors, w["pool"])
        for some, (vectors, drawn) in states.parts.blocks(states.vectors, scores):
            pooled[some, 0] = vectors.mean(1)
            pooled[some, 1:-1] = softmax(drawn, axis=1).transpose(0, 2, 1) @ vectors
            pooled[some, -1] = vectors.max(1)
        inner = times(pooled.reshape(parts, -1), w["summary.w"]) + w["summary.b"]
        if asked is not None:
            inner += asked
        return np.asarray(np.maximum(inner, 0), np.float32)

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
        strongest = np.empty((len(summary), scores[0].size), np.float32)
        for some, (drawn,) in states.parts.blocks(scores.reshape(len(scores), -1)):
            strongest[some] = drawn.max(1)
        heard = (strongest.reshape(-1, *issues.trust.shape) * issues.trust).sum(-1)
        topic = times(summary, self.weights["topic.w"]) + self.weights["topic.b"]
        return sigmoid(heard + times(topic, issues.whole) + issues.bias)

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
        parts = Parts(states.parts.counts[who])
        tokens = states.parts.tokens_of(who)
        drawn = scores[tokens, np.repeat(what, parts.counts), 0][:, None]
        share, peak = np.empty_like(drawn), np.empty_like(who)
        for some, (own, out) in parts.blocks(drawn, share):
            out[:] = softmax(own, axis=1)
            peak[some] = own[..., 0].argmax(1)
        return Looks(who, tokens, share, parts, peak)

    def feelings(self, looks: Looks, states: States, summary: Floats) -> Floats:
        """Return the probabilities of `cxnlp.model.heads.FEELINGS`, (pairs, 4)."""
        w = self.weights
        there = times(states.vectors, w["feeling.w"])
        seen = np.empty((len(looks.who), there.shape[1]), np.float32)
        for some, (own, share) in looks.parts.blocks(there[looks.tokens], looks.share):
            seen[some] = (share.transpose(0, 2, 1) @ own)[:, 0]
        whole = times(summary, w["mood.w"]) + w["mood.b"]
        return softmax(seen + whole[looks.who])
