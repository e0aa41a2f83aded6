"""Levels that a reader would take for one are named, and stay as they are."""

from __future__ import annotations

import pandas as pd
import pytest

from cxnlp.survey import read_survey
from cxnlp.survey.roles.alike import alike_notes


@pytest.mark.parametrize(
    ("levels", "named"),
    [
        (["UnitedKingdom", "United Kingdom", "Norway"], ["UnitedKingdom", "United Kingdom"]),
        (["gold", "Gold ", "GOLD"], ["gold", "Gold", "GOLD"]),
        (["self-service", "Self service"], ["self-service", "Self service"]),
        (["علي", "علی"], ["علي", "علی"]),
    ],
)
def test_levels_spelt_in_several_ways_are_named(levels, named):
    (note,) = alike_notes(pd.DataFrame({"country": levels}), ["country"])
    assert all(repr(level) in note for level in named)


@pytest.mark.parametrize(
    "levels",
    [
        ["A", "A+"],
        ["กา", "ก้า"],
        ["1.5", "15"],
        ["-1", "1"],
        ["10-20", "1020"],
        ["má", "ma"],
        ["", " "],
    ],
)
def test_levels_that_may_be_two_are_not(levels):
    assert alike_notes(pd.DataFrame({"plan": levels}), ["plan"]) == []


def test_the_note_stands_in_the_survey():
    rows = [(at % 11, f"comment {at} on the queue", ("North", "north")[at % 2]) for at in range(40)]
    survey = read_survey(pd.DataFrame(rows, columns=["NPS", "why", "region"]))
    assert survey.segment_columns == ["region"]
    assert [note for note in survey.notes if "'North' and 'north'" in note]
    assert set(survey.frame["region"]) == {"North", "north"}
