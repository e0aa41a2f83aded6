"""What drivers would be if the tagger missed mentions."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cxnlp.explain.correction.sensitivity import SENSITIVITY, effects_at_recall, sensitivity_table
from cxnlp.explain.drivers.design import build_design
from cxnlp.explain.drivers.table import fit_models
from cxnlp.explain.sample.responses import SIGNS
from tests.explain.worlds import GUILTY, INNOCENT, LIKED, sample


def missed(of, recall, seed):
    """Return the sample as a tagger sees it that finds each issue in a share of its mentions."""
    seen = np.random.default_rng(seed).random(of.mentioned["any"].shape) < recall
    return replace(of, mentioned={name: who & seen for name, who in of.mentioned.items()})


@pytest.mark.parametrize("recall", [0.9, 0.7])
def test_effects_at_the_tagger_s_recall_are_those_of_the_truth(recall):
    of = sample(200_000, 1)
    truth = fit_models(of, 10)["negative"]
    seen = missed(of, recall, 2)
    design = build_design(seen, SIGNS, 10)
    assert design.terms == truth.design.terms
    found = effects_at_recall(design, seen, recall)
    wanted = truth.fit.coefficient[truth.design.first_term :, 0]
    naive = fit_models(seen, 10)["negative"].fit.coefficient[design.first_term :, 0]
    np.testing.assert_allclose(found, wanted, atol=4)
    at = design.terms.index((INNOCENT, "negative"))
    assert naive[at] < -4 < found[at]


def test_at_recall_one_nothing_moves():
    of = sample(500, 1)
    model = fit_models(of, 10)["negative"]
    found = effects_at_recall(model.design, of, 1.0)
    np.testing.assert_allclose(found, model.fit.coefficient[model.design.first_term :, 0])


def test_the_table_has_a_row_for_each_driver_and_recall():
    of = sample(500, 1)
    table = sensitivity_table(of, {issue: issue for issue in of.issues}, fit_models(of, 10))
    assert tuple(table) == SENSITIVITY
    assert sorted(set(table["recall"])) == [0.7, 0.8, 0.9]
    assert set(table["issue"]) == {GUILTY, INNOCENT, LIKED}
    assert table["share"].between(0, 1).all()
    np.testing.assert_allclose(table["net"], table["share"] * table["effect"])
    assert len(sensitivity_table(of, {}, {})) == 0


def test_tags_that_no_such_recall_could_give_are_refused():
    of = sample(500, 1)
    both = of.mentioned["negative"].copy()
    both[:, of.issues.index(INNOCENT)] = both[:, of.issues.index(GUILTY)]
    both[0, of.issues.index(INNOCENT)] ^= True
    of = replace(of, mentioned={**of.mentioned, "negative": both})
    assert np.isnan(effects_at_recall(build_design(of, SIGNS, 10), of, 0.7)).all()
