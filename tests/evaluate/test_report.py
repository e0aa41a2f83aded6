"""The command, its page and its files."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pandas as pd
import pytest

from cxnlp.cli import main
from cxnlp.testing import FakeTagger

COMMENTS = [
    "good price",
    "bad staff <script>alert(1)</script>",
    "poor speed",
    "",
    "great 😀",
    "bad",
]


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    frame = pd.DataFrame(
        {
            "comment": [f"{c} mail me@example.com" if c else c for c in COMMENTS],
            "label": ["pos", "pos", "pos", "neg", "weird", "neg"],
            "topics": ["price=positive", "staff", "speed=positive", "none", "none", "price"],
            "complaint": ["no", "yes", "yes", "no", "no", "yes"],
        }
    )
    path = tmp_path / "gold.csv"
    frame.to_csv(path, index=False)
    (tmp_path / "list.toml").write_text(FakeTagger().taxonomy.to_toml(), encoding="utf-8")
    return path


def run(monkeypatch: pytest.MonkeyPatch, folder: Path, *words: str) -> int:
    monkeypatch.chdir(folder)
    monkeypatch.setattr("cxnlp.tag.one_call.load", lambda *_: FakeTagger())
    monkeypatch.setattr(sys, "argv", ["cxnlp", "evaluate", *words])
    try:
        main()
    except SystemExit as stop:
        return int(stop.code or 0)
    return 0


@pytest.fixture
def written(gold: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    words = (
        "gold.csv",
        "--text",
        "comment",
        "--label",
        "label",
        "--map",
        "pos=positive,neg=negative",
        "--issues",
        "list.toml",
        "--issue-label",
        "topics",
        "-o",
        "out",
    )
    assert run(monkeypatch, gold.parent, *words) == 0
    return gold.parent / "out"


def test_everything_is_written_and_adds_up(
    written: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = json.loads((written / "evaluation.json").read_text("utf-8"))
    outputs = document["outputs"]
    assert {name: each["n"] for name, each in outputs.items()} == {
        "sentiment": 4,
        "issues": 5,
        "signals": 5,
    }
    assert document["set_aside"] == {"no comment": 1, "unknown label": 1}
    aside = pd.read_csv(written / "aside.csv", encoding="utf-8-sig")
    assert aside["line"].tolist() == [5, 6]
    confusion = pd.read_csv(written / "sentiment-confusion.csv", encoding="utf-8-sig")
    assert confusion["n"].sum() == 4
    assert pd.read_csv(written / "sentiment-errors.csv", encoding="utf-8-sig")["row"].min() >= 2


def test_the_page_asks_nothing_of_any_network_and_runs_nothing(written: Path) -> None:
    page = (written / "report.html").read_text("utf-8")
    assert "default-src 'none'" in page
    assert not re.search(r"""<script|\s(?:src|href)=["'](?!#)|url\((?!#)|@import|\son\w+=""", page)
    assert "&lt;script&gt;" in page
    assert page.count("<section") == 6
    assert page.count("<svg") >= 4


def test_personal_data_is_masked_in_the_page(written: Path) -> None:
    assert "me@example.com" not in (written / "report.html").read_text("utf-8")


def test_with_issues_alone_the_label_column_holds_issues(
    gold: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ("gold.csv", "--text", "comment", "--label", "topics", "--issues", "list.toml")
    assert run(monkeypatch, gold.parent, *words) == 0
    document = json.loads((gold.parent / "gold-evaluation" / "evaluation.json").read_text("utf-8"))
    assert "sentiment" not in document["outputs"]
    assert document["outputs"]["issues"]["n"] == 5


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--label", "lable"], 'did you mean "label"'),
        (["--label", "label"], "--map"),
        (["--label", "label", "--map", "pos:positive"], "joined by commas"),
        (["--label-columns", "all"], "--issues"),
    ],
)
def test_a_mistake_is_one_line_with_a_remedy(
    gold: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: list[str],
    said: str,
) -> None:
    assert run(monkeypatch, gold.parent, "gold.csv", "--text", "comment", *words) == 2
    told = capsys.readouterr().err
    assert said in told
    assert len(told.strip().splitlines()) == 1
    assert not list(gold.parent.glob("*-evaluation"))
