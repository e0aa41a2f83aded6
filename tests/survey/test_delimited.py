"""Delimiters are found, every line is accounted for, and a stray quote swallows nothing."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxnlp.errors import SurveyError
from cxnlp.survey import read_survey
from cxnlp.survey.formats.delimited import find_delimiter, read_records
from cxnlp.survey.table import unique_names

HEAD = "id,NPS,comment\n"


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(mark: str) -> None:
    rows = [["id", "NPS", "comment"], ["1", "5", "slow, dear; rude"], ["2", "9", "fine"]]
    out = io.StringIO()
    csv.writer(out, delimiter=mark).writerows(rows)
    assert find_delimiter(out.getvalue())[0] == mark


def test_one_column_of_comments_is_not_divided_at_their_commas(write) -> None:
    path = write("comment\nvery good, thanks\nbad, bad, bad\nok\n")
    survey = read_survey(path, need_score=False)
    assert survey.frame["comment"].tolist() == ["very good, thanks", "bad, bad, bad", "ok"]


def test_a_delimiter_asked_for_wins(write) -> None:
    survey = read_survey(
        write("a;NPS,b;comment\n1;9,x;good food\n"), delimiter=";", need_score=False
    )
    assert list(survey.frame) == ["a", "NPS,b", "comment"]
    with pytest.raises(SurveyError, match="--delimiter"):
        read_survey(write(HEAD + "1,5,x\n"), delimiter="ab")


@given(
    st.lists(
        st.tuples(
            *[st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))] * 3
        ),
        min_size=1,
        max_size=8,
    )
)
def test_a_well_formed_file_comes_back_cell_for_cell(rows: list[tuple[str, ...]]) -> None:
    out = io.StringIO(newline="")
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows([("a", "b", "c"), *rows])
    assert [tuple(record.cells) for record in read_records(out.getvalue(), ",")[1:]] == rows


def test_lines_are_physical_lines(write) -> None:
    path = write(HEAD + '1,5,"two\nlines"\n\n2,6,fine\n3,eleven,x\n')
    survey = read_survey(path)
    assert survey.lines.tolist() == [2, 5, 6]
    assert survey.problems["line"].tolist() == [6]


@pytest.mark.parametrize(
    "rest",
    [
        '3,7,fine\n4,8,"quoted, fine"\n5,9,fine\n',
        "3,7,fine\n4,8,fine too\n5,9,fine\n",
        '3,7,fine\n4,8,ends with a quote"\n5,9,fine\n',
        '3,7,fine\n4,8,"two\nlines, of, them"\n5,9,fine\n',
    ],
)
def test_an_unclosed_quote_costs_its_own_line_only(write, rest: str) -> None:
    survey = read_survey(write(HEAD + '1,5,ok\n2,6,"never closed\n' + rest))
    assert survey.frame["id"].tolist() == ["1", "2", "3", "4", "5"]
    assert survey.rows() == {"read": 5, "used": 4, "left_out": {"broken line": 1}}
    assert "quote" in survey.problems.set_index("line").loc[3, "problem"]


def test_lines_of_text_after_an_unclosed_quote_are_part_of_its_cell(write) -> None:
    path = write(HEAD + '1,5,"the start\nand more\n\nand more\n2,6,fine\n3,7,good\n')
    survey = read_survey(path)
    assert survey.lines.tolist() == [2, 6, 7]
    assert survey.frame["comment"][0] == "the start\nand more\n\nand more"
    assert survey.rows()["left_out"] == {"broken line": 1}
    assert "with 3 of text after it" in survey.problems["problem"][0]


def test_a_cell_of_a_million_lines_that_was_cut_is_one_broken_line(write) -> None:
    path = write(HEAD + '1,5,fine\n2,6,"x\n' + "1\n" * 1_000_000)
    survey = read_survey(path)
    assert survey.rows() == {"read": 2, "used": 1, "left_out": {"broken line": 1}}


def test_a_comment_with_lines_like_a_list_is_one_comment(write) -> None:
    comment = "bad\nfood, slow, cold\n1, 2, and 3"
    path = write(HEAD + f'1,5,"{comment}"\n2,6,fine\n3,7,good\n')
    assert read_survey(path).frame["comment"][0] == comment


def test_a_last_line_with_a_records_number_of_cells_is_the_end_of_its_comment(write) -> None:
    rows = [f'"R{at}","{at % 11}","fine","7"' for at in range(20)]
    rows.insert(9, '"R99","4","first line\na,2,so I say","7"')
    survey = read_survey(write("id,NPS,comment,agent\n" + "\n".join(rows) + "\n"), need_text=False)
    assert len(survey.frame) == 21
    assert survey.scores[9] == 4
    assert not len(survey.problems)


def test_thousands_of_unclosed_quotes_end(write) -> None:
    lines = "".join(f'{at},5,"bad {at}\n' for at in range(3000))
    survey = read_survey(write(HEAD + lines + "x,7,fine\n"))
    assert survey.rows() == {"read": 3001, "used": 1, "left_out": {"broken line": 3000}}


def test_ragged_lines_are_listed_and_accounted_for(write) -> None:
    survey = read_survey(write(HEAD + "1,5,ok\n2,6\n3\n4,7,a,b\n5,6,fine,,\n6,8"))
    assert survey.rows() == {"read": 6, "used": 3, "left_out": {"broken line": 3}}
    assert survey.problems["line"].tolist() == [3, 4, 5, 7]
    assert survey.frame["comment"][1] == ""


def test_a_misplaced_quote_is_listed_and_the_line_used(write) -> None:
    survey = read_survey(write(HEAD + '1,5,"hi" there\n2,6,say "x" ok\n'))
    assert survey.rows()["used"] == 2
    assert survey.problems["line"].tolist() == [2]


@pytest.mark.parametrize("comment", ["word " * 1_000_000, '"' + "word\n" * 1_000_000 + '"'])
def test_a_five_megabyte_cell_is_a_cell(write, comment: str) -> None:
    survey = read_survey(write(HEAD + f"1,5,{comment}\n2,6,fine\n"))
    assert survey.frame["comment"].str.len().tolist() == [5_000_000, 4]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_line_end_will_do(write, end: str) -> None:
    survey = read_survey(write((HEAD + "1,5,ok\n2,6,fine\n").replace("\n", end)))
    assert survey.frame["comment"].tolist() == ["ok", "fine"]
    assert survey.lines.tolist() == [2, 3]


def test_repeated_and_missing_names_are_made_unique_and_said(write) -> None:
    survey = read_survey(write("NPS,comment,comment,\n5,ok,good,z\n6,bad,fine,q\n"))
    assert list(survey.frame) == ["NPS", "comment", "comment (2)", "column 4"]
    assert len(survey.notes) == 2


@given(st.lists(st.sampled_from(["a", "a (2)", "", " ", "column 2", "a (2) (2)"]), max_size=9))
def test_names_are_made_unique_and_the_first_of_each_stays(names: list[str]) -> None:
    made, notes = unique_names(names)
    assert len(set(made)) == len(made) == len(names)
    for name in {name for name in names if name.strip()}:
        assert made[names.index(name)] == name
    assert len(notes) == sum(new != old for new, old in zip(made, names, strict=True))
