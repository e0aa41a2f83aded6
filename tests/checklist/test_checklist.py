"""What the model should do, capability by capability; the floors stand in floors.toml."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pandas as pd
import pytest

from cxnlp.issues import Taxonomy
from cxnlp.model import Bundle
from models.train.measure_checklist import LANGUAGES, measure_cases, read_cases

HERE = Path(__file__).parent
FLOORS = tomllib.loads((HERE / "floors.toml").read_text(encoding="utf-8"))
KINDS = {"minimum": set(), "invariance": {"changed"}, "direction": {"changed", "toward"}}
LEAST_CAPABILITIES, LEAST_CASES = 25, 20


@pytest.fixture(scope="module")
def cases() -> pd.DataFrame:
    return read_cases()


@pytest.fixture(scope="module")
def measured(bundle: Bundle, cases: pd.DataFrame) -> pd.DataFrame:
    return measure_cases(bundle, cases)


def test_there_are_enough_cases_of_enough_capabilities(cases: pd.DataFrame) -> None:
    sizes = cases.groupby(["language", "capability"]).size()
    assert (sizes >= LEAST_CASES).all(), sizes[sizes < LEAST_CASES].to_string()
    assert (sizes.groupby("language").size() >= LEAST_CAPABILITIES).all()
    assert set(cases["language"]) == set(LANGUAGES)


def test_no_case_comes_twice(cases: pd.DataFrame) -> None:
    twice = cases[["language", "text"]].duplicated()
    assert not twice.any(), cases.loc[twice, "text"].tolist()


def test_every_case_says_what_is_right(cases: pd.DataFrame) -> None:
    for case in cases["case"]:
        assert KINDS[case["kind"]] <= set(case), case
        assert case.get("sentiment", "neutral") in ("negative", "neutral", "positive"), case
        assert case.get("toward", "negative") in ("negative", "positive"), case
        assert case["kind"] != "minimum" or {"sentiment", "issues"} & set(case), case
        assert case.get("changed") != case["text"], case


def test_every_issue_is_one_of_its_list(cases: pd.DataFrame) -> None:
    for case in cases["case"]:
        if "issues" in case:
            leaves = {issue.id for issue in Taxonomy.load(case["list"]).leaves()}
            assert set(case["issues"]) <= leaves, case
            known = {"negative", "neutral", "positive", "mixed"}
            assert set(case["issues"].values()) <= known, case


@pytest.mark.parametrize("column", ["language", "kind", "capability"])
def test_enough_cases_pass(measured: pd.DataFrame, column: str) -> None:
    rates = measured.groupby(column)["passed"].mean()
    floors = pd.Series(FLOORS[column], dtype=float)
    assert set(floors.index) <= set(rates.index), "a floor of something that has no cases"
    low = rates[floors.index] < floors
    assert not low.any(), pd.DataFrame({"rate": rates[floors.index], "floor": floors})[low]


def test_what_is_meant_is_what_is_judged(measured: pd.DataFrame) -> None:
    """The yardstick can fail a case, and pass one."""
    assert measured["passed"].any()
    assert not measured["passed"].all()
