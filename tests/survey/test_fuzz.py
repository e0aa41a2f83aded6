"""A small seeded part of the campaign in `tests/fuzz`, and proof that it can fail."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from cxnlp.survey import read_survey
from tests.fuzz.cases import Case, case
from tests.fuzz.verdict import check_answers, check_survey, judge

SEEDS = range(40)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_mutated_file_ends_in_a_table_or_in_words(seed: int, tmp_path: Path) -> None:
    made = case(seed)
    path = tmp_path / made.name
    path.write_bytes(made.data)
    assert judge(path, made).split(":")[0] in {"table", "listed rows", "refused", "half refused"}


def test_a_number_always_makes_the_same_file() -> None:
    # SPSS files and workbooks carry the time at which they were written.
    cases = [(case(seed), case(seed)) for seed in range(8)]
    assert all(one.done == two.done and one.scores == two.scores for one, two in cases)
    text = [(one, two) for one, two in cases if one.name.endswith(("csv", "tsv", "jsonl"))]
    assert text
    assert all(one.data == two.data for one, two in text)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    rows = "".join(f"R{at:05}x,{at % 11},the queue was far too long {at}\n" for at in range(30))
    path = tmp_path / "s.csv"
    path.write_text("id,NPS score,why (comment)\n" + rows, encoding="utf-8")
    return path


def test_a_wrong_score_and_a_lost_answer_are_noticed(file: Path) -> None:
    survey = read_survey(file)
    told = Case(0, "s.csv", b"", (), {"R00003x": "3"}, frozenset({"R00004x"}))
    check_answers(survey, told)
    with pytest.raises(AssertionError, match=r"R00003x: 3\.0 of 4"):
        check_answers(survey, replace(told, scores={"R00003x": "4"}))
    with pytest.raises(AssertionError, match="stands in 0 rows"):
        check_answers(survey, replace(told, scores={"R00099x": "4"}))
    with pytest.raises(AssertionError, match="vanished"):
        check_answers(survey, replace(told, marks=frozenset({"R00099x"})))


def test_a_sum_that_does_not_close_is_noticed(file: Path) -> None:
    survey = read_survey(file)
    check_survey(survey)
    for broken in (
        replace(survey, lines=survey.lines[::-1]),
        replace(survey, scores=survey.scores + 20),
        replace(survey, left_out=survey.left_out.where(survey.frame.index != 3, "broken line")),
        replace(survey, frame=survey.frame.replace("R00003x", "a\x00b")),
    ):
        with pytest.raises(AssertionError):
            check_survey(broken)
