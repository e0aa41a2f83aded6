"""Next month's file is read as this month's was, and what changed is listed."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from cxnlp.cli import app
from cxnlp.errors import SurveyError
from cxnlp.survey import read_survey
from cxnlp.survey.inspect import describe
from cxnlp.survey.like import CHANGED, Like


def month(n: int = 40, first: int = 0) -> pd.DataFrame:
    rows = range(first, first + n)
    return pd.DataFrame(
        {
            "rating": [str(at % 5 + 1) for at in rows],
            "NPS": [str(at % 11) for at in rows],
            "why": [f"the staff at desk {at} were kind" for at in rows],
            "more": [f"please open earlier on day {at}" for at in rows],
            "shop": [("north", "south")[at % 2] for at in rows],
        }
    )


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """Keep a reading that nobody would find by looking: another score, one comment, no segment."""
    month().to_csv(tmp_path / "may.csv", index=False)
    survey = read_survey(
        tmp_path / "may.csv", score="rating", scale="csat", text="more", segments=[]
    )
    path = tmp_path / "survey.toml"
    path.write_text(Like.of(survey).to_toml(), encoding="utf-8")
    return path


def changes(survey) -> list[str]:
    return [note for note in survey.notes if note.startswith(CHANGED)]


def test_the_next_file_is_read_the_same_way(kept: Path, tmp_path: Path) -> None:
    month(30, 7).to_csv(tmp_path / "june.csv", index=False)
    survey = read_survey(tmp_path / "june.csv", like=kept)
    assert (survey.score_column, survey.text_columns) == ("rating", ["more"])
    assert (survey.scale.name, survey.segment_columns) == ("csat", [])
    assert changes(survey) == []


def test_what_is_said_now_comes_first(kept: Path) -> None:
    survey = read_survey(month(), like=kept, score="NPS", scale="nps", text=["why"])
    assert (survey.score_column, survey.scale.name, survey.text_columns) == ("NPS", "nps", ["why"])


def test_a_missing_column_is_refused_with_what_is_new(kept: Path) -> None:
    with pytest.raises(SurveyError, match=r"no column 'more' and is new in having 'extra'.*--save"):
        read_survey(month().rename(columns={"more": "extra"}), like=kept)
    assert read_survey(month().rename(columns={"more": "x"}), like=kept, text="why").text_columns


def test_every_other_difference_is_said(kept: Path, tmp_path: Path) -> None:
    other = month().drop(columns="NPS").assign(plan="gold")
    other[["shop", *other.columns.drop("shop")]].to_csv(
        tmp_path / "june.csv", index=False, sep=";", encoding="utf-16"
    )
    survey = read_survey(tmp_path / "june.csv", like=kept)
    told = " ".join(changes(survey))
    assert survey.rows()["used"] == 40
    for sign in ("'NPS' stood", "'plan' did not stand", "another order", "encoding", "delimiter"):
        assert sign in told


def test_what_was_said_by_hand_is_kept(tmp_path: Path) -> None:
    text = "NPS,comment\n" + "".join(f"{at},บริการดีมาก ครั้งที่ {at}\n" for at in range(11))
    path = tmp_path / "a.csv"
    path.write_bytes(text.encode("cp874"))
    like = Like.of(read_survey(path, encoding="tis-620", delimiter="comma"))
    assert like.by_hand == {"encoding": "tis-620", "delimiter": ","}


@pytest.mark.parametrize(
    "text", ["", "file = 3", "not toml", "scale = 'x'", "\x00", "[roles]\nscore = 'x'"]
)
def test_another_file_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "survey.toml"
    path.write_text(text, encoding="utf-8")
    for place in (path, tmp_path / "none.toml", tmp_path):
        with pytest.raises(SurveyError, match="--save"):
            read_survey(month(), like=place)


NAMES = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)


@given(st.lists(NAMES, unique=True), NAMES, st.sampled_from(["", "nps"]), st.data())
def test_what_is_written_is_read_again(tmp_path_factory, names, file, scale, data) -> None:
    some = st.lists(st.sampled_from(names), unique=True) if names else st.just([])
    like = Like(
        file, scale, tuple(names), {"score": [], "text": data.draw(some)}, {"sheet": file}, {}
    )
    path = tmp_path_factory.mktemp("like") / "survey.toml"
    path.write_text(like.to_toml(), encoding="utf-8", newline="")
    assert Like.load(path) == like
    assert tomllib.loads(like.to_toml())


def test_the_command_keeps_and_uses_it(tmp_path: Path) -> None:
    month().to_csv(tmp_path / "may.csv", index=False)
    month().assign(extra="x").to_csv(tmp_path / "june.csv", index=False)
    toml = str(tmp_path / "survey.toml")
    run = CliRunner()
    done = run.invoke(app, ["inspect", str(tmp_path / "may.csv"), "--score", "NPS", "--save", toml])
    assert done.exit_code == 0, done.output
    done = run.invoke(app, ["inspect", str(tmp_path / "june.csv"), "--like", toml, "--json"])
    assert "'extra' did not stand in may.csv" in done.stderr
    assert '"scale": "nps"' in done.stdout


def test_the_json_has_the_keys_that_programs_ask_for() -> None:
    told = describe(read_survey(month().assign(NPS="x"), score="rating", scale="stars"))
    assert (told["platform"], told["encoding"], told["scale"]) == ("plain", None, "stars")
    assert told["columns"]["score"] == ["rating"]
    assert told["columns"]["comment"] == ["why", "more"]
    assert told["columns"]["segment"] == ["shop"]
    assert told["rows"] == {"read": 40, "used": 40, "left_out": {}}
    wanted = {
        "score",
        "comment",
        "reasons",
        "segment",
        "date",
        "id",
        "language",
        "group",
        "derived",
    }
    assert wanted <= set(told["columns"])


def test_the_rows_of_a_reason_are_listed(tmp_path: Path) -> None:
    frame = month()
    frame.loc[[3, 9], "NPS"] = ["", "eleven"]
    frame.to_csv(tmp_path / "may.csv", index=False)
    ask = ["inspect", str(tmp_path / "may.csv"), "--score", "NPS", "--rows"]
    done = CliRunner().invoke(app, [*ask, "No score"])
    assert done.stdout.splitlines() == [
        "5: 4 |  | the staff at desk 3 were kind | please open earlier on day 3 | south"
    ]
    assert isinstance(CliRunner().invoke(app, [*ask, "spam"]).exception, SurveyError)
