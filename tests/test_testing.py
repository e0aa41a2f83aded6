"""What is given to others for their tests holds what it promises."""

from __future__ import annotations

import pandas as pd
import pytest

import cxnlp
from cxnlp.issues import Issue, Taxonomy
from cxnlp.testing import EFFECTS, SAYINGS, FakeTagger, make_survey, small_list


def test_the_same_seed_gives_the_same_survey() -> None:
    pd.testing.assert_frame_equal(make_survey(50, 3), make_survey(50, 3))
    assert not make_survey(50, 3).equals(make_survey(50, 4))
    assert len(make_survey(7)) == 7


def test_a_survey_is_read_without_being_told_anything() -> None:
    survey = cxnlp.read_survey(make_survey())
    assert survey.score_column == "nps"
    assert survey.text_columns == ["comment"]
    assert survey.date_column == "date"
    assert survey.id_column == "id"
    assert survey.segment_columns == ["plan"]
    assert survey.rows() == {"read": 120, "used": 120, "left_out": {}}


@pytest.mark.parametrize(("said", "texts"), SAYINGS.items(), ids=lambda said: str(said))
def test_every_saying_is_understood(said: tuple[str, str], texts: tuple[str, ...]) -> None:
    for language, found in zip(("en", "th", "fa", "vi"), FakeTagger().predict(texts), strict=True):
        assert found.language == language
        assert [(mention.id, mention.feeling) for mention in found.issues] == [said]
        assert found.sentiment
        assert found.sentiment.label == said[1]


def test_the_drivers_of_a_large_survey_are_those_it_was_made_with() -> None:
    analysis = cxnlp.analyze(make_survey(1500, seed=2), tagger=FakeTagger())
    drivers = analysis.drivers.set_index(["issue", "feeling"])
    for said, effect in EFFECTS.items():
        assert drivers.loc[said, "effect_score"] == pytest.approx(effect, abs=0.6)


def test_keywords_name_issues_of_any_list() -> None:
    taxonomy = Taxonomy("Café", (Issue("coffee", "Coffee"), Issue("seats", "Seats")))
    tagger = FakeTagger(taxonomy, {"seats": ["chair", "sofa"]})
    (found,) = tagger.predict(["GOOD COFFEE, but a bad Sofa to sit on"])
    assert [(m.id, m.feeling) for m in found.issues] == [
        ("coffee", "positive"),
        ("seats", "negative"),
    ]
    assert tagger.predict(["seats are good"])[0].issues == ()


@pytest.mark.parametrize(
    ("text", "feeling"),
    [
        ("great price and bad price", "mixed"),
        ("a price", "neutral"),
        ("good price", "positive"),
        ("poor price", "negative"),
    ],
)
def test_the_words_of_a_clause_give_the_feeling(text: str, feeling: str) -> None:
    assert [mention.feeling for mention in FakeTagger().predict([text])[0].issues] == [feeling]


def test_other_words_are_another_model() -> None:
    assert FakeTagger().model == FakeTagger().model
    assert FakeTagger().model != FakeTagger(good=("fine",)).model
    assert len(small_list().leaves()) == 3
