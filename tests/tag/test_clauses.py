"""Clauses come of the same reading as tags, and each comment's of itself alone."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from cxnlp.model.heads import SENTIMENTS
from cxnlp.tag import Tagger
from cxnlp.tag.clauses import ClauseTagger
from cxnlp.testing import FakeTagger

SAID = [
    "The price is fair, but the network drops every evening",
    "ราคาแพงเกินไป แต่พนักงานพูดจาดีมาก",
    "-",
    "ແພງຫຼາຍ",
    "👍",
    "Mạng chập chờn suốt, nhưng nhân viên nhiệt tình",
    "The price is fair, but the network drops every evening",
]


@pytest.fixture(params=["model", "fake"])
def clause_tagger(request: pytest.FixtureRequest, tagger: Tagger) -> Tagger | FakeTagger:
    return tagger if request.param == "model" else FakeTagger()


def test_tags_are_the_same_and_clauses_are_cut_from_the_comments(
    clause_tagger: Tagger | FakeTagger,
) -> None:
    assert isinstance(clause_tagger, ClauseTagger)
    told = list(clause_tagger.stream_clauses(SAID))
    assert [found for found, _ in told] == clause_tagger.predict(SAID)
    for text, (_, clauses) in zip(SAID, told, strict=True):
        assert all(text[c.start : c.end] == c.text for c in clauses)
        assert all(a.end <= b.start for a, b in pairwise(clauses))
        assert all(c.feeling in SENTIMENTS and np.isfinite(c.vector).all() for c in clauses)
    assert [len(clauses) for _, clauses in told[:4]] == [2, 2, 0, 0]
    assert told[4][1] != [] or clause_tagger.model["name"] == "fake"


def test_a_clause_is_the_same_to_the_bit_in_any_company(
    clause_tagger: Tagger | FakeTagger,
) -> None:
    together = list(clause_tagger.stream_clauses(SAID))
    for text, (_, clauses) in zip(SAID, together, strict=True):
        ((_, alone),) = clause_tagger.stream_clauses([text])
        assert [c.feeling for c in alone] == [c.feeling for c in clauses]
        for one, other in zip(alone, clauses, strict=True):
            np.testing.assert_array_equal(one.vector, other.vector)
