"""Shares beside QuaPy 0.2.3 (A. Moreo, A. Esuli, F. Sebastiani), which estimates prevalence only.

Its classify-and-count is our share of tags; its adjusted count is our share by an audit of an
earlier survey. Neither gives an interval, nor knows weights; an audit of the survey itself needs
no such thought and is closer to the truth than both.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from quapy.method.aggregative import ACC, CC
from sklearn.base import BaseEstimator

from cxnlp.explain.correction.accuracy import accuracy
from cxnlp.explain.correction.audit import Audit, take_rows
from cxnlp.explain.sample.responses import Sample

N, AUDITED = 3000, 400


class Tags(BaseEstimator):
    """A classifier that has already spoken."""

    def fit(self, x, y):
        self.classes_ = np.array([0, 1])
        return self

    def predict(self, x):
        return x[:, 0].astype(int)


def sample(tagged):
    who = {"negative": tagged[:, None], "positive": np.zeros((len(tagged), 1), bool)}
    n = np.ones(len(tagged))
    return Sample(
        np.arange(len(tagged)).astype(object),
        n,
        n,
        n,
        ("a",),
        {**who, "any": who["negative"]},
        pd.DataFrame(index=range(len(tagged))),
    )


def worlds(seed):
    """Return truth and tags of an audited survey and of the one to explain."""
    random = np.random.default_rng(seed)
    truth = [random.random(size) < share for size, share in ((AUDITED, 0.2), (N, 0.3))]
    tags = [np.where(t, random.random(len(t)) < 0.8, random.random(len(t)) < 0.06) for t in truth]
    return truth, tags


def theirs(kind, truth, then, now, **more):
    fitted = kind(Tags().fit(None, None), fit_classifier=False, **more)
    fitted.fit(then[:, None].astype(int), truth.astype(int))
    return float(fitted.predict(now[:, None].astype(int))[1])


@pytest.mark.parametrize("seed", range(3))
def test_shares_are_quapys_to_rounding(seed):
    (truth, _), (then, now) = worlds(seed)
    of = sample(now)
    audited = take_rows(of, np.arange(AUDITED))
    audited = Sample(**{**vars(audited), "mentioned": sample(then).mentioned})
    real = {"negative": truth[:, None], "positive": truth[:, None] & False, "any": truth[:, None]}
    none = np.full(AUDITED, -1)
    audit = Audit(audited, none, np.ones(AUDITED), real, np.arange(AUDITED))
    found = accuracy(of, audit, "negative", 0).share
    wanted = theirs(ACC, truth, then, now, val_split=None, solver="exact-raise")
    assert found.value == pytest.approx(wanted, abs=1e-8)
    assert now.mean() == pytest.approx(theirs(CC, truth, then, now), abs=1e-8)
    assert found.low < wanted < found.high


def test_an_audit_of_the_survey_itself_is_closer_to_the_truth():
    off = []
    for seed in range(25):
        (_, truth), (_, now) = worlds(seed)
        rows = np.random.default_rng(seed).choice(N, AUDITED, replace=False)
        of = sample(now)
        real = {"negative": truth[rows, None], "positive": truth[rows, None] & False}
        audit = Audit(
            take_rows(of, rows),
            rows,
            np.full(AUDITED, N / AUDITED),
            {**real, "any": real["negative"]},
            np.arange(AUDITED),
        )
        ours = accuracy(of, audit, "negative", 0).share.value
        acc = theirs(ACC, truth[rows], now[rows], now, val_split=None, solver="exact-raise")
        counted = theirs(CC, truth[rows], now[rows], now)
        off.append([abs(each - truth.mean()) for each in (ours, acc, counted)])
    ours, acc, counted = np.mean(off, axis=0)
    assert ours < acc < counted
