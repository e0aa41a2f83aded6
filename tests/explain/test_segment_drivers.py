"""Which issue costs what in which segment."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cxnlp.explain import explain_scores, from_tables
from cxnlp.explain.drivers.segments import SEGMENT_DRIVERS, segment_driver_table
from cxnlp.explain.drivers.table import fit_models
from cxnlp.explain.sample.responses import Sample
from tests.explain.worlds import GUILTY, INNOCENT, NPS, tables, taxonomy

NAMES = {"wait": "Waiting", "sign": "Signs", "rare": "Parking"}


def shops(n: int, seed: int, extra: float) -> Sample:
    """Return n answers from a shop (half), the web, the phone; waiting costs more in the shop.

    The sign, which costs nothing, is mentioned by many of those who waited.
    """
    random = np.random.default_rng(seed)
    place = random.choice(["shop", "web", "phone"], n, p=[0.5, 0.3, 0.2])
    wait = random.random(n) < 0.3
    sign = (wait & (random.random(n) < 0.5)) | (random.random(n) < 0.1)
    rare = random.random(n) < 0.004
    score = 7.5 - (1.5 + extra * (place == "shop")) * wait + 1.7 * random.standard_normal(n)
    score = np.clip(np.round(score), 0, 10)
    who = np.column_stack([wait, sign, rare])
    return Sample(
        np.arange(n).astype(object),
        NPS.value(score),
        score,
        random.choice([0.5, 1.5], n),
        tuple(NAMES),
        {"negative": who, "positive": np.zeros_like(who), "any": who},
        pd.DataFrame({"place": place, "one": "same"}),
    )


def table(sample: Sample, least: int = 30) -> pd.DataFrame:
    model = fit_models(sample, 10)["negative"]
    return segment_driver_table(sample, NAMES, model, 10, 0.95, least)


def cell(found: pd.DataFrame, level: str, issue: str) -> pd.Series:
    return found[(found["level"] == level) & (found["issue"] == issue)].iloc[0]


def test_the_guilty_issue_differs_where_it_costs_more_and_the_innocent_does_not():
    found = table(shops(4000, 0, 2.5))
    assert tuple(found.columns) == SEGMENT_DRIVERS
    assert list(dict.fromkeys(found["level"])) == ["shop", "web", "phone"]
    assert not (found["segment"] == "one").any()
    shop = cell(found, "shop", "wait")
    assert shop["differs"]
    assert shop["difference_high"] < 0
    assert shop["difference"] == pytest.approx(shop["net"] - shop["net_all"])
    assert cell(found, "web", "wait")["difference_low"] > 0
    innocent = found[found["issue"] == "sign"]
    assert not innocent["differs"].any()
    assert ((innocent["net_low"] < 0) & (innocent["net_high"] > 0)).all()


def test_where_nothing_differs_hardly_anything_is_said_to():
    called, covered = [], []
    truth = table(shops(300_000, 1, 0.0)).set_index(["level", "issue"])["net_all"]
    for seed in range(60):
        found = table(shops(500, 100 + seed, 0.0)).set_index(["level", "issue"])
        known = found.dropna(subset=["net"])
        called.append(bool(known["differs"].any()))
        aim = truth.loc[known.index]
        covered.extend((known["net_low"] <= aim) & (aim <= known["net_high"]))
    assert np.mean(called) <= 0.1
    assert 0.92 <= np.mean(covered) <= 0.985


def test_small_levels_have_no_rows_and_few_mentions_no_figure():
    sample = shops(900, 2, 0.0)
    counts = sample.segments["place"].value_counts()
    least = int(counts["phone"]) + 1
    found = table(sample, least)
    assert set(found["level"]) == {"shop", "web"}
    few = found[found["mentions"] < 10]
    assert few["net"].isna().all()
    assert few["note"].str.contains("too few mentions|nobody").all()
    assert found[found["note"] == ""]["net"].notna().all()


def test_doubling_every_row_narrows_and_the_order_of_rows_is_irrelevant():
    sample = shops(1200, 3, 2.0)
    order = np.random.default_rng(0).permutation(len(sample))
    plain, mixed = table(sample), table(sample.part(order))
    pd.testing.assert_frame_equal(plain, mixed)
    twice = table(sample.part(np.r_[np.arange(1200), np.arange(1200)]))
    keys = ["level", "issue"]
    first, second = (t.set_index(keys) for t in (plain.dropna(subset=["net"]), twice))
    second = second.loc[first.index]
    assert np.allclose(first["net"], second["net"], atol=0.3)
    for name in ("net", "difference"):
        widths = [t[f"{name}_high"] - t[f"{name}_low"] for t in (first, second)]
        assert (widths[1] < 0.8 * widths[0]).all()


def test_an_explanation_has_them():
    responses, tags, comments = tables(900)
    joined = from_tables(responses, tags, NPS, segments=("plan",), comments=comments)
    found = explain_scores(joined, taxonomy(), scale=NPS).segment_drivers
    assert set(found["level"]) == {"basic", "plus", "pro"}
    guilty = found[(found["issue"] == GUILTY) & (found["level"] == "basic")]
    assert guilty["net_high"].item() < 0
    assert not found[found["issue"] == INNOCENT]["differs"].any()
    bare = from_tables(responses, tags, NPS, comments=comments)
    assert explain_scores(bare, taxonomy(), scale=NPS).segment_drivers.empty
