"""Rules of the house that no linter knows."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

import cxnlp

PACKAGE = Path(cxnlp.__file__).parent
ROOT = PACKAGE.parent
MODULES = sorted(PACKAGE.rglob("*.py"))
LONGEST_MODULE = 200
LONGEST_BODY = 25
"""Statements, not lines: how many lines one takes is the formatter's to say."""
UNSAFE = {"pickle", "joblib", "dill", "cloudpickle", "shelve", "marshal"}
MACHINE = re.compile(r"(?<![\w.~-])/(?:work|root|home|Users)/[\w.-]+|[A-Z]:\\Users\\")
UNFINISHED = re.compile(r"TOD[O]|FIXM[E]|mark\.(?:ski[p]|xfai[l])")


def nodes(source: str) -> Iterator[ast.AST]:
    return ast.walk(ast.parse(source))


def statements(nodes: Iterable[ast.AST]) -> int:
    return sum(isinstance(inner, ast.stmt) for node in nodes for inner in ast.walk(node))


def long_module(source: str) -> list[str]:
    found = statements([ast.parse(source)])
    return [f"{found} statements"] if found >= LONGEST_MODULE else []


def long_bodies(source: str) -> list[str]:
    found = []
    for node in nodes(source):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = node.body[1:] if ast.get_docstring(node) is not None else node.body
            if statements(body) >= LONGEST_BODY:
                found.append(node.name)
    return found


def prints(source: str) -> list[str]:
    calls = [node.func for node in nodes(source) if isinstance(node, ast.Call)]
    return [call.id for call in calls if isinstance(call, ast.Name) and call.id == "print"]


def unsafe_imports(source: str) -> list[str]:
    names = [
        name
        for node in nodes(source)
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    ]
    return [name for name in names if name.split(".")[0] in UNSAFE]


def undocumented(source: str) -> list[str]:
    """Return public classes, their methods and functions that say nothing of themselves."""
    tree = ast.parse(source)
    outer = _public(tree)
    inner = [each for node in outer if isinstance(node, ast.ClassDef) for each in _public(node)]
    silent = [each.name for each in outer + inner if not ast.get_docstring(each)]
    return silent if ast.get_docstring(tree) else ["the module", *silent]


def _public(body: ast.Module | ast.ClassDef) -> list[ast.FunctionDef | ast.ClassDef]:
    kinds = (ast.FunctionDef, ast.ClassDef)
    found = [node for node in body.body if isinstance(node, kinds) and not _overload(node)]
    return [node for node in found if not node.name.startswith("_")]


def _overload(node: ast.AST) -> bool:
    decorators = getattr(node, "decorator_list", [])
    return any(isinstance(each, ast.Name) and each.id == "overload" for each in decorators)


def swallows_everything(source: str) -> list[str]:
    broad = {"Exception", "BaseException"}
    return [
        f"line {node.lineno}"
        for node in nodes(source)
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or (isinstance(node.type, ast.Name) and node.type.id in broad))
    ]


def configures_logging(source: str) -> list[str]:
    return re.findall(r"logging\.(?:basicConfig|config\b|getLogger\(\))", source)


RULES: dict[Callable[[str], list[str]], str] = {
    long_module: "x = 1\n" * 300,
    long_bodies: "def f():\n" + "    x = 1\n" * 31,
    prints: "def f():\n    print('x')",
    unsafe_imports: "def f():\n    import pickle",
    undocumented: '"""A."""\n\ndef f():\n    return 1',
    swallows_everything: "try:\n    f()\nexcept Exception:\n    pass",
    configures_logging: "import logging\nlogging.basicConfig()",
}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_every_module_keeps_the_rule(rule: Callable[[str], list[str]]) -> None:
    found = {str(path.relative_to(ROOT)): rule(path.read_text("utf-8")) for path in MODULES}
    broken = {name: faults for name, faults in found.items() if faults}
    assert set(broken) <= ({"cxnlp/cli/app.py"} if rule is prints else set()), broken


@pytest.mark.parametrize(
    ("rule", "broken"), RULES.items(), ids=lambda x: getattr(x, "__name__", "")
)
def test_a_broken_rule_is_noticed(rule: Callable[[str], list[str]], broken: str) -> None:
    assert rule(broken)


def tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    names = listed.stdout.split("\0")[:-1] if listed.returncode == 0 else []
    files = [ROOT / name for name in names] or [p for p in ROOT.glob("*/**/*.*") if p.is_file()]
    return [path for path in files if path.exists()]


def text_of(path: Path) -> str:
    """Return a file's text, or nothing of one that is not text."""
    data = path.read_bytes()
    return "" if b"\0" in data[:4096] else data.decode("utf-8", "replace")


def test_no_file_names_a_place_on_somebodys_machine() -> None:
    found = {str(path): MACHINE.findall(text_of(path)) for path in tracked()}
    assert {name: places for name, places in found.items() if places} == {}


def test_nothing_is_left_unfinished() -> None:
    code = [path for path in tracked() if path.suffix == ".py"]
    assert code
    assert [str(path) for path in code if UNFINISHED.search(text_of(path))] == []


def test_files_are_of_a_size_to_clone() -> None:
    sizes = {path: path.stat().st_size for path in tracked()}
    assert {str(path) for path, size in sizes.items() if size > 50e6} == set()
    assert sum(sizes.values()) < 90e6


@pytest.mark.parametrize("text", ["see {}home/me/data", 'open("{}root/x")', "C:{}Users{}me"])
def test_a_machine_path_is_noticed(text: str) -> None:
    slash = "\\" if "Users" in text else "/"
    assert MACHINE.search(text.replace("{}", slash))


@pytest.mark.parametrize("text", ["xl/worksheets/sheet1.xml", "https://a.example/home/page"])
def test_other_slashes_are_no_machine_path(text: str) -> None:
    assert not MACHINE.search(text)
