"""A probability sample: chances are kept, the rare is found."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxnlp.audit.draw import chances, drawn
from cxnlp.errors import CxError


def tags(n, seed=0):
    random = np.random.default_rng(seed)
    return random.random((n, 4)) < [0.4, 0.1, 0.01, 0.0], random.random(n)


@settings(max_examples=40)
@given(st.integers(1, 400), st.integers(1, 500), st.integers(0, 100))
def test_chances_are_above_zero_at_most_one_and_add_up(n, size, seed):
    chance = chances(*tags(n, seed), size)
    assert len(chance) == n
    assert ((chance > 0) & (chance <= 1)).all()
    assert chance.sum() == pytest.approx(min(n, size))
    assert len(drawn(chance, np.random.default_rng(seed))) == min(n, size)


def test_each_is_drawn_as_often_as_its_chance_says():
    chance = chances(*tags(200), 40)
    random = np.random.default_rng(1)
    counts = np.zeros(200)
    for _ in range(4000):
        counts[drawn(chance, random)] += 1
    error = np.sqrt(chance * (1 - chance) / 4000)
    assert (np.abs(counts / 4000 - chance) < 4.5 * error + 1e-9).all()


def test_rare_issues_and_doubtful_texts_are_drawn_more_often_and_none_seldom():
    mentioned, doubt = tags(5000)
    chance = chances(mentioned, doubt, 300)
    even = 300 / 5000
    assert chance[mentioned[:, 2]].sum() > 30
    assert chance.min() >= even / 2.01
    silent = ~mentioned.any(axis=1)
    assert np.corrcoef(chance[silent], doubt[silent])[0, 1] > 0.99


def test_the_same_seed_draws_the_same():
    chance = chances(*tags(500), 50)
    first, second = (drawn(chance, np.random.default_rng(3)) for _ in range(2))
    np.testing.assert_array_equal(first, second)
    assert len(set(first)) == 50


def test_impossible_chances_are_refused():
    with pytest.raises(CxError, match="add up"):
        drawn(np.array([0.5, 0.7]), np.random.default_rng(0))
    with pytest.raises(CxError, match="outside"):
        drawn(np.array([0.0, 1.0]), np.random.default_rng(0))
