"""Tag labelled comments and compare, output by output."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from cxnlp.errors import EvaluateError
from cxnlp.evaluate.evaluation import Evaluation
from cxnlp.evaluate.gold import Gold
from cxnlp.evaluate.issues import evaluate_issues
from cxnlp.evaluate.sentiment import evaluate_sentiment
from cxnlp.evaluate.signals import evaluate_signals
from cxnlp.tag import Prediction, TaggerLike

Progress = Callable[[int, int], None]
"""Called with how many comments are tagged and how many there are."""


def evaluate_gold(
    gold: Gold, tagger: TaggerLike, *, seed: int = 0, progress: Progress | None = None
) -> dict[str, Evaluation]:
    """Tag labelled comments and say how good each kind of output is.

    Parameters
    ----------
    gold : Gold
        What `read_gold` returned.
    tagger : TaggerLike
        What tags; its list must be the one the labels are of.
    seed : int
        Of the bootstrap.
    progress : callable, optional
        Told how far the tagging is.

    Returns
    -------
    dict of str to Evaluation
        By output, those that the file has labels of. The errors' `row` is the line of the file.

    Raises
    ------
    EvaluateError
        If no row has a label that can be used.
    """
    questions = None if gold.questions is None else [q or None for q in gold.questions]
    found = []
    for prediction in tagger.stream(gold.texts, questions):
        found.append(prediction)
        if progress is not None:
            progress(len(found), len(gold.texts))
    made = {}
    if gold.sentiment is not None:
        made["sentiment"] = _of(gold, gold.sentiment, found, evaluate_sentiment, seed=seed)
    if gold.issues is not None:
        made["issues"] = _of(gold, gold.issues, found, evaluate_issues, ids=gold.ids, seed=seed)
    if gold.signals is not None:
        judged = [signals or None for signals in gold.signals]
        made["signals"] = _of(gold, judged, found, evaluate_signals, seed=seed)
    kept = {name: each for name, each in made.items() if each is not None}
    if not kept:
        raise EvaluateError("no row with a label that is understood", "one", "see --map")
    return kept


def _of(
    gold: Gold,
    labels: list[Any],
    found: list[Prediction],
    evaluate: Callable[..., Evaluation],
    **options: Any,  # noqa: ANN401 - of the function that is called
) -> Evaluation | None:
    """Evaluate the rows that have a label, and call them by their lines."""
    rows = [i for i, label in enumerate(labels) if label is not None]
    if not rows:
        return None
    spoken = gold.languages or [prediction.language for prediction in found]
    made = evaluate(
        [labels[i] for i in rows],
        [found[i] for i in rows],
        languages=[spoken[i] or "und" for i in rows],
        **options,
    )
    lines = np.array([gold.lines[i] for i in rows], np.int64)
    return replace(made, errors=made.errors.assign(row=lines[made.errors["row"].astype(int)]))
