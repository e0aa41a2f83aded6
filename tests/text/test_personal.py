"""A small run of `python -m tests.text.personal`."""

from __future__ import annotations

import pytest

from tests.text.personal import KINDS, OTHERS, examples, tally

EACH = 60


@pytest.fixture(scope="module")
def counts():
    return tally(examples(seed=3, each=EACH))


@pytest.mark.parametrize("what", KINDS)
def test_nearly_all_of_each_kind_is_masked(counts, what):
    assert counts[what, "whole"] >= 0.95 * EACH
    assert counts[what, "in part"] <= 0.02 * EACH


def test_other_numbers_mostly_stay(counts):
    wrong = sum(n for (what, kind), n in counts.items() if what == "nothing" and kind != "not")
    assert wrong <= 0.02 * EACH * len(KINDS)


def test_the_set_is_the_same_for_the_same_seed():
    once, again = (list(examples(seed=1, each=2 * len(OTHERS))) for _ in range(2))
    assert once == again
    assert all(each.text[each.start : each.end] for each in once)
