"""The terminal's answer: everything a person needs, in columns, whatever the names hold."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxnlp.report import summary_lines
from cxnlp.report.terminal import columns, padded


@pytest.fixture(scope="module")
def lines(view):
    return summary_lines(view.survey, view.explanation, files=["Report: out/report.html"])


def test_it_says_index_interval_and_n_first(lines):
    assert re.match(r"NPS \+13 +95 % interval \+8 to \+17 +1,204 responses", lines[0])


def test_it_says_what_costs_and_earns_with_both_figures(lines):
    text = "\n".join(lines)
    assert text.index("Top losses") < text.index("Top gains")
    coverage = next(line for line in lines if "Network coverage" in line)
    for cell in ("−9.1", "−12.6 to −5.6", "−11.8", "−15.7 to −8.0", "104 (12 %)"):
        assert cell in coverage


def test_it_says_what_is_explained_what_was_dropped_and_where_files_are(lines):
    text = " ".join(lines)
    assert "31 %" in text
    assert "1,227 rows read, 1,204 analysed; left out: no score (14)" in text
    assert lines[-1] == "Report: out/report.html"


def test_lines_fit_and_hold_no_control_characters(lines):
    assert all(columns(line) <= 100 for line in lines)
    assert not re.search("[\x00-\x1f\x7f-\x9f]", "".join(lines))


def test_a_right_to_left_name_is_isolated_and_closed(lines):
    line = next(line for line in lines if "اپلیکیشن" in line)
    assert line.count("\u2068") == line.count("\u2069") == 1


@given(st.text(st.sampled_from("aกิ漢پé \u0301"), max_size=60), st.integers(5, 40))
def test_padding_fills_exactly_the_columns_asked_for(text, width):
    assert columns(padded(text, width)) == width


def test_wide_letters_take_two_columns_and_marks_none():
    assert [columns(t) for t in ("ab", "漢字", "กิน", "e\u0301")] == [2, 4, 2, 1]
