"""Stretches of a row of tokens, comments or clauses: those of one length are pooled together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Parts:
    """How many tokens each part has; one part begins where the one before it ends.

    Parts of one length that stand side by side are pooled in one go, so that many are pooled
    fastest in order of length. A part's figures are the same bits in any order.

    Parameters
    ----------
    counts : int array, (parts,)
        At least one each.
    """

    counts: Ints

    @cached_property
    def starts(self) -> Ints:
        """Where each part begins in the row, (parts,)."""
        return np.asarray(np.cumsum(self.counts) - self.counts)

    def blocks(self, *rows: Floats) -> Iterator[tuple[slice, list[Floats]]]:
        """Yield which parts stand together, and of each array (tokens, n) theirs: (some, each, n).

        Parameters
        ----------
        rows : float32 array, (tokens, n)
            What is known of the tokens; each array may have its own n.
        """
        for some, tokens in self._runs:
            count = some.stop - some.start
            yield some, [each[tokens].reshape(count, -1, each.shape[1]) for each in rows]

    def tokens_of(self, chosen: Ints) -> Ints:
        """Return the tokens of some parts, one part after another."""
        counts = self.counts[chosen]
        moved = self.starts[chosen] - np.cumsum(counts) + counts
        return np.asarray(np.repeat(moved, counts) + np.arange(counts.sum()))

    @cached_property
    def _runs(self) -> list[tuple[slice, slice]]:
        """Return parts of one length side by side, and their tokens."""
        parts = [0, *(np.flatnonzero(np.diff(self.counts)) + 1).tolist(), len(self.counts)]
        tokens = [*self.starts.tolist(), int(self.counts.sum())]
        return [(slice(a, b), slice(tokens[a], tokens[b])) for a, b in pairwise(parts) if a < b]
