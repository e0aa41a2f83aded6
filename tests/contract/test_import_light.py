"""Importing the package, or asking the command for help, loads nothing heavy."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

NEVER = {"torch", "transformers", "spacy", "sklearn"}
LATER = {"altair", "numpy", "onnxruntime", "pandas", "pyarrow", "scipy", "statsmodels"}
COMMAND = """
import runpy
sys.argv = ["cxnlp", {argument!r}]
try:
    runpy.run_module("cxnlp", run_name="__main__")
except SystemExit as stop:
    assert not stop.code, stop.code
"""
ANALYSIS = """
from cxnlp.testing import FakeTagger, make_survey
cxnlp.analyze(make_survey(40), tagger=FakeTagger()).to_html()
"""


def loaded(code: str) -> set[str]:
    """Return the top-level modules that a new Python holds after some code."""
    last = "\nprint('\\n' + json.dumps(sorted({name.split('.')[0] for name in sys.modules})))"
    found = subprocess.run(
        [sys.executable, "-c", f"import json, sys\n{code}{last}"],
        capture_output=True,
        text=True,
        check=True,
        encoding="utf-8",
    )
    return set(json.loads(found.stdout.splitlines()[-1]))


@pytest.mark.parametrize(
    "code",
    [
        "import cxnlp",
        "import cxnlp\ncxnlp.CxError, dir(cxnlp)",
        COMMAND.format(argument="--help"),
        COMMAND.format(argument="--version"),
    ],
)
def test_nothing_heavy_is_loaded(code: str) -> None:
    assert loaded(code) & (NEVER | LATER) == set()


def test_a_whole_analysis_needs_no_training_library() -> None:
    assert loaded(f"import cxnlp\n{ANALYSIS}") & NEVER == set()


def test_tagging_a_comment_loads_no_tables() -> None:
    code = "import cxnlp\nassert cxnlp.predict('The price is fair').sentiment"
    found = loaded(code)
    assert found & (NEVER | LATER) == {"numpy", "onnxruntime"}


def test_the_check_sees_what_is_loaded() -> None:
    assert loaded("import cxnlp\ncxnlp.analyze") & LATER >= {"numpy", "pandas"}
