"""The estimators at work among scikit-learn's own."""

from __future__ import annotations

import pickle

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.compose import ColumnTransformer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.utils.estimator_checks import parametrize_with_checks

import cxnlp
from cxnlp.ext.sklearn import CommentVectors, DriverModel, IssueTagger, SentimentTagger
from cxnlp.testing import EFFECTS, FakeTagger, make_survey, small_list

TEXTS = ["poor speed", "great price", "the staff was bad", "ok then", "good staff", "bad price"] * 3
LABELS = ["negative", "positive", "negative", "neutral", "positive", "negative"] * 3
PAIRS = list(zip(TEXTS, LABELS, strict=True))
MENTIONS = np.array([[0, 1, 0], [1, 0, 0], [0, 0, 1], [0, 0, 0], [0, 0, 1], [1, 0, 0]] * 3)


SURVEY_WEIGHTS = {
    "check_sample_weight_equivalence_on_dense_data": "weights are survey weights, not numbers of "
    "rows: a row that nothing but itself decides is set aside, and would not be if it came twice"
}


@parametrize_with_checks([DriverModel()], expected_failed_checks=lambda _: SURVEY_WEIGHTS)
def test_drivers_keep_the_rules_of_scikit_learn(estimator, check) -> None:
    check(estimator)


def test_sentiment_is_scored_by_cross_validation() -> None:
    assert cross_val_score(SentimentTagger(tagger=FakeTagger()), TEXTS, LABELS, cv=3).min() == 1
    blind = FakeTagger(good=["xyz"], bad=["xyz"])
    assert cross_val_score(SentimentTagger(tagger=blind), TEXTS, LABELS, cv=3).max() < 0.5


def test_issues_are_scored_by_cross_validation() -> None:
    scores = cross_val_score(
        IssueTagger(tagger=FakeTagger()), TEXTS, MENTIONS, cv=3, scoring="f1_micro"
    )
    assert scores.min() == 1


def test_a_grid_search_finds_the_better_setting() -> None:
    labels = ["negative" if text == "ok then" else label for text, label in PAIRS]
    unread = ["-" if text == "ok then" else text for text in TEXTS]
    search = GridSearchCV(
        SentimentTagger(tagger=FakeTagger()), {"nothing": ["neutral", "negative"]}, cv=3
    ).fit(unread, labels)
    assert search.best_params_ == {"nothing": "negative"}
    assert search.best_score_ == 1


def test_vectors_feed_a_classifier_of_ones_own_labels() -> None:
    frame = pd.DataFrame({"comment": TEXTS, "plan": "x"})
    about_price = np.array(["price" in text for text in TEXTS])
    columns = ColumnTransformer([("vectors", CommentVectors(), "comment")])
    model = make_pipeline(columns, LogisticRegression(max_iter=500)).fit(frame, about_price)
    assert (model.predict(frame) == about_price).all()
    assert columns.fit(frame).get_feature_names_out()[0] == "vectors__comment0"


def test_vectors_come_as_a_frame_where_asked() -> None:
    made = CommentVectors().set_output(transform="pandas").fit_transform(["ok"])
    assert made.shape == (1, 384)
    assert clone(CommentVectors().set_output(transform="pandas")).fit_transform(["a"]).shape[1]


def test_mentions_feed_the_driver_model() -> None:
    survey = make_survey(600, seed=3)
    tagger = IssueTagger(tagger=FakeTagger())
    feelings = tagger.fit(survey["comment"]).feelings(survey["comment"])
    columns = [
        (issue, feeling) for issue in tagger.classes_ for feeling in ("negative", "positive")
    ]
    place = {issue: i for i, issue in enumerate(tagger.classes_)}
    table = pd.DataFrame(
        {f"{i}: {f}": (feelings[:, place[i]] == f).astype(int) for i, f in columns}
    )
    effects = DriverModel().fit(table, survey["nps"]).effects().set_index("column")
    inside = [
        effects.low[f"{i}: {f}"] - 0.5 < EFFECTS[i, f] < effects.high[f"{i}: {f}"] + 0.5
        for i, f in columns
    ]
    assert all(inside)


def test_drivers_are_those_of_an_analysis() -> None:
    survey = make_survey(400, seed=1)
    analysis = cxnlp.analyze(survey, tagger=FakeTagger(), segments=[])
    shown = analysis.drivers.query("feeling == 'negative' or feeling == 'positive'")
    wide = pd.DataFrame(
        {
            (row.issue, row.feeling): analysis.joined.responses["response"].isin(
                analysis.joined.mentions.query(
                    "issue == @row.issue and feeling in (@row.feeling, 'mixed')"
                )["response"]
            )
            for row in shown.itertuples()
        }
    )
    says = analysis.joined.responses["says_something"].to_numpy()
    scores = analysis.joined.responses["score"].to_numpy()
    model = DriverModel("nps").fit(wide[says].to_numpy(float), scores[says])
    for place, row in enumerate(shown.itertuples()):
        ours = (model.coef_[place], model.low_[place], model.high_[place])
        assert ours == pytest.approx((row.effect, row.effect_low, row.effect_high))


