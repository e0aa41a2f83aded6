"""What the package offers: few names, each of which is there, stated once and meant thrice."""

from __future__ import annotations

import ast
import inspect
from importlib import import_module
from pathlib import Path

import pytest

import cxnlp

MOST = 14


def typed_imports() -> dict[str, str]:
    """Return what type checkers see: each name with the module it comes from."""
    tree = ast.parse(Path(cxnlp.__file__).read_text(encoding="utf-8"))
    blocks = [node for node in tree.body if isinstance(node, ast.If)]
    imports = [node for block in blocks for node in block.body if isinstance(node, ast.ImportFrom)]
    return {alias.name: str(node.module) for node in imports for alias in node.names}


def test_the_three_lists_of_names_agree() -> None:
    homes = {name: f"cxnlp.{home}" for name, home in cxnlp._HOME.items()}
    assert typed_imports() == homes
    assert sorted(cxnlp.__all__) == sorted(homes)


def test_names_are_few_and_sorted() -> None:
    assert len(cxnlp.__all__) <= MOST
    assert list(cxnlp.__all__) == sorted(cxnlp.__all__)


@pytest.mark.parametrize("name", cxnlp.__all__)
def test_a_name_is_what_its_module_has(name: str) -> None:
    home = import_module(f"cxnlp.{cxnlp._HOME[name]}")
    assert getattr(cxnlp, name) is getattr(home, name)
    assert inspect.getdoc(getattr(cxnlp, name))


def test_dir_lists_them() -> None:
    assert set(cxnlp.__all__) <= set(dir(cxnlp))


def test_another_name_is_refused() -> None:
    with pytest.raises(AttributeError, match="no attribute 'analyse'"):
        _ = cxnlp.analyse
    assert not hasattr(cxnlp, "json")


STAGES = sorted(
    path.parent.name
    for path in Path(cxnlp.__file__).parent.glob("*/__init__.py")
    if "__all__" in path.read_text(encoding="utf-8")
)


def test_the_packages_are_found() -> None:
    assert {"survey", "issues", "model", "tag", "explain", "report", "audit"} <= set(STAGES)


@pytest.mark.parametrize("package", STAGES)
def test_a_stage_has_what_it_says(package: str) -> None:
    module = import_module(f"cxnlp.{package}")
    assert all(hasattr(module, name) for name in module.__all__)
