"""Who is at risk: a similarity without a label, a judged probability with one."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cxnlp.errors import ExplainError
from cxnlp.explain import explain_scores, from_tables
from cxnlp.explain.priority.risk import Risk, assess_risk
from cxnlp.issues import Issue, Taxonomy
from cxnlp.survey.values.scales import SCALES

NPS = SCALES["nps"]
NAMES = {"wait": "Waiting", "price": "Price", "staff": "Staff", "app": "App"}


def world(n: int, seed: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Waiting and price lower the score, staff raises it; the app makes people leave."""
    random = np.random.default_rng(seed)
    said = {issue: random.random(n) < 0.2 for issue in NAMES}
    score = 8 - 3 * said["wait"] - said["price"] + 1.5 * said["staff"]
    score = np.clip(np.round(score + 1.5 * random.standard_normal(n)), 0, 10)
    odds = -1.6 + 0.3 * (7 - score) + 1.6 * said["app"]
    responses = pd.DataFrame(
        {
            "response": [f"r{at}" for at in range(n)],
            "score": score,
            "left": random.random(n) < 1 / (1 + np.exp(-odds)),
        }
    )
    responses["stayed"] = ~responses["left"]
    tags = pd.concat(
        pd.DataFrame(
            {
                "response": responses["response"][who],
                "issue": issue,
                "feeling": "positive" if issue == "staff" else "negative",
                "quote": f"about {issue}",
            }
        )
        for issue, who in said.items()
    )
    return responses, tags


def assess(responses: pd.DataFrame, tags: pd.DataFrame, **label: str) -> Risk:
    return assess_risk(from_tables(responses, tags, NPS, **label), NAMES, NPS, 0.95)


def test_without_a_label_passives_are_ranked_by_their_likeness_to_detractors() -> None:
    risk = assess(*world(900, 0))
    table = risk.table
    assert set(table["band"]) == {"passive"}
    assert set(table["kind"]) == {"similarity"}
    assert table["risk"].is_monotonic_decreasing
    assert list(table["rank"]) == list(range(1, len(table) + 1))
    worst, best = table.head(20), table.tail(20)
    assert worst["reasons"].str.contains("Waiting").all()
    assert not best["reasons"].str.contains("Waiting").any()
    assert worst["risk"].min() > 0.8
    assert best["risk"].max() < 0.3
    quality = risk.quality.iloc[0]
    assert quality["predicts"] == "detractor rather than promoter"
    assert quality["auc_low"] > 0.6
    assert "no probability" in quality["note"]


def test_with_a_label_the_reasons_are_judged_beside_the_score_alone() -> None:
    risk = assess(*world(1500, 1), churned="left")
    rows = risk.quality.set_index("model")
    assert list(rows.index) == ["score alone", "score and reasons", "gain of the reasons"]
    gain = rows.loc["gain of the reasons"]
    assert gain["auc"] == pytest.approx(
        rows.loc["score and reasons", "auc"] - rows.loc["score alone", "auc"]
    )
    assert gain["auc_low"] > 0
    assert rows.loc["score and reasons", "slope"] == pytest.approx(1, abs=0.25)
    assert set(risk.table["kind"]) == {"probability"}
    bins = risk.calibration
    inside = (bins["low"] <= bins["predicted"]) & (bins["predicted"] <= bins["high"])
    assert inside.mean() > 0.8
    assert bins.groupby("model")["n"].sum().eq(1500).all()


def test_who_did_not_recommend_is_as_who_left() -> None:
    responses, tags = world(600, 2)
    left = assess(responses, tags, churned="left")
    stayed = assess(responses, tags, recommended="stayed")
    pd.testing.assert_frame_equal(left.table, stayed.table)
    assert set(stayed.quality["predicts"]) == {"not recommending"}


def test_customers_without_a_label_get_a_probability_too() -> None:
    responses, tags = world(900, 3)
    responses["left"] = responses["left"].astype(float).where(responses.index < 600)
    risk = assess(responses, tags, churned="left")
    assert risk.table["response"].isin(responses["response"][600:]).sum() == 300
    assert risk.table["risk"].between(0, 1).all()
    gone = responses["response"][responses["left"] == 1]
    assert not risk.table["response"].isin(gone).any()


def test_the_order_of_rows_is_irrelevant() -> None:
    responses, tags = world(500, 4)
    for label in ({}, {"churned": "left"}):
        plain = assess(responses, tags, **label)
        other = assess(responses.sample(frac=1, random_state=1), tags.sample(frac=1), **label)
        pd.testing.assert_frame_equal(plain.table, other.table, rtol=1e-6)
        pd.testing.assert_frame_equal(plain.quality, other.quality, rtol=1e-6)
        pd.testing.assert_frame_equal(plain.calibration, other.calibration, rtol=1e-6)


