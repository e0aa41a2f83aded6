"""A tagger with the sentiment of another model."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from cxnlp.ext.hf.classifier import Classifier
from cxnlp.issues import Taxonomy
from cxnlp.model.heads import SENTIMENTS
from cxnlp.tag import Prediction, Sentiment, TaggerLike
from cxnlp.tag.interface import Questions

CHUNK = 256


@dataclass(frozen=True)
class SentimentFrom:
    """Tags as `tagger` does, but for the overall sentiment, which `classifier` gives.

    Whether there is anything to judge is still the tagger's decision: a comment without content,
    or in a script that it does not read, has no sentiment. The feeling about an issue stays the
    tagger's too. No sentiment is marked as uncertain: another model has no calibrated band.

    Parameters
    ----------
    tagger : TaggerLike
        What tags.
    classifier : Classifier
        What judges.
    """

    tagger: TaggerLike
    classifier: Classifier

    @property
    def taxonomy(self) -> Taxonomy:
        """The list of issues that mentions name."""
        return self.tagger.taxonomy

    @property
    def model(self) -> dict[str, str]:
        """`name`, `version` and `sha256` of both models together, for the record of a run."""
        ours, theirs = self.tagger.model, self.classifier
        both = hashlib.sha256(f"{ours['sha256']} {theirs.sha256}".encode()).hexdigest()
        return {**ours, "name": f"{ours['name']}, sentiment of {theirs.name}", "sha256": both}

    def predict(self, texts: Iterable[str], questions: Questions = None) -> list[Prediction]:
        """Tag comments, in their order; the questions are read by the tagger alone.

        Raises
        ------
        TypeError
            If given one string, or something in it is not a string.
        ValueError
            If there are not as many questions as comments.
        """
        return list(self.stream(texts, questions))

    def stream(self, texts: Iterable[str], questions: Questions = None) -> Iterator[Prediction]:
        """Tag comments as `predict` does, a few at a time; equal ones are judged once."""
        found = self.tagger.stream(texts, questions)
        return self._judged(found)

    def _judged(self, found: Iterable[Prediction]) -> Iterator[Prediction]:
        known: dict[str, Sentiment] = {}
        for prediction in found:
            text = prediction.text
            if prediction.sentiment is None:
                yield prediction
                continue
            if text not in known:
                if len(known) >= CHUNK:
                    known.clear()
                known[text] = self._judge(text)
            yield replace(prediction, sentiment=known[text])

    def _judge(self, text: str) -> Sentiment:
        found = self.classifier.probabilities(text)
        negative, neutral, positive = (float(p) for p in found)
        return Sentiment(SENTIMENTS[int(found.argmax())], negative, neutral, positive)
