"""The language of one comment, told by itself alone."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis.strategies import lists

from cxnlp.text.common_words import COMMON_WORDS, votes
from cxnlp.text.language import identify, identify_all, is_read
from cxnlp.text.likelihood import MANY
from cxnlp.text.normal import well_formed
from tests.comments import comments

CASES = {
    "en": [
        "The app keeps crashing when I pay my bill",
        "good",
        "no idea",
        "OK thanks!",
        "slow internet",
        "The staff at the Đà Nẵng branch were friendly and quick",
        "no idea ¯\\_(ツ)_/¯",
        "Ｇｒｅａｔ ｓｅｒｖｉｃｅ",
        "𝗴𝗿𝗲𝗮𝘁 service",
    ],
    "th": [
        "เน็ตช้ามากตอนเย็น",
        "ดี",
        "แอพ app ใช้ยากมาก",
        "บริการดีเยี่ยม very good",
    ],
    "fa": [
        "اینترنت خیلی کند است",
        "خوب",
        "خيلي بد بود",
        "قیمت‌ها بالاست",
        "كيفيت خوب نيست و گران است",
        "پشتیبانی app خوبه",
    ],
    "vi": [
        "Mạng chậm quá",
        "tốt",
        "nhan vien nhiet tinh, rat hai long",
        "gia cuoc re",
        "Mạng yếu, app hay lỗi, thanks",
        unicodedata.normalize("NFD", "Nhân viên nhiệt tình"),
    ],
    "ar": ["الخدمة ممتازة جدا والموظفون لطفاء", "الإنترنت بطيء في المساء"],
    "ur": ["سروس بہت اچھی ہے"],
    "zh": ["服务很好，但是太贵了", "不错 👍"],
    "ja": ["料金が高いです", "サービス"],
    "ko": ["인터넷이 너무 느려요"],
    "ru": ["Очень медленный интернет по вечерам"],
    "es": ["El servicio es excelente y muy rápido"],
    "de": ["Der Empfang ist in unserem Dorf sehr schlecht"],
    "lo": ["ບໍລິການດີຫຼາຍ"],
    "und": ["", "-", "👍👍", "12345", "10/10", "བོད་ཡིག", "ᎣᏏᏲ ᏙᎯᏧ"],
}


@pytest.mark.parametrize(
    ("language", "text"), [(code, text) for code, texts in CASES.items() for text in texts]
)
def test_the_language_is_told(language: str, text: str) -> None:
    assert identify(text) == language


@given(comments.map(well_formed))
def test_any_text_has_a_code(text: str) -> None:
    assert re.fullmatch(r"[a-z]{2}|und", identify(text))


@given(comments.map(well_formed))
def test_space_around_changes_nothing(text: str) -> None:
    assert identify(f"  {text}\n") == identify(text)


@pytest.mark.parametrize(
    "text", ["สวัสดี", "سلام", "chào", "hello", "你好", "नमस्ते", "", "👍", "123", "Ｏｋ"]
)
def test_scripts_of_the_vocabulary_are_read(text: str) -> None:
    assert is_read(text)


@pytest.mark.parametrize("text", ["ᎣᏏᏲ ᏙᎯᏧ", "བོད་ཡིག", "ສະບາຍດີ", "ಠ_ಠ", "გამარჯობა"])
def test_other_scripts_are_not(text: str) -> None:
    assert not is_read(text)


def test_a_comment_is_read_by_most_of_its_letters() -> None:
    assert is_read("very good service ಠ_ಠ")
    assert not is_read("ພາສາລາວດີຫຼາຍ ok")


def test_common_words_are_written_as_they_are_looked_up() -> None:
    for words in COMMON_WORDS.values():
        assert all(word == unicodedata.normalize("NFKC", word).lower() for word in words)
    assert all(word.isascii() for word in COMMON_WORDS["vi"])


def test_vietnamese_without_marks_counts_only_where_it_is_most_of_the_words() -> None:
    assert votes(frozenset({"gia", "re", "lam"}), "vi") == 3
    assert votes(frozenset({"la", "vie", "est", "belle"}), "vi") == 0
    assert votes(frozenset({"good"}), "xx") == 0


@given(lists(comments, max_size=8))
def test_a_comment_has_its_language_alone_and_in_any_company(some: list[str]) -> None:
    company = [*some, *(text for texts in CASES.values() for text in texts), *"abcdefgh" * MANY]
    assert identify_all(company)[: len(some)] == [identify(text) for text in some]


def test_so_many_comments_are_read_side_by_side_and_get_what_each_gets_alone() -> None:
    texts = [text for each in CASES.values() for text in each] * 20
    assert len(texts) > MANY
    assert identify_all(texts) == [identify(text) for text in texts]


def test_no_comment_has_no_language() -> None:
    assert identify_all([]) == []
