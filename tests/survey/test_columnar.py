"""Parquet, JSON Lines and frames give the table that the same CSV would."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from cxnlp.errors import SurveyError
from cxnlp.survey import read_survey

FRAME = pd.DataFrame(
    {
        "NPS": [9.0, None, 3.0],
        "comment": ["ดีมาก", "عالی", "tệ quá"],
        "date": pd.to_datetime(["2026-05-01", "2026-05-02", None]),
        "reasons": [["price", "speed"], [], ["staff"]],
        "vip": [True, False, True],
    }
)


def test_a_frame_comes_as_text_and_is_left_as_it_was() -> None:
    before = FRAME.copy(deep=True)
    survey = read_survey(FRAME, reasons="reasons")
    pd.testing.assert_frame_equal(FRAME, before)
    assert survey.frame["NPS"].tolist() == ["9", "", "3"]
    assert survey.frame["reasons"].tolist() == ["price; speed", "", "staff"]
    assert survey.ticked is not None
    assert survey.ticked.tolist() == [["price", "speed"], [], ["staff"]]
    assert survey.rows() == {"read": 3, "used": 2, "left_out": {"no score": 1}}


def test_parquet_and_frame_agree(tmp_path) -> None:
    path = tmp_path / "s.parquet"
    FRAME.to_parquet(path)
    pd.testing.assert_frame_equal(read_survey(path).frame, read_survey(FRAME).frame)


def test_a_frame_has_a_hash_of_its_cells() -> None:
    other = FRAME.assign(comment=["a", "b", "c"])
    assert read_survey(FRAME).source.sha256 == read_survey(FRAME).source.sha256
    assert read_survey(FRAME).source.sha256 != read_survey(other).source.sha256


def test_repeated_names_in_a_frame() -> None:
    frame = pd.DataFrame([[9, "good", "x y"]], columns=["NPS", "comment", "comment"])
    assert list(read_survey(frame).frame) == ["NPS", "comment", "comment (2)"]


@pytest.mark.parametrize("frame", [pd.DataFrame(), pd.DataFrame({"NPS": [], "comment": []})])
def test_an_empty_frame_is_an_error(frame: pd.DataFrame) -> None:
    with pytest.raises(SurveyError, match=r"no rows|no columns"):
        read_survey(frame)


def test_a_damaged_parquet_file_is_an_error(tmp_path, write) -> None:
    path = tmp_path / "s.parquet"
    FRAME.to_parquet(path)
    with pytest.raises(SurveyError, match="Parquet"):
        read_survey(write(path.read_bytes()[:-200], "cut.parquet"))


def test_json_lines_keep_numbers_as_they_stand(write) -> None:
    rows = ['{"id": 7, "NPS": 8.0, "comment": "ok"}', '{"NPS": 1e1, "comment": "b", "id": 8}']
    survey = read_survey(write("\n".join(rows), "s.jsonl"))
    assert survey.frame["NPS"].tolist() == ["8.0", "1e1"]
    assert survey.scores[0] == 8.0


def test_bad_json_lines_are_rows_left_out(write) -> None:
    deep = '{"a":' * 100_000
    good = json.dumps({"NPS": 5, "comment": "ok"})
    survey = read_survey(write(f"{good}\nnot json\n[1]\n{deep}\n{good}\n", "s.jsonl"))
    assert survey.rows() == {"read": 5, "used": 2, "left_out": {"broken line": 3}}
    assert survey.problems["line"].tolist() == [2, 3, 4]


def test_half_characters_are_replaced_and_listed(write) -> None:
    text = '{"NPS": 5, "comment": "a\\ud83d b"}\n{"NPS": 6, "comment": "\\ud83d\\ude00"}\n'
    survey = read_survey(write(text, "s.jsonl"))
    assert survey.frame["comment"].tolist() == ["a\ufffd b", "😀"]
    assert survey.problems["line"].tolist() == [1]
    frame = pd.DataFrame({"NPS": [5], "comment": pd.Series(["x\ud83d"], dtype=object)})
    assert read_survey(frame).frame["comment"].tolist() == ["x\ufffd"]
