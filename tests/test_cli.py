"""The command line: what it writes, what it says, and how it refuses."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

import cxnlp
from cxnlp.cli import main
from cxnlp.issues import Taxonomy
from cxnlp.tag import TaggerLike
from cxnlp.testing import FakeTagger, make_survey
from tests.audit.test_folder import fill
from tests.audit.worlds import told_apart

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8
RUN = Callable[..., tuple[int, str, str]]


@pytest.fixture
def loads(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """Return what is loaded, in whose place the fake tagger stands."""
    asked: list[tuple[str, str]] = []

    def load(model: str = "base", issues: str = "general") -> TaggerLike:
        asked.append((model, issues))
        return FakeTagger()

    for place in ("cxnlp.tag.one_call.load", "cxnlp.opening.load"):
        monkeypatch.setattr(place, load)
    return asked


@pytest.fixture
def run(
    loads: list[tuple[str, str]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> RUN:
    """Return a function that runs a command in an empty folder: its exit code, output, errors."""
    monkeypatch.chdir(tmp_path)

    def call(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["cxnlp", *words])
        try:
            main()
            code = 0
        except SystemExit as stop:
            code = int(stop.code or 0)
        told = capsys.readouterr()
        return code, told.out, told.err

    return call


@pytest.fixture
def export(tmp_path: Path) -> str:
    make_survey(60).to_csv(tmp_path / "export.csv", index=False)
    return "export.csv"


class TestAnalyze:
    def test_it_writes_the_report_and_says_where(self, run: RUN, export: str) -> None:
        code, out, err = run("analyze", export, "-o", "out/deep")
        assert code == 0
        assert out.startswith("NPS ")
        assert "60 rows read, 60 analysed; left out: none." in out
        assert "Report: out/deep/report.html" in out
        assert Path("out/deep/report.html").is_file()
        assert Path("out/deep/charts").is_dir()
        assert err.splitlines()[0] == "Read 60 rows of export.csv; issues: Small"
        assert "Tagged" in err

    def test_flags_are_followed_and_noted(
        self, run: RUN, export: str, loads: list[tuple[str, str]], tmp_path: Path
    ) -> None:
        frame = pd.read_csv(export).rename(columns={"nps": "a", "comment": "b", "plan": "c"})
        frame.to_csv("odd.csv", index=False, sep=";", encoding="utf-16")
        words = "--score a --text b --scale nps --segment c --date date --id id --delimiter ;"
        words += " --encoding utf-16 --issues telecom --model mine --show-personal-data -o out"
        code, _, err = run("analyze", "odd.csv", *words.split())
        assert code == 0, err
        assert loads == [("mine", "telecom")]
        noted = json.loads(Path("out/run.json").read_text(encoding="utf-8"))
        assert noted["options"] == {
            "score": "a",
            "text": ["b"],
            "scale": "nps",
            "segments": ["c"],
            "date": "date",
            "id": "id",
            "delimiter": ";",
            "encoding": "utf-16",
            "issues": "telecom",
            "model": "mine",
            "show_personal_data": True,
        }
        assert noted["input"]["columns"]["segment"] == ["c"]

    def test_an_audit_of_an_earlier_file_is_followed_and_noted(
        self, run: RUN, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("cxnlp.analysis.write_charts", lambda *given: {})
        for month, seed in (("january", 0), ("february", 1)):
            told_apart(120, seed).to_csv(f"{month}.csv", index=False)
        words = "january.csv --text comment --n 60 -o checked"
        code, _, err = run("audit", *words.split())
        assert code == 0, err
        fill(Path("checked"))
        words = "february.csv --text comment --audit checked --audit-of january.csv -o out"
        code, _, err = run("analyze", *words.split())
        assert code == 0, err
        noted = json.loads(Path("out/run.json").read_text(encoding="utf-8"))
        assert noted["options"]["audit"] == "checked"
        assert noted["options"]["audit_of"] == ["january.csv"]
        assert noted["audit"]["texts_of_earlier_surveys"] > 0

    def test_the_folder_is_named_after_the_file(
        self, run: RUN, export: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("cxnlp.analysis.Analysis.write", lambda self, folder, also=(): folder)
        assert run("analyze", export)[1].endswith("Tables and charts: export-report\n")

    def test_bad_cells_do_not_stop_it(self, run: RUN, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("cxnlp.analysis.Analysis.write", lambda self, folder, also=(): folder)
        frame = make_survey(60).astype(object)
        frame.loc[0, "nps"] = "great"
        frame.loc[1, "nps"] = 11
        frame.loc[2, "id"] = frame.loc[3, "id"]
        frame.loc[4, "comment"] = "bad price " * 500_000
        frame.loc[5, "comment"] = '"an unclosed quote'
        data = frame.to_csv(index=False).encode()
        data = data.replace(b"ok ", b"ok\x00 ", 2) + b"R9,2026-01-01,plus\nR10,2026,plus,7,a,b,c\n"
        Path("odd.csv").write_bytes(data + "R11,2026-01-02,plus,8,café".encode("cp1252"))
        code, out, err = run("analyze", "odd.csv")
        assert code == 0, err
        assert "left out:" in out
        assert "score outside the scale" in out
        assert "duplicate id" in out

    def test_nothing_in_a_file_steers_the_terminal(
        self, run: RUN, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        frame = make_survey(40)
        frame.loc[0, "comment"] = "\x1b[2J\x1b]0;title\x07 bad price \x9b31m"
        frame.rename(columns={"plan": "pl\x1b[31man"}).to_csv("esc.csv", index=False)
        monkeypatch.setattr("cxnlp.analysis.Analysis.write", lambda self, folder, also=(): folder)
        for words in (
            ("inspect", "esc.csv"),
            ("analyze", "esc.csv"),
            ("analyze", "esc.csv", "--text", "\x1b[31m"),
            ("inspect", "\x1b[31m.csv"),
        ):
            _, out, err = run(*words)
            assert not set("\x1b\x07\x9b") & set(out + err)


class TestTag:
    def test_a_file_without_a_score_is_tagged(self, run: RUN) -> None:
        make_survey(40)[["id", "comment"]].to_csv("words.csv", index=False)
        code, out, _ = run("tag", "words.csv", "--text", "comment", "-o", "tags")
        assert code == 0
        assert out.endswith(" mentions of issues in tags\n")
        written = {path.name for path in Path("tags").iterdir()}
        assert written == {"comments.parquet", "tags.parquet", "run.json"}
        assert len(pd.read_parquet("tags/comments.parquet")) == 40
        rows = json.loads(Path("tags/run.json").read_text(encoding="utf-8"))["rows"]
        assert rows == {"read": 40, "used": 40, "left_out": {}}

    def test_a_row_without_a_usable_score_is_tagged_too(self, run: RUN) -> None:
        frame = make_survey(40).astype(object)
        frame.loc[0, ["nps", "comment"]] = ["none", "bad price"]
        frame.to_csv("odd.csv", index=False)
        assert run("tag", "odd.csv", "-o", "tags")[0] == 0
        table = pd.read_parquet("tags/comments.parquet")
        assert table.loc[0, "cx_comment"] == "1q1"

    def test_flags_are_noted(self, run: RUN, export: str) -> None:
        words = "--id id --issues hotel --question Why? -o tags"
        assert run("tag", export, *words.split())[0] == 0
        noted = json.loads(Path("tags/run.json").read_text(encoding="utf-8"))
        assert noted["options"] == {
            "id": "id",
            "issues": "hotel",
            "model": "base",
            "question": "Why?",
        }

    def test_a_list_of_issues_may_be_given(
        self, run: RUN, export: str, loads: list[tuple[str, str]]
    ) -> None:
        assert run("tag", export, "--issues", "hotel", "--model", "m", "-o", "tags")[0] == 0
        assert loads == [("m", "hotel")]


class TestLike:
    @pytest.mark.parametrize(
        "command", ["inspect", "analyze", "tag", "explore", "audit", "convert"]
    )
    def test_what_changed_since_the_file_it_is_read_like_is_said(
        self, run: RUN, export: str, command: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("cxnlp.analysis.Analysis.write", lambda self, folder, also=(): folder)
        assert run("inspect", export, "--save", "survey.toml")[0] == 0
        pd.read_csv(export).assign(more=1).to_csv("next.csv", index=False)
        out = [] if command == "inspect" else ["-o", "out"]
        _, _, err = run(command, "next.csv", "--like", "survey.toml", *out)
        assert "Changed: " in err
        assert "more" in err


class TestInspect:
    def test_it_shows_what_is_understood(self, run: RUN, export: str) -> None:
        code, out, err = run("inspect", export)
        assert (code, err) == (0, "")
        for sign in ("60  used", "scale: nps.", "--score nps", "comment "):
            assert sign in out

    def test_programs_get_json(self, run: RUN, export: str) -> None:
        code, out, _ = run("inspect", export, "--json")
        assert code == 0
        told = json.loads(out)
        assert {role: names for role, names in told["columns"].items() if names} == {
            "score": ["nps"],
            "comment": ["comment"],
            "segment": ["plan"],
            "date": ["date"],
            "id": ["id"],
        }

    def test_what_an_analysis_would_refuse_is_shown_all_the_same(self, run: RUN) -> None:
        make_survey(40).drop(columns="nps").to_csv("words.csv", index=False)
        code, out, _ = run("inspect", "words.csv")
        assert code == 0
        assert "An analysis would stop" in out


class TestIssues:
    def test_the_shipped_lists_are_listed(self, run: RUN) -> None:
        _, out, _ = run("issues")
        assert [line.split()[0] for line in out.splitlines()] == list(Taxonomy.shipped())

    def test_a_list_is_printed_to_start_from(self, run: RUN) -> None:
        _, out, _ = run("issues", "telecom")
        assert Taxonomy.from_toml(out) == Taxonomy.load("telecom")


def csv(text: str) -> Callable[[Path], None]:
    return lambda path: path.write_text(text, encoding="utf-8") and None


BAD: dict[str, tuple[str, Callable[[Path], object], str]] = {
    "missing": ("missing.csv", lambda path: None, "there is no file"),
    "folder": ("folder.csv", lambda path: path.mkdir(), "is a folder"),
    "empty": ("empty.csv", lambda path: path.write_bytes(b""), "is empty"),
    "blank": ("blank.csv", lambda path: path.write_bytes(b"\xef\xbb\xbf \n\n"), "is empty"),
    "header only": ("head.csv", csv("id,nps,comment\n"), "no rows|header|answer"),
    "picture": ("photo.csv", lambda path: path.write_bytes(PNG), "a PNG picture"),
    "broken workbook": ("book.xlsx", lambda path: path.write_bytes(b"PK\x03\x04x"), "damaged"),
    "no comment": ("a.csv", csv("nps\n" + "7\n3\n10\n" * 9), "--text"),
    "no score": ("b.csv", csv("comment\ngood price\nbad staff\nfine by me\n"), "--score"),
    "blank comments": ("c.csv", csv("nps,comment\n" + "7, \n" * 30), "blank|comments"),
    "no usable score": ("d.csv", csv("nps,comment\n" + "99,good words here\n" * 9), "nps"),
    "json list": ("e.json", csv('[{"nps": 1}]'), "one JSON list"),
    "web page": ("f.csv", csv("<!doctype html><html></html>"), "web page"),
}


class TestRefusals:
    @pytest.mark.parametrize("case", BAD)
    def test_bad_input_is_one_line_that_says_what_to_do(
        self, run: RUN, case: str, loads: list[tuple[str, str]]
    ) -> None:
        name, make, told = BAD[case]
        make(Path(name))
        code, out, err = run("analyze", name)
        assert code == 2
        assert out == ""
        assert len(err.splitlines()) == 1
        assert err.startswith("cxnlp: ")
        assert ";" in err
        assert any(part in err for part in told.split("|")), err
        assert loads == []
        assert not Path(f"{Path(name).stem}-report").exists()

    @pytest.mark.parametrize(
        ("words", "told"),
        [
            (["--score", "nope"], "no column 'nope'"),
            (["--text", "nope"], "no column 'nope'"),
            (["--segment", "nope"], "no column 'nope'"),
            (["--scale", "stars9"], "no scale 'stars9'"),
            (["--encoding", "utf-99"], "utf-99"),
            (["--delimiter", "||"], "delimiter"),
        ],
    )
    def test_a_flag_that_does_not_fit_is_refused_alike(
        self, run: RUN, export: str, words: list[str], told: str
    ) -> None:
        code, out, err = run("analyze", export, *words)
        assert (code, out) == (2, "")
        assert err.startswith("cxnlp: ")
        assert told in err
        assert len(err.splitlines()) == 1

    def test_a_folder_that_cannot_be_written_is_found_before_the_work(
        self, run: RUN, export: str, loads: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def never(*given: object, **named: object) -> None:
            raise AssertionError("the survey was read before the folder was tried")

        monkeypatch.setattr("cxnlp.survey.read_survey", never)
        Path("file").write_text("x", encoding="utf-8")
        for command in ("analyze", "tag"):
            for place in ("file", "file/below"):
                code, _, err = run(command, export, "-o", place)
                assert code == 2
                assert err.startswith(f"cxnlp: the folder {place} cannot be written (")
                assert len(err.splitlines()) == 1
        assert loads == []

    @pytest.mark.parametrize(
        "words",
        [
            ["analyze", "export.csv", "--bogus"],
            ["analyze"],
            ["bogus"],
            ["tag", "export.csv", "--reasons", "x"],
        ],
    )
    def test_a_command_that_is_not_one_is_answered_with_its_usage(
        self, run: RUN, export: str, words: list[str]
    ) -> None:
        code, out, err = run(*words)
        assert code == 2
        assert out == ""
        assert err.startswith("Usage: cxnlp")
        assert list(Path().glob("*-report")) == []


class TestRealCommand:
    """In a Python of its own, where nothing stands in for anything."""

    def call(self, *words: str, folder: Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "cxnlp", *words],
            cwd=folder,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )

    def test_version(self, tmp_path: Path) -> None:
        done = self.call("--version", folder=tmp_path)
        assert (done.returncode, done.stdout) == (0, f"{cxnlp.__version__}\n")

    def test_a_model_that_is_nowhere_is_one_line(self, tmp_path: Path) -> None:
        make_survey(40).to_csv(tmp_path / "export.csv", index=False)
        done = self.call("analyze", "export.csv", "--model", "none", folder=tmp_path)
        assert done.returncode == 2
        assert done.stderr.startswith("cxnlp: no model 'none'")
        assert len(done.stderr.splitlines()) == 1
        assert [path.name for path in tmp_path.iterdir()] == ["export.csv"]

    def test_a_list_that_is_nowhere_is_one_line(self, tmp_path: Path) -> None:
        done = self.call("issues", "nowhere", folder=tmp_path)
        assert done.returncode == 2
        assert done.stderr.startswith('cxnlp: no issue list or file "nowhere"')
        assert len(done.stderr.splitlines()) == 1
