"""Which issues or signals which comments have, and with what feeling, as arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from cxnlp.errors import EvaluateError
from cxnlp.evaluate.counts import BoolArray, FloatArray
from cxnlp.issues.checks import did_you_mean
from cxnlp.model.heads import FEELINGS
from cxnlp.tag import Prediction
from cxnlp.tag.prediction import Signal


@dataclass(frozen=True)
class Marks:
    """What is said of n comments and k issues or signals.

    Parameters
    ----------
    ids : tuple of str
        The issues or signals.
    mention : bool array, (n, k)
        Whether the comment mentions the issue, or has the signal.
    feeling : int array, (n, k)
        The place in `FEELINGS`, or -1 where nothing is told.
    probability : float array, (n, k)
        Of a mention, or NaN where nothing is told.
    unsure : bool array, (n, k)
        Whether the tagger says that it is not sure.
    quotes : dict of (row, column) to str
        The words that show it.
    """

    ids: tuple[str, ...]
    mention: BoolArray
    feeling: NDArray[np.int64]
    probability: FloatArray
    unsure: BoolArray
    quotes: dict[tuple[int, int], str] = field(default_factory=dict)


def judged_marks(gold: Sequence[Mapping[str, str | None]], ids: Sequence[str]) -> Marks:
    """Return what people judged: by issue id the feeling or None, a mapping a comment.

    Raises
    ------
    EvaluateError
        If an issue is not among `ids`, or a feeling is another one.
    """
    marks = _empty(len(gold), ids)
    place = {issue: i for i, issue in enumerate(ids)}
    for row, labels in enumerate(gold):
        for issue, feeling in labels.items():
            if issue not in place:
                raise EvaluateError(
                    f'the issue "{issue}"', "an issue of the list", did_you_mean(issue, tuple(ids))
                )
            marks.mention[row, place[issue]] = True
            if feeling is not None:
                marks.feeling[row, place[issue]] = _number(feeling)
    return marks


def tagged_marks(found: Sequence[Prediction], ids: Sequence[str]) -> Marks:
    """Return which issues a tagger said are mentioned; one by a pattern has no probability.

    Raises
    ------
    EvaluateError
        If it tagged an issue that is not among `ids`.
    """
    marks = _empty(len(found), ids)
    place = {issue: i for i, issue in enumerate(ids)}
    for row, prediction in enumerate(found):
        for mention in (*prediction.issues, *prediction.possible):
            if mention.id not in place:
                raise EvaluateError(f'the tagged issue "{mention.id}"', "an issue of the list")
            cell = row, place[mention.id]
            marks.feeling[cell] = _number(mention.feeling)
            if mention.source != "pattern":
                marks.probability[cell] = mention.probability
            marks.quotes[cell] = mention.evidence.text.strip()
            marks.unsure[cell] = mention.uncertain
        for mention in prediction.issues:
            marks.mention[row, place[mention.id]] = True
    return marks


def signal_marks(found: Sequence[Prediction], names: Sequence[str]) -> Marks:
    """Return which signals a tagger said are there."""
    marks = _empty(len(found), names)
    place = {name: i for i, name in enumerate(names)}
    for row, prediction in enumerate(found):
        said = _signals(prediction)
        for signal in (*said, *prediction.possible_signals):
            if signal.name in place:
                cell = row, place[signal.name]
                marks.probability[cell] = signal.probability
                marks.quotes[cell] = signal.evidence.text.strip()
                marks.unsure[cell] = signal.uncertain
        for signal in said:
            if signal.name in place:
                marks.mention[row, place[signal.name]] = True
    return marks


def _signals(prediction: Prediction) -> list[Signal]:
    single = (prediction.request, prediction.complaint, prediction.effort, prediction.leave)
    return [signal for signal in (*single, *prediction.emotions) if signal is not None]


def _empty(n: int, ids: Sequence[str]) -> Marks:
    shape = (n, len(ids))
    return Marks(
        tuple(ids),
        np.zeros(shape, bool),
        np.full(shape, -1),
        np.full(shape, np.nan),
        np.zeros(shape, bool),
    )


def _number(feeling: str) -> int:
    if feeling not in FEELINGS:
        raise EvaluateError(f'the feeling "{feeling}"', ", ".join(FEELINGS))
    return FEELINGS.index(feeling)
