"""A small, seeded part of the simulation study; `python -m tests.simulation` runs all of it."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.simulation.study import below, grid, study, summary
from tests.simulation.worlds import INNOCENT, RARE, Cell

CELLS = (Cell("nps", 1000, 300, True, True), Cell("csat", 3000, 200, False, False))


@pytest.fixture(scope="module")
def table():
    return pd.concat(summary(cell, study(cell, 60)) for cell in CELLS)


def share(table, column, **where):
    for name, value in where.items():
        table = table[table[name] == value]
    return (table[column] * table["runs"]).sum() / table["runs"].sum()


def test_corrected_intervals_cover(table):
    assert 0.93 <= share(table, "covers", method="corrected") <= 0.985
    for figure in ("effect", "net", "share"):
        assert share(table, "covers", method="corrected", figure=figure) >= 0.92


def test_the_tags_alone_mislead(table):
    assert share(table, "covers", method="naive") < 0.75
    assert share(table, "blamed", method="leave-out", issue=INNOCENT) == 1
    assert share(table, "blamed", method="naive", issue=INNOCENT, figure="effect") > 0.3


def test_the_innocent_is_cleared(table):
    assert share(table, "blamed", method="corrected", issue=INNOCENT, figure="effect") <= 0.08
    found = table[(table["issue"] == INNOCENT) & (table["figure"] == "effect")]
    bias = found.set_index(["scale", "method"])["bias"]
    for scale in ("nps", "csat"):
        assert abs(bias[scale, "corrected"]) < abs(bias[scale, "naive"]) / 2


def test_corrected_is_narrower_than_the_audit_alone(table):
    found = table[table["figure"] == "effect"]
    width = found.groupby("method")["median_width"].mean()
    assert width["naive"] < width["corrected"] < 0.9 * width["audit alone"]


def test_refusals_are_counted(table):
    refused = table[(table["issue"] == RARE) & (table["method"] == "corrected")]
    assert refused["refused"].max() > 0
    assert table.loc[table["issue"] == "slow", "refused"].max() == 0


def test_the_grid_and_the_test_of_a_cell():
    assert len(grid()) == len(set(grid())) == 72
    assert below(0.88, 400, 500)
    assert not below(0.925, 400, 500)
