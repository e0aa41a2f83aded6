"""Comments to token states, with ONNX Runtime.

Windows of equal length are read together, so nothing is padded, and the graph treats every token
row by itself: a comment's states are the same bits alone and in any company.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from cxnlp.model.tokens import Window, tokenize, windows

if TYPE_CHECKING:
    from tokenizers import Tokenizer

    from cxnlp.model.vectors import PackedVectors

BATCH_TOKENS = 320
START, END = 0, 2
PREFIX = "query:"
LONGEST_QUESTION = 64


@dataclass(frozen=True)
class TokenStates:
    """What the encoder made of one text.

    Parameters
    ----------
    vectors : float32 array, (tokens, hidden)
        One state a token, of the text's own tokens only.
    spans : int array, (tokens, 2)
        Where each token stands in the text, in code points: start, end (exclusive).
    pieces : int array, (tokens,)
        Which piece of the vocabulary each token is.
    """

    vectors: NDArray[np.float32]
    spans: NDArray[np.int64]
    pieces: NDArray[np.int64]


@dataclass(frozen=True)
class Encoder:
    """The encoder of a bundle.

    Parameters
    ----------
    session : onnxruntime.InferenceSession
        Graph from `words` (comments, tokens, hidden) to `states` of the same shape.
    tokenizer : tokenizers.Tokenizer
        Of the same vocabulary as `words`.
    words : PackedVectors
        The vectors the graph starts from.
    workers : int
        How many batches are read side by side, each by one thread.
    """

    session: Any
    tokenizer: Tokenizer
    words: PackedVectors
    workers: int = 1

    def states(
        self, texts: Sequence[str], questions: Sequence[str | None] | None = None
    ) -> list[TokenStates]:
        """Read texts of any length; each state comes with its place in the text.

        Parameters
        ----------
        texts : sequence of str
            Comments.
        questions : sequence of str or None, optional
            What each of them answers, as far as it is known. The first 64 tokens count.
        """
        tokens = tokenize(self.tokenizer, texts)
        leads = self._leads(questions if questions is not None else [None] * len(tokens))
        cut = [
            _Cut(number, w, np.array([*lead, *t.pieces[w.start : w.stop], END]), len(lead))
            for number, (t, lead) in enumerate(zip(tokens, leads, strict=True))
            for w in windows(len(t.pieces))
        ]
        parts: dict[int, list[NDArray[np.float32]]] = defaultdict(list)
        for each, states in zip(cut, self._read(cut), strict=True):
            start = each.lead - each.window.start
            kept = slice(start + each.window.keep_from, start + each.window.keep_to)
            parts[each.number].append(states[kept])
        return [
            TokenStates(np.concatenate(parts[number]), t.spans, t.pieces)
            for number, t in enumerate(tokens)
        ]

    def _leads(self, questions: Sequence[str | None]) -> list[list[int]]:
        """Return the pieces that stand before each comment's own."""
        plain = [START, *self._pieces(PREFIX)]
        asked = {
            question: [*plain, *self._pieces(question)[:LONGEST_QUESTION], END]
            for question in set(questions)
            if question
        }
        return [asked[question] if question else plain for question in questions]

    def _pieces(self, text: str) -> list[int]:
        return list(self.tokenizer.encode(text, add_special_tokens=False).ids)

    def _read(self, cut: Sequence[_Cut]) -> list[NDArray[np.float32]]:
        """Return the states of each window, with those of the lead and the mark at its end."""
        found: list[NDArray[np.float32]] = [np.empty((0, 0), np.float32)] * len(cut)
        batches = list(_batches([len(each.pieces) for each in cut]))
        stacks = [np.stack([cut[i].pieces for i in batch]) for batch in batches]
        for batch, states in zip(batches, self._run_all(stacks), strict=True):
            for i, state in zip(batch, states, strict=True):
                found[i] = state
        return found

    def _run_all(self, stacks: Sequence[NDArray[np.int64]]) -> list[NDArray[np.float32]]:
        """Run batches, several at a time; one batch does not wait for threads to start."""
        if self.workers < 2 or len(stacks) < 2:
            return [self._run(stack) for stack in stacks]
        with ThreadPoolExecutor(self.workers) as pool:
            return list(pool.map(self._run, stacks))

    def _run(self, pieces: NDArray[np.int64]) -> NDArray[np.float32]:
        (states,) = self.session.run(["states"], {"words": self.words[pieces]})
        return np.asarray(states, np.float32)


@dataclass(frozen=True)
class _Cut:
    """A window of a comment as it is read: with a lead before it and a mark at its end."""

    number: int
    window: Window
    pieces: NDArray[np.int64]
    lead: int


def _batches(lengths: Sequence[int]) -> Iterable[list[int]]:
    """Group positions by equal length, in batches of a bounded number of tokens."""
    groups: dict[int, list[int]] = defaultdict(list)
    for position, length in enumerate(lengths):
        groups[length].append(position)
    for length, group in sorted(groups.items()):
        step = max(1, BATCH_TOKENS // length)
        yield from (group[i : i + step] for i in range(0, len(group), step))
