"""Topics are named in customers' own short words, which are no one customer's own."""

from __future__ import annotations

import numpy as np
import pytest

from cxnlp.explore import Clauses
from cxnlp.explore.names import keywords
from cxnlp.explore.naming import phrase_table
from cxnlp.explore.sayings import sayings

CALLED = [
    "No one called back when promised",
    "Nobody called back as promised",
    "and never called back when promised",
    "Andrew called back when promised",
    "I was promised on May 3 that I would be called back and then nobody did anything at all",
    "called back 3 times when promised",
]
PRICE = ["The price is too high", "price too high for what it is", "the price is high"] * 2


def told(called: list[str]) -> dict[tuple[int, str], str]:
    texts = called + PRICE
    rows = [(f"{i}q1", i, 0, len(text), text, "en", "negative") for i, text in enumerate(texts)]
    topics = np.array([1] * len(called) + [2] * len(PRICE))
    points = np.eye(2, dtype=np.float32)[topics - 1]
    clauses = Clauses.of(rows, points)
    return sayings(clauses, points, topics, [1, 2], phrase_table(clauses, topics, [1, 2]))


def test_a_short_clause_in_words_that_others_use_says_it() -> None:
    said = told([*CALLED, "No one called back when promised! \U0001f621", "Nobody called"])
    assert said[1, "en"] == "No one called back when promised"
    assert "price" in said[2, "en"].lower()


@pytest.mark.parametrize("amiss", CALLED[2:])
def test_a_clause_that_goes_on_or_is_one_customers_own_says_nothing(amiss: str) -> None:
    """Each is told of often enough, and yet none of them is the name."""
    said = told([amiss, "never called back, when promised in a long and winding letter of old"])
    assert said.get((1, "en")) is None


def test_keywords_are_a_phrase_or_three_words_of_different_stems() -> None:
    assert keywords(["no internet", "connected"]) == "no internet"
    assert keywords(["wait", "waiting", "weeks", "days", "month"]) == "wait, weeks, days"
    assert keywords(["หมู", "ปลา"]) == "หมู, ปลา"
