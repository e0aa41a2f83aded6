"""What is found in one comment: first what, then the clause that shows it most clearly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from cxnlp.issues import Issue
from cxnlp.model.heads import FEELINGS, SENTIMENTS, SIGNALS
from cxnlp.model.settings import Settings
from cxnlp.tag.evidence import Clauses
from cxnlp.tag.prediction import (
    Evidence,
    Mention,
    Prediction,
    Sentiment,
    Signal,
    sorted_out,
)
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
        return Clauses(self.text, self.readable, self.reading.states.spans)

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
        shown = [self._signal(i, clause) for i, clause in signal_clauses.items()]
        issues = [mentions[i] for i in sorted(mentions)]
        made = Prediction(
            self.text,
            self.language,
            no_content=False,
            sentiment=self._sentiment(),
            issues=tuple(m for m in issues if self._is_found(m)),
            possible=tuple(m for m in issues if not self._is_found(m)),
        )
        return sorted_out(
            made,
            [signal for signal in shown if self._is_found(signal)],
            [signal for signal in shown if not self._is_found(signal)],
        )

    def _sentiment(self) -> Sentiment:
        negative, neutral, positive = p = [float(x) for x in self.reading.sentiment]
        label = SENTIMENTS[int(np.argmax(p))]
        unsure = max(p) < self.settings.sentiment_sure
        return Sentiment(label, negative, neutral, positive, unsure)

    def _mention(self, issue: int, clause: int) -> Mention:
        p = float(self.reading.mention[issue])
        evidence = self.places.quote(clause, lambda: self.reading.look.attention[issue])
        return self._named(issue, p, evidence, "model", self.settings.mention.doubtful(p))

    def _ruled(self, issue: int, match: tuple[int, int]) -> Mention:
        return self._named(issue, 1.0, self.places.around(*match), "pattern", False)

    def _named(self, issue: int, p: float, evidence: Evidence, by: str, unsure: bool) -> Mention:
        feeling = FEELINGS[int(self.reading.feeling[issue].argmax())]
        leaf = self.leaves[issue]
        return Mention(leaf.id, leaf.name, p, feeling, evidence, by, unsure)

    def _signal(self, signal: int, clause: int) -> Signal:
        p, name = float(self.reading.signals[signal]), SIGNALS[signal]
        evidence = self.places.quote(clause)
        return Signal(name, p, evidence, self.settings.signals[name].doubtful(p))

    def _is_found(self, each: Mention | Signal) -> bool:
        """Tell what is found from what is merely possible."""
        signal = isinstance(each, Signal)
        band = self.settings.signals[each.name] if signal else self.settings.mention
        return band.found(each.probability)


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
