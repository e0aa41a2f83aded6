"""The clause of a comment that shows an issue."""

from __future__ import annotations

from collections.abc import Callable

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
    tokens : int array, (tokens, 2)
        Spans of the comment's tokens.
    """

    def __init__(self, text: str, readable: str, tokens: NDArray[np.int64]) -> None:
        self.text = text
        self.spans = np.array(clauses(readable) or [(0, len(text))])
        self.tokens = tokens
        middles = (tokens[:, 0] + tokens[:, 1]) / 2
        place = np.searchsorted(self.spans[:, 0], middles, side="right") - 1
        self.place = np.maximum(place, 0)
        self.read = sorted(set(self.place.tolist()))

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
        start, end = self.spans[clause].tolist()
        if end - start <= LONGEST:
            return Evidence(start, end, self.text[start:end])
        inside = self.place == clause
        looked = np.where(inside, attention(), -1) if attention else inside
        peak = int(self.tokens[int(looked.argmax())].mean())
        return self._quote(start, end, peak)

    def around(self, start: int, end: int) -> Evidence:
        """Return the clause in which a matched pattern begins."""
        index = max(int(np.searchsorted(self.spans[:, 0], start, side="right")) - 1, 0)
        first, last = (int(x) for x in self.spans[index])
        return self._quote(min(first, start), max(last, end), start)

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
