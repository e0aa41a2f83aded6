"""Ticked reasons beside the text, in words."""

from __future__ import annotations

import pandas as pd
import pytest

from cxnlp.report.ticked import ticked_words

NAMES = {"wait": "Long waits", "shop": "Shops"}


@pytest.fixture
def ticked() -> pd.DataFrame:
    row = {
        "reason": "Waiting",
        "issue": "wait",
        "ticked": 40,
        "complained": 30,
        "ticked_complained": 20,
        "agreement": 0.1,
        "agreement_low": -0.05,
        "agreement_complained": 0.4,
        "agreement_complained_low": 0.2,
        "n": 100,
    }
    nobody = {**row, "reason": "", "issue": "shop", "ticked": 0, "agreement": float("nan")}
    return pd.DataFrame([row, nobody])


def test_it_says_how_far_ticks_agree_and_what_the_list_lacks(ticked) -> None:
    agreement, example, lacking = ticked_words(ticked, NAMES)
    assert agreement.startswith("For 1 of 1 reason ticks agree with complaints beyond chance")
    assert "for 0 with mentions of any kind, among 100 responses" in agreement
    assert "closer to what people complain of" in agreement
    assert "50 % complain of it in their own words (20 of 40), of the others 17 % (10 of 60)" in (
        example
    )
    assert lacking.endswith("Shops (30).")


def test_it_claims_nothing_that_the_figures_do_not_show(ticked) -> None:
    apart = ticked.assign(agreement_complained=0.05, agreement_complained_low=-0.1)
    agreement = ticked_words(apart, NAMES)[0]
    assert agreement.startswith("For 0 of 1 reason")
    assert "closer" not in agreement
    assert ticked_words(ticked.tail(1), NAMES) == ()
    assert ticked_words(ticked.head(0), NAMES) == ()
