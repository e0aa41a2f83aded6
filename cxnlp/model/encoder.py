"""Comments to token states, with ONNX Runtime.

Windows of equal length are read together, so nothing is padded, and the graph treats every token
row by itself: a comment's states are the same bits alone and in any company.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from cxnlp.model.tokens import Tokens, Window, tokenize, windows

if TYPE_CHECKING:
    from tokenizers import Tokenizer

    from cxnlp.model.vectors import WordVectors

BATCH_TOKENS = 1024
START, END = 0, 2
PREFIX = "query:"


@dataclass(frozen=True)
class TokenStates:
    """What the encoder made of one text.

    Parameters
    ----------
    vectors : float32 array, (tokens, hidden)
        One state a token, of the text's own tokens only.
    spans : int array, (tokens, 2)
        Where each token stands in the text, in code points: start, end (exclusive).
    """

    vectors: NDArray[np.float32]
    spans: NDArray[np.int64]


@dataclass(frozen=True)
class Encoder:
    """The encoder of a bundle.

    Parameters
    ----------
    session : onnxruntime.InferenceSession
        Graph from `words` (comments, tokens, hidden) to `states` of the same shape.
    tokenizer : tokenizers.Tokenizer
        Of the same vocabulary as `words`.
    words : WordVectors
        The vectors the graph starts from.
    """

    session: Any
    tokenizer: Tokenizer
    words: WordVectors

    def states(self, texts: Sequence[str]) -> list[TokenStates]:
        """Read texts of any length; each state comes with its place in the text."""
        tokens = tokenize(self.tokenizer, texts)
        cut = [(number, w) for number, t in enumerate(tokens) for w in windows(len(t.pieces))]
        parts: dict[int, list[NDArray[np.float32]]] = defaultdict(list)
        for (number, window), states in zip(cut, self._read(tokens, cut), strict=True):
            kept = slice(window.keep_from - window.start, window.keep_to - window.start)
            parts[number].append(states[kept])
        return [
            TokenStates(np.concatenate(parts[number]), t.spans) for number, t in enumerate(tokens)
        ]

    def _read(
        self, tokens: Sequence[Tokens], cut: Sequence[tuple[int, Window]]
    ) -> list[NDArray[np.float32]]:
        """Return the states of each window, without those of the prefix and the marks."""
        lead = [START, *self.tokenizer.encode(PREFIX, add_special_tokens=False).ids]
        pieces = [
            np.array([*lead, *tokens[number].pieces[w.start : w.stop], END]) for number, w in cut
        ]
        found: list[NDArray[np.float32]] = [np.empty((0, 0), np.float32)] * len(cut)
        for batch in _batches([len(p) for p in pieces]):
            words = self.words[np.stack([pieces[i] for i in batch])]
            (states,) = self.session.run(["states"], {"words": words})
            for i, state in zip(batch, states, strict=True):
                found[i] = state[len(lead) : -1]
        return found


def _batches(lengths: Sequence[int]) -> Iterable[list[int]]:
    """Group positions by equal length, in batches of a bounded number of tokens."""
    groups: dict[int, list[int]] = defaultdict(list)
    for position, length in enumerate(lengths):
        groups[length].append(position)
    for length, group in sorted(groups.items()):
        step = max(1, BATCH_TOKENS // length)
        yield from (group[i : i + step] for i in range(0, len(group), step))
