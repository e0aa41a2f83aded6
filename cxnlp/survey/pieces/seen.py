"""Ids that were seen before, for more rows than a set of texts would fit in memory.

Sixteen bytes an id: a hash of 64 bits and its line. Among five million ids two different ones
share a hash with a probability below one in a million.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Hashes = NDArray[np.uint64]
Lines = NDArray[np.int64]


@dataclass
class SeenIds:
    """The ids of the rows so far.

    Parameters
    ----------
    filled : int
        How many rows had one.
    """

    filled: int = 0
    _runs: list[tuple[Hashes, Lines]] = field(default_factory=list)
    _others: list[Hashes] = field(default_factory=list)

    def first_lines(self, ids: NDArray[np.object_], lines: Lines, used: NDArray[np.bool_]) -> Lines:
        """Take in some rows; return for each the line that has its id already, 0 where none has.

        Parameters
        ----------
        ids : numpy.ndarray
            n texts, stripped; "" stands for no id.
        lines : numpy.ndarray
            n ints: the rows' lines, going up.
        used : numpy.ndarray
            n bools: rows that are used so far. Only these can repeat an id or be repeated.
        """
        given = ids != ""
        self.filled += int(given.sum())
        hashes: Hashes = pd.util.hash_array(ids, categorize=False)
        self._others.append(np.unique(hashes[given & ~used]))
        rows = np.flatnonzero(given & used)
        found, at = np.unique(hashes[rows], return_inverse=True)
        where = np.full(len(found), np.iinfo(np.int64).max)
        np.minimum.at(where, at, lines[rows])
        earlier = np.zeros(len(found), dtype=np.int64)
        for known, their_lines in self._runs:
            place = np.searchsorted(known, found).clip(max=len(known) - 1)
            hit = known[place] == found
            earlier[hit] = their_lines[place[hit]]
        self._keep(found[earlier == 0], where[earlier == 0])
        first = np.where(earlier > 0, earlier, where)[at]
        answer = np.zeros(len(ids), dtype=np.int64)
        answer[rows] = np.where(first < lines[rows], first, 0)
        return answer

    def _keep(self, hashes: Hashes, lines: Lines) -> None:
        if not len(hashes):
            return
        self._runs.append((hashes, lines))
        while len(self._runs) > 1 and 2 * len(self._runs[-1][0]) >= len(self._runs[-2][0]):
            (left, left_lines), (right, right_lines) = self._runs[-2:]
            both = np.concatenate([left, right])
            order = np.argsort(both, kind="stable")
            merged = both[order], np.concatenate([left_lines, right_lines])[order]
            self._runs[-2:] = [merged]

    @property
    def distinct(self) -> int:
        """How many different ids there were."""
        known = [hashes for hashes, _ in self._runs]
        # Sorting is far quicker here than NumPy's own way to unique values.
        hashes = np.sort(np.concatenate([*known, *self._others, np.empty(0, np.uint64)]))
        return int(len(hashes) > 0) + int(np.count_nonzero(hashes[1:] != hashes[:-1]))
