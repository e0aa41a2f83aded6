"""Asks a service what its OpenAPI allows and what it does not: `python -m tests.serve.openapi`.

All of schemathesis' checks, on a service with a fake tagger, or the shipped model with `--model`.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
from pathlib import Path

from tests.serve.running import running
from tests.test_readme import ROOT

FAKE = ("tests.serve.fake_service",)
SERVE = ("cxnlp", "serve")


def ask(examples: int, folder: Path, *, model: bool = False) -> tuple[int, str]:
    """Return the exit status of schemathesis, 0 when nothing was found, and what it told."""
    with running(module=SERVE if model else FAKE) as (_, port):
        words = [
            "run",
            f"http://127.0.0.1:{port}/openapi.json",
            "--checks",
            "all",
            "--no-color",
            "--max-examples",
            str(examples),
            "--seed",
            "7",
            "--continue-on-failure",
        ]
        env = {**os.environ, "SCHEMATHESIS_HOOKS": "tests.serve.openapi_hooks"}
        done = subprocess.run(
            [sys.executable, "-m", "schemathesis.cli", *words],
            cwd=folder,
            text=True,
            env={**env, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
    return done.returncode, done.stdout


def cases(told: str) -> int:
    """Return how many requests were made up."""
    return int(re.search(r"([\d,]+) generated", told)[1].replace(",", ""))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--examples", type=int, default=1000, help="for each operation, at most")
    parser.add_argument("--model", action="store_true", help="the shipped model")
    parser.add_argument("--folder", type=Path, default=Path(), help="where its files may go")
    given = parser.parse_args()
    code, told = ask(given.examples, given.folder, model=given.model)
    sys.stdout.write(told)
    raise SystemExit(code)


if __name__ == "__main__":
    main()
