"""Which issue costs what in which segment, as the page shows it."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from cxnlp.explain import explain_scores, from_tables
from cxnlp.explain.explanation import Explanation
from cxnlp.report.further_files import write_further
from cxnlp.report.segment_grid import MOST_LEVELS, segment_grids
from tests.explain.worlds import GUILTY, NPS, tables, taxonomy


@pytest.fixture(scope="module")
def explanation() -> Explanation:
    responses, tags, comments = tables(900, 4)
    responses["plan"] = responses["plan"].replace({"plus": "call +44 20 7946 0958"})
    joined = from_tables(responses, tags, NPS, segments=("plan",), comments=comments)
    return explain_scores(joined, taxonomy(), scale=NPS)


def test_a_grid_has_a_cell_for_each_level_and_says_what_it_leaves_out(explanation) -> None:
    (grid,) = segment_grids(explanation.segment_drivers, NPS)
    assert grid.segment == "plan"
    assert {len(line.cells) for line in grid.lines} == {len(grid.levels)} == {3}
    assert grid.lines[0].name == "Long waits"
    assert all(cell.figure == "–" for line in grid.lines for cell in line.cells if cell.note)


def test_many_levels_and_issues_are_cut_and_counted(explanation) -> None:
    one = explanation.segment_drivers[explanation.segment_drivers["level"] == "basic"]
    many = pd.concat([one.assign(level=f"plan {i}", n=100 - i) for i in range(MOST_LEVELS + 3)])
    (grid,) = segment_grids(many, NPS)
    assert len(grid.levels) == MOST_LEVELS
    assert "3 more groups" in grid.unshown


@pytest.mark.parametrize(
    ("feeling", "difference", "said"),
    [
        ("negative", -2.0, "more than in all, q .013"),
        ("negative", 2.0, "less"),
        ("positive", 2.0, "more"),
        ("positive", -2.0, "less"),
    ],
)
def test_what_differs_is_said_to_go_with_more_or_with_less(
    explanation, feeling, difference, said
) -> None:
    rows = explanation.segment_drivers
    one = rows[(rows["issue"] == GUILTY) & (rows["level"] == "basic")].assign(
        feeling=feeling, difference=difference, q=0.0131, differs=True
    )
    (grid,) = segment_grids(one, NPS)
    assert grid.lines[0].cells[0].differs.startswith(said)
    assert grid.differing == 1


def test_without_segments_there_is_no_grid(explanation) -> None:
    assert segment_grids(explanation.segment_drivers.head(0), NPS) == ()
    assert segment_grids(pd.DataFrame(), NPS) == ()


def test_the_file_masks_personal_data_in_levels(explanation, tmp_path) -> None:
    write_further(explanation, tmp_path)
    text = (tmp_path / "segment_drivers.csv").read_text(encoding="utf-8-sig")
    assert "7946" not in text
    assert re.search(r"guilty,Long waits,negative", text)
