"""The notebooks run from top to bottom, without a warning, from where people start them."""

from __future__ import annotations

import ast
from itertools import pairwise
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
STRICT = "import warnings\nwarnings.simplefilter('error')"
PATIENCE = 600
FIGURES = {
    "covered",
    "f1",
    "index",
    "net",
    "net_corrected",
    "recall",
    "share_corrected",
    "unexplained",
    "value",
}
ENDS = {name: ("low", "high") for name in ("covered", "index", "value")}
COUNTS = {"n", "comments", "audited"}


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder like a clone: data, and notebooks to start in."""
    folder = tmp_path_factory.mktemp("clone")
    (folder / "notebooks").mkdir()
    (folder / "data").symlink_to(ROOT / "data", target_is_directory=True)
    return folder


def read(path: Path) -> nbformat.NotebookNode:
    return nbformat.read(path, as_version=4)


def code(path: Path) -> list[str]:
    return [cell["source"] for cell in read(path)["cells"] if cell["cell_type"] == "code"]


def run(notebook: nbformat.NotebookNode, place: Path) -> nbformat.NotebookNode:
    """Run all cells in a folder, warnings as errors."""
    notebook["cells"].insert(0, nbformat.v4.new_code_cell(STRICT))
    resources = {"metadata": {"path": str(place)}}
    return NotebookClient(notebook, timeout=PATIENCE, resources=resources).execute()


def test_there_are_four() -> None:
    assert [path.name[:2] for path in NOTEBOOKS] == ["01", "02", "03", "04"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_runs_from_its_folder(path: Path, clone: Path) -> None:
    done = run(read(path), clone / "notebooks")
    outputs = [output for cell in done["cells"] for output in cell.get("outputs", [])]
    assert [o["text"] for o in outputs if o.get("name") == "stderr"] == []
    shown = [cell for cell in done["cells"] if cell.get("outputs")]
    assert len(shown) > 5
    written = {each.name for each in (clone / "notebooks").iterdir()}
    assert written <= {"notebook-output"}


def test_they_start_from_the_root_too(clone: Path) -> None:
    check = "assert (data / 'nps_plus_survey.csv').is_file(); del data"
    start = nbformat.v4.new_notebook()
    start["cells"] = [nbformat.v4.new_code_cell(f"{code(path)[0]}\n{check}") for path in NOTEBOOKS]
    run(start, clone)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_outputs_are_stripped(path: Path) -> None:
    for cell in read(path)["cells"]:
        assert not cell.get("outputs")
        assert cell.get("execution_count") is None
        assert cell["metadata"] == {}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_reader_is_told_before_each_step(path: Path) -> None:
    """A cell of code is short, and prose stands before every one."""
    cells = read(path)["cells"]
    for before, cell in pairwise(cells):
        if cell["cell_type"] == "code":
            assert before["cell_type"] == "markdown", cell["source"]
            assert len(cell["source"].splitlines()) <= 12


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_only_what_is_public_is_used(path: Path) -> None:
    for source in code(path):
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Attribute):
                assert not node.attr.startswith("_")
            if isinstance(node, ast.ImportFrom):
                assert node.module in {"pathlib", "cxnlp"}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_figure_has_its_interval_and_n(path: Path) -> None:
    """Columns picked to be shown hold, with a figure, the ends of its interval and a count."""
    picked = [
        {cell.value for cell in node.elts if isinstance(cell, ast.Constant)}
        for source in code(path)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.List) and len(node.elts) > 2
    ]
    shown = [columns for columns in picked if columns & FIGURES]
    assert shown
    for columns in shown:
        assert columns & COUNTS, columns
        for figure in columns & FIGURES:
            low, high = ENDS.get(figure, (f"{figure}_low", f"{figure}_high"))
            assert {low, high} <= columns, figure
