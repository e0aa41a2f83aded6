"""Every row is used or left out for one reason, each can be found again, and the odd ones are."""

from __future__ import annotations

import random

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxnlp.errors import SurveyError
from cxnlp.survey import Survey, read_survey
from cxnlp.survey.inspect import describe
from cxnlp.survey.inspect_lines import describe_lines
from cxnlp.survey.rows.repeats import EXACT
from cxnlp.survey.rows.suspicion import BOT, FAST, SAME, STRAIGHT


def base(n: int = 60) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "NPS": [str(at % 11) for at in range(n)],
            "comment": [f"the staff at desk {at} were kind" for at in range(n)],
            "date": [f"2026-03-{1 + at % 28:02} 10:{at % 60:02}" for at in range(n)],
        }
    )


def closes(survey: Survey) -> None:
    rows, table = survey.rows(), survey.quality()
    assert rows["read"] == rows["used"] + sum(rows["left_out"].values())
    left = table[table["kind"] == "left out"]
    assert dict(zip(left["what"], left["rows"], strict=True)) == rows["left_out"]
    assert [len(lines) for lines in left["lines"]] == left["rows"].tolist()
    listed = [line for lines in left["lines"] for line in lines]
    assert len(set(listed)) == len(listed) == len(survey.frame) - rows["used"]
    assert set(listed) <= set(survey.lines.tolist())
    assert not set(survey.flagged["row"]) & set(np.flatnonzero(~survey.used))
    assert "Rows" in describe_lines(survey)
    assert describe(survey)["rows"] == rows


def test_rows_that_agree_in_every_cell_count_once() -> None:
    frame = base()
    survey = read_survey(pd.concat([frame, frame.iloc[[3, 3, 7]]], ignore_index=True))
    assert survey.rows()["left_out"] == {EXACT: 3}
    assert survey.problems["line"].tolist() == [61, 62, 63]
    assert "line 4" in survey.problems["problem"][0]
    closes(survey)


def test_short_answers_may_well_be_given_twice() -> None:
    frame = base()[["NPS", "comment"]].assign(comment=["good", "bad", "so so"] * 20)
    assert read_survey(frame, text="comment").rows()["left_out"] == {}


def flags(frame: pd.DataFrame) -> dict[str, list[int]]:
    survey = read_survey(frame)
    closes(survey)
    return {str(flag): rows["line"].tolist() for flag, rows in survey.flagged.groupby("flag")}


def test_a_comment_pasted_many_times_is_kept_and_flagged() -> None:
    frame = base()
    frame.loc[[1, 5, 9, 20, 40], "comment"] = "Best company in the whole world!"
    assert flags(frame) == {SAME: [2, 6, 10, 21, 41]}


def test_links_and_the_platforms_own_checks_are_flagged() -> None:
    frame = base().assign(Q_RecaptchaScore="0.9", Q_DuplicateRespondent="")
    frame.loc[2, "comment"] = "cheap loans at http://a.example now"
    frame.loc[4, "Q_RecaptchaScore"] = "0.1"
    frame.loc[6, "Q_DuplicateRespondent"] = "true"
    assert flags(frame) == {BOT: [3, 5, 7]}


def test_one_answer_to_every_question_is_flagged() -> None:
    chance = random.Random(1)
    questions = {f"part {name}": [str(chance.randint(1, 5)) for _ in range(60)] for name in "abcde"}
    frame = base().assign(**questions)
    frame.loc[[8, 30], list(questions)] = "5"
    assert flags(frame)[STRAIGHT] == [9, 31]


def test_much_faster_than_usual_is_flagged() -> None:
    frame = base().assign(**{"Duration (in seconds)": "120"})
    frame.loc[11, "Duration (in seconds)"] = "9"
    assert flags(frame) == {FAST: [12]}


def dropped(chance: random.Random, lines: list[str]) -> list[str]:
    return [line for line in lines if chance.random() > 0.2] or lines


def doubled(chance: random.Random, lines: list[str]) -> list[str]:
    return [line for line in lines for _ in range(chance.choice((1, 1, 2)))]


def shuffled(chance: random.Random, lines: list[str]) -> list[str]:
    return [lines[0], *chance.sample(lines[1:], len(lines) - 1)]


def cut(chance: random.Random, lines: list[str]) -> list[str]:
    at = chance.randrange(1, len(lines))
    return [*lines[:at], lines[at][: chance.randrange(len(lines[at]) + 1)]]


def spoilt(chance: random.Random, lines: list[str]) -> list[str]:
    odd = ["", "-99", "11", "ten", '"', "a\x00b", "x,y", "9/10", "\ufffd", ",,,", "Ã¡"]
    at = chance.randrange(1, len(lines))
    cells = lines[at].split(",")
    cells[chance.randrange(len(cells))] = chance.choice(odd)
    return [*lines[:at], ",".join(cells), *lines[at + 1 :]]


def blanked(chance: random.Random, lines: list[str]) -> list[str]:
    at = chance.randrange(1, len(lines))
    return [*lines[:at], ",,", *lines[at:]]


MUTATIONS = [dropped, doubled, shuffled, cut, spoilt, blanked]


@given(st.randoms(use_true_random=False), st.lists(st.sampled_from(MUTATIONS), max_size=6))
def test_the_sum_closes_under_every_mutation(tmp_path_factory, chance, mutations) -> None:
    lines = base(20).to_csv(index=False).splitlines()
    for mutate in mutations:
        lines = mutate(chance, lines) if len(lines) > 1 else lines
    path = tmp_path_factory.mktemp("rows") / "s.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    try:
        survey = read_survey(path)
    except SurveyError:
        return
    closes(survey)


@pytest.mark.parametrize("number", range(12))
def test_the_sum_closes_for_every_shared_export(shared, number: int) -> None:
    files = sorted(path for path in (shared / "exports").iterdir() if path.suffix != ".md")
    assert len(files) == 12
    closes(read_survey(files[number]))
