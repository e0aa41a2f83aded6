"""One issue: what the model reads, and what its patterns find."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from cxnlp.issues import Issue


def test_the_model_reads_name_and_description() -> None:
    assert Issue("a", "Delivery", "Late or on time.").text() == "Delivery: Late or on time."
    assert Issue("a", "Delivery", examples=("it came late",)).text() == "Delivery"


def test_a_name_in_a_language_the_list_lacks_is_its_own_name() -> None:
    issue = Issue("a", "Delivery", names={"th": "การส่ง"})
    assert issue.name_in("th") == "การส่ง"
    assert issue.name_in("vi") == "Delivery"


def test_patterns_find_every_place_in_any_case() -> None:
    issue = Issue("a", "Roaming", patterns=(r"\broaming\b", "โรมมิ่ง", "CHUYỂN VÙNG"))
    text = "ROAMING แย่ โรมมิ่ง, chuyển vùng roaming"
    found = [text[start:end] for start, end in issue.find(text)]
    assert found == ["ROAMING", "โรมมิ่ง", "chuyển vùng", "roaming"]


def test_a_place_two_patterns_match_is_found_once() -> None:
    assert Issue("a", "A", patterns=("app", "ap+")).find("the app") == ((4, 7),)


@given(st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"]))
def test_a_pattern_in_any_unicode_form_finds_composed_text(form: str) -> None:
    pattern = unicodedata.normalize(form, "hoàn tiền")  # type: ignore[arg-type]
    text = unicodedata.normalize("NFC", "chưa hoàn tiền")
    assert Issue("a", "A", patterns=(pattern,)).find(text) == ((5, 14),)


def test_without_patterns_nothing_is_found() -> None:
    assert Issue("a", "A").find("anything") == ()
    assert Issue("a", "A", patterns=("x*y|(?=z)",)).find("z") == ()
