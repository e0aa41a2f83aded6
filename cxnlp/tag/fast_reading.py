"""What a fast network says of a chunk of comments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cxnlp.model.heads import SIGNALS
from cxnlp.model.parts import Floats, Ints, Parts
from cxnlp.model.static import Classifiers, States, StaticNet
from cxnlp.model.words import Line


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
        asked : float32 array, (comments, inner)
            What the question that each answers adds.
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

    def best_clauses(self, comments: Ints, places: Sequence[Ints]) -> Ints:
        """Return the clause that shows each signal best, read as if nothing else were written.

        Parameters
        ----------
        comments : int array, (some,)
            The comments: at least one.
        places : sequence of int array, each (tokens,)
            The clause of each of their tokens, in rising order.

        Returns
        -------
        int array, (some, 12)
        """
        place = np.concatenate(places)
        whose = np.repeat(np.arange(len(places)), [len(each) for each in places])
        turns = (np.diff(whose, prepend=-1) != 0) | (np.diff(place, prepend=-1) != 0)
        firsts = np.flatnonzero(turns)
        alone = self._alone(comments, Parts(np.diff(firsts, append=len(place))))
        clauses = Parts(np.bincount(whose[firsts]))
        best = np.empty((len(places), alone.shape[1]), np.int64)
        for some, (each,) in clauses.blocks(alone):
            best[some] = each.argmax(1)
        return np.asarray(place[firsts][clauses.starts[:, None] + best])

    def _alone(self, comments: Ints, clauses: Parts) -> Floats:
        """Return the signals of each clause of some comments, (clauses, 12)."""
        order = np.argsort(clauses.counts, kind="stable")
        tokens = self.states.parts.tokens_of(comments)[clauses.tokens_of(order)]
        apart = States(self.states.vectors[tokens], Parts(clauses.counts[order]))
        alone = np.empty((len(order), len(SIGNALS)), np.float32)
        alone[order] = self.net.signals(self.net.summary(apart))
        return alone
