"""What changed: parts that add up, with intervals that cover."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxnlp.errors import ExplainError
from cxnlp.explain import explain_scores, from_tables
from cxnlp.explain.comparison.change import SUMS, change_table
from cxnlp.explain.comparison.periods import Group
from cxnlp.issues import Issue, Taxonomy
from cxnlp.survey.values.scales import SCALES

NPS = SCALES["nps"]
NAMES = {"wait": "Waiting", "sign": "Signs", "staff": "Staff", "rare": "Parking"}
FIGURES = ["change", "low", "high", "share_before", "share_after", "effect_before"]


def world(n: int, seed: int) -> tuple[pd.DataFrame, pd.DataFrame, np.ndarray]:
    """Return responses, tags, and who answered later: waiting comes up more often, hurts less."""
    random = np.random.default_rng(seed)
    late = np.arange(n) >= n // 2
    wait = random.random(n) < np.where(late, 0.3, 0.2)
    mentioned = {
        "wait": wait,
        "sign": (wait & (random.random(n) < 0.5)) | (random.random(n) < 0.06),
        "staff": random.random(n) < 0.25,
        "rare": random.random(n) < 0.01,
    }
    score = 7.5 - np.where(late, 2, 3) * wait + 2 * mentioned["staff"]
    score = np.clip(np.round(score + 1.7 * random.standard_normal(n)), 0, 10)
    responses = pd.DataFrame(
        {
            "response": np.arange(n),
            "score": score,
            "plan": random.choice(["basic", "plus"], n),
            "weight": random.choice([0.5, 1.0, 2.0], n),
            "date": np.where(late, "2024-02-10", "2024-01-10"),
        }
    )
    tags = pd.concat(
        pd.DataFrame(
            {
                "response": np.flatnonzero(who),
                "issue": issue,
                "feeling": "positive" if issue == "staff" else "negative",
            }
        )
        for issue, who in mentioned.items()
    )
    return responses, tags, late


def changed(
    responses: pd.DataFrame,
    tags: pd.DataFrame,
    late: np.ndarray,
    scale: str = "nps",
    names: dict[str, str] = NAMES,
) -> pd.DataFrame:
    joined = from_tables(responses, tags, SCALES[scale], weight="weight", segments=("plan",))
    groups = Group("January", ~late), Group("February", late)
    return change_table(joined, names, *groups, ("plan",), 10, 0.95)


def single(table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that are no sum of others."""
    return table[~table["part"].isin([*SUMS.values(), "total"])]


def keyed(table: pd.DataFrame) -> pd.DataFrame:
    return table.set_index(["part", "issue", "feeling", "name"]).sort_index()


@settings(deadline=None, max_examples=15)
@given(st.integers(0, 10_000), st.integers(80, 500), st.sampled_from(["nps", "csat", "ces"]))
def test_the_parts_add_up_to_the_difference_of_the_index(seed: int, n: int, scale: str) -> None:
    responses, tags, late = world(n, seed)
    top = SCALES[scale].high
    responses["score"] = np.clip(np.round(responses["score"] * top / 10), 1, top)
    table = changed(responses, tags, late, scale)
    parts, total = single(table), table[table["part"] == "total"]
    value, weight = SCALES[scale].value(responses["score"]), responses["weight"]
    means = [np.average(value[who], weights=weight[who]) for who in (~late, late)]
    assert total["change"].item() == pytest.approx(means[1] - means[0], abs=1e-9)
    assert parts["change"].sum() == pytest.approx(total["change"].item(), abs=1e-7)
    assert (table["low"].isna() | (table["low"] <= table["change"])).all()


@settings(deadline=None, max_examples=10)
@given(st.integers(0, 10_000), st.integers(80, 400))
def test_each_sum_is_that_of_its_rows_and_the_sums_close(seed: int, n: int) -> None:
    table = changed(*world(n, seed))
    change = table.groupby("part", sort=False)["change"].sum()
    for part, together in SUMS.items():
        assert change.get(together, 0.0) == pytest.approx(change.get(part, 0.0), abs=1e-9)
    closing = table[table["part"].isin([*SUMS.values(), "baseline"])]
    assert closing["change"].sum() == pytest.approx(change["total"], abs=1e-7)
    assert not closing[["low", "high"]].isna().any(axis=None)
    assert closing["q"].isna().all()


def test_a_sum_of_one_part_has_the_interval_of_that_part() -> None:
    responses, tags, late = world(300, 8)
    table = changed(responses, tags[tags["issue"] == "wait"], late)
    figures = table.set_index("part")[["change", "low", "high"]].T
    for part in ("frequency", "severity"):
        assert figures[SUMS[part]].tolist() == pytest.approx(figures[part].tolist())


def test_the_parts_close_also_where_two_issues_are_one() -> None:
    responses, tags, late = world(300, 4)
    twin = tags[tags["issue"] == "wait"].assign(issue="twin")
    table = changed(responses, pd.concat([tags, twin]), late, names={**NAMES, "twin": "Queue"})
    parts = single(table)["change"].sum()
    assert parts == pytest.approx(table[table["part"] == "total"]["change"].item(), abs=1e-7)
    assert table["change"].abs().max() < 100


