"""A stage imports only earlier stages, so that each can be used and read without the later ones."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import cxnlp

PACKAGE = Path(cxnlp.__file__).parent
ORDER = (
    ("errors", "terminal"),
    ("files",),
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
RANK = {stage: rank for rank, stages in enumerate(ORDER) for stage in stages}
EXEMPT = {"__init__", "__main__"}


def stage_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported(source: str) -> Iterator[str]:
    """Yield the stages that a module imports anywhere, in functions and for types too."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, "imports name the whole path"
            names = (
                [f"cxnlp.{cxnlp._HOME.get(alias.name, alias.name)}" for alias in node.names]
                if node.module == "cxnlp"
                else [node.module or ""]
            )
        else:
            continue
        for name in names:
            root, _, rest = name.partition(".")
            if root == "cxnlp" and rest and not rest.startswith("__"):
                yield rest.split(".")[0]


def wrong_imports(source: str, stage: str) -> list[str]:
    own = RANK[stage]
    return [other for other in imported(source) if other != stage and RANK[other] >= own]


def test_a_stage_imports_only_earlier_stages() -> None:
    for path in sorted(PACKAGE.rglob("*.py")):
        stage = stage_of(path)
        if stage not in EXEMPT:
            assert stage in RANK, f"{stage} has no place in the order of stages"
            assert wrong_imports(path.read_text(encoding="utf-8"), stage) == [], path.name


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
