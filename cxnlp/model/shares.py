"""What pieces add to the states of tokens by themselves, worked out once for each."""

from __future__ import annotations

from collections.abc import Sequence
from threading import Lock

import numpy as np

from cxnlp.model.heads import times
from cxnlp.model.parts import Floats, Ints
from cxnlp.model.vectors import PackedVectors


class PieceShares:
    """What pieces add to the states of tokens, worked out when a piece is first met.

    Parameters
    ----------
    words : PackedVectors
        A vector for every piece.
    matrices : sequence of float32 array, each (size, width)
        What vectors are multiplied by.
    """

    def __init__(self, words: PackedVectors, matrices: Sequence[Floats]) -> None:
        self.words = words
        self.matrices = matrices
        self._row = np.zeros(len(words.codes), np.int64)
        self._tables = [np.zeros((1, each.shape[1]), np.float32) for each in matrices]
        self._known = 1  # row 0 is of no piece: it stands between comments
        self._lock = Lock()

    def of(self, pieces: Ints) -> tuple[list[Floats], Ints]:
        """Return a table for each matrix, and the row in it that holds the share of each piece."""
        with self._lock:
            fresh = np.unique(pieces[self._row[pieces] == 0])
            if len(fresh):
                self._add(fresh)
            return self._tables, self._row[pieces]

    def _add(self, fresh: Ints) -> None:
        end = self._known + len(fresh)
        if end > len(self._tables[0]):
            self._tables = [self._grown(each, end) for each in self._tables]
        vectors = self.words[fresh]
        for table, matrix in zip(self._tables, self.matrices, strict=True):
            table[self._known : end] = times(vectors, matrix)
        self._row[fresh] = np.arange(self._known, end)
        self._known = end

    def _grown(self, table: Floats, least: int) -> Floats:
        grown = np.zeros((max(least, 2 * len(table)), table.shape[1]), np.float32)
        grown[: self._known] = table[: self._known]
        return grown
