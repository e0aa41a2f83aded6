"""A long file in pieces gives what the same file gives when it is read whole."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from cxnlp.errors import OutputError, SurveyError
from cxnlp.survey import read_survey
from cxnlp.survey.pieces import cut
from cxnlp.survey.stream import Converted, convert
from tests.survey import platform_files

HEAD = 12_000
COMMENTS = (
    "The queue was long, and nobody told us why",
    "สัญญาณดีมาก แต่ราคาแพงไปหน่อย",
    "سرعت خوب است ولی پشتیبانی جواب نمی‌دهد",
    'Really "fine", I would say so',
    "First line\nsecond line, with a comma",
    "",
)


@pytest.fixture(autouse=True)
def _small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cut, "CHUNK", 4_000)
    monkeypatch.setattr(cut, "LONGEST_RECORD", 40_000)


def answers(count: int = 800, seed: int = 0) -> list[list[str]]:
    rng = random.Random(seed)
    head = [["id", "date", "NPS", "Why that score? (comment)", "City"]]
    return head + [
        [
            f"R{at:06}",
            f"2026-0{rng.randint(1, 9)}-1{rng.randint(0, 9)}",
            str(rng.randint(0, 10)),
            f"{rng.choice(COMMENTS)} {at}".strip(),
            rng.choice(("Leeds", "Hà Nội", "تهران")),
        ]
        for at in range(count)
    ]


def as_csv(rows: Sequence[Sequence[str]], **style: object) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, **{"lineterminator": "\n", **style}).writerows(rows)  # type: ignore[arg-type]
    return out.getvalue()


def _holds(page: str, row: Sequence[str]) -> bool:
    return all(cell.encode(page, "ignore").decode(page) == cell for cell in row)


def same_as_whole(path: Path, tmp_path: Path, **options: object) -> Converted:
    """Convert in pieces and whole, and compare everything but the words on the encoding."""
    whole = read_survey(path, need_text=False, **options)
    out = tmp_path / "out.parquet"
    made = convert(path, out, head=HEAD, **options)
    frame = pd.read_parquet(out)
    ours = ["cx_line", "cx_score", "cx_date", "cx_left_out"]
    cells = frame.drop(columns=ours)
    assert list(cells) == list(whole.frame)
    assert cells.to_numpy().tolist() == whole.frame.to_numpy().tolist()
    assert frame["cx_line"].tolist() == whole.lines.tolist()
    assert np.array_equal(frame["cx_score"], whole.scores, equal_nan=True)
    assert frame["cx_left_out"].tolist() == whole.left_out.tolist()
    if whole.dates is not None:
        dates = frame["cx_date"].to_numpy("datetime64[s]"), whole.dates.to_numpy("datetime64[s]")
        assert np.array_equal(*dates, equal_nan=True)
    assert made.rows == whole.rows()
    assert made.sha256 == whole.source.sha256
    listed = pd.read_parquet(made.problems) if made.problems else whole.problems.head(0)
    assert made.listed == len(listed)
    assert sorted(listed.itertuples(index=False)) == sorted(whole.problems.itertuples(index=False))
    repaired = pd.read_parquet(made.repairs) if made.repairs else pd.DataFrame()
    assert made.repaired == len(repaired)
    if whole.repairs is not None:
        expected = whole.repairs.drop(columns="row").itertuples(index=False)
        assert sorted(repaired.itertuples(index=False)) == sorted(expected)
    return made


def changed(rows: list[list[str]], at: int, column: int, cell: str) -> list[list[str]]:
    rows[at][column] = cell
    return rows


def test_a_tidy_file(write, tmp_path) -> None:
    made = same_as_whole(write(as_csv(answers())), tmp_path)
    assert made.rows == {"read": 800, "used": 800, "left_out": {}}
    assert made.scale == "nps"
    assert made.roles["id"] == ["id"]


@pytest.mark.parametrize(
    "style",
    [
        {"lineterminator": "\r\n"},
        {"quoting": csv.QUOTE_ALL},
        {"delimiter": ";"},
        {"delimiter": "\t", "quoting": csv.QUOTE_ALL, "lineterminator": "\r\n"},
    ],
)
def test_other_spellings(style: dict[str, object], write, tmp_path) -> None:
    same_as_whole(write(as_csv(answers(), **style)), tmp_path)


def test_lines_that_end_in_a_return_alone(write, tmp_path) -> None:
    same_as_whole(write(as_csv(answers(), lineterminator="\r", quoting=csv.QUOTE_ALL)), tmp_path)


@pytest.mark.parametrize(
    "made",
    [
        platform_files.qualtrics,
        platform_files.surveymonkey,
        platform_files.questionpro,
        platform_files.limesurvey,
        platform_files.typeform,
        platform_files.google_forms,
        platform_files.play_console,
        platform_files.trustpilot,
        platform_files.delighted,
        platform_files.medallia,
        platform_files.surveycto,
        platform_files.zendesk,
        platform_files.intercom,
        platform_files.helpscout,
    ],
)
def test_every_platform(made, write, tmp_path) -> None:
    same_as_whole(write(as_csv(made(300))), tmp_path)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_other_encodings(encoding: str, write, tmp_path) -> None:
    same_as_whole(write(as_csv(answers()), encoding=encoding), tmp_path)


def test_a_thai_code_page(write, tmp_path) -> None:
    rows = [
        row
        for row in answers(2_000)
        if all(cell.encode("cp874", "ignore").decode("cp874") == cell for cell in row)
    ]
    same_as_whole(write(as_csv(rows), encoding="cp874"), tmp_path, encoding="cp874")


def test_a_code_page_with_letters_in_parts(write, tmp_path) -> None:
    import unicodedata

    said = "Nhân viên nhiệt tình, giá hơi cao, chờ đợi quá lâu"
    parts = unicodedata.normalize("NFD", said)
    # The code page holds circumflex, breve and horn in letters, and tones apart.
    for whole in "âêôăơưđÂÊÔĂƠƯ":
        parts = parts.replace(unicodedata.normalize("NFD", whole), whole)
        for tone in "\u0300\u0301\u0303\u0309\u0323":
            turned = unicodedata.normalize("NFD", unicodedata.normalize("NFC", whole + tone))
            parts = parts.replace(turned, whole + tone)
    rows = [["id", "NPS", "lý do"]] + [
        [f"K{at:05}", f"{at % 11}", f"{parts} {at}"] for at in range(900)
    ]
    rows[0][2] = "comment"
    path = write(as_csv(rows), encoding="cp1258")
    same_as_whole(path, tmp_path, encoding="cp1258")
    cells = read_survey(path, encoding="cp1258").frame["comment"]
    assert cells[7] == f"{said} 7"


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        (2, "77"),
        (2, "ten"),
        (2, ""),
        (0, "R000003"),
        (0, ""),
        (3, 'an inch is 1" long'),
        (3, "\ufffd\ufffd"),
        (3, "x" * 20_000),
        (3, "line\n" * 900),
        (1, "31/31/2026"),
        (3, "=1+1"),
        (3, "a\x00b"),
        (3, "a\rb"),
        (3, "1,2,3,4,5\n6,7,8,9,10"),
    ],
)
def test_an_odd_cell(column: int, cell: str, write, tmp_path) -> None:
    same_as_whole(write(as_csv(changed(answers(), 600, column, cell))), tmp_path)


@pytest.mark.parametrize(
    "line",
    [
        'R9,2026-01-11,5,"never closed,Leeds',
        'R9,2026-01-11,5,a "b" c,Leeds',
        "R9,2026-01-11",
        ",,,,",
        'R9,2026-01-11,5,"a"b,Leeds',
        "R9,2026-01-11,5,x,Leeds,more",
        "",
        "   ",
        '"',
        "R9,2026-01-11,5,x,Leeds,",
    ],
)
def test_a_damaged_line(line: str, write, tmp_path) -> None:
    lines = as_csv([[cell.replace("\n", " ") for cell in row] for row in answers()]).splitlines()
    lines.insert(600, line)
    lines.insert(700, line)
    same_as_whole(write("\n".join(lines) + "\n"), tmp_path)


def test_a_file_cut_off(write, tmp_path) -> None:
    text = as_csv(answers())
    for size in (len(text) - 1, len(text) - 12, len(text) - 40):
        same_as_whole(write(text[:size]), tmp_path)


def test_bytes_that_are_not_utf8(write, tmp_path) -> None:
    data = as_csv(answers()).encode()
    at = data.index(b"R000600")
    made = same_as_whole(write(data[:at] + b"\xa1" + data[at:]), tmp_path)
    assert made.listed == 1


def test_ids_that_repeat_only_later_are_customers(write, tmp_path) -> None:
    rows = answers()
    for row in rows[400:]:
        row[0] = rows[1 + int(row[0][1:]) % 5][0]
    made = convert(write(as_csv(rows)), tmp_path / "out.parquet", head=HEAD)
    assert made.rows["left_out"] == {}
    assert any("Ids repeat" in note for note in made.notes)


def test_many_repeated_ids(write, tmp_path) -> None:
    rows = answers(3_000)
    rows += random.Random(1).sample(rows[1:], 100)
    made = same_as_whole(write(as_csv(rows)), tmp_path)
    assert made.rows["left_out"] == {"duplicate id": 100}


def repeating(ids: bool) -> list[list[str]]:
    rows = answers(1_500)
    again = [[*row] for row in random.Random(1).sample(rows[1:], 40)]
    said = "the very same words, in many rows that are not the same"
    for at, row in enumerate(rows[1:200]):
        row[3:] = said, f"{at % 7}"
    rows += again
    return rows if ids else [row[1:] for row in rows]


@pytest.mark.parametrize("ids", [True, False])
def test_the_same_response_twice(ids: bool, write, tmp_path) -> None:
    reason = "duplicate id" if ids else "exact duplicate response"
    made = same_as_whole(write(as_csv(repeating(ids))), tmp_path)
    assert made.rows["left_out"][reason] >= 20


def test_customers_who_answer_often_may_answer_the_same_twice(write, tmp_path) -> None:
    rows = answers(1_500)
    for at, row in enumerate(rows[1:]):
        row[0], row[3] = f"customer{at // 3:05}", "fine"
    rows += [[*row] for row in rows[1:1_500:50]]
    made = same_as_whole(write(as_csv(rows)), tmp_path)
    assert "duplicate id" not in made.rows["left_out"]


def test_short_answers_that_agree_by_chance_are_no_repetition(write, tmp_path) -> None:
    rows = [["NPS", "comment", "city"]] + [[f"{at % 11}", "good", "Leeds"] for at in range(4_000)]
    assert same_as_whole(write(as_csv(rows)), tmp_path).rows["left_out"] == {}


def test_text_in_a_wrong_encoding_is_repaired(write, tmp_path) -> None:
    rows = answers()
    rows[0][4] = "Thành phố".encode().decode("cp1252", "replace").replace("\ufffd", "\xad")
    for row in rows[3:700:5]:
        row[3] = f"{row[3]} giá hơi cao".encode().decode("latin-1")
    rows[600][3] += "\n\ufffd"
    made = same_as_whole(write(as_csv(rows)), tmp_path)
    assert made.repaired > 100


def test_the_pattern_of_bad_text_is_ftfys(many_texts) -> None:
    import pyarrow as pa
    import pyarrow.compute as pc
    from ftfy.badness import is_bad

    from cxnlp.survey.encodings.mojibake import bad_text

    found = pc.match_substring_regex(pa.array(many_texts), bad_text()).to_pylist()
    assert found == [is_bad(text) for text in many_texts]
    assert 100 < sum(found) < len(found) - 100


@pytest.fixture
def many_texts() -> list[str]:
    """Return texts read in a wrong encoding, and texts read rightly."""
    rng = random.Random(0)
    right = [" ".join(rng.sample(" ".join(COMMENTS).split(), 5)) for _ in range(300)]
    pages = ("latin-1", "cp1252", "cp1251", "cp1256", "cp874", "mac_roman", "cp437")
    wrong = [text.encode().decode(rng.choice(pages), "replace") for text in right]
    signs = [chr(rng.randrange(0x20, 0x2600)) for _ in range(4_000)]
    return right + wrong + ["".join(rng.sample(signs, 4)) for _ in range(2_000)]


def test_a_workbook_is_read_whole(tmp_path) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(tmp_path / "s.xlsx") as book:
        sheet = book.add_worksheet()
        for at, row in enumerate(answers(60)):
            sheet.write_row(at, 0, row)
    same_as_whole(tmp_path / "s.xlsx", tmp_path)


def test_our_names_are_kept_apart(write, tmp_path) -> None:
    rows = answers()
    rows[0][4] = "cx_line"
    convert(write(as_csv(rows)), tmp_path / "out.parquet", head=HEAD)
    assert "cx_line (input)" in pd.read_parquet(tmp_path / "out.parquet")


def test_progress_ends_with_the_whole_file(write, tmp_path) -> None:
    path, told = write(as_csv(answers())), []
    convert(path, tmp_path / "out.parquet", head=HEAD, progress=lambda *at: told.append(at))
    assert told[-1] == (path.stat().st_size, path.stat().st_size)
    assert [done for done, _ in told] == sorted(done for done, _ in told)


def test_every_piece_has_the_layout_of_the_beginning(write, tmp_path) -> None:
    rows = [[str(cell) for cell in row] for row in platform_files.limesurvey_vv(300)]
    # The beginning ends below the codes: without an answer under them, they are one.
    head = len(as_csv(rows[:2]).encode()) + 1
    path = write(as_csv([*rows, [""] * len(rows[0])]))
    made = convert(path, tmp_path / "out.parquet", head=head)
    frame = pd.read_parquet(made.path)
    assert made.rows["read"] == len(frame) == len(rows)
    assert frame["cx_line"].tolist() == list(range(2, len(rows) + 2))


def test_a_piece_of_blank_rows_alone_is_one_of_blank_rows(write, tmp_path) -> None:
    rows = answers(200) + [["\u00a0", "", "", "", ""]] * 2_000 + answers(230)[201:]
    same_as_whole(write(as_csv(rows)), tmp_path)
    odd = as_csv(rows).replace("\u00a0,", '\u00a0"x",')
    same_as_whole(write(odd), tmp_path)


def test_a_failed_run_leaves_nothing(write, tmp_path) -> None:
    before = sorted(tmp_path.iterdir())
    with pytest.raises(OutputError, match="cannot be written"):
        convert(write(as_csv(answers())), tmp_path / "no" / "out.parquet", head=HEAD)
    with pytest.raises(SurveyError, match="no column"):
        convert(write(as_csv(answers())), tmp_path / "out.parquet", head=HEAD, score="absent")
    assert [path for path in sorted(tmp_path.iterdir()) if path.suffix != ".csv"] == before


def test_the_command_says_what_became_of_the_rows(write, tmp_path) -> None:
    from typer.testing import CliRunner

    from cxnlp.cli import app

    path = write(as_csv(changed(answers(), 600, 2, "77")))
    said = CliRunner().invoke(app, ["convert", str(path), "-o", str(tmp_path / "o.parquet")])
    assert "800 rows read, 799 used, 1 score outside the scale" in said.stdout
    assert "1 problems listed" in said.stdout
    assert len(pd.read_parquet(tmp_path / "o.parquet")) == 800
