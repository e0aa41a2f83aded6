"""Trends: intervals, and periods that stand out after correction for looking often."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxnlp.explain import explain_scores, from_tables
from cxnlp.explain.comparison.trend import exact_p, trend_table
from cxnlp.explain.estimation.families import false_discovery, two_sided
from cxnlp.survey.values.scales import SCALES
from tests.explain.worlds import tables, taxonomy

NPS = SCALES["nps"]
NAMES = {f"issue{k}": f"Issue {k}" for k in range(5)}
SHARES = np.array([3, 2, 3, 4, 4, 8, 6, 12, 16, 14, 28]) / 100


def world(n: int, seed: int, bad_month: int = 0) -> tuple[pd.DataFrame, pd.DataFrame]:
    random = np.random.default_rng(seed)
    month = random.integers(1, 9, n)
    score = random.choice(11, n, p=SHARES)
    score = np.where((month == bad_month) & (random.random(n) < 0.5), 2, score)
    responses = pd.DataFrame(
        {
            "response": np.arange(n),
            "score": score,
            "date": [f"2024-{m:02d}-15" for m in month],
            "month": month,
        }
    )
    often = {k: 0.05 + 0.05 * k + 0.3 * (k == 1) * (month == bad_month) for k in range(5)}
    tags = pd.concat(
        pd.DataFrame(
            {
                "response": np.flatnonzero(random.random(n) < p),
                "issue": f"issue{k}",
                "feeling": "negative",
            }
        )
        for k, p in often.items()
    )
    return responses, tags


def trend(responses: pd.DataFrame, tags: pd.DataFrame, **more: str) -> pd.DataFrame:
    joined = from_tables(responses, tags, NPS, date="date", **more)
    return trend_table(joined, NAMES, NPS, 0.95, "month")


def test_a_bad_month_stands_out() -> None:
    table = trend(*world(1200, 0, bad_month=3))
    out = table[table["stands_out"]]
    found = set(zip(out["issue"], out["period"], strict=True))
    assert {("", "2024-03"), ("issue1", "2024-03")} <= found
    clearest = out.sort_values("q").drop_duplicates("measure")
    assert set(clearest["period"]) == {"2024-03"}
    assert set(out["issue"]) <= {"", "issue1"}


def test_where_nothing_happened_something_stands_out_as_rarely_as_promised() -> None:
    alarms = [trend(*world(600, seed)).groupby("measure")["stands_out"].any() for seed in range(30)]
    assert pd.DataFrame(alarms).sum().max() <= 5  # 1.5 expected of each measure


def test_the_index_of_a_month_is_covered() -> None:
    truth = float(NPS.value(np.arange(11)) @ SHARES)
    tables = [trend(*world(600, seed)).query("measure == 'index'") for seed in range(20)]
    rows = pd.concat(tables)
    assert 0.9 <= ((rows["low"] <= truth) & (truth <= rows["high"])).mean() <= 0.99


def test_shares_of_two_lists_stay_apart() -> None:
    responses, tags = world(800, 1)
    responses["list"] = np.where(responses["month"] <= 4, "v1", "v2")
    table = trend(responses, tags, issue_list="list")
    shares = table[table["measure"] == "share"]
    versions = shares.groupby("period")["issue_list"].unique().map(list)
    assert versions["2024-02"] == ["v1"]
    assert versions["2024-07"] == ["v2"]
    alone = trend(
        responses[responses["month"] <= 4],
        tags[tags["response"].isin(responses.loc[responses["month"] <= 4, "response"])],
        issue_list="list",
    )
    first = shares[shares["issue_list"] == "v1"].reset_index(drop=True)
    rest = alone[alone["measure"] == "share"].reset_index(drop=True)
    columns = ["issue", "period", "n", "value", "low", "high"]
    pd.testing.assert_frame_equal(first[columns], rest[columns])


def test_the_order_of_rows_is_irrelevant_and_small_months_are_hidden() -> None:
    responses, tags = world(500, 2)
    few = responses[responses["month"] == 5].index[9:]
    responses = responses.drop(few)
    tags = tags[tags["response"].isin(responses["response"])]
    table = trend(responses, tags)
    pd.testing.assert_frame_equal(table, trend(responses.sample(frac=1, random_state=1), tags))
    hidden = table[table["period"] == "2024-05"]
    assert hidden["value"].isna().all()
    assert not hidden["stands_out"].any()


def test_without_dates_there_is_no_trend() -> None:
    responses, tags = world(100, 3)
    assert trend_table(from_tables(responses, tags, NPS), NAMES, NPS, 0.95).empty


@given(st.integers(1, 40), st.integers(1, 40), st.data())
def test_the_exact_test_agrees_with_scipy(first: int, second: int, data: st.DataObject) -> None:
    from scipy.stats import hypergeom

    a, b = data.draw(st.integers(0, first)), data.draw(st.integers(0, second))
    law = hypergeom(first + second, a + b, first)
    tails = [law.cdf(a) - law.pmf(a) / 2, law.sf(a - 1) - law.pmf(a) / 2]
    found = exact_p([float(first), float(second)], [a / first, b / second])
    assert found == pytest.approx(min(1.0, 2 * min(tails)), abs=1e-9)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_q_is_that_of_statsmodels(p: list[float]) -> None:
    from statsmodels.stats.multitest import multipletests

    expected = multipletests(p, method="fdr_bh")[1]
    assert false_discovery(p) == pytest.approx(expected, abs=1e-12)
    assert false_discovery([*p, np.nan])[:-1] == pytest.approx(expected, abs=1e-12)


def test_p_of_a_ratio() -> None:
    assert two_sided([1.959964], [1.0])[0] == pytest.approx(0.05, abs=1e-6)
    assert two_sided([2.570582], [1.0], [5.0])[0] == pytest.approx(0.05, abs=1e-6)
    assert np.isnan(two_sided([1.0], [0.0])[0])


@pytest.mark.parametrize(("last", "told"), [("2024-03-12", True), ("2024-03-30", False)])
def test_a_last_month_that_is_not_over_is_named(last: str, told: bool) -> None:
    responses, tags, _ = tables(90)
    days = np.repeat(["2023-08-15", "2024-02-15", last], 30)
    joined = from_tables(responses.assign(date=days), tags, NPS, date="date")
    notes = " ".join(explain_scores(joined, taxonomy(), scale=NPS).notes)
    assert (f"2024-03, has answers until {last} only" in notes) == told
