"""Comments to predictions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain
from typing import TypeVar

import numpy as np

from cxnlp.issues import Issue, Taxonomy
from cxnlp.model import Bundle
from cxnlp.model.encoder import Encoder
from cxnlp.model.heads import SENTIMENTS
from cxnlp.model.issue_head import IssueQueries
from cxnlp.tag.assembly import matched
from cxnlp.tag.base import BaseTagger
from cxnlp.tag.clauses import Told, read_clauses
from cxnlp.tag.draft import Draft, best_clauses
from cxnlp.tag.form import Form, readable
from cxnlp.tag.inputs import Answer, answers_of
from cxnlp.tag.interface import Questions
from cxnlp.tag.once import each_once
from cxnlp.tag.prediction import Prediction
from cxnlp.tag.reading import Floats, Readers, Reading
from cxnlp.tag.side_by_side import in_order

__all__ = ["Tagger", "readable"]

CHUNK, FEW = 256, 32
T = TypeVar("T")
Read = Callable[[Sequence[Answer], Encoder], list[T]]
"""What comes of distinct answers, in their order."""
ReadAlone = Callable[[Sequence[Draft], Sequence[list[int]]], list[Floats]]
"""How likely each thing sought (columns) is in each clause (rows) of some comments, read alone."""


@dataclass(frozen=True)
class Tagger(BaseTagger):
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
        return self.bundle.record

    @property
    def taught_by(self) -> frozenset[str]:
        """The hashes of the comments that the model was taught by: no audit may count them."""
        lesson = self.bundle.lesson
        return frozenset() if lesson is None else lesson.rows

    def sentiment(self, texts: Iterable[str], questions: Questions = None) -> Floats:
        """Return the sentiment of comments alone, as a fast model does in a fraction of the time.

        Parameters
        ----------
        texts, questions
            As in `predict`.

        Returns
        -------
        float32 array, (comments, 3)
            Probabilities of negative, neutral and positive; NaN for a comment that is not read, be
            it without content or in a language that the model does not know.
        """
        found = [prediction.sentiment for prediction in self.stream(texts, questions)]
        unread = [np.nan] * len(SENTIMENTS)
        rows = [[getattr(s, name) for name in SENTIMENTS] if s else unread for s in found]
        return np.array(rows, np.float32).reshape(-1, len(SENTIMENTS))

    def read(self, answers: Sequence[Answer]) -> Iterator[Prediction]:
        """Tag distinct comments, each with the question it answers."""
        return self._side_by_side(answers, self._read)

    def stream_clauses(self, texts: Iterable[str], questions: Questions = None) -> Iterator[Told]:
        """Tag comments as `stream` does; with each come its clauses, of the same reading."""
        answers = answers_of(texts, questions)
        return each_once(answers, lambda some: self._side_by_side(some, self._read_clauses))

    def _side_by_side(self, answers: Sequence[Answer], read: Read[T]) -> Iterator[T]:
        """Read distinct answers, several chunks of them at a time where there are many."""
        encoder = self.bundle.encoder
        if self._readers and len(answers) > FEW:  # readers are made before threads want them
            chunk = min(CHUNK, -(-len(answers) // encoder.workers))
            chunks = [answers[i : i + chunk] for i in range(0, len(answers), chunk)]
            alone = replace(encoder, workers=1)
            found = in_order(lambda part: read(part, alone), chunks, encoder.workers)
        else:
            found = in_order(lambda part: read(part, encoder), [answers], 1)
        return chain.from_iterable(found)

    def _read(self, answers: Sequence[Answer], encoder: Encoder) -> list[Prediction]:
        """Tag distinct answers."""
        found = self._told(answers, self._drafts(answers, encoder))
        return [found[answer] for answer in answers]

    def _read_clauses(self, answers: Sequence[Answer], encoder: Encoder) -> list[Told]:
        """Tag distinct answers; each with its clauses."""
        drafts = self._drafts(answers, encoder)
        found = self._told(answers, drafts)
        bundle = self.bundle
        clauses = read_clauses(list(drafts.values()), bundle.sentiment, bundle.gist)
        of_answer = dict(zip(drafts, clauses, strict=True))
        return [(found[answer], of_answer.get(answer, [])) for answer in answers]

    def _told(
        self, answers: Sequence[Answer], drafts: Mapping[Answer, Draft]
    ) -> dict[Answer, Prediction]:
        found = dict(zip(drafts, self._shown(list(drafts.values())), strict=True))
        unread = {answer for answer in answers if answer not in found}
        return found | {answer: Form.of(answer[0]).unread() for answer in unread}

    def _drafts(self, answers: Sequence[Answer], encoder: Encoder) -> dict[Answer, Draft]:
        """Read distinct answers, but for those without content or in an unknown language."""
        texts = dict.fromkeys(text for text, _ in answers)
        forms = dict(zip(texts, Form.of_all(texts), strict=True))
        read = [answer for answer in answers if forms[answer[0]].is_read]
        states = encoder.states(
            [forms[text].readable for text, _ in read], [question for _, question in read]
        )
        kept = [(a, s) for a, s in zip(read, states, strict=True) if len(s.spans)]
        readings = self._readers.read(
            [forms[text].readable for (text, _), _ in kept], [s for _, s in kept]
        )
        return {
            answer: self._draft(forms[answer[0]], reading)
            for (answer, _), reading in zip(kept, readings, strict=True)
        }

    def _draft(self, form: Form, reading: Reading) -> Draft:
        matches = matched(form.opening, self._leaves)
        settings = self.bundle.settings
        return Draft(
            form.text, form.language, form.opening, reading, matches, self._leaves, settings
        )

    def _shown(self, drafts: Sequence[Draft]) -> list[Prediction]:
        """Choose evidence: the clause that shows a thing most clearly when it is read alone."""
        issues = self._clauses(drafts, [draft.modelled for draft in drafts], self._issues_alone)
        signals = self._clauses(drafts, [draft.signals for draft in drafts], self._signals_alone)
        return [
            draft.prediction(*clauses)
            for draft, *clauses in zip(drafts, issues, signals, strict=True)
        ]

    def _clauses(
        self, drafts: Sequence[Draft], sought: Sequence[list[int]], read: ReadAlone
    ) -> list[dict[int, int]]:
        """Return, for each draft, what was sought and the clause that shows it."""
        several = [i for i, some in enumerate(sought) if some and len(drafts[i].places.read) > 1]
        alone = read([drafts[i] for i in several], [sought[i] for i in several]) if several else []
        best = {
            i: best_clauses(drafts[i].places.read, each)
            for i, each in zip(several, alone, strict=True)
        }
        return [
            dict(zip(some, best.get(i) or drafts[i].places.read * len(some), strict=True))
            if some
            else {}
            for i, some in enumerate(sought)
        ]

    def _issues_alone(self, drafts: Sequence[Draft], sought: Sequence[list[int]]) -> list[Floats]:
        readings = [draft.reading for draft in drafts]
        return self._readers.mentions(readings, [draft.places.owns for draft in drafts], sought)

    def _signals_alone(self, drafts: Sequence[Draft], sought: Sequence[list[int]]) -> list[Floats]:
        owns = [draft.places.owns for draft in drafts]
        vectors = [draft.reading.states.vectors for draft in drafts]
        parts = [each[own] for each, some in zip(vectors, owns, strict=True) for own in some]
        found = np.split(self._readers.signals(parts), np.cumsum([len(some) for some in owns])[:-1])
        return [each[:, some] for each, some in zip(found, sought, strict=True)]

    @cached_property
    def _readers(self) -> Readers:
        lesson = self.bundle.lesson
        ids = [issue.id for issue in self._leaves]
        correction = None if lesson is None else lesson.correction(ids)
        return Readers(self.bundle, self.queries, correction)

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
