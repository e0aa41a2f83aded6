"""Text to tokens, and tokens to windows that the encoder can read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from tokenizers import Tokenizer

WINDOW = 254
STRIDE = 190


@dataclass(frozen=True)
class Tokens:
    """The tokens of one comment.

    Parameters
    ----------
    pieces : int array, (tokens,)
        Numbers in the model's vocabulary.
    spans : int array, (tokens, 2)
        Where each token stands in the text, in code points: start, end (exclusive).
    """

    pieces: NDArray[np.int64]
    spans: NDArray[np.int64]


@dataclass(frozen=True)
class Window:
    """A stretch of a comment's tokens, and which of them it answers for.

    Overlapping windows let every token be read with its neighbours on both sides: each token's
    state comes from the one window in which it does not stand at a cut edge.
    """

    start: int
    stop: int
    keep_from: int
    keep_to: int


def tokenize(tokenizer: Tokenizer, texts: Sequence[str]) -> list[Tokens]:
    """Split texts into the model's pieces, with their places in the text as given."""
    encodings = tokenizer.encode_batch(list(texts), add_special_tokens=False)
    return [
        Tokens(
            np.array(encoding.ids, np.int64),
            np.array(_trimmed(text, encoding.offsets), np.int64).reshape(-1, 2),
        )
        for text, encoding in zip(texts, encodings, strict=True)
    ]


def _trimmed(text: str, spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Leave the white space that a piece carries in front of its word out of its span."""
    return [(end - len(text[start:end].lstrip()), end) for start, end in spans]


def windows(tokens: int, size: int = WINDOW, stride: int = STRIDE) -> list[Window]:
    """Cover so many tokens with windows; each token is kept by exactly one of them.

    Parameters
    ----------
    tokens : int
        Length of the comment.
    size, stride : int
        Longest window, and the step from one to the next; `stride < size`.
    """
    if tokens <= size:
        return [Window(0, tokens, 0, tokens)]
    margin = (size - stride) // 2
    starts = [*range(0, tokens - size, stride), tokens - size]
    edges = [0, *(start + margin for start in starts[1:]), tokens]
    return [
        Window(start, start + size, keep_from, keep_to)
        for start, (keep_from, keep_to) in zip(starts, pairwise(edges), strict=True)
    ]
