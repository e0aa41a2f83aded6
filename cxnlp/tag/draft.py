"""What is found in one comment: first what, then the clause that shows it most clearly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from cxnlp.issues import Issue
from cxnlp.model.heads import SIGNALS
from cxnlp.model.settings import Settings
from cxnlp.tag.assembly import mention_of, prediction_of, ruled, sentiment_of, signal_of
from cxnlp.tag.evidence import Clauses
from cxnlp.tag.prediction import Mention, Prediction, Signal
from cxnlp.tag.reading import Reading


@dataclass(frozen=True)
class Draft:
    """One comment as read, before the evidence is chosen.

    Parameters
    ----------
    text, language : str
        The comment as given, and its language.
    readable : str
        The comment as the model read it, of the same length.
    reading : Reading
        What the heads say.
    matches : mapping of int to (int, int)
        Where the patterns of issues match first, by the issue's position in the list.
    leaves : sequence of Issue
        The list.
    settings : Settings
        Thresholds and bands.
    """

    text: str
    language: str
    readable: str
    reading: Reading
    matches: Mapping[int, tuple[int, int]]
    leaves: Sequence[Issue]
    settings: Settings

    @cached_property
    def modelled(self) -> list[int]:
        """Positions of the issues that the model finds or thinks possible."""
        likely = np.flatnonzero(self.reading.mention >= self.settings.mention.low)
        return [int(i) for i in likely if i not in self.matches]

    @cached_property
    def signals(self) -> list[int]:
        """Positions of the signals that are found or possible."""
        bands = self.settings.signals
        signals = zip(SIGNALS, self.reading.signals, strict=False)
        return [i for i, (name, p) in enumerate(signals) if p >= bands[name].low]

    @cached_property
    def places(self) -> Clauses:
        """The comment's clauses."""
        return Clauses(self.text, self.readable, self.reading.states.spans.mean(axis=1))

    def prediction(
        self, issue_clauses: Mapping[int, int], signal_clauses: Mapping[int, int]
    ) -> Prediction:
        """Put together what is known.

        Parameters
        ----------
        issue_clauses, signal_clauses : mapping of int to int
            For each of `modelled` and of `signals`, the clause that shows it.
        """
        mentions = {i: self._mention(i, clause) for i, clause in issue_clauses.items()}
        mentions |= {i: self._ruled(i, match) for i, match in self.matches.items()}
        return prediction_of(
            self.text,
            self.language,
            sentiment_of(self.reading.sentiment.tolist(), self.settings),
            [mentions[i] for i in sorted(mentions)],
            [self._signal(i, clause) for i, clause in signal_clauses.items()],
            self.settings,
        )

    def _mention(self, issue: int, clause: int) -> Mention:
        p = float(self.reading.mention[issue])
        evidence = self.places.quote(clause, lambda: self.reading.look.attention[issue])
        return mention_of(self.leaves[issue], p, self._feeling(issue), evidence, self.settings)

    def _ruled(self, issue: int, match: tuple[int, int]) -> Mention:
        return ruled(self.leaves[issue], self._feeling(issue), self.places.around(*match))

    def _feeling(self, issue: int) -> int:
        return int(self.reading.feeling[issue].argmax())

    def _signal(self, signal: int, clause: int) -> Signal:
        p, name = float(self.reading.signals[signal]), SIGNALS[signal]
        return signal_of(name, p, self.places.quote(clause), self.settings)


def best_clauses(clauses: Sequence[int], alone: NDArray[np.float32]) -> list[int]:
    """Return, for each thing looked for, the clause in which it is likeliest.

    Parameters
    ----------
    clauses : sequence of int
        The clauses.
    alone : float32 array, (clauses, things)
        The probabilities when each clause is read alone.
    """
    return [clauses[best] for best in alone.argmax(axis=0).tolist()]
