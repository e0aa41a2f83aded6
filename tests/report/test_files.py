"""Files are whole or not there; a text stays a text in a spreadsheet."""

from __future__ import annotations

import csv
import os

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxnlp.errors import OutputError
from cxnlp.explain.drivers.table import DRIVERS
from cxnlp.files import guarded, write_table, written
from cxnlp.report.further_files import write_drivers


def test_drivers_csv_has_a_byte_order_mark_and_exactly_its_columns(view, tmp_path):
    path = tmp_path / "drivers.csv"
    write_drivers(view.explanation.drivers.assign(extra=1), path)
    assert path.read_bytes().startswith(b"\xef\xbb\xbfissue,name,feeling,mentions,share,")
    table = pd.read_csv(path, encoding="utf-8-sig")
    assert tuple(table.columns) == DRIVERS
    assert len(table) == len(view.explanation.drivers)
    assert set(table["feeling"]) == {"negative", "positive", "any"}


def test_numbers_survive_and_a_formula_stays_text(view, tmp_path):
    path = tmp_path / "drivers.csv"
    write_drivers(view.explanation.drivers, path)
    table = pd.read_csv(path, encoding="utf-8-sig")
    expected = view.explanation.drivers["raw"].reset_index(drop=True)
    pd.testing.assert_series_equal(table["raw"], expected)
    assert (table["raw"] < 0).any()
    assert "'=cmd|' /C calc'!A0" in set(table["name"])
    assert not table["name"].str.startswith("=").any()


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=12), min_size=1))
@settings(max_examples=50, deadline=None)
def test_no_cell_of_text_starts_a_formula(tmp_path_factory, cells):
    path = tmp_path_factory.mktemp("t") / "t.csv"
    write_table(pd.DataFrame({"=name": cells}), path)
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    texts = [row[0] if row else "" for row in rows]
    assert len(texts) == len(cells) + 1
    assert not any(text.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r")) for text in texts)
    for text, cell in zip(texts[1:], cells, strict=True):
        assert text in (cell, "'" + cell)


def test_an_ordinary_text_is_not_touched():
    assert guarded("9/10, fine - really") == "9/10, fine - really"


def test_a_failed_write_leaves_the_old_file_and_no_part(tmp_path):
    path = tmp_path / "report.html"
    path.write_text("old")

    def break_off():
        with written(path) as part:
            part.write_text("ne")
            raise ValueError("half")

    with pytest.raises(ValueError, match="half"):
        break_off()
    assert path.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["report.html"]


def test_a_place_that_cannot_be_written_is_one_clear_error(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="cannot be written"):
        write_table(pd.DataFrame({"a": [1]}), tmp_path / "file" / "t.csv")


def test_the_new_file_takes_the_place_of_the_old_at_once(tmp_path):
    path = tmp_path / "t.csv"
    write_table(pd.DataFrame({"a": [1]}), path)
    first = os.stat(path).st_ino
    write_table(pd.DataFrame({"a": [2]}), path)
    assert os.stat(path).st_ino != first
    assert "2" in path.read_text(encoding="utf-8-sig")
