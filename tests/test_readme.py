"""What README.md and data/README.md say, done and compared."""

from __future__ import annotations

import csv
import json
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pandas as pd
import pytest
import typer

import cxnlp
from cxnlp.cli import app
from cxnlp.issues import Taxonomy

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
SAMPLE = ROOT / "data" / "nps_plus_survey.csv"
FENCE = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)
KINDS = {"text": "str", "number": "float64", "integer": "int64", "boolean": "boolean"}
ESTIMATE = ["value", "low", "high", "n", "level"]


def fenced(language: str) -> list[str]:
    return [text for kind, text in FENCE.findall(README) if kind == language]


def table(heading: str, text: str = README) -> list[list[str]]:
    """Return the cells of the first table below a heading, without its head."""
    below = re.split(rf"^#+ {re.escape(heading)}$", text, flags=re.MULTILINE)[1]
    section = re.split(r"^#+ ", FENCE.sub("", below), flags=re.MULTILINE)[0]
    lines = re.search(r"(?:^\|.*\n)+", section, re.MULTILINE)[0].splitlines()[2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def codes(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def flags_of(row: list[str]) -> list[str]:
    words = [code.split()[0] for cell in row for code in codes(cell)]
    return [word for word in words if word.startswith("-")]


def commands() -> list[str]:
    lines = [line for block in fenced("bash") for line in block.splitlines()]
    parts = [part.strip() for line in lines for part in line.split("&&")]
    inline = codes(FENCE.sub("", README))
    found = [part for part in [*parts, *inline] if part.startswith("cxnlp ")]
    return list(dict.fromkeys(found))


def run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    words = [sys.executable, "-m", *shlex.split(command)]
    return subprocess.run(words, cwd=folder, capture_output=True, text=True, encoding="utf-8")


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """Return a folder like the checkout, with an eighth of the survey and the README's list."""
    folder = tmp_path_factory.mktemp("reader")
    (folder / "data").mkdir()
    for name in ("corrections.csv", "labelled.csv", "scores.csv", "tags.csv"):
        shutil.copy(SAMPLE.with_name(name), folder / "data")
    rows = pd.read_csv(SAMPLE, dtype=str, keep_default_na=False)
    rows.iloc[::8].to_csv(folder / "data" / SAMPLE.name, index=False)
    (folder / "my_issues.toml").write_text(fenced("toml")[0], encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """Return what the command behind the excerpt wrote, and printed, on the whole survey."""
    folder = tmp_path_factory.mktemp("whole")
    (folder / "data").mkdir()
    shutil.copy(SAMPLE, folder / "data")
    done = run(next(command for command in commands() if "-o telecom" in command), folder)
    assert done.returncode == 0, done.stderr
    return folder / "telecom-report", done.stdout


@pytest.fixture(scope="module")
def odd(tmp_path_factory):
    """Return a small export with every kind of row that is left out."""
    rows = [f"{n},{n % 11},the app is fine {n}" for n in range(1, 41)]
    rows += ["41,,nothing", "42,great,words", "43,11,outside", "1,5,again", ",,", "44,5,a,b,c"]
    file = tmp_path_factory.mktemp("odd") / "odd.csv"
    file.write_text("\n".join(["id,nps,comment", *rows]) + "\n", encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def tagged(odd):
    """Return the folder that `cxnlp tag` wrote for the odd export."""
    done = run(f"cxnlp tag {odd.name} -o tags", odd.parent)
    assert done.returncode == 0, done.stderr
    return odd.parent / "tags"


@pytest.mark.parametrize("command", commands())
def test_every_command_runs(command, place):
    done = run(command, place)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()


def test_python_blocks_run_in_one_session(place, monkeypatch, capsys):
    monkeypatch.chdir(place)
    session: dict[str, object] = {}
    blocks = fenced("python")
    assert len(blocks) >= 4
    for block in blocks:
        exec(compile(block, "README.md", "exec"), session)
    assert capsys.readouterr().out.strip()
    assert (place / "telecom-report" / "report.html").is_file()


def test_excerpt_is_what_the_command_prints(whole):
    """Lines that depend on the model are not compared: another one would print other figures."""
    shown, printed = fenced("text")[0].splitlines(), whole[1].splitlines()
    assert shown[0] == printed[0]
    assert [line for line in shown if " rows read" in line] == [
        line for line in printed if " rows read" in line
    ]
    for sign in ("Top losses", "Top gains", "The issues account for"):
        assert any(line.startswith(sign) for line in shown), sign
        assert any(line.startswith(sign) for line in printed), sign


def test_error_is_the_one_shown(place):
    command, *shown = fenced("console")[0].removeprefix("$ ").splitlines()
    done = run(command, place)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines()[-1] == " ".join(line.strip() for line in shown)


def test_flags_are_those_of_the_command_line():
    reading, doing = (
        {flag: codes(row[1]) for row in table(heading) for flag in flags_of(row)}
        for heading in ("Your file", "What to do with the file")
    )
    group = typer.main.get_command(app)
    flags = {
        name: {flag for option in command.params for flag in option.opts if flag.startswith("-")}
        for name, command in group.commands.items()
    }
    assert flags["inspect"] == reading.keys() | {"--json", "--rows", "--save"}
    apart = {"--reasons", "--segment", "--no-segments"}
    assert flags["convert"] == reading.keys() - apart | {"--out", "-o"}
    assert flags["audit"] >= reading.keys() - apart - {"--date"}
    assert flags["explore"] >= reading.keys()
    assert flags["analyze"] == reading.keys() | doing.keys()
    assert flags["tag"] <= reading.keys() | doing.keys() | {"--question"}
    for command in ("analyze", "tag", "explore", "audit"):
        told = {flag for flag, commands in doing.items() if command in commands}
        assert told == flags[command] & doing.keys(), command


def test_shipped_lists_are_all_there_with_their_counts():
    told = {codes(name)[0]: int(count) for name, count, _ in table("Lists of issues")}
    assert told == {name: len(Taxonomy.load(name).leaves()) for name in Taxonomy.shipped()}


def test_own_list_shows_every_key(place):
    loaded = Taxonomy.load(place / "my_issues.toml")
    assert loaded["roaming_price"].find("a roaming fee")
    below = README.split("How people in the shops treat customers")[1]
    keys = {code for row in table("x", f"# x\n{below}") for code in codes(row[0])}
    assert keys == set(tomllib.loads(fenced("toml")[0])["issue"][1])


def test_the_folder_holds_what_is_said(whole):
    told = {code.strip("/") for row in table("What you get") for code in codes(row[0])}
    where_due = {"problems.csv", "flagged.csv", "repairs.csv"}
    assert {path.name for path in whole[0].iterdir()} == told - where_due


def test_tag_writes_what_is_said(tagged):
    told = re.search(r"It writes (`comments.parquet`.*?)\n\n", README, re.DOTALL)[1]
    assert {path.name for path in tagged.iterdir()} == set(codes(told))


def test_comments_have_the_columns_said(whole):
    written = pd.read_parquet(whole[0] / "comments.parquet")
    with SAMPLE.open(encoding="utf-8", newline="") as file:
        head = next(csv.reader(file))
    told = {codes(row[0])[0]: KINDS[row[1]] for row in table("`comments.parquet`")}
    assert list(written) == [*head, *told]
    assert {name: str(written[name].dtype) for name in told} == told


@pytest.mark.parametrize("name", ["tags.parquet", "drivers.csv", "problems.csv"])
def test_tables_have_the_columns_said(name, whole, tagged):
    folder = tagged if name == "problems.csv" else whole[0]
    read = pd.read_parquet if name.endswith("parquet") else pd.read_csv
    written = read(folder / name)
    told = {codes(row[0])[0]: KINDS[row[1]] for row in table(f"`{name}`")}
    assert {column: str(kind) for column, kind in written.dtypes.items()} == told


def test_csv_files_begin_with_a_byte_order_mark(whole):
    for path in whole[0].rglob("*.csv"):
        assert path.read_bytes().startswith(b"\xef\xbb\xbf"), path.name


def test_charts_and_their_tables_are_those_said(whole):
    folder = whole[0] / "charts"
    drivers = [codes(row[0])[0] for row in table("`drivers.csv`")]
    told = {}
    for name, columns in table("`charts/`"):
        own = [code for code in codes(columns) if code != "drivers.csv"]
        told[codes(name)[0]] = (drivers if "`drivers.csv`" in columns else []) + own
    drawn = {path.stem for path in folder.iterdir()}
    assert drawn - {"change", "risk"} == told.keys() - {"change", "risk"}  # they need many rows
    assert {path.name for path in folder.iterdir()} == {
        f"{name}.{end}" for name in drawn for end in ("svg", "png", "csv")
    }
    for name, columns in [(name, told[name]) for name in drawn]:
        assert list(pd.read_csv(folder / f"{name}.csv")) == columns, name


@pytest.mark.parametrize("name", ["summary.json", "run.json"])
def test_json_files_have_the_keys_said(name, whole):
    written = json.loads((whole[0] / name).read_text(encoding="utf-8"))
    told = {codes(row[0])[0]: row[1] for row in table(f"`{name}`")}
    required = {key for key, kind in told.items() if "may be absent" not in kind}
    assert required <= set(written) <= set(told)
    for key, value in written.items():
        parts = ESTIMATE if told[key] == "estimate" else codes(told[key])
        first_part = value[0] if isinstance(value, list) and parts else value
        assert not parts or list(first_part) == parts, key


def test_left_out_reasons_are_all_said(odd):
    rows = cxnlp.read_survey(odd).rows()
    assert set(rows["left_out"]) == {codes(row[0])[0] for row in table("What is left out")}
    assert rows["read"] == rows["used"] + sum(rows["left_out"].values())


def test_links_lead_somewhere():
    heads = re.findall(r"^#+ (.*)$", FENCE.sub("", README), re.MULTILINE)
    anchors = {re.sub(r"[^\w -]", "", head).lower().replace(" ", "-") for head in heads}
    for target in re.findall(r"\]\(([^)]+)\)", README):
        if target.startswith("#"):
            assert target[1:] in anchors, target
        else:
            assert (ROOT / target).exists(), target


def test_ci_runs_what_the_readme_says():
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    told = next(line for line in fenced("bash")[-1].splitlines() if "pytest" in line)
    install, test = told.split(" && ")
    assert install in script
    assert any(line.split(" && ")[0] == test for line in script)


def test_every_dependency_has_a_tested_version():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    pins = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    pinned = {_key(line.split("==")[0]) for line in pins.splitlines() if "==" in line}
    assert {_key(re.match(r"[\w.-]+", each)[0]) for each in wanted} <= pinned


def _key(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_data_readme_describes_the_survey():
    text = (ROOT / "data" / "README.md").read_text(encoding="utf-8")
    rows = pd.read_csv(SAMPLE, dtype=str, keep_default_na=False)
    schema = table("Columns", text)
    assert [codes(row[0])[0] for row in schema] == list(rows)
    for name, _, empty in schema:
        number = re.search(r"\d+", empty)
        assert (rows[codes(name)[0]] == "").sum() == int(number[0] if number else 0), name
    for who, count, commented in table("What it pretends to be", text):
        group = rows if who == "all" else rows[rows["country"] == who.split(",")[0]]
        assert len(group) == int(count), who
        assert (group["comment"] != "").sum() == int(commented.split()[0]), who
