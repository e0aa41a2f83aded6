"""Every row is learned from or listed with the reason; an empty cell is no answer."""

from __future__ import annotations

import pandas as pd
import pytest

from cxnlp.errors import EvaluateError
from cxnlp.fit import read_labelled
from cxnlp.testing import small_list

LIST = small_list()
FRAME = pd.DataFrame(
    {
        "id": ["a", "b", "c", "d", "e", "f"],
        "comment": ["good price", "slow", "", "hello", "rude staff", "fine"],
        "about": ["price=positive", "speed;price", "price", "none", "staf", ""],
        "asked": ["Why?", "", "", "", "", ""],
    }
)
USED = [{"price": "positive"}, {"speed": None, "price": None}, {}]


def read(frame: pd.DataFrame = FRAME, **shape):
    return read_labelled(frame, LIST, text="comment", **shape)


def test_a_column_of_issues():
    found = read(label="about", question="asked")
    assert found.texts == ["good price", "slow", "hello"]
    assert found.labels == USED
    assert found.questions == ["Why?", None, None]


def test_rows_add_up_and_are_listed():
    found = read(label="about")
    assert found.rows() == {
        "read": 6,
        "used": 3,
        "left_out": {"no comment": 1, "no label": 1, "unknown issue": 1},
    }
    assert found.left_out["reason"].tolist() == ["no comment", "unknown issue: staf", "no label"]
    assert found.left_out["cell"].tolist() == ["", "staf", ""]
    assert sorted([*found.lines, *found.left_out["line"]]) == sorted(
        found.lines[0] + i for i in range(6)
    )
    less = found.without([1], "too odd")
    assert less.texts == ["good price", "hello"]
    assert less.rows()["left_out"]["too odd"] == 1
    assert less.rows()["read"] == 6


def test_no_row_may_be_left_out():
    found = read(FRAME.iloc[[0, 1]], label="about")
    assert found.rows() == {"read": 2, "used": 2, "left_out": {}}


def test_a_column_for_each_issue():
    columns = {
        "price": ["positive", "yes", "yes", "no", "no", ""],
        "speed": ["no", "yes", "no", "no", "no", "no"],
        "staff": ["no"] * 6,
    }
    found = read(FRAME.assign(**columns), label_columns=("price", "speed", "staff"))
    assert found.labels == [*USED, {}]
    assert found.left_out["reason"].tolist() == ["no comment", "no answer"]


def test_a_table_of_tags():
    tags = pd.DataFrame(
        [
            ("a", "price", "positive"),
            ("b", "speed", ""),
            ("b", "price", ""),
            ("d", "price", "none"),
        ],
        columns=["response", "issue", "feeling"],
    )
    found = read(tags=tags, id="id")
    assert found.labels == USED
    assert found.rows()["left_out"] == {"no comment": 1, "no label": 2}


@pytest.mark.parametrize(
    ("shape", "words"),
    [
        ({}, "no shape"),
        ({"label": "about", "label_columns": ("about",)}, "several"),
        ({"label": "abuot"}, 'no column "abuot".*did you mean "about"'),
        ({"tags": FRAME}, "without ids"),
    ],
)
def test_what_cannot_be_read_is_refused(shape, words):
    with pytest.raises(EvaluateError, match=words):
        read(**shape)
