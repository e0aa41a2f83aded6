"""The analytic errors beside the bootstrap's, on a few cells."""

from __future__ import annotations

import numpy as np
import pytest

from cxnlp.explain.correction.audit import Audit, take_rows
from cxnlp.explain.correction.design import pair_designs
from cxnlp.explain.correction.drivers import correct
from cxnlp.explain.drivers.design import build_design
from cxnlp.explain.sample.responses import SIGNS
from tests.simulation.worlds import Cell, audit_of, draw

CELLS = (
    Cell("nps", 1000, 300, False, False),
    Cell("csat", 3000, 400, True, True),
    Cell("nps", 1500, 500, True, False, "ordinal"),
)
DRAWS = 120


def redrawn(sample, audit, rows):
    """Draw responses anew; a response that was audited is so each time it is drawn."""
    of_row = np.full(len(sample), -1)
    of_row[audit.place] = np.arange(len(audit))
    place = np.flatnonzero(of_row[rows] >= 0)
    kept = of_row[rows][place]
    again = take_rows(sample, rows)
    truth = {way: who[kept] for way, who in audit.truth.items()}
    own = Audit(take_rows(again, place), place, audit.weight[kept], truth, np.arange(len(place)))
    return again, own


def figures(sample, audit, model):
    found = correct(
        sample, audit, pair_designs(sample, audit, build_design(sample, SIGNS, 10)), model
    )
    terms = found.design.terms
    return {
        (figure, term): (getattr(found, figure).value[at], getattr(found, figure).error[at])
        for figure in ("effect", "net")
        for at, term in enumerate(terms)
    }


@pytest.mark.parametrize("cell", CELLS, ids=lambda cell: f"{cell.scale}-{cell.n}-{cell.model}")
def test_analytic_errors_are_the_bootstrap_s(cell):
    random = np.random.default_rng(3)
    sample, truth = draw(cell, cell.n, random)
    audit = audit_of(sample, truth, cell.audited, random)
    analytic = figures(sample, audit, cell.model)
    drawn = [
        figures(*redrawn(sample, audit, random.integers(0, cell.n, cell.n)), cell.model)
        for _ in range(DRAWS)
    ]
    ratios = []
    for key, (_, error) in analytic.items():
        values = [each[key][0] for each in drawn if key in each]
        if len(values) == DRAWS:  # a term refused in some draws has no spread of its own
            ratios.append(error / np.std(values, ddof=1))
    assert len(ratios) >= 8
    assert 0.9 < np.median(ratios) < 1.15
    assert min(ratios) > 0.7
    assert max(ratios) < 1.6
