"""How well the issues of a list are found, and how people feel about them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cxnlp.evaluate.calibration import reliability
from cxnlp.evaluate.counts import Counts, Part, divided, stacked
from cxnlp.evaluate.evaluation import Evaluation, standard_parts
from cxnlp.evaluate.marks import Marks, judged_marks, tagged_marks
from cxnlp.evaluate.tables import (
    ERROR_COLUMNS,
    MOST_ERRORS,
    NONE,
    check_lengths,
    confusion,
    error_table,
    uncertain_table,
    with_what,
)
from cxnlp.model.heads import FEELINGS
from cxnlp.tag import Prediction

MENTION, FELT = "mention", "mention with feeling"


def evaluate_issues(
    gold: Sequence[Mapping[str, str | None]],
    found: Sequence[Prediction],
    ids: Sequence[str],
    *,
    languages: Sequence[str] | None = None,
    parts: Mapping[str, Sequence[str]] | None = None,
    seed: int = 0,
) -> Evaluation:
    """Compare the issues tagged in comments with those that people found.

    Parameters
    ----------
    gold : sequence of n mappings
        By issue id the feeling ("negative", "neutral", "positive", "mixed"), or None where it was
        not judged. An empty mapping says that none of the issues is mentioned, and counts.
    found : sequence of n Prediction
        What the tagger said of the same comments.
    ids : sequence of str
        The issues that were looked for: the leaves of the list.
    languages : sequence of n str, optional
        The comments' languages, where they are known better than the tagger tells them.
    parts : mapping of str to sequence of n str, optional
        Further parts to show apart, by name the level of each comment.
    seed : int
        Of the bootstrap.

    Raises
    ------
    EvaluateError
        If there is no comment, the lengths differ, or an issue or a feeling is another one.

    Examples
    --------
    >>> from cxnlp.testing import FakeTagger
    >>> found = FakeTagger().predict(["good price", "poor speed"])
    >>> gold = [{"price": "positive"}, {"speed": "positive"}]
    >>> evaluation = evaluate_issues(gold, found, ["price", "speed", "staff"])
    >>> evaluation.measure("micro_f1"), evaluation.measure("micro_f1", "mention with feeling")
    (1.0, 0.5)
    """
    check_lengths(len(gold), len(found))
    given = list(languages) if languages is not None else [p.language for p in found]
    return compare_marks(
        judged_marks(gold, ids),
        tagged_marks(found, ids),
        [p.text for p in found],
        given,
        parts=parts,
        seed=seed,
    )


def compare_marks(
    gold: Marks,
    found: Marks,
    texts: list[str],
    languages: list[str],
    *,
    parts: Mapping[str, Sequence[str]] | None = None,
    seed: int = 0,
) -> Evaluation:
    """Compare two tables of marks on the same n comments and k issues.

    Parameters
    ----------
    gold, found : Marks
        What people judged, and what a tagger said.
    texts, languages : list of n str
        The comments.
    parts : mapping of str to sequence of n str, optional
        Further parts to show apart.
    seed : int
        Of the bootstrap.
    """
    shown = {**standard_parts(texts, languages), **(parts or {})}
    kinds = {MENTION: divided(_mentioned(gold, found, seed), shown)}
    if (gold.feeling >= 0).any():
        kinds[FELT] = divided(_felt(gold, found, seed), shown)
    known = np.isfinite(found.probability)
    bins = reliability(found.probability[known], gold.mention[known])
    given = found.mention
    pairs = _pairs(gold, found)
    return Evaluation(
        "issues",
        len(texts),
        _each(kinds, Counts.overall),
        _each(kinds, Counts.labels),
        confusion(pairs["gold"].tolist(), pairs["found"].tolist()),
        with_what(bins, MENTION),
        error_table(bins, MENTION),
        uncertain_table(found.unsure[given], gold.mention[given], MENTION),
        _errors(pairs, gold, found, texts, languages),
        _notes(known, given),
    )


def _mentioned(gold: Marks, found: Marks, seed: int) -> Counts:
    both = gold.mention & found.mention
    return Counts(gold.ids, gold.mention, found.mention, both, seed)


def _felt(gold: Marks, found: Marks, seed: int) -> Counts:
    """Count mentions as right where the feeling is, too; where nobody judged it, they are out."""
    judged = ~gold.mention | (gold.feeling >= 0)
    right = gold.mention & found.mention & judged & (gold.feeling == found.feeling)
    return Counts(gold.ids, gold.mention & judged, found.mention & judged, right, seed)


def _each(
    kinds: Mapping[str, Sequence[Part]], table: Callable[[Counts], pd.DataFrame]
) -> pd.DataFrame:
    made = [stacked(divisions, table, what) for what, divisions in kinds.items()]
    return pd.concat(made, ignore_index=True)


def _pairs(gold: Marks, found: Marks) -> pd.DataFrame:
    """Return a row for each comment and issue that is mentioned or was said to be."""
    rows, columns = np.nonzero(gold.mention | found.mention)
    return pd.DataFrame(
        {
            "row": rows,
            "issue": columns,
            "gold": _names(gold, rows, columns),
            "found": _names(found, rows, columns),
            "probability": found.probability[rows, columns],
        }
    )


def _names(marks: Marks, rows: NDArray[np.int64], columns: NDArray[np.int64]) -> list[str]:
    cells = zip(marks.mention[rows, columns], marks.feeling[rows, columns], strict=True)
    return [(FEELINGS[f] if f >= 0 else "mentioned") if m else NONE for m, f in cells]


def _errors(
    pairs: pd.DataFrame,
    gold: Marks,
    found: Marks,
    texts: list[str],
    languages: list[str],
) -> pd.DataFrame:
    """Return the surest false mentions and feelings, then as many misses, short comments first."""
    wrong = pairs[(pairs["gold"] != pairs["found"]) & (pairs["gold"] != "mentioned")]
    wrong = pd.concat([wrong, pairs[(pairs["gold"] == "mentioned") & (pairs["found"] == NONE)]])
    wrong = wrong.assign(length=[len(texts[row]) for row in wrong["row"]])
    missed = wrong["found"] == NONE
    false = wrong[~missed].sort_values(["probability", "row"], ascending=[False, True])
    # A miss of which no probability is told was surer than one that was possible.
    passed = wrong[missed].fillna({"probability": 0.0})
    passed = passed.sort_values(["probability", "length", "row"])
    worst = pd.concat([false.head(MOST_ERRORS // 2), passed.head(MOST_ERRORS // 2)])
    rows = [
        (
            row,
            texts[row],
            languages[row],
            f"{gold.ids[issue]}: {true}",
            f"{gold.ids[issue]}: {said}",
            probability,
            found.quotes.get((row, issue), ""),
        )
        for row, issue, true, said, probability in zip(
            *(worst[name].tolist() for name in ("row", "issue", "gold", "found", "probability")),
            strict=True,
        )
    ]
    return pd.DataFrame(rows, columns=list(ERROR_COLUMNS))


def _notes(known: NDArray[np.bool_], given: NDArray[np.bool_]) -> tuple[str, ...]:
    if known.any() and not known[~given].any():
        return ("Calibration is that of the mentions given; of the others no probability is told.",)
    return ()
