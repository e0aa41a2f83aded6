"""Labelled files in every shape; what is not understood is listed, never dropped."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from cxnlp.errors import CxError, EvaluateError
from cxnlp.evaluate import Gold, read_gold
from cxnlp.evaluate.labels import read_mapping
from cxnlp.testing import small_list

TEXTS = ["good price", "bad staff", "", "hm"]


def read(**columns: object) -> Gold:
    options = {k: columns.pop(k) for k in list(columns) if k.startswith("_")}
    frame = pd.DataFrame({"c": TEXTS, **columns})
    return read_gold(frame, text="c", **{k[1:]: v for k, v in options.items()})


def listed(gold: Gold) -> list[tuple[str, str, str]]:
    return list(gold.aside[["column", "cell", "reason"]].itertuples(index=False, name=None))


def test_sentiments_are_read_and_the_rest_is_listed() -> None:
    gold = read(s=["Positive ", "neg", "neutral", "strange"], _label="s", _mapping={})
    assert gold.texts == ["good price", "bad staff", "hm"]
    assert gold.sentiment == ["positive", None, None]
    assert listed(gold) == [
        ("s", "neg", "unknown label"),
        ("c", "", "no comment"),
        ("s", "strange", "unknown label"),
    ]


def test_other_spellings_are_mapped() -> None:
    mapping = read_mapping("5=positive, NEG = negative,-1=negative")
    gold = read(s=["5.0", "neg", "", "-1"], _label="s", _mapping=mapping)
    assert gold.sentiment == ["positive", "negative", "negative"]
    assert listed(gold) == [("c", "", "no comment"), ("s", "", "no label")]


@pytest.mark.parametrize("given", ["pos", "pos=good", "=positive"])
def test_a_map_that_says_nothing_is_refused(given: str) -> None:
    with pytest.raises(EvaluateError, match="joined by commas"):
        read_mapping(given)


@pytest.mark.parametrize("joined", [";", "|", " ; "])
def test_issues_in_one_column(joined: str) -> None:
    cells = [joined.join(["price=Positive", "staff"]), "None", "x", "speed = mixed"]
    gold = read(t=cells, _issue_label="t", _issues=small_list())
    assert gold.issues == [{"price": "positive", "staff": None}, {}, {"speed": "mixed"}]
    assert gold.ids == ("price", "speed", "staff")


def test_half_a_label_is_none() -> None:
    gold = read(t=["price;prize", "staff=glad", "", ""], _issue_label="t", _issues=small_list())
    assert gold.issues == [None, None, None]
    reasons = {reason for _, _, reason in listed(gold)}
    told = {"unknown issue: prize", "unknown feeling: glad", "no comment", "no label"}
    assert reasons == told


def test_a_column_an_issue() -> None:
    gold = read(
        price=["yes", "0", "", "1.0"],
        speed=["no", "no", "", "maybe"],
        staff=["", "negative", "", "x"],
        _label_columns=["price", "speed", "staff"],
        _issues=small_list(),
    )
    assert gold.issues == [None, {"staff": "negative"}, None]
    assert ("staff", "", "no answer") in listed(gold)
    assert ("speed", "maybe", "unknown answer") in listed(gold)


def test_an_issue_without_a_column_is_not_taken_for_no() -> None:
    with pytest.raises(EvaluateError, match='no column for "speed"'):
        read(price=["yes"] * 4, _label_columns=["price"], _issues=small_list())


def test_a_long_table_of_tags() -> None:
    rows = [("1", "price", "positive"), ("2", "staff", "negative"), ("2", "staff", "positive")]
    rows.append(("4", "staff", "none"))
    tags = pd.DataFrame(rows, columns=["response", "issue", "feeling"])
    gold = read(n=["1", "2", "3", "4"], _tags=tags, _id="n", _issues=small_list())
    assert gold.issues == [{"price": "positive"}, {"staff": "mixed"}, {}]


@pytest.mark.parametrize(
    "row", [("9", "price", "positive"), ("1", "prize", ""), ("1", "price", "glad")]
)
def test_a_tag_of_something_else_is_refused(row: tuple[str, str, str]) -> None:
    tags = pd.DataFrame([row], columns=["response", "issue", "feeling"])
    with pytest.raises(EvaluateError):
        read(n=["1", "2", "3", "4"], _tags=tags, _id="n", _issues=small_list())


def test_signals_by_their_columns() -> None:
    gold = read(
        complaint=["yes", "no", "", ""],
        emotion=["anger; sadness", "", "", "gloom"],
        request=["suggestion", "none", "", ""],
        leave=["0", "TRUE", "", "?"],
    )
    assert gold.signals is not None
    first, second, last = gold.signals
    assert {name for name, there in first.items() if there} == {
        "complaint",
        "anger",
        "sadness",
        "suggestion",
    }
    assert second["leave"]
    assert not second["joy"]
    assert set(last) == {"request", "suggestion"}
    assert {cell for _, cell, _ in listed(gold)} >= {"gloom", "?"}


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"_label": "x"},
        {"_issue_label": "s"},
        {"_issue_label": "s", "_label_columns": ["s"], "_issues": small_list()},
        {"_tags": pd.DataFrame(), "_issues": small_list()},
        {"_label": "s"},
    ],
)
def test_what_says_nothing_is_refused(options: dict[str, object]) -> None:
    with pytest.raises(CxError):
        read(s=["3", "4", "5", "1"], **options)


@pytest.mark.parametrize("suffix", ["csv", "tsv", "xlsx", "parquet", "jsonl"])
def test_every_kind_of_file(tmp_path: Path, suffix: str) -> None:
    frame = pd.DataFrame({"c": ["ราคาดี", "bad"], "s": ["positive", "negative"]})
    path = tmp_path / f"gold.{suffix}"
    {
        "csv": lambda: frame.to_csv(path, index=False),
        "tsv": lambda: frame.to_csv(path, index=False, sep="\t"),
        "xlsx": lambda: frame.to_excel(path, index=False, engine="xlsxwriter"),
        "parquet": lambda: frame.to_parquet(path),
        "jsonl": lambda: frame.to_json(path, orient="records", lines=True, force_ascii=False),
    }[suffix]()
    gold = read_gold(path, text="c", label="s")
    assert (gold.texts, gold.sentiment) == (["ราคาดี", "bad"], ["positive", "negative"])
