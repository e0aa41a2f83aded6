"""Tokens know where they stand, and windows read each of them once."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cxnlp.model import Bundle
from cxnlp.model.tokens import STRIDE, WINDOW, tokenize, windows
from cxnlp.text.normal import well_formed
from tests.comments import comments

LENGTHS = st.integers(0, 5000)


@given(LENGTHS, st.integers(2, 300), st.data())
def test_every_token_is_kept_by_one_window(tokens: int, size: int, data: st.DataObject) -> None:
    stride = data.draw(st.integers(1, size - 1))
    found = windows(tokens, size, stride)
    kept = [place for w in found for place in range(w.keep_from, w.keep_to)]
    assert kept == list(range(tokens))
    for window in found:
        assert 0 <= window.start <= window.keep_from <= window.keep_to <= window.stop <= tokens
        assert window.stop - window.start <= size


@given(LENGTHS)
@example(WINDOW)
@example(WINDOW + 1)
@example(WINDOW + STRIDE)
@example(WINDOW + STRIDE + 1)
def test_a_token_has_neighbours_on_both_sides(tokens: int) -> None:
    """No token is read at a cut edge: the window goes on, or the comment ends there."""
    margin = (WINDOW - STRIDE) // 2
    for window in windows(tokens):
        assert window.start == 0 or window.keep_from - window.start >= margin
        assert window.stop == tokens or window.stop - window.keep_to >= margin
        assert window.keep_from < window.keep_to or tokens == 0


@settings(max_examples=150)
@given(comments.map(well_formed))
def test_spans_lie_in_the_text_in_order(bundle: Bundle, text: str) -> None:
    (tokens,) = tokenize(bundle.encoder.tokenizer, [text])
    assert tokens.spans.shape == (len(tokens.pieces), 2)
    for start, end in tokens.spans:
        assert 0 <= start <= end <= len(text)
        assert start == end or not text[start].isspace()
    assert all(one[0] <= other[0] for one, other in pairwise(tokens.spans.tolist()))


@pytest.mark.parametrize(
    "text",
    [
        "The signal drops every evening",
        "พนักงานพูดจาดีมาก แต่ราคาแพง",
        "نمی\u200cدانم چرا قطع می\u200cشود",
        "Mạng chập chờn suốt cả tuần",
        "👍🏽 good 👨\u200d👩\u200d👧",
    ],
)
def test_spans_cover_every_letter(bundle: Bundle, text: str) -> None:
    (tokens,) = tokenize(bundle.encoder.tokenizer, [text])
    inside = {place for start, end in tokens.spans for place in range(start, end)}
    assert all(place in inside for place, sign in enumerate(text) if sign.isalnum())


def test_a_word_is_where_its_tokens_say(bundle: Bundle) -> None:
    text = "👍 ok, internet"
    (tokens,) = tokenize(bundle.encoder.tokenizer, [text])
    words = [text[start:end] for start, end in tokens.spans]
    assert "internet" in words
    assert "".join(words).startswith("👍")
