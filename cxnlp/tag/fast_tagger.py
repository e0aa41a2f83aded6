"""Comments to predictions by a fast model: whole chunks at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from cxnlp.issues import Issue, Taxonomy
from cxnlp.model.fast import FastBundle
from cxnlp.model.heads import SENTIMENTS
from cxnlp.model.parts import Parts
from cxnlp.model.static import Classifiers
from cxnlp.model.words import Line
from cxnlp.tag.base import BaseTagger
from cxnlp.tag.fast_draft import FastDrafts
from cxnlp.tag.fast_reading import FastReading
from cxnlp.tag.form import Form, read_forms
from cxnlp.tag.inputs import Answer, answers_of
from cxnlp.tag.interface import Questions
from cxnlp.tag.prediction import Prediction
from cxnlp.tag.side_by_side import in_order
from cxnlp.tag.tagger import Tagger

CHUNK = 512


@dataclass(frozen=True)
class FastTagger(BaseTagger):
    """A fast model and a list of issues, ready to tag comments.

    Parameters
    ----------
    bundle : FastBundle
        The model.
    taxonomy : Taxonomy
        The known issues; its leaves are tagged, parents are for adding up.
    """

    bundle: FastBundle
    taxonomy: Taxonomy

    @property
    def model(self) -> Mapping[str, str]:
        """Name, version and SHA-256 of the model, for the record of a run."""
        return self.bundle.record

    def sentiment(self, texts: Iterable[str], questions: Questions = None) -> NDArray[np.float32]:
        """Return the sentiment of comments alone, as `Tagger.sentiment` does."""
        answers = answers_of(texts, questions)
        nothing = np.zeros((0, len(SENTIMENTS)), np.float32)
        return np.concatenate([nothing, *in_order(self._sentiment, _chunks(answers), 1)])

    def read(self, answers: Sequence[Answer]) -> Iterator[Prediction]:
        """Tag distinct comments, each with the question it answers."""
        return chain.from_iterable(in_order(self._read, _chunks(answers), 1))

    def _sentiment(self, answers: Sequence[Answer]) -> NDArray[np.float32]:
        found = np.full((len(answers), len(SENTIMENTS)), np.nan, np.float32)
        places, line = self._line(read_forms([text for text, _ in answers]))
        if places:
            net = self.bundle.net
            vectors = self.bundle.asked([answers[i][1] for i in places])
            found[places] = net.sentiment(net.summary(net.states(line), vectors))
        return found

    def _read(self, answers: Sequence[Answer]) -> list[Prediction]:
        """Tag distinct answers."""
        forms = Form.of_all(text for text, _ in answers)
        places, line = self._line([form.readable if form.is_read else None for form in forms])
        found = {}
        if places:
            read = [forms[i] for i in places]
            bundle = self.bundle
            vectors = bundle.asked([answers[i][1] for i in places])
            reading = FastReading.of(bundle.net, line, vectors, self.classifiers)
            drafts = FastDrafts(read, reading, bundle.words, self._leaves, bundle.settings)
            found = dict(zip(places, drafts.predictions(), strict=True))
        return [found.get(i) or form.unread() for i, form in enumerate(forms)]

    def _line(self, forms: Sequence[str | None]) -> tuple[list[int], Line]:
        """Split what is read into pieces; return which comments have some, and the pieces.

        Comments come in order of length: those of one length are read together.
        """
        read = [i for i, form in enumerate(forms) if form is not None]
        line = self.bundle.words.line([form for form in forms if form is not None])
        some = np.flatnonzero(line.counts)
        counts = line.counts[some]
        order = np.argsort(counts, kind="stable")
        pieces = line.pieces[Parts(counts).tokens_of(order)]
        return [read[i] for i in some[order].tolist()], Line(pieces, counts[order])

    @cached_property
    def classifiers(self) -> Classifiers:
        """Read the issues' texts and examples once, by the model that taught this one."""
        return self.bundle.net.prepare(Tagger(self.bundle.teacher, self.taxonomy).queries)

    @cached_property
    def _leaves(self) -> tuple[Issue, ...]:
        return tuple(self.taxonomy.leaves())


def _chunks(answers: Sequence[Answer]) -> list[Sequence[Answer]]:
    return [answers[i : i + CHUNK] for i in range(0, len(answers), CHUNK)]
