"""What a model makes of labelled comments: a cell for each comment and issue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from cxnlp.model.heads import FEELINGS
from cxnlp.model.lesson import SMALLEST, logit
from cxnlp.tag import Tagger
from cxnlp.tag.form import Form
from cxnlp.tag.reading import Readers, Reading
from cxnlp.text.normal import compose

CHUNK = 256


@dataclass(frozen=True)
class Cells:
    """n comments and k issues.

    Parameters
    ----------
    logit : float array, (n, k)
        The model's logit of each mention.
    seen : float32 array, (n, k, hidden)
        The token states, averaged by each issue's attention.
    told : float array, (n, k, 4)
        The logarithm of each feeling's probability.
    ruled : bool array, (n, k)
        Where a pattern of the issue matches.
    mention : bool array, (n, k)
        Who mentions what, as labelled.
    feeling : int array, (n, k)
        The feeling's number, -1 where it was not judged.
    """

    logit: NDArray[np.float64]
    seen: NDArray[np.float32]
    told: NDArray[np.float64]
    ruled: NDArray[np.bool_]
    mention: NDArray[np.bool_]
    feeling: NDArray[np.int64]

    def some(self, rows: NDArray[np.bool_]) -> Cells:
        """Return some of the comments, (n,) bool."""
        return Cells(
            self.logit[rows],
            self.seen[rows],
            self.told[rows],
            self.ruled[rows],
            self.mention[rows],
            self.feeling[rows],
        )

    def of_issues(self, columns: NDArray[np.intp]) -> Cells:
        """Return some of the issues, by their places."""
        return Cells(
            self.logit[:, columns],
            self.seen[:, columns],
            self.told[:, columns],
            self.ruled[:, columns],
            self.mention[:, columns],
            self.feeling[:, columns],
        )

    @classmethod
    def together(cls, parts: Sequence[Cells]) -> Cells:
        """Put comments below one another."""
        return cls(
            *(np.concatenate([getattr(part, each.name) for part in parts]) for each in fields(cls))
        )


def read_cells(
    tagger: Tagger,
    texts: Sequence[str],
    questions: Sequence[str | None],
    labels: Sequence[Mapping[str, str | None]],
) -> tuple[Cells, NDArray[np.bool_]]:
    """Read labelled comments.

    Parameters
    ----------
    tagger : Tagger
        A base model, and the list that the labels are of.
    texts, questions : sequence of n str
        The comments, and what each answers, or None.
    labels : sequence of n mappings
        By issue id the feeling, or None where it was not judged.

    Returns
    -------
    tuple of Cells and bool array (n,)
        The cells of the comments that the model reads, and which these are.
    """
    forms = [Form.of(text) for text in texts]
    read = [i for i, form in enumerate(forms) if form.is_read]
    readings: dict[int, Reading] = {}
    for start in range(0, len(read), CHUNK):
        some = read[start : start + CHUNK]
        readings.update(_read(tagger, [forms[i] for i in some], [questions[i] for i in some], some))
    kept = sorted(readings)
    mention, feeling = _labelled([labels[i] for i in kept], tagger)
    shape = (len(kept), mention.shape[1])
    found = [readings[i] for i in kept]
    cells = Cells(
        np.array([logit(r.mention) for r in found], float).reshape(shape),
        np.array([r.seen for r in found], np.float32).reshape(*shape, -1),
        np.log(np.maximum([r.feeling for r in found], SMALLEST)).reshape(*shape, 4).astype(float),
        np.array([_ruled(forms[i], tagger) for i in kept], bool).reshape(shape),
        mention,
        feeling,
    )
    return cells, np.isin(np.arange(len(texts)), kept)


def _read(
    tagger: Tagger, forms: Sequence[Form], questions: Sequence[str | None], names: Sequence[int]
) -> dict[int, Reading]:
    texts = [form.readable for form in forms]
    states = tagger.bundle.encoder.states(texts, questions)
    full = [i for i, each in enumerate(states) if len(each.spans)]
    readers = Readers(tagger.bundle, tagger.queries)
    found = readers.read([texts[i] for i in full], [states[i] for i in full])
    return {names[i]: reading for i, reading in zip(full, found, strict=True)}


def _ruled(form: Form, tagger: Tagger) -> list[bool]:
    composed = compose(form.opening)
    return [bool(issue.find(composed.text)) for issue in tagger.taxonomy.leaves()]


def _labelled(
    labels: Sequence[Mapping[str, str | None]], tagger: Tagger
) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
    ids = [issue.id for issue in tagger.taxonomy.leaves()]
    mention = np.array([[issue in row for issue in ids] for row in labels], bool)
    numbers = {None: -1} | {feeling: i for i, feeling in enumerate(FEELINGS)}
    feeling = np.array([[numbers[row.get(issue)] for issue in ids] for row in labels], np.int64)
    shape = (len(labels), len(ids))
    return mention.reshape(shape), feeling.reshape(shape)
