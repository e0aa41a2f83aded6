"""Quotes: the same every time, none twice."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxnlp.explain import from_tables
from cxnlp.explain.evidence.quotes import EVIDENCE, evidence_table, shingles, similarity
from tests.explain.worlds import GUILTY, INNOCENT, NPS, tables


def quotes(texts, probabilities=None, scores=None, feeling="negative"):
    n = len(texts)
    responses = pd.DataFrame({"response": range(n), "score": scores or [3] * n})
    tags = pd.DataFrame({"response": range(n), "issue": GUILTY, "feeling": feeling})
    tags["probability"] = probabilities or [0.9] * n
    comments = pd.DataFrame({"response": range(n), "text": texts})
    return evidence_table(from_tables(responses, tags, NPS, comments=comments), [GUILTY])


def test_up_to_five_for_each_issue_and_feeling_ranked_from_one():
    responses, tags, comments = tables(300)
    joined = from_tables(responses, tags, NPS, comments=comments)
    found = evidence_table(joined, [INNOCENT, GUILTY])
    assert list(found) == list(EVIDENCE)
    assert list(found["issue"].unique()) == [INNOCENT, GUILTY]
    for _, group in found.groupby(["issue", "feeling"]):
        assert list(group["rank"]) == list(range(1, len(group) + 1))
        assert len(group) <= 5
    again = from_tables(responses, tags.iloc[::-1], NPS, comments=comments.iloc[::-1])
    pd.testing.assert_frame_equal(found, evidence_table(again, [INNOCENT, GUILTY]))


def test_near_repetitions_are_shown_once():
    repeated = ["I waited two hours at the desk!", "i waited TWO hours at the desk", "No lift here"]
    assert len(quotes(repeated)) == 2
    thai = ["รอนานมากๆ เลยครับที่สาขา", "รอนานมากๆ เลยครับ ที่สาขา!!"]
    assert len(quotes(thai)) == 1


def test_the_surer_the_readable_and_the_typical_come_first():
    wait, long = "I waited two hours at the desk", "and then " * 200
    assert quotes(["The queue never moved at all", wait], [0.4, 0.95])["text"].iloc[0] == wait
    assert quotes(["slow", wait, long])["text"].iloc[0] == wait
    typical = quotes(["The queue never moved", wait, "They took for ages"], scores=[10, 2, 2])
    assert typical["score"].iloc[-1] == 10


def test_a_response_is_quoted_once():
    responses = pd.DataFrame({"response": [0], "score": [3]})
    tags = pd.DataFrame({"response": 0, "comment": ["a", "b"], "issue": GUILTY})
    tags["feeling"] = "negative"
    comments = pd.DataFrame(
        {"response": 0, "comment": ["a", "b"], "text": ["One thing they said", "Quite another"]}
    )
    joined = from_tables(responses, tags, NPS, comments=comments)
    assert len(evidence_table(joined, [GUILTY])) == 1


def test_without_quotes_the_table_is_empty_and_has_its_columns():
    responses, tags, _ = tables(30)
    assert list(evidence_table(from_tables(responses, tags, NPS), [GUILTY])) == list(EVIDENCE)


@settings(deadline=None)
@given(st.text(), st.text())
def test_similarity_is_symmetric_and_1_for_the_same(first, second):
    a, b = shingles(first), shingles(second)
    assert similarity(a, b) == similarity(b, a)
    assert 0 <= similarity(a, b) <= 1
    assert similarity(a, a) == 1


@pytest.mark.parametrize("text", ["Ärger", "ÄRGER!", " ä r g e r "])
def test_case_spaces_and_punctuation_do_not_count(text):
    assert shingles(text) == shingles("ärger")