def test_too_few_are_refused_in_words() -> None:
    responses, tags = world(60, 5)
    risk = assess(responses, tags)
    assert risk.table.empty
    assert "too few" in risk.quality["note"].item()
    responses["left"] = responses.index < 5
    assert "with churn" in assess(responses, tags, churned="left").quality["note"].item()


def test_a_label_that_is_not_yes_or_no_is_refused() -> None:
    responses, tags = world(60, 6)
    with pytest.raises(ExplainError, match="left"):
        from_tables(responses.assign(left=2), tags, NPS, churned="left")


@pytest.mark.parametrize("scale", ["csat", "ces", "stars"])
def test_other_scales_have_a_middle_too(scale: str) -> None:
    responses, tags = world(900, 7)
    top = SCALES[scale].high
    responses["score"] = np.clip(np.round(responses["score"] * top / 10), 1, top)
    joined = from_tables(responses, tags, SCALES[scale])
    table = assess_risk(joined, NAMES, SCALES[scale], 0.95).table
    assert set(table["band"]) == {SCALES[scale].bands[1]}


def taxonomy() -> Taxonomy:
    issues = [Issue("digital", "Digital", owner="IT")]
    issues += [Issue("app", "App", parent="digital")]
    issues += [Issue(i, n, owner="Service") for i, n in NAMES.items() if i != "app"]
    return Taxonomy("Invented", tuple(issues))


def test_actions_rank_what_goes_with_a_lower_index_by_owner() -> None:
    responses, tags = world(1200, 8)
    explanation = explain_scores(from_tables(responses, tags, NPS), taxonomy(), scale=NPS)
    actions, calls = explanation.actions, explanation.callbacks
    assert list(actions["issue"][:2]) == ["wait", "price"]
    assert "staff" not in set(actions["issue"])
    assert actions["clear"][:2].all()
    clear = actions[actions["clear"]]["net"]
    assert clear.is_monotonic_increasing
    net = explanation.drivers.query("issue == 'wait' and feeling == 'negative'")["net"].item()
    assert actions["net"].iloc[0] == net
    assert list(actions["to_call"]) == [int((calls["issue"] == i).sum()) for i in actions["issue"]]
    owners = dict(zip(actions["issue"], actions["owner"], strict=True))
    assert owners["wait"] == "Service"
    assert owners.get("app", "IT") == "IT"


def test_a_corrected_figure_takes_the_place_of_the_adjusted_one() -> None:
    from dataclasses import replace

    responses, tags = world(900, 9)
    explanation = explain_scores(from_tables(responses, tags, NPS), taxonomy(), scale=NPS)
    drivers = explanation.drivers
    for end, move in (("", 0.0), ("_low", -9.0), ("_high", 40.0)):
        drivers = drivers.assign(**{f"net_corrected{end}": drivers["net"] * 2 + move})
    action = replace(explanation, drivers=drivers).actions.query("issue == 'wait'").iloc[0]
    assert action["basis"] == "corrected"
    assert not action["clear"]  # its corrected interval reaches zero


def test_callbacks_are_detractors_first_then_those_at_risk_with_the_quote_of_the_issue() -> None:
    responses, tags = world(900, 10)
    explanation = explain_scores(from_tables(responses, tags, NPS), taxonomy(), scale=NPS)
    calls = explanation.callbacks
    assert (calls["quote"] == "about " + calls["issue"]).all()
    for _, rows in calls.groupby("issue"):
        assert list(rows["place"]) == list(range(1, len(rows) + 1))
        assert list(rows["why"]) == sorted(rows["why"], key=["low score", "at risk"].index)
        assert rows["response"].is_unique
    risky = calls[calls["why"] == "at risk"]
    assert (risky["risk"] > 0.5).all()
    assert set(risky["band"]) == {"passive"}


def test_requests_come_with_tags_that_know_them() -> None:
    responses, tags = world(300, 11)
    asked = tags.assign(request=tags["issue"] == "app")
    explanation = explain_scores(from_tables(responses, asked, NPS), taxonomy(), scale=NPS)
    assert set(explanation.requests["issue"]) == {"app"}
    plain = explain_scores(from_tables(responses, tags, NPS), taxonomy(), scale=NPS)
    assert plain.requests.empty
