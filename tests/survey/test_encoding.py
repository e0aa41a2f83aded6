"""Every file's letters come out as they were typed, and what could not is listed."""

from __future__ import annotations

import unicodedata

import pytest

from cxnlp.errors import SurveyError
from cxnlp.survey import read_survey
from cxnlp.survey.encodings.decode import decode

THAI = "รหัส,คะแนน NPS,ความคิดเห็น\n1,9,บริการดีมาก พนักงานสุภาพ\n2,3,รอนานมาก แย่ที่สุด\n"
PERSIAN = (
    "رديف;امتياز NPS;نظر\n1;9;خدمات خيلي خوب بود و راضي هستم\n2;3;متاسفانه پشتيباني پاسخ نداد\n"
)
VIETNAMESE = "mã;điểm NPS;bình luận\n1;9;Dịch vụ rất tốt, nhiệt tình\n2;3;Quá tệ, chờ đợi quá lâu\n"
ENGLISH = "id,NPS,comment\n1,9,Lovely café\n2,3,Far too slow\n"


def in_cp1258(text: str) -> bytes:
    """Encode as Windows does: the vowel's shape with the letter, its tone after it."""
    shapes = {"\u0302", "\u0306", "\u031b"}
    made = b""
    for sign in text:
        parts = unicodedata.normalize("NFD", sign)
        letter = unicodedata.normalize(
            "NFC", "".join(p for p in parts if p == parts[0] or p in shapes)
        )
        tones = "".join(part for part in parts[1:] if part not in shapes)
        made += (letter + tones).encode("cp1258") if len(parts) > 1 else sign.encode("cp1258")
    return made


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
@pytest.mark.parametrize("text", [THAI, PERSIAN, VIETNAMESE, ENGLISH])
def test_unicode_files_come_out_as_written(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)).text == text


@pytest.mark.parametrize(
    ("text", "page"),
    [(THAI, "cp874"), (PERSIAN, "cp1256")],
)
def test_code_pages_are_recognised(text: str, page: str) -> None:
    found = decode(text.encode(page))
    assert (found.text, found.encoding) == (text, page)
    assert found.how


def test_vietnamese_code_page_is_recognised() -> None:
    found = decode(in_cp1258(VIETNAMESE))
    assert found.encoding == "cp1258"
    assert unicodedata.normalize("NFC", found.text) == VIETNAMESE


def test_utf16_of_latin_letters_is_not_taken_for_utf8_with_nul() -> None:
    assert (
        decode(b"id,nps,comment\n1,5,fine\n".decode().encode("utf-16-le")).encoding == "utf-16-le"
    )


def test_lines_in_another_encoding_are_read_and_listed(write) -> None:
    head = "id,NPS,comment\n1,5,ความคิดเห็นดีมาก\n2,9,บริการดี\n".encode()
    path = write(head + "3,8,บริการแย่มากเลย\n".encode("cp874") + "4,3,ดี\n".encode())
    survey = read_survey(path)
    assert survey.frame["comment"][2] == "บริการแย่มากเลย"
    assert survey.problems["line"].tolist() == [4]
    assert "cp874" in survey.problems["problem"][0]


def test_what_is_asked_for_wins_and_its_losses_are_listed(write) -> None:
    survey = read_survey(write(ENGLISH.encode("latin-1")), encoding="utf-8")
    assert survey.source.how["encoding"] == "It was asked for."
    assert survey.problems["line"].tolist() == [2]


@pytest.mark.parametrize("encoding", ["klingon", "rot13", "base64"])
def test_an_unknown_encoding_is_an_error(write, encoding: str) -> None:
    with pytest.raises(SurveyError, match="--encoding"):
        read_survey(write(ENGLISH), encoding=encoding)


def test_nul_bytes_are_taken_out_and_listed(write) -> None:
    survey = read_survey(write(b"id,NPS,comment\n1,5,o\x00k\n2,6,fine\n"))
    assert survey.frame["comment"].tolist() == ["ok", "fine"]
    assert survey.problems.loc[0, ["line", "problem"]].tolist() == [2, "NUL bytes removed"]


def test_lost_characters_are_listed(write) -> None:
    survey = read_survey(write("id,NPS,comment\n1,5,It\ufffds slow\n2,6,fine\n"))
    assert survey.problems["line"].tolist() == [2]
    assert survey.rows()["used"] == 2
