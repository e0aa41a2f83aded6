"""A chunk of comments as a fast network read it, to predictions with their evidence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from cxnlp.issues import Issue
from cxnlp.model.heads import SIGNALS
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
from cxnlp.tag.draft import best_clauses
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
        return [self._places_in(form) for form in self.forms]

    def _places_in(self, form: Form) -> Clauses:
        return Clauses(form.text, form.opening, lambda: self.words.spans(form.readable))

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
        best = self._best(who.tolist(), what.tolist())
        found: dict[int, list[Signal]] = defaultdict(list)
        told = (who, what, self.reading.signals[who, what])
        for i, signal, p in zip(*(each.tolist() for each in told), strict=True):
            clause = best.get((i, signal), 0)
            evidence = self._places[i].quote(clause)
            found[i].append(signal_of(SIGNALS[signal], p, evidence, self.settings))
        return found

    def _best(self, who: Sequence[int], what: Sequence[int]) -> dict[tuple[int, int], int]:
        """Return the best clause of each pair of comment and signal where there are several."""
        several = [i for i in dict.fromkeys(who) if len(self._places[i].spans) > 1]
        if not several:
            return {}
        places = [self._places[i] for i in several]
        alone = self.reading.parts(several, [each.place for each in places])
        parts = np.split(alone, np.cumsum([len(each.read) for each in places])[:-1])
        best = {
            i: best_clauses(place.read, part)
            for i, place, part in zip(several, places, parts, strict=True)
        }
        return {(i, s): best[i][s] for i, s in zip(who, what, strict=True) if i in best}
