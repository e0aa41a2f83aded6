"""What a fast network says of a chunk of comments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cxnlp.model.static import Classifiers, States, StaticNet
from cxnlp.model.words import Line

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class FastReading:
    """What a fast network says of some comments.

    Parameters
    ----------
    net : StaticNet
        The network.
    states : States
        The comments' token states.
    sentiment : float32 array, (comments, 3)
        Probabilities of `cxnlp.model.heads.SENTIMENTS`.
    signals : float32 array, (comments, 12)
        Probabilities of `cxnlp.model.heads.SIGNALS`.
    mention : float32 array, (comments, issues)
        Probability that each issue is mentioned.
    """

    net: StaticNet
    states: States
    summary: Floats
    sentiment: Floats
    signals: Floats
    scores: Floats
    mention: Floats

    @classmethod
    def of(cls, net: StaticNet, line: Line, asked: Floats, issues: Classifiers) -> FastReading:
        """Read comments of at least one token each.

        Parameters
        ----------
        net : StaticNet
            The network.
        line : Line
            The comments' pieces.
        asked : float32 array, (comments, hidden)
            The question that each answers.
        issues : Classifiers
            What looks for the issues of a list.
        """
        states = net.states(line)
        summary = net.summary(states, asked)
        scores = net.scores(states, issues)
        return cls(
            net,
            states,
            summary,
            net.sentiment(summary),
            net.signals(summary),
            scores,
            net.mentions(scores, states, summary, issues),
        )

    def mentions(self, who: Ints, what: Ints) -> tuple[Floats, Ints]:
        """Return how comments feel about issues, (pairs, 4), and the token that shows each best.

        Parameters
        ----------
        who, what : int array, (pairs,)
            The comment and the issue of each pair.
        """
        if not len(who):
            return np.zeros((0, 4), np.float32), who
        looks = self.net.looks(self.scores, self.states, (who, what))
        return self.net.feelings(looks, self.states, self.summary), looks.peak

    def parts(self, comments: Sequence[int], clauses: Sequence[Ints]) -> Floats:
        """Return the signals of each clause of some comments as if nothing else had been written.

        Parameters
        ----------
        comments : sequence of int
            The comments: at least one.
        clauses : sequence of int array, each (tokens,)
            The clause of each of their tokens, in rising order.

        Returns
        -------
        float32 array, (clauses, 12)
            Clauses that have tokens, comment after comment.
        """
        counts = self.states.counts
        first = self.states.starts[list(comments)]
        vectors = np.concatenate(
            [self.states.vectors[a : a + counts[c]] for c, a in zip(comments, first, strict=True)]
        )
        sizes = np.concatenate([np.unique(each, return_counts=True)[1] for each in clauses])
        part = States(vectors, np.cumsum(sizes) - sizes)
        return self.net.signals(self.net.summary(part))
