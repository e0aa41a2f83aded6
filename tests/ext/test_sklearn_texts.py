"""Laws of every estimator that reads comments, each with one that breaks it.

scikit-learn's own checks are made for numbers: of an estimator of texts they try next to nothing.
"""

from __future__ import annotations

import copy
import inspect
import pickle
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError

from cxnlp.ext.sklearn import CommentVectors, IssueTagger, SentimentTagger
from cxnlp.testing import FakeTagger

COMMENTS = ["Good price, but poor speed", "พนักงานดีมาก", "سرعت افتضاح", "ok", "-", "giá tốt 👍"]
Law = Callable[[Any], None]


def answer(estimator: Any, comments: Any) -> np.ndarray:
    """Return what an estimator makes of comments."""
    fitted = clone(estimator).fit(COMMENTS)
    given = fitted.transform if hasattr(fitted, "transform") else fitted.predict_proba
    return given(comments)


def the_constructor_only_stores(estimator: Any) -> None:
    names = set(inspect.signature(type(estimator)).parameters)
    assert set(vars(estimator)) == names
    given = {name: object() for name in names}
    assert vars(type(estimator)(**given)) == given


def unfitted_is_refused(estimator: Any) -> None:
    given = estimator.transform if hasattr(estimator, "transform") else estimator.predict
    with pytest.raises(NotFittedError):
        given(COMMENTS)


def containers_agree(estimator: Any) -> None:
    plain = answer(estimator, COMMENTS)
    odd = pd.Series(COMMENTS, index=[9, 9, 2, 1, 0, 7])
    for same in (tuple(COMMENTS), np.array(COMMENTS, dtype=object), np.array(COMMENTS), odd):
        np.testing.assert_array_equal(answer(estimator, same), plain)
    np.testing.assert_array_equal(answer(estimator, odd.to_frame("comment")), plain)


def company_changes_nothing(estimator: Any) -> None:
    together = answer(estimator, COMMENTS)
    alone = np.concatenate([answer(estimator, [text]) for text in COMMENTS])
    np.testing.assert_array_equal(alone, together)


def missing_is_blank(estimator: Any) -> None:
    blank = answer(estimator, ["", "ok"])
    for missing in (None, float("nan"), pd.NA, np.nan):
        np.testing.assert_array_equal(answer(estimator, [missing, "ok"]), blank)
    none = answer(estimator, [])
    assert none.shape == (0, blank.shape[1])


def what_is_no_text_is_refused(estimator: Any) -> None:
    with pytest.raises(TypeError, match="put it in a list"):
        answer(estimator, "a lone comment")
    for odd in (7, b"bytes", ["nested"]):
        with pytest.raises(TypeError, match=f"found {type(odd).__name__} at 1"):
            answer(estimator, ["fine", odd])
    with pytest.raises(ValueError, match="one column of comments and found 2"):
        answer(estimator, pd.DataFrame({"a": ["x"], "b": ["y"]}))


def copies_are_the_same(estimator: Any) -> None:
    fitted = clone(estimator).fit(COMMENTS)
    given = "transform" if hasattr(fitted, "transform") else "predict_proba"
    for same in (pickle.loads(pickle.dumps(fitted)), copy.deepcopy(fitted)):
        np.testing.assert_array_equal(
            getattr(same, given)(COMMENTS), getattr(fitted, given)(COMMENTS)
        )


def fitting_again_is_the_same(estimator: Any) -> None:
    fitted = clone(estimator).fit(COMMENTS)
    before = {k: np.array(v, dtype=object) for k, v in vars(fitted).items() if k.endswith("_")}
    fitted.fit(COMMENTS[:2])
    assert before
    for name, value in before.items():
        np.testing.assert_array_equal(getattr(fitted, name), value)


LAWS: tuple[Law, ...] = (
    the_constructor_only_stores,
    unfitted_is_refused,
    containers_agree,
    company_changes_nothing,
    missing_is_blank,
    what_is_no_text_is_refused,
    copies_are_the_same,
    fitting_again_is_the_same,
)
ESTIMATORS = (
    SentimentTagger(tagger=FakeTagger()),
    IssueTagger(tagger=FakeTagger()),
    CommentVectors(),
)


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
@pytest.mark.parametrize("estimator", ESTIMATORS, ids=lambda each: type(each).__name__)
def test_the_law_holds(law: Law, estimator: Any) -> None:
    law(clone(estimator))


class Eager(SentimentTagger):
    def __init__(self, tagger=None):
        super().__init__(tagger=tagger or FakeTagger())


class Unasked(SentimentTagger):
    def predict(self, X):
        return X


class ByIndex(SentimentTagger):
    def predict_proba(self, X):
        return super().predict_proba([X[i] for i in range(len(X))])


class ByCompany(SentimentTagger):
    def predict_proba(self, X):
        return super().predict_proba(X) / len(X)


class Strict(SentimentTagger):
    def predict_proba(self, X):
        return super().predict_proba(text.strip() for text in X)


class Lenient(SentimentTagger):
    def predict_proba(self, X):
        return super().predict_proba([str(text) for text in X])


class Forgetful(SentimentTagger):
    def __setstate__(self, state):
        super().__setstate__({**state, "nothing": "positive"})


class Learner(SentimentTagger):
    def fit(self, X, y=None):
        self.count_ = len(X)
        return super().fit(X, y)


@pytest.mark.parametrize(
    ("law", "breaker"),
    [
        (the_constructor_only_stores, Eager),
        (unfitted_is_refused, Unasked),
        (containers_agree, ByIndex),
        (company_changes_nothing, ByCompany),
        (missing_is_blank, Strict),
        (what_is_no_text_is_refused, Lenient),
        (copies_are_the_same, Forgetful),
        (fitting_again_is_the_same, Learner),
    ],
    ids=lambda each: each.__name__,
)
def test_an_estimator_that_breaks_the_law_is_caught(law: Law, breaker: type) -> None:
    with pytest.raises(
        (AssertionError, TypeError, KeyError, AttributeError, pytest.fail.Exception)
    ):
        law(breaker(tagger=FakeTagger()))


def test_every_law_has_one_that_breaks_it() -> None:
    caught = test_an_estimator_that_breaks_the_law_is_caught.pytestmark[0].args[1]
    assert {law for law, _ in caught} == set(LAWS)
