"""A chunk of comments as a fast network read it, to predictions with their evidence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from cxnlp.issues import Issue
from cxnlp.model.heads import SIGNALS
from cxnlp.model.parts import Ints
from cxnlp.model.settings import Settings
from cxnlp.model.words import Words
from cxnlp.tag.assembly import (
    matched,
    mention_of,
    prediction_of,
    ruled,
    sentiment_of,
    signal_of,
)
from cxnlp.tag.evidence import Clauses
from cxnlp.tag.fast_reading import FastReading
from cxnlp.tag.form import Form
from cxnlp.tag.prediction import Mention, Prediction, Signal


@dataclass(frozen=True)
class FastDrafts:
    """Comments as read, before the evidence is chosen.

    Parameters
    ----------
    forms : sequence of Form
        The comments.
    reading : FastReading
        What the network says of them.
    words : Words
        Tells where a comment's tokens stand.
    leaves : sequence of Issue
        The list.
    settings : Settings
        Thresholds and bands.
    """

    forms: Sequence[Form]
    reading: FastReading
    words: Words
    leaves: Sequence[Issue]
    settings: Settings

    def predictions(self) -> list[Prediction]:
        """Return a prediction a comment."""
        mentions, signals = self._mentions(), self._signals()
        return [
            prediction_of(
                form.text,
                form.language,
                sentiment_of(sentiment, self.settings),
                mentions[i],
                signals[i],
                self.settings,
            )
            for i, (form, sentiment) in enumerate(
                zip(self.forms, self.reading.sentiment.tolist(), strict=True)
            )
        ]

    @cached_property
    def _places(self) -> list[Clauses]:
        middles = self.words.middles([form.readable for form in self.forms])
        parts = np.split(middles, self.reading.states.parts.starts[1:])
        return [
            Clauses(form.text, form.opening, own)
            for form, own in zip(self.forms, parts, strict=True)
        ]

    def _mentions(self) -> dict[int, list[Mention]]:
        """Return what each comment mentions, in the order of the list: patterns go before."""
        matches = [matched(form.opening, self.leaves) for form in self.forms]
        likely = self.reading.mention >= self.settings.mention.low
        for i, some in enumerate(matches):
            likely[i, list(some)] = True
        who, what = np.nonzero(likely)
        feelings, peaks = self.reading.mentions(who, what)
        told = (who, what, self.reading.mention[who, what], feelings.argmax(axis=1), peaks)
        found: dict[int, list[Mention]] = defaultdict(list)
        for i, issue, p, feeling, peak in zip(*(each.tolist() for each in told), strict=True):
            leaf, places, match = self.leaves[issue], self._places[i], matches[i].get(issue)
            if match is not None:
                found[i].append(ruled(leaf, feeling, places.around(*match)))
            else:
                evidence = places.quote_at(peak)
                found[i].append(mention_of(leaf, p, feeling, evidence, self.settings))
        return found

    def _signals(self) -> dict[int, list[Signal]]:
        """Return the signals of each comment, each with the clause in which it is likeliest."""
        least = np.array([self.settings.signals[name].low for name in SIGNALS])
        who, what = np.nonzero(self.reading.signals >= least)
        found: dict[int, list[Signal]] = defaultdict(list)
        told = (who, what, self.reading.signals[who, what], self._clauses(who, what))
        for i, signal, p, clause in zip(*(each.tolist() for each in told), strict=True):
            evidence = self._places[i].quote(clause)
            found[i].append(signal_of(SIGNALS[signal], p, evidence, self.settings))
        return found

    def _clauses(self, who: Ints, what: Ints) -> Ints:
        """Return the clause that shows each signal best, the only one where there is one."""
        several = [i for i in np.unique(who).tolist() if len(self._places[i].spans) > 1]
        best = np.zeros((len(self.forms), len(SIGNALS)), np.int64)
        if several:
            places = [self._places[i].place for i in several]
            best[several] = self.reading.best_clauses(np.array(several), places)
        return best[who, what]
