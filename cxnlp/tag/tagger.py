"""Comments to predictions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from cxnlp.issues import Issue, Taxonomy
from cxnlp.model import Bundle
from cxnlp.model.encoder import TokenStates
from cxnlp.model.heads import FEELINGS, SENTIMENTS, IssueQueries, IssueReading
from cxnlp.survey.quality import LONGEST_COMMENT
from cxnlp.tag.evidence import Clauses
from cxnlp.tag.prediction import Mention, Prediction, Sentiment
from cxnlp.text.content import says_nothing
from cxnlp.text.language import identify, is_read
from cxnlp.text.normal import compose, persian_letters, well_formed

CHUNK = 256


@dataclass(frozen=True)
class Tagger:
    """A model and a list of issues, ready to tag comments.

    Parameters
    ----------
    bundle : Bundle
        The model.
    taxonomy : Taxonomy
        The known issues; its leaves are tagged, parents are for adding up.
    """

    bundle: Bundle
    taxonomy: Taxonomy

    @property
    def model(self) -> dict[str, str]:
        """Name, version and SHA-256 of the model, for the record of a run."""
        config = self.bundle.config
        return {
            "name": config["name"],
            "version": config["version"],
            "sha256": self.bundle.fingerprint,
        }

    def predict(self, texts: Iterable[str]) -> list[Prediction]:
        """Tag comments, in their order. Equal comments are read once.

        Parameters
        ----------
        texts : iterable of str
            Comments in any language: a list, a pandas Series, an array. Of one that is longer
            than 20,000 characters, only these are read.

        Raises
        ------
        TypeError
            If given one string, or something in it is not a string.
        """
        return list(self.stream(texts))

    def stream(self, texts: Iterable[str]) -> Iterator[Prediction]:
        """Tag comments a few hundred at a time, as `predict` does; check all of them first."""
        return self._chunks(checked(texts))

    def _chunks(self, texts: Sequence[str]) -> Iterator[Prediction]:
        for start in range(0, len(texts), CHUNK):
            chunk = texts[start : start + CHUNK]
            found = self._read(list(dict.fromkeys(chunk)))
            yield from (found[text] for text in chunk)

    def _read(self, texts: list[str]) -> dict[str, Prediction]:
        """Tag distinct comments; those without content or of an unknown script are not read."""
        languages = {text: identify(opening(text)) for text in texts}
        empty = {text for text in texts if says_nothing(opening(text))}
        read = [text for text in texts if text not in empty and is_read(opening(text))]
        forms = [readable(text, languages[text]) for text in read]
        states = dict(zip(read, self.bundle.encoder.states(forms), strict=True))
        return {
            text: self._predict(text, languages[text], states[text])
            if text in states and len(states[text].spans)
            else Prediction(text, languages[text], text in empty, None)
            for text in texts
        }

    def _predict(self, text: str, language: str, states: TokenStates) -> Prediction:
        form = readable(text, language)
        p = [float(x) for x in self.bundle.sentiment.probabilities(states, form)]
        sentiment = Sentiment(SENTIMENTS[int(np.argmax(p))], *p)
        reading = self.bundle.issues.read(states, self.queries)
        return Prediction(text, language, False, sentiment, self._mentions(text, states, reading))

    def _mentions(
        self, text: str, states: TokenStates, reading: IssueReading
    ) -> tuple[Mention, ...]:
        """Turn what the head read, and the issues' patterns, into mentions."""
        composed = compose(opening(text))
        matches = [issue.find(composed.text) for issue in self._leaves]
        likely = reading.mention >= self.threshold
        found = [i for i, match in enumerate(matches) if match or likely[i]]
        if not found:
            return ()
        places = Clauses(text, opening(text), states.spans)
        clause = self._clauses(places, states, found)
        mentions = []
        for i in found:
            ruled = bool(matches[i])
            evidence = (
                places.around(*composed.original(*matches[i][0]))
                if ruled
                else places.quote(clause[i], reading.attention[i])
            )
            mentions.append(
                Mention(
                    self._leaves[i].id,
                    self._leaves[i].name,
                    1.0 if ruled else float(reading.mention[i]),
                    FEELINGS[int(reading.feeling[i].argmax())],
                    evidence,
                    "pattern" if ruled else "model",
                )
            )
        return tuple(mentions)

    def _clauses(
        self, places: Clauses, states: TokenStates, found: Sequence[int]
    ) -> dict[int, int]:
        """Return, for each issue found, the clause that shows it most clearly when read alone."""
        parts = places.parts(states)
        if len(parts) == 1:
            return dict.fromkeys(found, next(iter(parts)))
        asked = self.queries.only(found)
        alone = [self.bundle.issues.read(part, asked).mention for part in parts.values()]
        best = np.argmax(alone, axis=0)
        numbers = list(parts)
        return {issue: numbers[b] for issue, b in zip(found, best, strict=True)}

    @property
    def threshold(self) -> float:
        """The least probability of a mention that is reported."""
        return float(self.bundle.config["heads"]["issues"]["threshold"])

    @cached_property
    def _leaves(self) -> tuple[Issue, ...]:
        return tuple(self.taxonomy.leaves())

    @cached_property
    def queries(self) -> IssueQueries:
        """Read the issues' texts and examples once."""
        texts = self._means([issue.text() for issue in self._leaves])
        examples = [self._means([*i.examples, *i.names.values()]) for i in self._leaves]
        return self.bundle.issues.prepare(texts, examples)

    def _means(self, texts: Sequence[str]) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
        found = [state.vectors.mean(0) for state in self.bundle.encoder.states(texts)]
        return np.array(found, np.float32)


def checked(texts: Iterable[str]) -> list[str]:
    """Return comments as a list.

    Raises
    ------
    TypeError
        If given one string, or something in it is not a string.
    """
    if isinstance(texts, str):
        raise TypeError("expected several comments and found one string; put it in a list")
    listed = list(texts)
    for place, text in enumerate(listed):
        if not isinstance(text, str):
            found = type(text).__name__
            raise TypeError(f"expected comments as str and found {found} at {place}; use '' there")
    return listed


def opening(text: str) -> str:
    """Return what is read of a comment: all of it, unless it is longer than any answer is."""
    return well_formed(text[:LONGEST_COMMENT])


def readable(text: str, language: str) -> str:
    """Return the form of a comment that the model reads; every place in it stays the same."""
    form = opening(text)
    return persian_letters(form) if language == "fa" else form
