"""Precision, recall and corrected shares."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxnlp.explain.correction.accuracy import Bounds, accuracy, ratio_interval, share_interval
from cxnlp.explain.correction.audit import Audit, take_rows
from tests.simulation.worlds import Cell, audit_of, draw

WORLD = Cell("nps", 2000, 200, False, True)


def world(seed=0, cell=WORLD):
    random = np.random.default_rng(seed)
    of, truth = draw(cell, cell.n, random)
    return of, truth, audit_of(of, truth, cell.audited, random)


def test_an_audit_of_everything_is_the_plain_count():
    of, truth, _ = world()
    rows = np.arange(len(of))
    who = {"any": truth}
    audit = Audit(take_rows(of, rows), rows, np.ones(len(of)), who, rows)
    found = accuracy(of, audit, "any", 0)
    tagged, w = of.mentioned["any"][:, 0], of.weight
    both = w[tagged & truth[:, 0]].sum()
    assert found.precision.value == pytest.approx(both / w[tagged].sum())
    assert found.recall.value == pytest.approx(both / w[truth[:, 0]].sum())
    assert found.share.value == pytest.approx(np.average(truth[:, 0], weights=w))


def test_no_error_found_still_has_a_bound():
    of, _, audit = world()
    perfect = replace(audit, truth=audit.sample.mentioned)
    found = accuracy(of, perfect, "any", 0)
    assert found.precision.value == found.recall.value == 1.0
    assert 0.8 < found.precision.low < 1
    assert 0.5 < found.recall.low < 1
    assert "no false alarm found" in found.note
    assert "no miss found" in found.note
    tagged = np.average(of.mentioned["any"][:, 0], weights=of.weight)
    assert found.share.value == pytest.approx(tagged)
    assert found.share.high > tagged


def test_an_issue_never_tagged_is_refused_in_words():
    of, _, audit = world()
    audit.sample.mentioned["any"][:, 0] = False
    found = accuracy(of, audit, "any", 0)
    assert np.isnan(found.recall.value)
    assert "none of the audited" in found.note


@settings(max_examples=15)
@given(st.integers(0, 50), st.floats(0.1, 10))
def test_scale_of_weights_and_order_of_rows_change_nothing(seed, factor):
    of, _, audit = world(seed, Cell("nps", 400, 100, True, True))
    order = np.random.default_rng(seed).permutation(len(audit))
    moved = Audit(
        take_rows(audit.sample, order),
        audit.place[order],
        factor * audit.weight[order],
        {feeling: who[order] for feeling, who in audit.truth.items()},
        audit.unit[order],
    )
    for at in range(len(of.issues)):
        first, second = accuracy(of, audit, "any", at), accuracy(of, moved, "any", at)
        for name in ("precision", "recall", "share"):
            np.testing.assert_allclose(getattr(first, name), getattr(second, name), rtol=1e-9)


@settings(max_examples=15)
@given(st.integers(0, 50))
def test_figures_lie_within_their_ends_and_in_range(seed):
    of, _, audit = world(seed, Cell("nps", 300, 60, True, True))
    for at in range(len(of.issues)):
        found = accuracy(of, audit, "any", at)
        for value, low, high in (found.precision, found.recall, found.share):
            assert np.isnan(value) or 0 <= low <= value <= high <= 1


def test_rows_drawn_together_count_once():
    of, _, audit = world()
    apart = accuracy(of, audit, "any", 0).precision
    together = accuracy(of, replace(audit, unit=audit.unit // 5), "any", 0).precision
    assert np.ptp(together[1:]) > np.ptp(apart[1:])
    assert together.value == pytest.approx(apart.value)


def test_share_interval_is_jeffreys_and_exact_at_the_ends():
    low, high = share_interval(0.3, 10, 0.95)
    assert (low, high) == pytest.approx((0.0927, 0.6058), abs=1e-4)  # Beta(3.5, 7.5)
    assert share_interval(0.0, 100, 0.95) == pytest.approx((0.0, 0.0295), abs=1e-4)  # about 3 / n
    assert share_interval(1.0, 100, 0.95) == pytest.approx((0.9705, 1.0), abs=1e-4)


def test_ratio_of_figures_with_even_intervals_is_fiellers():
    above, below, half = Bounds(3.0, 2.5, 3.5), Bounds(2.0, 1.8, 2.2), (0.5, 0.2)
    low, high = ratio_interval(above, below)
    for ratio in (low, high):
        assert abs(3.0 - ratio * 2.0) == pytest.approx(np.hypot(half[0], ratio * half[1]))
    assert low < 1.5 < high
