"""What topics are found in: the clauses of comments, each with the encoder's vector."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cxnlp.errors import ExplainError

Floats = NDArray[np.float32]
Ints = NDArray[np.intp]

CLAUSES = {
    "comment": "str",
    "row": "int64",
    "start": "int64",
    "end": "int64",
    "text": "str",
    "language": "str",
    "feeling": "str",
}


@dataclass(frozen=True)
class Clauses:
    """n clauses; a comment of several is in as many topics as they are about.

    Parameters
    ----------
    table : DataFrame
        Columns as in `CLAUSES`: the comment's id, its response, where the clause stands in the
        comment (code points), its words, the comment's language, and how the clause feels
        (`negative`, `neutral` or `positive`).
    vectors : float32 array, (n, hidden)
        What each clause is about: `cxnlp.model.gist`.

    Raises
    ------
    ExplainError
        If the two do not fit, or a number is missing.
    """

    table: pd.DataFrame
    vectors: Floats

    def __post_init__(self) -> None:
        missing = [name for name in CLAUSES if name not in self.table.columns]
        if missing:
            raise ExplainError(f"clauses without {missing[0]!r}", ", ".join(CLAUSES))
        if self.vectors.ndim != 2 or len(self.vectors) != len(self.table):
            found = " x ".join(map(str, self.vectors.shape))
            raise ExplainError(
                f"vectors of {found} for {len(self.table)} clauses",
                "a row of numbers for each clause",
                "give vectors in the clauses' order",
            )
        if not np.isfinite(self.vectors).all():
            bad = int(np.flatnonzero(~np.isfinite(self.vectors).all(axis=1))[0])
            raise ExplainError(f"the vector of clause {bad} is not of finite numbers")

    def __len__(self) -> int:
        return len(self.table)

    @classmethod
    def of(cls, rows: Iterable[tuple[object, ...]], vectors: Iterable[Floats]) -> Clauses:
        """Put clauses, each a row of `CLAUSES`, and their vectors together."""
        listed, stacked = list(rows), list(vectors)
        table = pd.DataFrame(listed, columns=list(CLAUSES)).astype(CLAUSES)
        return cls(table, np.stack(stacked) if stacked else np.zeros((0, 0), np.float32))

    def take(self, rows: Ints | NDArray[np.bool_]) -> Clauses:
        """Return some of them."""
        return Clauses(
            self.table[rows].reset_index(drop=True)
            if rows.dtype == bool
            else self.table.iloc[rows].reset_index(drop=True),
            self.vectors[rows],
        )
