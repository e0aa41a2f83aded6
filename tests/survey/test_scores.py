"""A score is read as written or not at all."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxnlp.survey.rows.quality import OUTSIDE, judge
from cxnlp.survey.values.scales import SCALES
from cxnlp.survey.values.scores import read_score

ZEROS = "0٠۰०๐０᠐"


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("8", 8),
        (" 8 ", 8),
        ("8.0", 8),
        ("7,5", 7.5),
        ("۹٫۵", 9.5),
        ("๙", 9),
        ("۹", 9),
        ("٩", 9),
        ("９", 9),
        ("\u200f۷\u200f", 7),
        ("10 - Extremely likely", 10),
        ("0 = ไม่เลย", 0),
        ("Extremely likely\n10", 10),
        ("Not at all likely - 0", 0),
        ("4 - Satisfied", 4),
        ("5 (very good)", 5),
        ("5 stars", 5),
        ("4 ดาว", 4),
        ("3 sao", 3),
        ("۵ ستاره", 5),
        ("10 Extremely likely", 10),
        ("1. Very bad", 1),
        ("8\u00a0", 8),
        ("-3", -3),
        ("5 ★", 5),
    ],
)
def test_ways_of_writing_a_score(cell: str, value: float) -> None:
    assert read_score(cell).kind == "number"
    assert read_score(cell).value == value


@pytest.mark.parametrize(
    ("cell", "value", "top"),
    [
        ("9/10", 9, 10),
        ("4 / 5", 4, 5),
        ("۴ از ۵", 4, 5),
        ("4 out of 5", 4, 5),
        ("4 จาก 5", 4, 5),
        ("★★★☆☆", 3, 5),
        ("⭐⭐⭐⭐", 4, None),
        ("☆☆☆☆☆", 0, 5),
    ],
)
def test_scores_that_say_out_of_how_many(cell: str, value: float, top: float | None) -> None:
    assert (read_score(cell).value, read_score(cell).out_of) == (value, top)


@pytest.mark.parametrize(
    "cell",
    [
        "",
        " ",
        "-",
        "--",
        ".",
        "N/A",
        "null",
        "NaN",
        "#N/A",
        "ไม่ระบุ",
        "نمی‌دانم",
        "không biết",
        "{question_not_shown}",
        "Prefer not to say",
        "\u200b",
    ],
)
def test_signs_for_no_answer(cell: str) -> None:
    assert read_score(cell).kind == "missing"


@pytest.mark.parametrize(
    "cell",
    [
        "eleven",
        "good",
        "5-6",
        "7 or 8",
        "1,000",
        "1e1",
        "inf",
        "90%",
        "2 people were rude to me",
        "10/10/2024",
        "½",
        "5 5",
        "1.2.3",
        "the 2nd",
        "9" * 40,
        "x" * 10_000,
        "5 - 6 - 7",
    ],
)
def test_what_is_no_score_is_unreadable(cell: str) -> None:
    assert read_score(cell).kind == "unreadable"


@given(st.text(max_size=60))
def test_any_text_has_an_answer(cell: str) -> None:
    found = read_score(cell)
    assert (found.kind == "number") == math.isfinite(found.value)


@given(st.integers(0, 10), st.sampled_from(ZEROS), st.sampled_from(["", " ", "\u200e", "\u00a0"]))
def test_digits_of_any_script_are_the_same_number(score: int, zero: str, pad: str) -> None:
    written = "".join(chr(ord(zero) + int(digit)) for digit in str(score))
    assert read_score(pad + written + pad).value == score


@given(
    st.decimals(-100, 100, places=2, allow_nan=False),
    st.sampled_from([".", ",", "٫"]),
    st.sampled_from(["", " - label", " = ดี", ": خوب"]),
)
def test_decimals_survive_any_point_and_label(number, point: str, label: str) -> None:
    assert read_score(str(number).replace(".", point) + label).value == float(number)


@given(st.sampled_from(sorted(SCALES)), st.floats(-1e6, 1e6))
def test_no_score_is_ever_clipped(name: str, number: float) -> None:
    scale = SCALES[name]
    value, reason = judge(read_score(f"{number:.3f}"), scale)
    inside = scale.low <= round(number, 3) <= scale.high
    assert (reason == "") == inside
    assert math.isnan(value) if not inside else value == pytest.approx(number, abs=1e-3)


def test_a_score_out_of_another_number_is_not_on_the_scale() -> None:
    assert judge(read_score("3/5"), SCALES["nps"])[1] == OUTSIDE
    assert judge(read_score("3/10"), SCALES["nps"]) == (3.0, "")


@pytest.mark.parametrize(
    ("cell", "reason"), [("99", "no score"), ("-99", "no score"), ("12", OUTSIDE)]
)
def test_codes_for_no_answer_count_only_outside_the_scale(cell: str, reason: str) -> None:
    assert judge(read_score(cell), SCALES["nps"])[1] == reason
