"""An audit of an earlier survey: it tells how the tagger errs, not how often issues come up now."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cxnlp.explain.correction.accuracy import NO_BETTER, accuracy
from cxnlp.explain.correction.audit import Audit
from cxnlp.explain.correction.design import pair_designs
from cxnlp.explain.correction.drivers import correct
from cxnlp.explain.correction.table import audit_findings
from cxnlp.explain.drivers.design import build_design
from cxnlp.explain.drivers.table import fit_models
from cxnlp.explain.sample.responses import SIGNS
from cxnlp.intervals import t_quantile
from tests.simulation import worlds
from tests.simulation.worlds import ISSUES, Cell, audit_of, draw

SLOW = ISSUES.index("slow")


def surveys(seed, monkeypatch=None):
    """Return an audit of an earlier survey, and a later one in which `slow` comes up half again."""
    random = np.random.default_rng(seed)
    then, truth = draw(Cell("nps", 3000, 400, False, False), 3000, random)
    audit = audit_of(then, truth, 400, random)
    earlier = replace(audit, place=np.full(len(audit), -1, dtype=np.intp))
    often = worlds.RATES.copy()
    often[SLOW] *= 1.5
    monkeypatch.setattr(worlds, "RATES", often)
    now, real = draw(Cell("nps", 4000, 400, False, False), 4000, random)
    monkeypatch.undo()
    return earlier, now, real


def test_shares_follow_what_is_marked_now(monkeypatch):
    covered, off = [], []
    for seed in range(40):
        earlier, now, real = surveys(seed, monkeypatch)
        found = accuracy(now, earlier, "negative", SLOW)
        covered.append(found.share.low <= real[:, SLOW].mean() <= found.share.high)
        stratified = accuracy(now, as_if_of(now, earlier), "negative", SLOW)
        off.append((found.share.value, stratified.share.value, real[:, SLOW].mean()))
    assert np.mean(covered) >= 0.9
    adjusted, stratified, true = np.asarray(off).mean(axis=0)
    assert abs(adjusted - true) < 0.01 < abs(stratified - true)


def as_if_of(now, audit):
    """Pretend that the audit is one of this survey."""
    return replace(audit, place=np.arange(len(audit)))


def test_precision_rises_with_how_often_an_issue_comes_up(monkeypatch):
    earlier, now, real = surveys(1, monkeypatch)
    found = accuracy(now, earlier, "negative", SLOW)
    marked = now.mentioned["negative"][:, SLOW]
    assert found.precision.low <= real[marked, SLOW].mean() <= found.precision.high
    assert found.recall.low <= 0.95 <= found.recall.high


def test_net_rests_on_the_share_of_now(monkeypatch):
    earlier, now, _ = surveys(2, monkeypatch)
    found = correct(now, earlier, pair_designs(now, earlier, build_design(now, SIGNS, 10)))
    at = found.design.terms.index(("slow", "negative"))
    share = accuracy(now, earlier, "negative", SLOW).share.value
    assert found.net.value[at] == pytest.approx(share * found.effect.value[at])
    half = t_quantile(0.95, float(found.net.df[at])) * found.net.error[at]
    wanted = share * worlds.true_figures("nps", False).loc["slow", "effect"]
    assert abs(found.net.value[at] - wanted) < half


def test_a_tagger_no_better_than_chance_tells_nothing(monkeypatch):
    earlier, now, _ = surveys(3, monkeypatch)
    flipped = {way: ~who for way, who in earlier.truth.items()}
    found = accuracy(now, replace(earlier, truth=flipped), "negative", SLOW)
    assert found.note == NO_BETTER
    assert np.isnan(found.share.value)


def test_a_marked_share_that_moved_is_told(monkeypatch):
    earlier, now, _ = surveys(4, monkeypatch)
    findings = audit_findings(now, earlier, fit_models(now, 10), 0.95)
    notes = findings.table.set_index(["issue", "feeling"])["note"]
    assert findings.earlier == findings.audited == len(earlier)
    assert "when audited: audit this survey" in notes["slow", "negative"]
    assert "when audited" not in notes["shop", "positive"]
    own = audit_findings(now, as_if_of(now, earlier), fit_models(now, 10), 0.95)
    assert not own.table["note"].str.contains("when audited").any()
    assert isinstance(earlier, Audit)
