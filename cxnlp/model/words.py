"""Comments to pieces word by word; a word that was met before is not split again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from tokenizers import Tokenizer

MOST_WORDS = 200_000


class Word(NamedTuple):
    """A word's pieces, and where the middle of each stands in it, in code points."""

    pieces: tuple[int, ...]
    middles: tuple[float, ...]


class Line(NamedTuple):
    """The pieces of some comments in one row.

    Parameters
    ----------
    pieces : int array, (tokens,)
        Numbers in the vocabulary, comment after comment.
    counts : int array, (comments,)
        How many of them each comment has.
    """

    pieces: NDArray[np.int64]
    counts: NDArray[np.int64]


@dataclass
class Words:
    """The words met so far.

    Parameters
    ----------
    tokenizer : tokenizers.Tokenizer
        Splits at white space first, as that of the model does, so that a word is always split in
        the same way.
    """

    tokenizer: Tokenizer = field(repr=False)
    _known: dict[str, Word] = field(default_factory=dict, repr=False)

    def line(self, texts: Sequence[str]) -> Line:
        """Split comments into pieces."""
        split = [text.split() for text in texts]
        known = self._with(chain.from_iterable(split))
        pieces: list[int] = []
        counts = []
        for words in split:
            before = len(pieces)
            for word in words:
                pieces += known[word].pieces
            counts.append(len(pieces) - before)
        return Line(np.array(pieces, np.int64), np.array(counts, np.int64))

    def middles(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Return where the middle of each piece stands in its comment, as `line` splits them."""
        split = [text.split() for text in texts]
        known = self._with(chain.from_iterable(split))
        begins: list[int] = []
        inside: list[float] = []
        counts = []
        for text, words in zip(texts, split, strict=True):
            end = 0
            for word in words:
                begin = text.index(word, end)
                end = begin + len(word)
                begins.append(begin)
                inside += known[word].middles
                counts.append(len(known[word].middles))
        return np.asarray(np.repeat(np.array(begins, float), counts) + np.array(inside, float))

    def _with(self, words: Iterable[str]) -> dict[str, Word]:
        """Return what is known once these words are too; the oldest are forgotten all at once."""
        known = self._known
        wanted = set(words)
        if len(known) + len(wanted) > MOST_WORDS:
            known = self._known = {word: known[word] for word in wanted if word in known}
        fresh = sorted(wanted.difference(known))
        for word, found in zip(
            fresh, self.tokenizer.encode_batch(fresh, add_special_tokens=False), strict=True
        ):
            known[word] = Word(tuple(found.ids), tuple((a + b) / 2 for a, b in found.offsets))
        return known