def test_the_order_of_rows_and_issues_is_irrelevant() -> None:
    responses, tags, late = world(300, 1)
    order = np.random.default_rng(0).permutation(len(responses))
    other = changed(
        responses.iloc[order],
        tags.sample(frac=1, random_state=3),
        late[order],
        names=dict(reversed(NAMES.items())),
    )
    plain = changed(responses, tags, late)
    assert list(other["part"]) == list(plain["part"])
    pd.testing.assert_frame_equal(keyed(other)[FIGURES], keyed(plain)[FIGURES], rtol=1e-6)


def test_doubling_every_row_narrows_intervals_and_moves_no_centre() -> None:
    responses, tags, late = world(600, 2)
    plain = changed(responses, tags, late)
    twice = pd.concat([responses, responses.assign(response=responses["response"] + 10_000)])
    both = pd.concat([tags, tags.assign(response=tags["response"] + 10_000)])
    doubled = changed(twice, both, np.r_[late, late])
    both_have = keyed(plain).index.intersection(keyed(doubled).index)
    shared = [key for key in both_have if key[1] != "rare" and key[3] != "rare issues together"]
    assert {*SUMS.values(), "baseline", "total"} <= {key[0] for key in shared}
    first, second = (keyed(table).loc[shared] for table in (plain, doubled))
    known = first["low"].notna()
    # Parking, too rare for a column of its own, has one when doubled: centres move by a hair.
    assert np.allclose(first["change"], second["change"], atol=0.3)
    widths = [(t["high"] - t["low"])[known] for t in (first, second)]
    assert (widths[1] < 0.8 * widths[0]).all()


def test_scaling_all_weights_changes_nothing() -> None:
    responses, tags, late = world(300, 3)
    scaled = changed(responses.assign(weight=responses["weight"] * 7), tags, late)
    pd.testing.assert_frame_equal(changed(responses, tags, late), scaled, rtol=1e-7)


def test_intervals_cover_the_truth() -> None:
    truth = keyed(changed(*world(300_000, 99)))["change"]
    watched = [
        ("frequency", "wait", "negative", "Waiting"),
        ("severity", "wait", "negative", "Waiting"),
        ("severity", "sign", "negative", "Signs"),
        ("severity", "staff", "positive", "Staff"),
        ("frequency", "staff", "positive", "Staff"),
        *((part, "", "", "") for part in (*SUMS.values(), "baseline", "total")),
    ]
    hits = []
    for seed in range(60):
        found = keyed(changed(*world(500, seed))).loc[watched]
        aim = truth.loc[watched]
        hits.append(((found["low"] <= aim) & (aim <= found["high"])).to_numpy())
    covered = np.mean(hits, axis=0)
    assert 0.92 <= covered.mean() <= 0.985, dict(zip(watched, covered, strict=True))
    assert covered.min() > 0.85, dict(zip(watched, covered, strict=True))


def taxonomy() -> Taxonomy:
    return Taxonomy("Invented", tuple(Issue(id_, name) for id_, name in NAMES.items()))


def test_an_explanation_is_asked_by_period_and_by_segment() -> None:
    responses, tags, _ = world(400, 5)
    joined = from_tables(responses, tags, NPS, date="date", segments=("plan",))
    explanation = explain_scores(joined, taxonomy(), scale=NPS)
    by_month = explanation.change("2024-01", "2024-02")
    assert set(by_month["n_before"]) == {200}
    pd.testing.assert_frame_equal(
        by_month,
        explanation.change(("2024-01-01", "2024-01-31"), "2024-02").assign(before="2024-01"),
    )
    by_plan = explanation.change("basic", "plus", by="plan")
    assert not (by_plan["part"] == "mix").any()
    assert (by_plan["before"] == "basic").all()


def test_two_versions_of_a_list_are_never_compared_silently() -> None:
    responses, tags, late = world(400, 6)
    responses["list"] = np.where(late, "v2", "v1")
    joined = from_tables(responses, tags, NPS, date="date", issue_list="list")
    explanation = explain_scores(joined, taxonomy(), scale=NPS)
    with pytest.raises(ExplainError, match="versions"):
        explanation.change("2024-01", "2024-02")


@pytest.mark.parametrize(
    "asked",
    [
        ("2024-01", "2024-01"),
        ("2024-01", "2031-01"),
        ("long ago", "2024-01"),
        ("2024-01", None),
        ("2024-01-10 10:00", "2024-02"),
    ],
)
def test_what_cannot_be_compared_is_refused_in_words(asked: tuple[str, str]) -> None:
    responses, tags, _ = world(200, 7)
    joined = from_tables(responses, tags, NPS, date="date", segments=("plan",))
    explanation = explain_scores(joined, taxonomy(), scale=NPS)
    with pytest.raises(ExplainError):
        explanation.change(*asked)
    with pytest.raises(ExplainError):
        explanation.change("basic", "plus", by="colour")
