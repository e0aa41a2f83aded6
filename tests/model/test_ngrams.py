"""The buckets of a comment's letters."""

from __future__ import annotations

import unicodedata

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxnlp.model.ngrams import MULTIPLIER, SIZES, buckets
from tests.comments import comments

BITS = 12


def one_by_one(text: str, bits: int) -> set[int]:
    """Hash each n-gram by itself with Python's integers."""
    padded = f" {' '.join(unicodedata.normalize('NFC', text).lower().split())} "
    found = set()
    for size in SIZES:
        for start in range(len(padded) - size + 1):
            value = 0
            for place, sign in enumerate(padded[start : start + size]):
                value = value * int(MULTIPLIER) + ord(sign) + (place == 0)
            found.add((value * int(MULTIPLIER) % 2**64) >> (64 - bits))
    return found


@given(comments, st.integers(1, 18))
def test_buckets_are_those_of_each_ngram(text: str, bits: int) -> None:
    assert set(buckets(text, bits).tolist()) == one_by_one(text, bits)


@given(comments)
def test_buckets_are_distinct_in_rising_order_and_in_range(text: str) -> None:
    found = buckets(text, BITS)
    assert np.all(np.diff(found) > 0)
    assert len(found) > 0
    assert found.min() >= 0
    assert found.max() < 2**BITS


@given(comments)
def test_space_and_form_change_nothing(text: str) -> None:
    spaced = "\n " + "  ".join(f"{word}\t" for word in text.split())
    plain = " ".join(text.split())
    assert np.array_equal(buckets(spaced, BITS), buckets(plain, BITS))
    assert np.array_equal(buckets(unicodedata.normalize("NFD", text), BITS), buckets(text, BITS))


@pytest.mark.parametrize("text", ["Great SERVICE", "MẠNG Yếu", "ОЧЕНЬ плохо"])
def test_case_changes_nothing(text: str) -> None:
    assert np.array_equal(buckets(text.upper(), BITS), buckets(text.lower(), BITS))


def test_another_letter_changes_something() -> None:
    assert not np.array_equal(buckets("good", BITS), buckets("food", BITS))