def test_weights_count_rows() -> None:
    x, y = np.array([[0.0], [0.0], [1.0], [1.0], [1.0]]), np.array([8.0, 9, 3, 5, 0])
    twice = DriverModel().fit(np.vstack([x, x[:1]]), np.append(y, y[0]))
    weighted = DriverModel().fit(x, y, sample_weight=[2, 1, 1, 1, 1])
    assert weighted.coef_ == pytest.approx(twice.coef_)
    nought = DriverModel().fit(x, y, sample_weight=[1, 1, 1, 1, 0])
    assert nought.coef_ == pytest.approx(DriverModel().fit(x[:4], y[:4]).coef_)


def test_what_cannot_be_told_has_no_interval() -> None:
    twin = np.array([[0, 0], [0, 0], [1, 1], [1, 1], [0, 0]])
    model = DriverModel().fit(twin, [9, 8, 2, 3, 10])
    assert np.isnan(model.low_).all()
    assert model.predict(twin) == pytest.approx([9, 9, 2.5, 2.5, 9])


@pytest.mark.parametrize(
    ("wrong", "match"),
    [
        (lambda: SentimentTagger(tagger=FakeTagger()).fit(["x"], ["bad"]), "'bad'; expected one"),
        (lambda: SentimentTagger(tagger=FakeTagger(), nothing="none").fit(["x"]), "'none'"),
        (lambda: IssueTagger(tagger=FakeTagger(), threshold=2).fit(["x"]), "threshold=2"),
        (lambda: IssueTagger(tagger=FakeTagger()).fit(["x"], [[1, 0]]), r"shape \(1, 2\)"),
        (lambda: IssueTagger(tagger=FakeTagger()).fit(["x"], [[1, 0, 2]]), "other than 0 and 1"),
        (
            lambda: IssueTagger(tagger=FakeTagger()).fit(
                ["x"], pd.DataFrame([[1, 0, 0]], columns=["speed", "price", "staff"])
            ),
            "columns price, speed, staff, in this order",
        ),
        (lambda: DriverModel("nps").fit([[0], [1]], [3, 11]), "score 11; expected 0 to 10"),
        (lambda: DriverModel("npz").fit([[0], [1]], [3, 9]), "scale='npz'; expected one of nps"),
    ],
)
def test_what_cannot_be_is_refused(wrong, match) -> None:
    with pytest.raises(ValueError, match=match):
        wrong()


def test_a_threshold_finds_fewer() -> None:
    sure = IssueTagger(tagger=FakeTagger(), threshold=0.95).fit(TEXTS)
    assert sure.predict(TEXTS).sum() == 0
    assert (
        IssueTagger(tagger=FakeTagger(), threshold=0.0).fit(TEXTS).predict(TEXTS) == MENTIONS
    ).all()


def test_a_few_labels_teach_and_travel_with_the_estimator() -> None:
    texts = [f"{word} {n}" for n in range(6) for word in ("the lamp flickers", "a fine chair")]
    lamps = np.array([[1, 0, 0], [0, 0, 0]] * 6)
    untaught = IssueTagger(small_list(), learn=False).fit(texts, lamps)
    taught = IssueTagger(small_list()).fit(texts, lamps)
    assert untaught.lesson_ is None
    before, after = (each.predict_proba(["the lamp flickers"])[0, 0] for each in (untaught, taught))
    assert after > before
    assert after > 0.5
    assert set(taught.figures_["when"]) == {"before", "after"}
    again = pickle.loads(pickle.dumps(taught))
    assert (again.predict_proba(texts) == taught.predict_proba(texts)).all()
    assert clone(taught).fit(texts).lesson_ is None


def test_a_tagger_is_shared_and_never_copied() -> None:
    class Loaded(FakeTagger):
        def __deepcopy__(self, memo):
            raise AssertionError("a model was copied")

    tagger = Loaded()
    assert clone(IssueTagger(tagger=tagger)).tagger is tagger


def test_names_open_the_shipped_model() -> None:
    tagger = IssueTagger(small_list()).fit(["x"])
    assert tagger.classes_.tolist() == ["price", "speed", "staff"]
    found = SentimentTagger().fit(["x"]).predict(["I love it, wonderful staff", "terrible, avoid"])
    assert found.tolist() == ["positive", "negative"]
