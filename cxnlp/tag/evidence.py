"""The clause of a comment that shows an issue."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from cxnlp.model.encoder import TokenStates
from cxnlp.tag.prediction import Evidence
from cxnlp.text.segment import clauses

LONGEST = 240


class Clauses:
    """The clauses of one comment, and the tokens of each.

    Parameters
    ----------
    text : str
        The comment as given.
    readable : str
        The same comment without what no library can read; of the same length.
    middles : float array, (tokens,)
        Where the middle of each of the comment's tokens stands in it.
    """

    def __init__(self, text: str, readable: str, middles: NDArray[np.float64]) -> None:
        self.text = text
        self.readable = readable
        self.middles = middles

    @cached_property
    def spans(self) -> list[tuple[int, int]]:
        """Where each clause stands in the text."""
        return clauses(self.readable) or [(0, len(self.text))]

    @cached_property
    def place(self) -> NDArray[np.int64]:
        """The clause of each token, (tokens,)."""
        starts = [start for start, _ in self.spans]
        return np.asarray(np.searchsorted(starts, self.middles, side="right") - 1).clip(0)

    @cached_property
    def read(self) -> list[int]:
        """The clauses that have tokens, by position."""
        return sorted(set(self.place.tolist()))

    @property
    def owns(self) -> NDArray[np.bool_]:
        """Which tokens each clause of `read` has, the positions of those that have any."""
        return np.asarray(self.place == np.array(self.read)[:, None])

    def parts(self, states: TokenStates) -> dict[int, TokenStates]:
        """Return the token states of each clause of `read`, by its position."""
        return {
            c: TokenStates(states.vectors[own], states.spans[own], states.pieces[own])
            for c, own in zip(self.read, self.owns, strict=True)
        }

    def quote(
        self, clause: int, attention: Callable[[], NDArray[np.float32]] | None = None
    ) -> Evidence:
        """Return a clause; of one that is too long, the words around most attention.

        Parameters
        ----------
        clause : int
            Its position.
        attention : callable, optional
            Returns how much each token (tokens,) was looked at; without it, the first words are
            taken. Few clauses are so long that it is asked.
        """
        start, end = self.spans[clause]
        if end - start <= LONGEST:
            return Evidence(start, end, self.text[start:end])
        inside = self.place == clause
        looked = np.where(inside, attention(), -1) if attention else inside
        return self._quote(start, end, int(self.middles[looked.argmax()]))

    def quote_at(self, token: int) -> Evidence:
        """Return the clause of a token; of one that is too long, the words around the token."""
        middle = float(self.middles[token])
        return self._quote(*self._clause_at(middle), int(middle))

    def around(self, start: int, end: int) -> Evidence:
        """Return the clause in which a matched pattern begins."""
        first, last = self._clause_at(start)
        return self._quote(min(first, start), max(last, end), start)

    def _clause_at(self, place: float) -> tuple[int, int]:
        return self.spans[max(bisect_right(self.spans, place, key=lambda span: span[0]) - 1, 0)]

    def _quote(self, start: int, end: int, peak: int) -> Evidence:
        """Cut a clause that is too long to read down to the words around its peak."""
        if end - start > LONGEST:
            start, end = _shortened(self.text, start, end, peak)
        return Evidence(start, end, self.text[start:end])


def _shortened(text: str, start: int, end: int, peak: int) -> tuple[int, int]:
    """Keep about `LONGEST` characters around a place, whole words where there are spaces."""
    low = max(start, peak - LONGEST // 2)
    high = min(end, low + LONGEST)
    spaces = [i for i in range(low, high) if text[i].isspace()]
    if low > start and spaces and spaces[0] < peak:
        low = spaces[0] + 1
    if high < end and spaces and spaces[-1] > peak:
        high = spaces[-1]
    return low, high
