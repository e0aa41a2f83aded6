"""Ticked reasons beside the text."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from cxnlp.explain import explain_scores, from_tables
from cxnlp.explain.evidence.reason_match import BY_NAME, BY_USE, BY_WORDS, find_issue, match_reason
from cxnlp.explain.evidence.reasons import REASONS, kappa, kappa_interval
from cxnlp.explain.sample.responses import Sample
from cxnlp.issues import Issue, Taxonomy
from tests.explain.worlds import GUILTY, INNOCENT, LIKED, NPS, tables, taxonomy


@pytest.mark.parametrize(
    ("reason", "issue"),
    [
        (GUILTY, GUILTY),
        ("  LONG  waits ", GUILTY),
        ("long-waits", GUILTY),
        ("รอนาน", GUILTY),
        ("DỊCH VỤ", "service"),
        ("di\u0323ch vu\u0323", "service"),
        ("Something else", ""),
        ("", ""),
        ("!", ""),
    ],
)
def test_reasons_are_matched_by_id_and_by_name_in_any_language(reason, issue):
    assert match_reason(reason, taxonomy()) == issue


def test_a_name_of_two_issues_is_not_guessed():
    twice = Taxonomy("T", (Issue("a", "Price"), Issue("b", "Cost", names={"en": "price"})))
    assert match_reason("Price", twice) == ""


AIRLINE = Taxonomy.load("airline")
ISSUES = tuple(issue.id for issue in AIRLINE.leaves())


def flyers():
    """Return 210 flyers: each issue is written of by another seventh, and the angry by all."""
    score = np.where(np.arange(210) < 70, 0.0, 9.0)
    who = np.column_stack([np.arange(210) % 7 == at % 7 for at in range(len(ISSUES))])
    who |= (score == 0)[:, None] & (np.arange(210) % 2 == 0)[:, None]
    mentioned = {"negative": who, "positive": np.zeros_like(who), "any": who}
    ones = np.ones(210)
    return Sample(
        np.arange(210).astype(object),
        score,
        score,
        ones,
        ISSUES,
        mentioned,
        pd.DataFrame(index=range(210)),
    )


@pytest.mark.parametrize(
    ("reason", "issue"),
    [
        ("Seat comfort", ("seat_comfort", BY_NAME)),
        ("Food and beverages", ("food_and_drink", BY_WORDS)),
        ("Value for money", ("fares_and_fees", BY_WORDS)),
        ("Wi-Fi", ("entertainment_and_wifi", BY_WORDS)),
        ("Something else", ("", "")),
        ("และ", ("", "")),
    ],
)
def test_a_reason_of_another_name_is_told_by_the_words_it_shares(reason, issue):
    assert find_issue(reason, np.arange(210) < 30, flyers(), AIRLINE) == issue


@pytest.mark.parametrize("crew", ["cabin_crew", "ground_staff"])
def test_words_of_several_issues_are_settled_by_who_writes_of_them(crew):
    sample = flyers()
    ticked = np.arange(210) % 7 == ISSUES.index(crew) % 7
    assert find_issue("Cabin staff", ticked, sample, AIRLINE) == (crew, BY_USE)


def test_that_the_angry_tick_and_write_of_everything_settles_nothing():
    assert find_issue("Cabin staff", flyers().score == 0, flyers(), AIRLINE) == ("", "")


def table(ticked):
    responses, tags, comments = tables(200)
    joined = from_tables(responses, tags, NPS, comments=comments, ticked=ticked)
    return explain_scores(joined, taxonomy(), scale=NPS).ticked, tags


def test_ticked_and_written_are_counted_beside_each_other():
    everyone = np.arange(200)
    ticks = pd.DataFrame({"response": everyone, "reason": "Long waits"})
    some = pd.DataFrame({"response": everyone[:7], "reason": "other"})
    found, tags = table(pd.concat([ticks, some, some]))
    assert list(found) == list(REASONS)
    waits, other = found.iloc[0], found.iloc[1]
    written = tags.loc[tags["issue"] == GUILTY, "response"].nunique()
    assert (waits["issue"], waits["ticked"], waits["written"]) == (GUILTY, 200, written)
    assert (waits["both"], waits["ticked_only"], waits["written_only"]) == (
        written,
        200 - written,
        0,
    )
    assert waits["agreement"] == 0
    assert (other["issue"], other["ticked"]) == ("", 7)
    assert math.isnan(other["written"])
    lacking = set(found.loc[found["reason"] == "", "issue"])
    assert {INNOCENT, LIKED} <= lacking
    assert GUILTY not in lacking


def test_a_parent_is_written_where_a_child_is():
    found, tags = table(pd.DataFrame({"response": [0], "reason": ["Service"]}))
    below = tags[tags["issue"].isin([GUILTY, INNOCENT])]["response"].nunique()
    assert found.iloc[0]["written"] == below
    assert not {GUILTY, INNOCENT} & set(found["issue"])


def test_complaints_alone_agree_with_ticks_of_what_went_wrong():
    responses, tags, comments = tables(400)
    bad = set(tags.loc[tags["issue"] == GUILTY, "response"])
    praise = pd.DataFrame(
        {"response": sorted(set(range(0, 400, 3)) - bad), "issue": GUILTY, "feeling": "positive"}
    )
    ticks = pd.DataFrame({"response": sorted(bad), "reason": "Long waits"})
    joined = from_tables(responses, pd.concat([tags, praise]), NPS, comments=comments, ticked=ticks)
    found = explain_scores(joined, taxonomy(), scale=NPS).ticked
    waits, lacking = found.iloc[0], found[found["reason"] == ""]
    assert waits["complained"] == waits["ticked_complained"] == len(bad)
    assert waits["agreement_complained"] == pytest.approx(1)
    assert waits["agreement_high"] < 0.7
    assert waits["written"] == len(bad) + len(praise)
    assert waits["n"] == 400
    assert lacking["agreement"].isna().all()
    liked, innocent = (lacking[lacking["issue"] == id_].iloc[0] for id_ in (LIKED, INNOCENT))
    assert liked["complained"] == 0
    assert innocent["complained"] == innocent["written"] > 0


def test_nothing_ticked_gives_an_empty_table():
    assert table(None)[0].empty


@settings(deadline=None)
@given(hnp.arrays(bool, st.integers(1, 40)))
def test_kappa_is_1_for_the_same_and_at_most_1_for_any(first):
    second = np.roll(first, 1)
    same, other = kappa(first, first), kappa(first, second)
    assert math.isnan(same) or same == pytest.approx(1)
    assert math.isnan(other) or -1 <= other <= 1 + 1e-9


def test_kappa_of_the_textbook_table():
    first = np.repeat([True, True, False, False], [20, 5, 10, 15])
    second = np.repeat([True, False, True, False], [20, 5, 10, 15])
    assert kappa(first, second) == pytest.approx(0.4)


def test_the_interval_of_kappa_is_that_of_fleiss_cohen_and_everitt():
    from statsmodels.stats.inter_rater import cohens_kappa

    found = kappa_interval(
        np.repeat([True, True, False, False], [20, 5, 10, 15]),
        np.repeat([True, False, True, False], [20, 5, 10, 15]),
        np.full(50, 3.0),
    )
    other = cohens_kappa(np.array([[20, 5], [10, 15]]))
    assert found == pytest.approx((other.kappa, other.kappa_low, other.kappa_upp), abs=1e-9)


def test_that_all_agree_is_not_certain_and_surer_with_more_answers():
    def low(n: int) -> float:
        same = np.arange(n) % 4 == 0
        value, low, high = kappa_interval(same, same, np.full(n, 2.0))
        assert (value, high) == pytest.approx((1, 1))
        return low

    # Wilson: 30 of 30 agree is at least .886; chance agrees in .606 of them
    chance = (8 / 30) ** 2 + (22 / 30) ** 2
    assert low(30) == pytest.approx(1 - (1 - 0.88649) / (1 - chance), abs=1e-4)
    assert low(30) < low(300) < low(3000) < 1


def test_shares_and_index_count_the_weights():
    responses, tags, comments = tables(200)
    ticks = pd.DataFrame({"response": np.arange(60), "reason": "Long waits"})
    joined = from_tables(responses, tags, NPS, comments=comments, ticked=ticks, weight="weight")
    row = explain_scores(joined, taxonomy(), scale=NPS).ticked.iloc[0]
    weight, value = responses["weight"].to_numpy(), NPS.value(responses["score"])
    assert row["share_ticked"] == pytest.approx(weight[:60].sum() / weight.sum())
    assert row["index_ticked"] == pytest.approx(np.average(value[:60], weights=weight[:60]))
