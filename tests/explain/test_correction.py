"""Corrected drivers: laws that hold whatever the data; coverage is in tests/simulation."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from cxnlp.errors import ExplainError
from cxnlp.explain.correction.audit import Audit, take_rows
from cxnlp.explain.correction.design import MIN_POSITIVES, pair_designs
from cxnlp.explain.correction.drivers import correct
from cxnlp.explain.correction.table import CORRECTED, add_findings, audit_findings
from cxnlp.explain.drivers.design import build_design
from cxnlp.explain.drivers.table import driver_table, fit_models
from cxnlp.explain.estimation.adjusted import linear_figures
from cxnlp.explain.estimation.choice import categorical_figures
from cxnlp.explain.sample.responses import SIGNS
from tests.simulation.worlds import INNOCENT, ISSUES, RARE, Cell, audit_of, draw, known

WORLD = Cell("nps", 2000, 300, True, True)


@pytest.fixture(scope="module")
def world():
    random = np.random.default_rng(5)
    of, truth = draw(WORLD, WORLD.n, random)
    return of, truth, audit_of(of, truth, WORLD.audited, random)


def corrected(of, audit):
    return correct(of, audit, pair_designs(of, audit, build_design(of, SIGNS, 10)))


def moved(audit, order, factor=1.0):
    return Audit(
        take_rows(audit.sample, order),
        audit.place[order],
        factor * audit.weight[order],
        {feeling: who[order] for feeling, who in audit.truth.items()},
        audit.unit[order],
    )


def same(first, second):
    for figure in ("effect", "net", "calibrated"):
        for part in ("value", "error"):
            ours, theirs = (getattr(getattr(one, figure), part) for one in (first, second))
            np.testing.assert_allclose(ours, theirs, rtol=1e-7)


def test_an_audit_of_everything_gives_the_regression_on_the_truth(world):
    of, truth, _ = world
    rows = np.arange(len(of))
    everything = Audit(
        take_rows(of, rows), rows, np.ones(len(of)), known(of, truth).mentioned, rows
    )
    found = corrected(of, everything)
    x = found.design.audited_truth
    wanted = linear_figures(x, of.value, of.weight, found.design.first_term)
    # The tags of all and of the audited rows are the same: nothing is left to borrow.
    np.testing.assert_allclose(found.effect.value, wanted.effect)
    np.testing.assert_allclose(found.effect.error, wanted.effect_error, rtol=0.03)
    np.testing.assert_allclose(found.net.value, wanted.net)


@pytest.mark.parametrize("model", ["ordinal", "multinomial"])
def test_another_model_is_corrected_to_its_own_figures_on_the_truth(world, model):
    of, truth, audit = world
    rows = np.arange(len(of))
    everything = Audit(
        take_rows(of, rows), rows, np.ones(len(of)), known(of, truth).mentioned, rows
    )
    design = pair_designs(of, everything, build_design(of, SIGNS, 10))
    found = correct(of, everything, design, model)
    x, first = design.audited_truth, design.first_term
    linear = linear_figures(x, of.value, of.weight, first)
    wanted = categorical_figures(model, x, of.value, of.score, of.weight, first, linear)
    np.testing.assert_allclose(found.effect.value, wanted.effect)
    np.testing.assert_allclose(found.net.value, wanted.net)
    assert np.isnan(found.calibrated.value).all()
    few = correct(of, audit, pair_designs(of, audit, build_design(of, SIGNS, 10)), model)
    assert (few.effect.error < few.alone.effect_error * 1.001).all()


def test_a_model_with_more_figures_needs_more_audited_rows(world, monkeypatch):
    of, _, audit = world
    often = audit.truth["negative"][:, ISSUES.index("slow")]
    some = moved(audit, np.r_[np.flatnonzero(often)[:16], np.flatnonzero(~often)[:16]])
    monkeypatch.setattr("cxnlp.explain.correction.table.MIN_DF", 26)
    notes = {
        model: audit_findings(of, some, fit_models(of, 10, model), 0.95, model).table.set_index(
            ["issue", "feeling"]
        )["note"]["slow", "any"]
        for model in ("linear", "multinomial")
    }
    assert "too few" not in notes["linear"]
    assert "32 audited responses are too few" in notes["multinomial"]


def test_a_tagger_that_never_errs_needs_no_correction(world):
    of, _, audit = world
    found = corrected(of, replace(audit, truth=audit.sample.mentioned))
    np.testing.assert_allclose(found.borrowed, 1, atol=0.25)
    np.testing.assert_allclose(found.calibrated.value, found.naive.effect)
    assert (found.effect.error < found.alone.effect_error).all()


def test_a_correction_is_no_wider_than_the_audit_alone(world):
    of, _, audit = world
    found = corrected(of, audit)
    assert (found.effect.error <= found.alone.effect_error + 1e-9).all()
    assert (found.borrowed > 0).any()


def test_order_of_audited_rows_and_scale_of_weights_change_nothing(world):
    of, _, audit = world
    order = np.random.default_rng(0).permutation(len(audit))
    heavier = replace(of, weight=7 * of.weight)
    same(corrected(of, audit), corrected(of, moved(audit, order)))
    same(corrected(of, audit), corrected(of, moved(audit, order, 3.0)))
    weighed = replace(audit, sample=replace(audit.sample, weight=7 * audit.sample.weight))
    same(corrected(of, audit), corrected(heavier, weighed))


def test_doubling_all_rows_moves_no_centre_and_narrows(world):
    of, _, audit = world
    two = np.tile(np.arange(len(of)), 2)
    again = moved(audit, np.tile(np.arange(len(audit)), 2))
    place = np.concatenate([audit.place, audit.place + len(of)])
    unit = np.concatenate([audit.unit, audit.unit + len(audit)])
    once = corrected(of, audit)
    twice = corrected(take_rows(of, two), replace(again, place=place, unit=unit))
    np.testing.assert_allclose(twice.effect.value, once.effect.value, rtol=0.02, atol=0.5)
    assert (twice.effect.error < once.effect.error).all()


def test_audited_rows_of_an_earlier_survey_count_as_independent(world):
    of, _, audit = world
    outside = replace(audit, place=np.full(len(audit), -1))
    found, beside = corrected(of, audit), corrected(of, outside)
    np.testing.assert_allclose(beside.effect.value, found.effect.value, rtol=0.2, atol=2)
    assert np.isfinite(beside.net.error).all()


def test_rows_drawn_together_count_once(world):
    of, _, audit = world
    apart, together = corrected(of, audit), corrected(of, replace(audit, unit=audit.unit // 3))
    assert not np.allclose(apart.effect.error, together.effect.error)


def test_fewer_than_fifteen_audited_mentions_are_refused_but_held_constant(world):
    of, _, audit = world
    at = ISSUES.index(RARE)
    found = np.flatnonzero(audit.truth["negative"][:, at])
    kept = np.setdiff1d(np.arange(len(audit)), found[MIN_POSITIVES - 1 :])
    fewer = replace(moved(audit, kept), unit=np.arange(len(kept)))
    design = pair_designs(of, fewer, build_design(of, SIGNS, 10))
    assert "14 audited responses mention it so" in design.refused[RARE, "negative"]
    assert (RARE, "negative") not in design.terms
    np.testing.assert_array_equal(
        design.audited_truth[:, design.first_term - 1], fewer.truth["negative"][:, at]
    )
    findings = audit_findings(of, fewer, fit_models(of, 10), 0.95)
    row = findings.table.set_index(["issue", "feeling"]).loc[(RARE, "negative")]
    assert math.isnan(row["effect_corrected"])
    assert not math.isnan(row["recall"])
    assert "at least 15" in row["note"]


def test_columns_and_notes_join_the_drivers(world):
    of, _, audit = world
    models = fit_models(of, 10)
    table = driver_table(of, dict.fromkeys(ISSUES, ""), models, 10, 0.95)
    findings = audit_findings(of, audit, models, 0.95)
    joined = add_findings(table, findings)
    assert set(CORRECTED) <= set(joined)
    assert list(joined["issue"]) == list(table["issue"])
    innocent = joined.set_index(["issue", "feeling"]).loc[(INNOCENT, "negative")]
    assert innocent["effect_corrected_low"] < 0 < innocent["effect_corrected_high"]
    assert innocent["effect_high"] < innocent["effect_corrected_high"]
    assert joined["share_corrected"].dropna().between(0, 1).all()
    pd.testing.assert_series_equal(joined["raw"], table["raw"])


def test_too_small_an_audit_is_refused_in_words(world):
    of, _, audit = world
    findings = audit_findings(of, moved(audit, np.arange(20)), fit_models(of, 10), 0.95)
    assert findings.table[list(CORRECTED)].isna().all(axis=None)
    assert findings.table["note"].str.contains("20 audited responses are too few").all()


def test_further_rows_bring_an_interval_to_a_width(world):
    of, _, audit = world
    findings = audit_findings(of, audit, fit_models(of, 10), 0.95)
    row = findings.table.set_index(["issue", "feeling"]).loc[("slow", "negative")]
    width = row["effect_corrected_high"] - row["effect_corrected_low"]
    assert findings.further_rows("slow", "negative", width * 1.01) == 0
    some = findings.further_rows("slow", "negative", width * 0.8)
    more = findings.further_rows("slow", "negative", width * 0.7)
    assert 0 < some < more
    assert math.isinf(findings.further_rows("slow", "negative", width / 100))
    with pytest.raises(ExplainError, match="no corrected"):
        findings.further_rows("shop", "negative", 10)
    with pytest.raises(ExplainError, match="width"):
        findings.further_rows("slow", "negative", 0)
