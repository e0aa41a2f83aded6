"""The Dockerfile: what hadolint says of it, and that what it names is there."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from cxnlp.cli import app
from tests.serve.container import DOCKERFILE, ROOT, health, last, steps

FOUND = steps(DOCKERFILE.read_text(encoding="utf-8"))
IGNORED = DOCKERFILE.with_name("Dockerfile.dockerignore").read_text(encoding="utf-8").split()


def test_hadolint_has_nothing_to_say():
    beside = str(Path(sys.executable).parent)
    there = shutil.which("hadolint", path=beside) or shutil.which("hadolint")
    if there is None:
        pytest.skip("hadolint is not installed")
    done = subprocess.run([there, str(DOCKERFILE)], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_what_is_copied_is_there_and_let_through():
    copied = [s for s in FOUND if s.word == "COPY" and not s.rest.startswith("--from")]
    names = [name for step in copied for name in step.rest.split()[:-1]]
    assert "pyproject.toml" in names
    for name in names:
        assert (ROOT / name).exists()
        assert f"!{name}" in IGNORED


def test_it_serves_as_nobody_in_particular():
    assert int(last("USER", FOUND).rest) >= 1000
    after = FOUND[FOUND.index(last("USER", FOUND)) :]
    assert not any(step.word == "RUN" for step in after)


def test_it_starts_with_words_that_the_command_knows():
    words = [*last("ENTRYPOINT", FOUND).words, *last("CMD", FOUND).words]
    assert words[:2] == ["cxnlp", "serve"]
    serve = typer.main.get_command(app).commands["serve"]
    known = {flag for option in serve.params for flag in option.opts}
    assert {word for word in words if word.startswith("--")} <= known
    assert last("EXPOSE", FOUND).rest == "8000"


def test_the_health_check_asks_what_is_served(client):
    [address] = [part for part in " ".join(health(FOUND)).split("'") if part.startswith("http")]
    assert client.get(address.removeprefix("http://127.0.0.1:8000")).status_code == 200
