"""What the heads of a bundle say of comments, whole: every probability, reported or not.

Measuring calibration and choosing thresholds needs what `Tagger.predict` does not tell. The
comments go the way that `predict` sends them; one that it does not read gets no answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from cxnlp.evaluate import Evaluation
from cxnlp.evaluate.marks import Marks
from cxnlp.model.heads import SIGNALS
from cxnlp.model.settings import Band
from cxnlp.tag.fast_reading import FastReading
from cxnlp.tag.fast_tagger import FastTagger
from cxnlp.tag.form import Form
from cxnlp.tag.one_call import AnyTagger
from cxnlp.tag.tagger import Tagger

CHUNK = 256


@dataclass(frozen=True)
class Read:
    """What the heads say of n comments.

    Parameters
    ----------
    mention : float array, (n, issues)
        Probability that each issue is mentioned; 0 of a comment that is not read.
    feeling : int array, (n, issues)
        The likeliest feeling, by its place in `FEELINGS`.
    signals : float array, (n, 12)
        Probabilities of `SIGNALS`.
    """

    mention: np.ndarray
    feeling: np.ndarray
    signals: np.ndarray


def read(
    tagger: AnyTagger, texts: Sequence[str], questions: Sequence[str | None] | None = None
) -> Read:
    """Read comments, a few hundred at a time."""
    asked = list(questions) if questions is not None else [None] * len(texts)
    issues = len(tagger.taxonomy.leaves())
    found = Read(
        np.zeros((len(texts), issues)),
        np.zeros((len(texts), issues), int),
        np.zeros((len(texts), len(SIGNALS))),
    )
    forms = [Form.of(text) for text in texts]
    rows = [i for i, form in enumerate(forms) if form.is_read]
    read_some = _read_fast if isinstance(tagger, FastTagger) else _read_some
    for start in range(0, len(rows), CHUNK):
        read_some(tagger, forms, asked, rows[start : start + CHUNK], found)
    return found


def _read_some(
    tagger: Tagger, forms: list[Form], asked: list[str | None], rows: list[int], found: Read
) -> None:
    texts = [forms[i].readable for i in rows]
    states = tagger.bundle.encoder.states(texts, [asked[i] for i in rows])
    kept = [place for place, state in enumerate(states) if len(state.spans)]
    readings = tagger._readers.read([texts[p] for p in kept], [states[p] for p in kept])
    for place, reading in zip(kept, readings, strict=True):
        row = rows[place]
        found.mention[row] = reading.mention
        found.feeling[row] = reading.feeling.argmax(1)
        found.signals[row] = reading.signals


def _read_fast(
    tagger: FastTagger, forms: list[Form], asked: list[str | None], rows: list[int], found: Read
) -> None:
    places, line = tagger._line([forms[i].readable for i in rows])
    if not places:
        return
    some = [rows[place] for place in places]
    questions = tagger.bundle.asked([asked[i] for i in some])
    reading = FastReading.of(tagger.bundle.net, line, questions, tagger.classifiers)
    who, what = (each.ravel() for each in np.indices(reading.mention.shape))
    found.mention[some] = reading.mention
    found.feeling[some] = reading.mentions(who, what)[0].argmax(1).reshape(reading.mention.shape)
    found.signals[some] = reading.signals


def issue_marks(found: Read, ids: Sequence[str], band: Band) -> Marks:
    """Return the mentions above a threshold, and the probabilities of all."""
    p = found.mention
    return Marks(
        tuple(ids), p >= band.threshold, found.feeling, p, (p >= band.low) & (p < band.high)
    )


def signal_marks(found: Read, bands: dict[str, Band], names: Sequence[str]) -> Marks:
    """Return the signals above their thresholds, and the probabilities of all."""
    p = found.signals[:, [SIGNALS.index(name) for name in names]]
    cut = np.array([bands[name].threshold for name in names])
    low, high = (np.array([getattr(bands[name], end) for name in names]) for end in ("low", "high"))
    nothing = np.full(p.shape, -1)
    return Marks(tuple(names), p >= cut, nothing, p, (p >= low) & (p < high))


def slim(evaluation: Evaluation) -> dict[str, Any]:
    """Return an evaluation for eval.json: each label's figures over all comments only."""
    made = evaluation.to_dict()
    made["labels"] = {what: parts["all"]["all"] for what, parts in made["labels"].items()}
    return made


def some(frame: pd.DataFrame, rows: int) -> pd.DataFrame:
    """Return at most so many rows, always the same ones; all for 0."""
    return frame if rows == 0 or len(frame) <= rows else frame.sample(rows, random_state=0)
