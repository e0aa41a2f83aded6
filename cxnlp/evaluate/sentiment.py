"""How good the overall sentiment is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cxnlp.errors import EvaluateError
from cxnlp.evaluate.calibration import reliability
from cxnlp.evaluate.counts import BoolArray, Counts, divided, share, stacked
from cxnlp.evaluate.evaluation import Evaluation, standard_parts
from cxnlp.evaluate.tables import (
    ERROR_COLUMNS,
    MOST_ERRORS,
    NONE,
    check_lengths,
    confusion,
    error_table,
    one_hot,
    uncertain_table,
    with_what,
)
from cxnlp.model.heads import SENTIMENTS
from cxnlp.tag import Prediction

LABEL = "label"


def evaluate_sentiment(
    gold: Sequence[str],
    found: Sequence[Prediction],
    *,
    languages: Sequence[str] | None = None,
    parts: Mapping[str, Sequence[str]] | None = None,
    seed: int = 0,
) -> Evaluation:
    """Compare the overall sentiment of comments with what people say it is.

    Parameters
    ----------
    gold : sequence of n str
        "negative", "neutral" or "positive".
    found : sequence of n Prediction
        What the tagger said of the same comments. A comment without sentiment (no content, or in a
        script that is not read) counts as missed.
    languages : sequence of n str, optional
        The comments' languages, where they are known better than the tagger tells them.
    parts : mapping of str to sequence of n str, optional
        Further parts to show apart, by name the level of each comment.
    seed : int
        Of the bootstrap.

    Raises
    ------
    EvaluateError
        If there is no comment, the lengths differ, or a label is another one.

    Examples
    --------
    >>> from cxnlp.testing import FakeTagger
    >>> found = FakeTagger().predict(["good", "bad", "good"])
    >>> evaluation = evaluate_sentiment(["positive", "negative", "negative"], found)
    >>> round(evaluation.measure("accuracy"), 2), evaluation.measure("macro_recall")
    (0.67, 0.75)
    """
    check_lengths(len(gold), len(found))
    strange = sorted(set(gold) - set(SENTIMENTS))
    if strange:
        raise EvaluateError(f"the sentiment {strange[0]!r}", ", ".join(SENTIMENTS), "map it")
    told = [p.sentiment.label if p.sentiment else NONE for p in found]
    truth, guess = one_hot(gold, SENTIMENTS), one_hot(told, SENTIMENTS)
    counts = Counts(SENTIMENTS, truth, guess, truth & guess, seed)
    given = languages if languages is not None else [p.language for p in found]
    shown = {**standard_parts([p.text for p in found], list(given)), **(parts or {})}
    divisions = divided(counts, shown)
    confidence = np.array([_confidence(p) for p in found])
    right: BoolArray = np.any(truth & guess, axis=1)
    answered = np.isfinite(confidence)
    bins = reliability(confidence[answered], right[answered])
    return Evaluation(
        "sentiment",
        len(gold),
        stacked(divisions, _overall, LABEL),
        stacked(divisions, Counts.labels, LABEL),
        confusion(gold, told),
        with_what(bins, LABEL),
        error_table(bins, LABEL),
        uncertain_table(np.array([_unsure(p) for p in found]), right, LABEL),
        _errors(gold, told, confidence, found, given),
        _notes(told),
    )


def _overall(counts: Counts) -> pd.DataFrame:
    """Put plain shares of comments before the other measures: right ones, answered ones."""
    table = counts.overall()
    n = len(counts.gold)
    if not n:
        return table
    shares = (("accuracy", counts.right), ("answered", counts.found))
    rows = [(name, *share(int(cells.any(axis=1).sum()), n), n) for name, cells in shares]
    return pd.concat([pd.DataFrame(rows, columns=table.columns), table], ignore_index=True)


def _confidence(prediction: Prediction) -> float:
    s = prediction.sentiment
    return float("nan") if s is None else max(s.negative, s.neutral, s.positive)


def _unsure(prediction: Prediction) -> bool:
    """Tell whether the tagger says that it is not sure; what it does not answer, it is not."""
    s = prediction.sentiment
    return s is None or s.uncertain


def _errors(
    gold: Sequence[str],
    told: Sequence[str],
    confidence: NDArray[np.float64],
    found: Sequence[Prediction],
    languages: Sequence[str],
) -> pd.DataFrame:
    wrong = [i for i in range(len(gold)) if gold[i] != told[i] and told[i] != NONE]
    worst = sorted(wrong, key=lambda i: (-confidence[i], i))[:MOST_ERRORS]
    rows = [
        (i, found[i].text, languages[i], gold[i], told[i], confidence[i], _words(found[i]))
        for i in worst
    ]
    return pd.DataFrame(rows, columns=list(ERROR_COLUMNS))


def _words(prediction: Prediction) -> str:
    """Return the clauses whose issues feel as the whole comment is said to."""
    label = prediction.sentiment.label if prediction.sentiment else NONE
    quotes = [m.evidence.text for m in prediction.issues if m.feeling == label]
    return " … ".join(dict.fromkeys(q.strip() for q in quotes))


def _notes(told: Sequence[str]) -> tuple[str, ...]:
    silent = sum(label == NONE for label in told)
    if not silent:
        return ()
    return (
        f"{silent} comments got no sentiment (no content, or a script that is not read); they "
        "count as missed.",
    )
