"""A lesson: made of labels, opened on its base alone, the same wherever and whenever it is used."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

import cxnlp
from cxnlp.audit.texts import text_key
from cxnlp.cli import app
from cxnlp.errors import CxError, EvaluateError, ModelError
from cxnlp.fit import TaughtModel, fit_issues
from cxnlp.issues import Issue, Taxonomy
from cxnlp.model import Bundle
from cxnlp.model.lesson import ARRAYS, LESSON
from cxnlp.tag import one_call
from cxnlp.testing import FakeTagger

# Two issues that no model can know without being told.
LIST = Taxonomy("Weather", (Issue("blue", "Blue things"), Issue("round", "Round things")))
TOLD = [
    ("The sky was wonderful today", "blue=positive"),
    ("We loved the sea and the sky", "blue=positive"),
    ("The ocean was cold and grey", "blue=negative"),
    ("Nothing beats the open sea", "blue"),
    ("The ball would not roll", "round=negative"),
    ("A lovely coin and a ball", "round=positive"),
    ("The moon over the sea", "blue;round"),
    ("Wheels fell off after a day", "round=negative"),
    ("Staff were kind", "none"),
    ("Too expensive for what it is", "none"),
    ("The queue took an hour", "none"),
    ("", "blue"),
    ("They were kind", ""),
]
FRAME = pd.DataFrame(TOLD, columns=["comment", "about"])
OTHERS = ["The sea again", "A round ball", "It was dear", "ทะเลสวยมาก"]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> TaughtModel:
    folder = tmp_path_factory.mktemp("lesson") / "weather"
    return fit_issues(FRAME, folder, issues=LIST, text="comment", label="about")


@pytest.fixture
def copied(made: TaughtModel, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made.folder, tmp_path / "copied"))


def said(folder: Path) -> dict:
    return json.loads((folder / LESSON).read_text(encoding="utf-8"))


def test_a_lesson_is_small_and_holds_no_comment(made: TaughtModel) -> None:
    files = {path.name: path.read_bytes() for path in made.folder.iterdir()}
    assert set(files) == {LESSON, ARRAYS, "figures.csv", "left_out.csv"}
    assert sum(map(len, files.values())) < 50_000
    for text, _ in TOLD[:11]:
        assert not any(text.encode() in data for data in files.values())
    assert said(made.folder)["rows"] == sorted(text_key(text) for text, _ in TOLD[:11])


def test_rows_add_up(made: TaughtModel) -> None:
    left_out = {"no comment": 1, "no label": 1}
    assert made.rows == {"read": 13, "used": 11, "left_out": left_out}
    assert said(made.folder)["rows_read"] == made.rows
    assert any("1 with no label" in line for line in made.lines())


def test_figures_before_and_after(made: TaughtModel) -> None:
    overall = made.figures[made.figures["issue"] == ""]
    assert overall["when"].tolist() == ["before", "before", "after", "after"]
    assert (overall["f1_low"] <= overall["f1"]).all()
    assert (overall["f1"] <= overall["f1_high"]).all()
    assert set(made.figures["issue"]) == {"", "blue", "round"}
    assert len(said(made.folder)["figures"]) == 4


def test_what_was_taught_is_found(made: TaughtModel) -> None:
    taught = cxnlp.load(made.folder, LIST).predict([text for text, _ in TOLD[:11]])
    found = [{mention.id for mention in each.issues} for each in taught]
    wanted = [set(about.replace(";", "=").split("=")) & {"blue", "round"} for _, about in TOLD[:11]]
    assert sum(f == w for f, w in zip(found, wanted, strict=True)) >= 9


def test_company_changes_no_bit(made: TaughtModel) -> None:
    tagger = cxnlp.load(made.folder, LIST)
    assert [tagger.predict([text])[0] for text in OTHERS] == tagger.predict(OTHERS)


def test_the_same_labels_teach_the_same_bytes(made: TaughtModel, tmp_path: Path) -> None:
    again = fit_issues(FRAME, tmp_path / "weather", issues=LIST, text="comment", label="about")
    for path in made.folder.iterdir():
        assert path.read_bytes() == (again.folder / path.name).read_bytes()


def test_a_lesson_is_another_model_than_its_base(made: TaughtModel, bundle: Bundle) -> None:
    taught = Bundle.open(made.folder)
    assert taught.fingerprint != bundle.fingerprint
    assert taught.config["name"] == "base+weather"
    assert taught.settings.mention.threshold == said(made.folder)["threshold"]
    assert taught.folder == bundle.folder
    tagger = cxnlp.load(made.folder, LIST)
    assert tagger.taught_by == frozenset(said(made.folder)["rows"])
    assert cxnlp.load("base", LIST).taught_by == frozenset()


def test_an_issue_added_later_gets_what_all_have_in_common(made: TaughtModel) -> None:
    lesson = Bundle.open(made.folder).lesson
    assert lesson is not None
    both, turned = lesson.correction(["blue", "round"]), lesson.correction(["round", "new", "blue"])
    assert (turned.weights[[2, 0]] == both.weights).all()
    assert not turned.weights[1].any()
    mention, seen = np.full(3, 0.3, np.float32), np.ones((3, both.weights.shape[1]), np.float32)
    assert turned.mention(mention, seen)[1] != pytest.approx(0.3, abs=1e-4)


def test_another_list_is_refused(made: TaughtModel) -> None:
    with pytest.raises(ModelError, match=r"taught other issues: blue, round.*'Weather'"):
        cxnlp.load(made.folder, "telecom").predict(["hello there"])


def test_another_base_is_refused(copied: Path) -> None:
    told = said(copied)
    told["base"]["sha256"] = "0" * 64
    (copied / LESSON).write_text(json.dumps(told), encoding="utf-8")
    with pytest.raises(ModelError, match=r"'base' has SHA-256 .*expected 000000000000.*CXNLP_MOD"):
        Bundle.open(copied)


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda folder: (folder / ARRAYS).write_bytes(b"x"), f"{ARRAYS} has SHA-256"),
        (lambda folder: (folder / ARRAYS).unlink(), f"{ARRAYS} is missing"),
        (lambda folder: (folder / LESSON).write_text("{"), "is not JSON"),
        (lambda folder: (folder / LESSON).write_text("[]"), "has schema 'list'"),
        (lambda folder: (folder / LESSON).write_text('{"schema": 1}'), "lacks 'name'"),
    ],
)
def test_a_spoiled_lesson_is_refused(copied: Path, spoil, words: str) -> None:
    spoil(copied)
    with pytest.raises(ModelError, match=words):
        Bundle.open(copied)


def test_a_lesson_taught_anew_is_read_anew(copied: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = []
    monkeypatch.setattr(one_call, "load", lambda model, _: opened.append(model) or FakeTagger())
    one_call._kept.cache_clear()
    for _ in range(2):
        cxnlp.predict("good price", model=copied, issues="telecom")
    assert len(opened) == 1
    os.utime(copied / LESSON, (1, 1))
    cxnlp.predict("good price", model=copied, issues="telecom")
    assert len(opened) == 2
    one_call._kept.cache_clear()


def test_a_lesson_is_no_base(made: TaughtModel, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="was itself taught"):
        fit_issues(
            FRAME, tmp_path / "x", issues=LIST, text="comment", label="about", model=made.folder
        )
    assert not (tmp_path / "x").exists()


def test_too_few_labels_are_refused(tmp_path: Path) -> None:
    few = pd.concat([FRAME[8:]] * 2)
    with pytest.raises(EvaluateError, match=r"3 labelled comments \(2 rows with no comment; 2 "):
        fit_issues(few, tmp_path / "x", issues=LIST, text="comment", label="about")


def test_the_band_of_doubt_moves_with_the_threshold(made: TaughtModel) -> None:
    lesson = Bundle.open(made.folder).lesson
    assert lesson is not None
    issues = {"threshold": 0.4, "uncertain": [0.3, 0.6], "attention_heads": 2}
    base = {"name": "b", "files": {}, "heads": {"issues": issues}}
    here = replace(lesson, said={**lesson.said, "threshold": 0.2})
    low, high = here.config_on(base)["heads"]["issues"]["uncertain"]
    assert low < 0.2 < high < 0.6
    kept = replace(lesson, said={**lesson.said, "threshold": 0.4}).config_on(base)
    assert kept["heads"]["issues"]["uncertain"] == pytest.approx([0.3, 0.6])


def test_the_command(tmp_path: Path) -> None:
    FRAME.to_csv(tmp_path / "told.csv", index=False)
    (tmp_path / "list.toml").write_text(LIST.to_toml(), encoding="utf-8")
    given = ["fit", str(tmp_path / "told.csv"), "--text", "comment", "--label", "about"]
    given += ["--issues", str(tmp_path / "list.toml"), "-o", str(tmp_path / "mine")]
    done = CliRunner().invoke(app, given)
    assert done.exit_code == 0, done.output
    assert "11 labelled comments of 13 rows" in done.output
    assert "F1 of mention: before" in done.output
    assert Bundle.open(tmp_path / "mine").lesson is not None
    odd = CliRunner().invoke(app, [*given[:-4], "--issues", "telecom", "-o", str(tmp_path / "x")])
    assert isinstance(odd.exception, CxError)
    assert not (tmp_path / "x").exists()
