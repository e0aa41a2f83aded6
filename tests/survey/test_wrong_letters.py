"""Mojibake is repaired, counted and kept as it stood; old Vietnamese fonts are refused in words."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxnlp.errors import SurveyError
from cxnlp.survey import read_survey
from cxnlp.survey.encodings.old_fonts import old_vietnamese
from tests.survey.old_encodings import TCVN3, VNI

COMMENTS = [
    "Dịch vụ rất tốt, nhân viên nhiệt tình và dễ thương",
    "Chờ đợi quá lâu, không ai trả lời điện thoại",
    "Giá hợp lý nhưng giao hàng chậm hơn hẹn hai ngày",
    "Ứng dụng hay bị lỗi khi đăng nhập, cần sửa ngay",
    "บริการดีมาก พนักงานสุภาพ แต่รอนานไปหน่อย",
    "خدمات خیلی خوب بود ولی پشتیبانی پاسخ نداد",
    "Très bon accueil, déjà vu ailleurs, où est le café ?",
]
VIETNAMESE = COMMENTS[:4]


def frame(comments: list[str], header: str = "comment") -> pd.DataFrame:
    return pd.DataFrame({"NPS": [at % 11 for at in range(len(comments))], header: comments})


@pytest.mark.parametrize("page", ["latin-1", "cp1252"])
def test_text_read_in_a_wrong_encoding_is_repaired_and_counted(page: str) -> None:
    spoilt = [
        text.encode().decode("latin-1") if page == "latin-1" else sloppy(text) for text in COMMENTS
    ]
    survey = read_survey(frame(spoilt, "Nhận xét".encode().decode("latin-1")))
    assert survey.text_columns == ["Nhận xét"]
    assert survey.frame["Nhận xét"].tolist() == COMMENTS
    assert survey.repairs is not None
    assert survey.repairs["original"].tolist() == spoilt
    assert survey.repairs["line"].tolist() == [1, 2, 3, 4, 5, 6, 7]
    assert any("7 cells and 1 headers" in note for note in survey.notes)


def sloppy(text: str) -> str:
    """Read UTF-8 as Windows-1252 does, its holes as they are."""
    return "".join(
        bytes([byte]).decode("cp1252", errors="ignore") or chr(byte) for byte in text.encode()
    )


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_text_that_is_right_stays(form: str) -> None:
    import unicodedata

    comments = [unicodedata.normalize(form, text) for text in COMMENTS]
    survey = read_survey(frame(comments))
    assert survey.frame["comment"].tolist() == comments
    assert survey.repairs is None


@pytest.mark.parametrize(("table", "name"), [(VNI, "VNI"), (TCVN3, "TCVN3")])
@pytest.mark.parametrize("in_bytes", [False, True])
def test_old_vietnamese_fonts_are_refused(write, table, name: str, in_bytes: bool) -> None:
    lines = [text.replace(",", "").translate(table) for text in VIETNAMESE]
    text = "NPS,comment\n" + "".join(f"{at},{line}\n" for at, line in enumerate(lines))
    content = text.encode("cp1252") if in_bytes else text.encode()
    with pytest.raises(SurveyError, match=rf"{name}.*convert it to Unicode"):
        read_survey(write(content))


@pytest.mark.parametrize("text", [*COMMENTS, "Übergröße für Straßencafés, naïve façade, coração"])
def test_no_other_text_is_taken_for_an_old_font(text: str) -> None:
    assert old_vietnamese([text] * 50) == ("", "")
    if text in VIETNAMESE:
        return
    assert old_vietnamese([text.encode().decode("latin-1")] * 50) == ("", "")


@given(st.lists(st.text(max_size=30), max_size=20))
def test_any_text_has_an_answer(texts: list[str]) -> None:
    assert len(old_vietnamese(texts)) == 2
