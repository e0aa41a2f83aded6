"""Predictions as tables: the documented columns, in their types, also without a row."""

from __future__ import annotations

import pandas as pd
import pytest

from cxnlp.tag import Comment, Evidence, Mention, Prediction, Sentiment, Signal, Tags
from cxnlp.tag.cells import cells_of, stream_cells
from cxnlp.testing import FakeTagger

COMMENTS = {
    "comment": "str",
    "row": "int64",
    "question": "str",
    "text": "str",
    "language": "str",
    "no_content": "bool",
    "sentiment": "str",
    "p_negative": "float64",
    "p_neutral": "float64",
    "p_positive": "float64",
    "request": "str",
    "p_request": "float64",
    "request_quote": "str",
    "complaint": "boolean",
    "p_complaint": "float64",
    "complaint_quote": "str",
    "effort": "str",
    "p_effort": "float64",
    "effort_quote": "str",
    "leave": "boolean",
    "p_leave": "float64",
    "leave_quote": "str",
    "emotions": "str",
    "emotion_quotes": "str",
    "uncertain": "str",
    "possible": "str",
}
MENTIONS = {
    "comment": "str",
    "row": "int64",
    "issue": "str",
    "probability": "float64",
    "feeling": "str",
    "start": "int64",
    "end": "int64",
    "quote": "str",
    "source": "str",
    "uncertain": "boolean",
}
TEXTS = ["good price, but poor speed every day", "-", "ᎣᏏᏲ ᏙᎯᏧ", "ราคาแย่มาก", "ok"]


@pytest.fixture(scope="module")
def tags() -> Tags:
    comments = [Comment(f"{i + 1}q1", i, "why", text) for i, text in enumerate(TEXTS)]
    return Tags.of(comments, FakeTagger().stream(TEXTS))


def test_tables_have_the_documented_columns_and_types(tags: Tags) -> None:
    assert {name: str(kind) for name, kind in tags.comments.dtypes.items()} == COMMENTS
    assert {name: str(kind) for name, kind in tags.mentions.dtypes.items()} == MENTIONS


def test_tables_without_rows_have_the_same_columns_and_types() -> None:
    empty = Tags.of([], [])
    assert {name: str(kind) for name, kind in empty.comments.dtypes.items()} == COMMENTS
    assert {name: str(kind) for name, kind in empty.mentions.dtypes.items()} == MENTIONS


def test_a_row_for_each_comment_in_order(tags: Tags) -> None:
    table = tags.comments
    assert table["text"].tolist() == TEXTS
    assert table["comment"].tolist() == ["1q1", "2q1", "3q1", "4q1", "5q1"]
    assert table["row"].tolist() == [0, 1, 2, 3, 4]
    assert table["no_content"].tolist() == [False, True, False, False, False]


def test_what_has_no_sentiment_has_none_in_the_table(tags: Tags) -> None:
    missing = [False, True, True, False, False]
    for name in ("sentiment", "p_negative", "p_neutral", "p_positive"):
        assert tags.comments[name].isna().tolist() == missing
    known = tags.comments.dropna(subset=["sentiment"])
    chances = known[["p_negative", "p_neutral", "p_positive"]]
    assert chances.sum(axis=1).tolist() == pytest.approx([1] * len(known))


def test_a_row_for_each_issue_mentioned(tags: Tags) -> None:
    found = tags.mentions
    assert found[["comment", "issue", "feeling"]].to_numpy().tolist() == [
        ["1q1", "price", "positive"],
        ["1q1", "speed", "negative"],
        ["4q1", "price", "negative"],
    ]
    for row in found.itertuples():
        assert TEXTS[row.row][row.start : row.end] == row.quote


def test_what_a_comment_does_stands_beside_it() -> None:
    texts = [
        "It was difficult to pay, and bad to wait. You should tell us the price, please",
        "happy, so easy to use",
        "-",
    ]
    comments = [Comment(f"{i + 1}q1", i, "why", text) for i, text in enumerate(texts)]
    table = Tags.of(comments, FakeTagger().stream(texts)).comments
    assert table["request"].fillna("").tolist() == ["suggestion", "", ""]
    assert table["request_quote"][0] == "You should tell us the price, please"
    assert table["complaint"].tolist() == [True, False, pd.NA]
    assert table["effort"].fillna("").tolist() == ["hard", "easy", ""]
    assert table["leave"].tolist() == [False, False, pd.NA]
    assert table["emotions"].fillna("").tolist() == ["", "joy", ""]
    assert table["p_effort"].notna().tolist() == [True, True, False]


def test_doubts_are_named_and_what_is_possible_is_no_mention() -> None:
    here = Evidence(0, 2, "ok")
    maybe = Mention("speed", "Speed", 0.4, "neutral", here)
    sure = Mention("price", "Price", 0.45, "neutral", here, uncertain=True)
    leave = Signal("leave", 0.55, here, uncertain=True)
    found = Prediction(
        *("ok", "en", False, Sentiment("neutral", 0.3, 0.4, 0.3, True)),
        issues=(sure,),
        leave=leave,
        possible=(maybe,),
        possible_signals=(Signal("anger", 0.4, here),),
    )
    tags = Tags.of([Comment("1q1", 0, "why", "ok")], [found])
    assert tags.comments["uncertain"][0] == "sentiment, leave, anger?"
    assert tags.comments["possible"][0] == "speed"
    assert tags.mentions["issue"].tolist() == ["price"]
    assert tags.mentions["uncertain"].tolist() == [True]


def test_every_comment_needs_its_prediction() -> None:
    comments = [Comment("1q1", 0, "why", "good"), Comment("2q1", 1, "why", "bad")]
    with pytest.raises(ValueError, match="zip"):
        Tags.of(comments, FakeTagger().predict(["good"]))


def test_tables_survive_parquet(tags: Tags, tmp_path) -> None:
    for name, table in (("comments", tags.comments), ("mentions", tags.mentions)):
        table.to_parquet(tmp_path / f"{name}.parquet", index=False)
        back = pd.read_parquet(tmp_path / f"{name}.parquet")
        pd.testing.assert_frame_equal(back, table, check_dtype=False)


def test_cells_are_those_of_the_predictions_in_the_columns_of_the_tables() -> None:
    told = list(stream_cells(FakeTagger(), TEXTS, "Why?"))
    assert told == [cells_of(each) for each in FakeTagger().predict(TEXTS, "Why?")]
    for cells in told:
        assert len(cells.comment) == len(COMMENTS) - 4
        assert all(len(each) == len(MENTIONS) - 2 for each in cells.mentions)
