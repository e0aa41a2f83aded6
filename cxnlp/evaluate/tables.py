"""The smaller tables of an evaluation, the same for every kind of output."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from cxnlp.errors import EvaluateError
from cxnlp.evaluate.calibration import calibration_error
from cxnlp.evaluate.counts import BoolArray, share

NONE = "none"
"""What stands for an answer that was not given."""
MOST_ERRORS = 50
ERROR_COLUMNS = ("row", "text", "language", "gold", "found", "confidence", "evidence")


def check_lengths(gold: int, found: int) -> None:
    """Refuse to compare nothing, or what is not of the same comments."""
    if gold != found:
        raise EvaluateError(f"{gold} labels and {found} predictions", "as many of each")
    if not gold:
        raise EvaluateError("no labelled comment", "at least one")


def one_hot(labels: Sequence[str], names: Sequence[str]) -> BoolArray:
    """Return which of the names each label is: bool (n, k)."""
    return np.asarray(np.array(labels, dtype=object)[:, None] == np.array(names, dtype=object))


def with_what(table: pd.DataFrame, what: str) -> pd.DataFrame:
    """Return a table with the column `what` in front."""
    return table.assign(what=what)[["what", *table.columns]]


def confusion(gold: Sequence[str], found: Sequence[str]) -> pd.DataFrame:
    """Count the pairs of true and given label: `gold`, `found`, `n`."""
    pairs = pd.DataFrame({"gold": list(gold), "found": list(found)})
    return pairs.groupby(["gold", "found"], as_index=False).size().rename(columns={"size": "n"})


def error_table(bins: pd.DataFrame, what: str) -> pd.DataFrame:
    """Return the calibration errors of a reliability table: `what`, `bins`, `n`, `error`."""
    rows = [
        (what, kind, int(bins.loc[bins["bins"] == kind, "n"].sum()), error)
        for kind, error in calibration_error(bins).items()
    ]
    return pd.DataFrame(rows, columns=["what", "bins", "n", "error"])


def uncertain_table(unsure: BoolArray, right: BoolArray, what: str) -> pd.DataFrame:
    """Return how many answers are in the uncertain band, and how good those in and out are."""
    rows = []
    for where, place in (("inside", unsure), ("outside", ~unsure)):
        n, good = int(place.sum()), int(right[place].sum())
        part = n / len(unsure) if len(unsure) else float("nan")
        rows.append((what, where, n, part, good, *share(good, n)))
    names = ["what", "where", "n", "share", "right", "accuracy", "low", "high"]
    return pd.DataFrame(rows, columns=names)
