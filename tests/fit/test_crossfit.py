"""Figures come from comments that were left out, and the threshold from what is to be expected."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxnlp.fit.cells import Cells
from cxnlp.fit.crossfit import applied, best_threshold, folds, learn, tried, untaught


@pytest.fixture
def cells() -> Cells:
    rng = np.random.default_rng(1)
    logit, seen = rng.normal(-1, 1, (20, 3)), rng.normal(size=(20, 3, 6)).astype(np.float32)
    seen[:, :, 0] *= 4
    mention = seen[:, :, 0] > 0.8
    feeling = np.where(mention, np.where(seen[:, :, 1] > 0, 2, 0), -1)
    told = np.log(rng.dirichlet(np.ones(4), (20, 3)))
    return Cells(logit, seen, told, np.zeros((20, 3), bool), mention, feeling)


KEYS = [f"t{i}" for i in range(20)]


def test_what_is_said_of_a_comment_hangs_on_no_label_of_its_own(cells):
    before = tried(cells, KEYS)
    mention = cells.mention.copy()
    mention[4] = ~mention[4]
    after = tried(replace(cells, mention=mention), KEYS)
    assert (before.mention[4] == after.mention[4]).all()
    fitted = [
        applied(learn(c, KEYS), c).mention[4] for c in (cells, replace(cells, mention=mention))
    ]
    assert (fitted[0] != fitted[1]).any()


def test_comments_with_one_text_are_left_out_together(cells):
    twins = ["t7" if key == "t12" else key for key in KEYS]
    mention = cells.mention.copy()
    mention[12] = ~mention[12]
    pair = [tried(c, twins).mention[7] for c in (cells, replace(cells, mention=mention))]
    assert (pair[0] == pair[1]).all()


def test_labels_that_can_be_learned_are(cells):
    def right(found):
        return (found.mention == cells.mention).mean()

    assert right(tried(cells, KEYS)) > right(untaught(cells, 0.5)) + 0.1


def test_a_pattern_is_never_overruled(cells):
    ruled = replace(cells, ruled=np.ones((20, 3), bool))
    assert untaught(ruled, 0.9).mention.all()
    assert tried(ruled, KEYS).mention.all()


def test_the_same_seed_says_the_same(cells):
    first, second = learn(cells, KEYS, 4), learn(cells, KEYS, 4)
    assert first.threshold == second.threshold
    assert (first.mentions.weights == second.mentions.weights).all()


@given(st.lists(st.sampled_from("abcdefghij"), min_size=5, max_size=40), st.integers(0, 9))
def test_parts_hold_every_comment_once(keys, seed):
    parts = folds(keys, seed)
    assert (np.sum(parts, axis=0) == 1).all()
    for part in parts:
        assert {k for k, p in zip(keys, part, strict=True) if p}.isdisjoint(
            k for k, p in zip(keys, part, strict=True) if not p
        )


@given(st.lists(st.floats(0.02, 0.98), min_size=1, max_size=30))
def test_no_threshold_promises_a_better_f1(listed):
    p = np.array(listed)

    def promised(cut):
        return 2 * p[p >= cut].sum() / ((p >= cut).sum() + p.sum())

    cut = best_threshold(p[None])
    if 0.1 < cut < 0.9:
        assert promised(cut) == pytest.approx(max(promised(each) for each in p))
