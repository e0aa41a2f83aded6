"""What the encoder makes of a comment depends on that comment alone, and on all of it."""

from __future__ import annotations

import numpy as np
import pytest

from cxnlp.model import Bundle
from cxnlp.model.encoder import BATCH_TOKENS, _batches
from cxnlp.model.tokens import WINDOW, tokenize

WORDS = "the service was fine and the bill came on time every month of this year".split()
TEXTS = [
    "Good",
    "Bad!",
    "The signal drops every evening",
    "พนักงานพูดจาดีมาก แต่ราคาแพง",
    "سرعت اینترنت خیلی کم است",
    "Mạng chập chờn suốt",
    "👍",
    " ".join(WORDS * 25),
    "The signal drops every evening",
]


def long_comment(words: int) -> str:
    return " ".join(WORDS[place % len(WORDS)] for place in range(words))


def test_states_are_the_same_bits_alone_and_in_company(bundle: Bundle) -> None:
    together = bundle.encoder.states(TEXTS * 3)
    for text, found in zip(TEXTS * 3, together, strict=True):
        (alone,) = bundle.encoder.states([text])
        assert np.array_equal(alone.vectors, found.vectors)
        assert np.array_equal(alone.spans, found.spans)


def test_every_token_has_a_state(bundle: Bundle) -> None:
    tokens = tokenize(bundle.encoder.tokenizer, TEXTS)
    for read, states in zip(tokens, bundle.encoder.states(TEXTS), strict=True):
        assert len(states.vectors) == len(read.pieces) == len(states.spans)
        assert states.vectors.dtype == np.float32
        assert np.isfinite(states.vectors).all()


@pytest.mark.parametrize("text", ["", " ", "\u200b"])
def test_nothing_has_no_state(bundle: Bundle, text: str) -> None:
    (states,) = bundle.encoder.states([text])
    assert len(states.vectors) == len(states.spans)
    assert bundle.encoder.states([]) == []


def test_a_long_comment_is_read_to_its_end(bundle: Bundle) -> None:
    text = long_comment(3000)
    start = len(text)
    plain, other = bundle.encoder.states([f"{text} Staff were rude!", f"{text} Staff were nice!"])
    assert len(plain.vectors) > 10 * WINDOW
    assert plain.spans[-1][1] == len(text) + len(" Staff were rude!")
    late = plain.spans[:, 0] >= start
    assert not np.array_equal(plain.vectors[late], other.vectors[late])
    far = plain.spans[:, 1] < start - 20 * WINDOW
    assert np.array_equal(plain.vectors[far], other.vectors[far])


def test_a_window_more_changes_no_earlier_state(bundle: Bundle) -> None:
    """A comment twice as long is read in the same way, far from its end."""
    short, long = bundle.encoder.states([long_comment(600), long_comment(1200)])
    assert np.array_equal(short.vectors[:100], long.vectors[:100])


def test_batches_hold_equal_lengths_and_each_comment_once() -> None:
    lengths = [5, 300, 5, 7, 5, 300, 300, 300, 7] * 40
    found = list(_batches(lengths))
    assert sorted(place for batch in found for place in batch) == list(range(len(lengths)))
    for batch in found:
        assert len({lengths[place] for place in batch}) == 1
        assert len(batch) == 1 or len(batch) * lengths[batch[0]] <= BATCH_TOKENS
