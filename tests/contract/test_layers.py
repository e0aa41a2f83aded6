"""A stage imports only earlier stages, so that each can be used and read without the later ones.

The same holds between the steps from an export to a survey, and from tags and scores to an
explanation.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import cxnlp
import cxnlp.survey

PACKAGE = Path(cxnlp.__file__).parent
STAGES = (
    ("errors", "terminal"),
    ("files", "intervals"),
    ("survey",),
    ("text",),
    ("issues",),
    ("model",),
    ("tag",),
    ("evaluate",),
    ("join",),
    ("explain",),
    ("explore",),
    ("report",),
    ("audit",),
    ("export", "record", "writeback"),
    ("fit",),
    ("analysis", "opening"),
    ("pipeline",),
    ("discover",),
    ("testing",),
    ("ext", "serve"),
    ("cli",),
)
STEPS = (
    ("codebook", "lexicon"),
    ("values",),
    ("dialects",),
    ("table",),
    ("encodings",),
    ("formats",),
    ("read", "roles"),
    ("survey",),
    ("like", "rows"),
    ("pieces", "understand"),
    ("inspect", "stream"),
    ("inspect_lines",),
)
EXPLAINING = (
    ("estimation", "sample"),
    ("drivers",),
    ("comparison", "correction"),
    ("evidence", "priority"),
    ("notes", "questions"),
    ("explanation",),
)
ORDERS = {"cxnlp": STAGES, "cxnlp.survey": STEPS, "cxnlp.explain": EXPLAINING}
RANKS = {
    package: {stage: rank for rank, stages in enumerate(order) for stage in stages}
    for package, order in ORDERS.items()
}
HOMES = {"cxnlp": cxnlp._HOME, "cxnlp.survey": cxnlp.survey._HOME, "cxnlp.explain": {}}
EXEMPT = {"__init__", "__main__"}


def folder_of(package: str) -> Path:
    return PACKAGE.parent.joinpath(*package.split("."))


def stage_of(path: Path, package: str) -> str:
    return path.relative_to(folder_of(package)).parts[0].removesuffix(".py")


def imported(source: str, package: str) -> Iterator[str]:
    """Yield the stages that a module imports anywhere, in functions and for types too."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, "imports name the whole path"
            names = (
                [f"{node.module}.{HOMES[node.module].get(a.name, a.name)}" for a in node.names]
                if node.module in HOMES
                else [node.module or ""]
            )
        else:
            continue
        for name in names:
            rest = name.removeprefix(f"{package}.")
            if rest != name and not rest.startswith("__"):
                yield rest.split(".")[0]


def wrong_imports(source: str, stage: str, package: str = "cxnlp") -> list[str]:
    rank = RANKS[package]
    others = [other for other in imported(source, package) if other != stage]
    return [other for other in others if rank.get(other, len(rank)) >= rank[stage]]


@pytest.mark.parametrize("package", ORDERS)
def test_a_stage_imports_only_earlier_stages(package: str) -> None:
    for path in sorted(folder_of(package).rglob("*.py")):
        stage = stage_of(path, package)
        if stage not in EXEMPT:
            assert stage in RANKS[package], f"{stage} has no place in the order of stages"
            assert wrong_imports(path.read_text(encoding="utf-8"), stage, package) == [], path.name


@pytest.mark.parametrize("package", ORDERS)
def test_every_stage_in_the_order_is_there(package: str) -> None:
    found = {stage_of(path, package) for path in folder_of(package).rglob("*.py")}
    assert found - EXEMPT == set(RANKS[package])


@pytest.mark.parametrize(
    ("package", "step"),
    [(package, step) for package in ("cxnlp.survey", "cxnlp.explain") for step in RANKS[package]],
)
def test_a_folder_of_a_step_loads_nothing_by_itself(package: str, step: str) -> None:
    face = folder_of(package) / step / "__init__.py"
    body = ast.parse(face.read_text(encoding="utf-8")).body if face.exists() else []
    assert len(body) <= 1, "only what lives there is said"


@pytest.mark.parametrize(
    ("stage", "source"),
    [
        ("tag", "from cxnlp.report import render_html"),
        ("tag", "import cxnlp.report.html"),
        ("tag", "from cxnlp import report"),
        ("tag", "from cxnlp import analyze"),
        ("survey", "def f():\n    from cxnlp.text.language import identify"),
        ("issues", "if TYPE_CHECKING:\n    from cxnlp.tag import Tags"),
        ("export", "from cxnlp.record import record"),
        ("pipeline", "def f():\n    import cxnlp.ext.pandas"),
        ("serve", "from cxnlp.ext.webhook import post"),
        ("ext", "import cxnlp.cli"),
    ],
)
def test_a_later_stage_is_noticed(stage: str, source: str) -> None:
    assert wrong_imports(source, stage)


@pytest.mark.parametrize(
    ("step", "source"),
    [
        ("values", "from cxnlp.survey.roles.profile import Profile"),
        ("roles", "from cxnlp.survey import Survey"),
        ("rows", "from cxnlp.survey import read_survey"),
        ("roles", "import cxnlp.survey.rows.quality"),
        ("encodings", "def f():\n    from cxnlp.survey.formats import spss"),
    ],
)
def test_a_later_step_of_a_survey_is_noticed(step: str, source: str) -> None:
    assert wrong_imports(source, step, "cxnlp.survey")


@pytest.mark.parametrize(
    ("step", "source"),
    [
        ("drivers", "from cxnlp.explain.correction.audit import Audit"),
        ("drivers", "from cxnlp.explain import correction"),
        ("estimation", "import cxnlp.explain.drivers.design"),
        ("priority", "from cxnlp.explain import explain_scores"),
        ("priority", "def f():\n    from cxnlp.explain.notes import write_notes"),
    ],
)
def test_a_later_step_of_an_explanation_is_noticed(step: str, source: str) -> None:
    assert wrong_imports(source, step, "cxnlp.explain")


def test_an_earlier_step_may_be_imported() -> None:
    source = "from cxnlp.errors import SurveyError\nfrom cxnlp.survey import Column, Survey"
    assert wrong_imports(source, "rows", "cxnlp.survey") == []


@pytest.mark.parametrize(
    ("stage", "source"),
    [
        ("tag", "from cxnlp.text.language import identify\nimport numpy as np"),
        ("tag", "from cxnlp.tag.prediction import Prediction"),
        ("record", "import cxnlp\nfrom cxnlp import __version__, Taxonomy"),
        ("cli", "from cxnlp.pipeline import analyze"),
    ],
)
def test_an_earlier_stage_may_be_imported(stage: str, source: str) -> None:
    assert wrong_imports(source, stage) == []
