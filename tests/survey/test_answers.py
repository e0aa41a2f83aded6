"""Words become scores by the family of their whole column; labels and recodes by the codebook."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxnlp.errors import SurveyError
from cxnlp.survey import read_survey
from cxnlp.survey.codebook import Entry
from cxnlp.survey.lexicon.answers import FAMILIES
from cxnlp.survey.values.answers import read_answers


def values(cells: list[str], **entry: object) -> dict[str, float]:
    found = read_answers(dict.fromkeys(cells, 3), Entry("Q", **entry))  # type: ignore[arg-type]
    return {cell: r.value for cell, r in found.readings.items() if r.kind == "number"}


@pytest.mark.parametrize(
    ("cells", "scores"),
    [
        ("Very dissatisfied|Dissatisfied|Neutral|Satisfied|Very satisfied", [1, 2, 3, 4, 5]),
        ("very satisfied|DISSATISFIED", [5, 2]),
        ("ไม่พอใจมาก|ไม่พอใจ|เฉยๆ|พอใจ|พอใจมาก", [1, 2, 3, 4, 5]),
        ("พอใจมาก|พอใจมากที่สุด|ปานกลาง", [4, 5, 3]),
        ("น้อยที่สุด|น้อย|ปานกลาง|มาก|มากที่สุด", [1, 2, 3, 4, 5]),
        ("خیلی ناراضی|ناراضی|متوسط|راضی|خیلی راضی", [1, 2, 3, 4, 5]),
        ("خيلي راضي|ناراضي", [5, 2]),
        ("rất không hài lòng|không hài lòng|bình thường|hài lòng|rất hài lòng", [1, 2, 3, 4, 5]),
        ("bad|good", [1, 5]),
        ("good|good_with_comment|bad_with_comment", [5, 5, 1]),
        ("terrible|bad|ok|good|amazing", [1, 2, 3, 4, 5]),
        ("Great|Okay|Bad", [5, 3, 1]),
        ("poor|fair|good|very good|excellent", [1, 2, 3, 4, 5]),
        ("👍|👎🏽|👍🏿", [5, 1, 5]),
        ("😀|😐|🙁", [5, 3, 1]),
        ("😡|🙁|😐|🙂|😀", [1, 2, 3, 4, 5]),
        ("Strongly disagree|Somewhat agree|Agree|Strongly agree", [1, 5, 6, 7]),
        ("Promoter|Passive|Detractor", [9.5, 7.5, 3]),
        ("ผู้สนับสนุน|ผู้ไม่สนับสนุน", [9.5, 3]),
        ("0|1|5|7|9|Extremely likely|Not at all likely", [0, 1, 5, 7, 9, 10, 0]),
    ],
)
def test_words_of_a_column(cells: str, scores: list[float]) -> None:
    assert list(values(cells.split("|")).values()) == scores


@pytest.mark.parametrize(
    "cells", ["poor|fair|good|excellent", "blue|red", "good", "price|good|staff", "yes|no"]
)
def test_words_that_two_families_or_none_know_are_not_guessed(cells: str) -> None:
    assert values(cells.split("|")) == {}


SAID = {"1": "Very satisfied", "2": "Satisfied", "4": "Dissatisfied", "5": "Very dissatisfied"}


@pytest.mark.parametrize(
    ("cells", "labels", "missing", "scores"),
    [
        (["1", "5", "-99"], {"5": "Very satisfied", "-99": "Refused"}, ("-99",), [1, 5]),
        (["1", "3", "5"], SAID, (), [5, 3, 1]),
        (["Very satisfied", "5"], SAID, (), [5, 1]),
        (["1", "6", "11"], {"1": "0 - Not at all", "11": "10 - Extremely"}, (), [0, 5, 10]),
        (["Rubbish", "Ace", "2"], {"1": "Rubbish", "5": "Ace"}, (), [1, 5, 2]),
        (["0", "5", "10"], {"0": "Very dissatisfied", "10": "Very satisfied"}, (), [0, 5, 10]),
        (["1", "7"], {"1": "Extremely easy", "7": "Extremely difficult"}, (), [7, 1]),
        (["0", "1"], {"0": "Bad", "1": "Good"}, (), [1, 5]),
        (["3", "99"], {"99": "Don't know"}, (), [3]),
        (["3", "-99.0"], {}, ("-99",), [3]),
    ],
)
def test_labels_and_missing_codes_of_the_file(cells, labels, missing, scores) -> None:
    assert list(values(cells, labels=labels, missing=missing).values()) == scores


@given(st.dictionaries(st.text(max_size=20), st.integers(1, 99), max_size=12), st.data())
def test_any_cells_and_labels_have_an_answer(counts, data) -> None:
    codes = st.sampled_from([*counts, "1", "5", "-99"]) | st.text(max_size=4)
    entry = Entry(
        "Q",
        labels=data.draw(st.dictionaries(codes, st.text(max_size=12), max_size=6)),
        missing=tuple(data.draw(st.lists(codes, max_size=2))),
    )
    assert set(read_answers(counts, entry).readings) == set(counts)


@given(st.data())
def test_a_family_keeps_the_order_of_its_steps(data) -> None:
    family = data.draw(st.sampled_from(FAMILIES))
    language = data.draw(st.sampled_from(sorted(family.steps)))
    cells = [step.split("|")[0] for step in family.steps[language]]
    padded = [f" {cell.upper()} ".strip() for cell in cells]
    found = list(values(padded).values())
    assert found == sorted(found)
    assert len(found) in (0, len(cells))


def survey_of(scores: list[str], header: str = "How satisfied are you?", **more: list[str]):
    why = [f"the staff at desk {at} helped me" for at in range(len(scores))]
    return read_survey(pd.DataFrame({header: scores, "why": why, **more}, dtype=object))


def test_a_column_of_words_is_a_score_with_its_scale() -> None:
    survey = survey_of(
        ["Very satisfied", "Dissatisfied", "Neutral", "Maybe"] * 3 + ["Neutral"] * 30
    )
    assert survey.scale is not None
    assert (survey.scale.name, survey.scores[0]) == ("csat", 5)
    assert survey.rows()["left_out"] == {"score not readable": 3}
    assert survey.problems["line"].tolist() == [4, 8, 12]
    assert any("'Very satisfied' is 5" in note for note in survey.notes)


def test_five_steps_of_agreement_are_no_seven_point_effort_score() -> None:
    with pytest.raises(SurveyError, match="out of 5"):
        survey_of(["Strongly agree", "Agree", "Disagree"] * 4, "It was easy to solve my problem")


GROUPS = {0: "Detractor", 7: "Passive", 9: "Promoter"}


def band(score: int) -> str:
    return GROUPS[max(low for low in GROUPS if low <= score)]


def test_codes_to_eleven_are_told_by_the_groups_beside_them() -> None:
    scores = [at % 11 for at in range(44)]
    survey = survey_of([str(s + 1) for s in scores], "Q1", group=[band(s) for s in scores])
    assert survey.scores.tolist() == scores
    assert "1 to 11" in survey.scale_reason


def test_codes_to_eleven_without_groups_are_refused() -> None:
    with pytest.raises(SurveyError, match="to 11"):
        survey_of([str(at % 11 + 1) for at in range(44)], "How likely to recommend")


@pytest.mark.parametrize("codes", [False, True])
def test_groups_are_enough_for_nps(codes: bool) -> None:
    bands = [band(at % 11) for at in range(44)]
    cells = [str(["Detractor", "Passive", "Promoter"].index(b) + 1) for b in bands]
    survey = survey_of(cells if codes else bands, "NPS group")
    assert survey.scale is not None
    assert survey.scale.name == "nps"
    assert survey.score_column == "NPS group"
    assert survey.scale.band(survey.scores).tolist() == [b.lower() for b in bands]
    assert any("middle of their group" in note for note in survey.notes)


def test_star_signs_are_stars_under_any_header() -> None:
    survey = survey_of(["★★★☆☆", "⭐⭐", "⭐⭐⭐⭐"] * 5, "What do you think?")
    assert survey.scale is not None
    assert (survey.scale.name, survey.scores[:3].tolist()) == ("stars", [3, 2, 4])
