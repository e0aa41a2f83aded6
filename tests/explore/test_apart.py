"""As many topics are shown as lie apart, where no number was asked for."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm

from cxnlp.explore import Search, Topics
from cxnlp.explore.apart import apart_in, by_chance, most_apart
from tests.explore.worlds import make_clauses


def points_around(count: int, spread: float, n: int = 1200) -> tuple[np.ndarray, np.ndarray]:
    """Return `count` directions of 24 numbers, and points around them, all of length 1."""
    random = np.random.default_rng(4)
    centres = random.standard_normal((count, 24))
    points = centres[random.integers(count, size=n)] + spread * random.standard_normal((n, 24))
    return tuple(
        np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)
        for rows in (centres, points)
    )  # type: ignore[return-value]


@pytest.mark.parametrize("count", [2, 5, 40])
def test_the_gap_left_by_chance_is_that_of_draws(count: int) -> None:
    drawn = np.sort(norm.rvs(size=(100_000, count), random_state=1), axis=1)
    assert by_chance(count) == pytest.approx((drawn[:, -1] - drawn[:, -2]).mean(), rel=0.02)


def test_clusters_that_are_cut_in_two_lie_less_apart() -> None:
    centres, points = points_around(12, 0.3)
    whole = apart_in(points, centres)
    cut = np.concatenate([centres, points[:12]])
    assert apart_in(points, cut) < 0.9 * whole
    assert apart_in(points, centres[:6]) < 0.9 * whole
    assert apart_in(points, centres[:1]) == 0
    assert apart_in(points[:0], centres) == 0


def test_the_fewest_that_lie_nearly_as_far_apart_are_taken() -> None:
    assert most_apart({40: 0.50, 20: 0.51, 12: 0.49, 8: 0.40}) == 12
    assert most_apart({12: 0.0}) == 12


def test_many_topics_are_found_where_there_are_many_and_few_where_there_are_few() -> None:
    few = Topics.find(make_clauses()[0], Search(repeats=2))
    assert set(few.tried) == {12, 8, 6, 4}
    assert len(few.ids) in (4, 6)
    clauses, _ = make_clauses(each=200)
    assert set(Topics.find(clauses, Search(repeats=1)).tried) == {40, 30, 20, 12, 8}
    _, points = points_around(30, 0.3, n=len(clauses))
    many = type(clauses)(clauses.table.assign(language="en"), points)
    assert len(Topics.find(many, Search(repeats=2)).ids) == 30


def test_a_number_asked_for_is_not_argued_with() -> None:
    clauses, _ = make_clauses()
    assert set(Topics.find(clauses, Search(n_topics=9, repeats=2)).tried) == {9}
    assert Topics.find(clauses, Search(repeats=0)).tried == {}
