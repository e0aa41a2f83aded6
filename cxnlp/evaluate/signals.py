"""How well requests, complaints, effort, intent to leave and emotions are found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from cxnlp.errors import EvaluateError
from cxnlp.evaluate.calibration import RELIABILITY_COLUMNS, reliability
from cxnlp.evaluate.counts import BoolArray, Counts, FloatArray, divided, stacked
from cxnlp.evaluate.evaluation import Evaluation, standard_parts
from cxnlp.evaluate.marks import Marks, signal_marks
from cxnlp.evaluate.tables import (
    ERROR_COLUMNS,
    MOST_ERRORS,
    NONE,
    check_lengths,
    error_table,
    uncertain_table,
    with_what,
)
from cxnlp.model.heads import SIGNALS
from cxnlp.tag import Prediction

SIGNAL = "signal"


def evaluate_signals(
    gold: Sequence[Mapping[str, bool]],
    found: Sequence[Prediction],
    *,
    languages: Sequence[str] | None = None,
    parts: Mapping[str, Sequence[str]] | None = None,
    seed: int = 0,
) -> Evaluation:
    """Compare the signals found in comments with what people say is there.

    Parameters
    ----------
    gold : sequence of n mappings
        By signal (see `cxnlp.model.heads.SIGNALS`) whether the comment has it; a signal that is
        not in the mapping was not judged there.
    found : sequence of n Prediction
        What the tagger said of the same comments.
    languages : sequence of n str, optional
        The comments' languages, where they are known better than the tagger tells them.
    parts : mapping of str to sequence of n str, optional
        Further parts to show apart, by name the level of each comment.
    seed : int
        Of the bootstrap.

    Raises
    ------
    EvaluateError
        If there is no comment, the lengths differ, a signal has another name, or none was judged.
    """
    check_lengths(len(gold), len(found))
    names = _judged_names(gold)
    given = list(languages) if languages is not None else [p.language for p in found]
    return compare_signals(
        gold, signal_marks(found, names), [p.text for p in found], given, parts=parts, seed=seed
    )


def compare_signals(
    gold: Sequence[Mapping[str, bool]],
    found: Marks,
    texts: list[str],
    languages: list[str],
    *,
    parts: Mapping[str, Sequence[str]] | None = None,
    seed: int = 0,
) -> Evaluation:
    """Compare signals as `evaluate_signals` does, with what was found given as marks.

    Parameters
    ----------
    gold : sequence of n mappings
        By signal whether the comment has it, where that was judged.
    found : Marks
        What a tagger said of the signals `found.ids`; others are not compared.
    texts, languages : list of n str
        The comments.
    parts : mapping of str to sequence of n str, optional
        Further parts to show apart.
    seed : int
        Of the bootstrap.
    """
    names = found.ids
    judged = np.array([[name in row for name in names] for row in gold])
    truth = np.array([[bool(row.get(name)) for name in names] for row in gold])
    said = found.mention & judged
    shown = {**standard_parts(texts, languages), **(parts or {})}
    divisions = divided(Counts(names, truth, said, truth & said, seed), shown)
    bins = _bins(names, found.probability, truth, judged)
    return Evaluation(
        "signals",
        len(gold),
        stacked(divisions, Counts.overall, SIGNAL),
        stacked(divisions, Counts.labels, SIGNAL),
        _confusion(names, truth, said, judged),
        pd.concat([with_what(table, name) for name, table in bins.items()], ignore_index=True),
        pd.concat([error_table(table, name) for name, table in bins.items()], ignore_index=True),
        uncertain_table(found.unsure[judged], (said == truth)[judged], SIGNAL),
        _errors(found, truth, judged, texts, languages),
    )


def _judged_names(gold: Sequence[Mapping[str, bool]]) -> tuple[str, ...]:
    judged = {name for row in gold for name in row}
    strange = sorted(judged - set(SIGNALS))
    if strange:
        raise EvaluateError(f'the signal "{strange[0]}"', ", ".join(SIGNALS))
    if not judged:
        raise EvaluateError("no signal was judged", ", ".join(SIGNALS))
    return tuple(name for name in SIGNALS if name in judged)


def _bins(
    names: Sequence[str], probability: FloatArray, truth: BoolArray, judged: BoolArray
) -> dict[str, pd.DataFrame]:
    known = judged & np.isfinite(probability)
    made = {
        name: reliability(probability[known[:, i], i], truth[known[:, i], i])
        for i, name in enumerate(names)
        if known[:, i].any()
    }
    return made or {SIGNAL: pd.DataFrame(columns=list(RELIABILITY_COLUMNS))}


def _confusion(
    names: Sequence[str], truth: BoolArray, said: BoolArray, judged: BoolArray
) -> pd.DataFrame:
    """Count hits, misses, false alarms and rightly silent for each signal."""
    rows = []
    for i, name in enumerate(names):
        for gold in (True, False):
            for found in (True, False):
                n = int((judged[:, i] & (truth[:, i] == gold) & (said[:, i] == found)).sum())
                rows.append((_label(name, gold), _label(name, found), n))
    return pd.DataFrame(rows, columns=["gold", "found", "n"])


def _label(name: str, there: bool) -> str:
    return name if there else f"{NONE} ({name})"


def _errors(
    found: Marks, truth: BoolArray, judged: BoolArray, texts: list[str], languages: list[str]
) -> pd.DataFrame:
    """Return the answers that were surest and wrong."""
    # What is not told is not likely: a miss of unknown probability comes after known ones.
    sure = np.where(found.mention, found.probability, 1 - found.probability)
    places = np.argwhere(judged & (truth != found.mention)).tolist()
    worst = sorted(places, key=lambda at: (-np.nan_to_num(sure[*at]), *at))[:MOST_ERRORS]
    rows = [
        (
            row,
            texts[row],
            languages[row],
            _label(found.ids[i], truth[row, i]),
            _label(found.ids[i], found.mention[row, i]),
            sure[row, i],
            found.quotes.get((row, i), ""),
        )
        for row, i in worst
    ]
    return pd.DataFrame(rows, columns=list(ERROR_COLUMNS))
