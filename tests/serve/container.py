"""The steps of the Dockerfile without Docker: `python -m tests.serve.container`.

It runs the Dockerfile's own commands in a folder of its own: what is copied is copied, what is
run is run (but for making a user), and the service is started as a user who owns nothing (if root
starts this), asked by the very health check, and stopped. pip needs the network, so it is no test.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.serve.running import free_port
from tests.test_readme import ROOT

DOCKERFILE = ROOT / "cxnlp" / "serve" / "Dockerfile"
PLACES = ("/source", "/wheels", "/opt/cxnlp")
"""What the image has at its top, and a rehearsal in its folder."""


@dataclass(frozen=True)
class Step:
    """One instruction: its word, and what follows."""

    word: str
    rest: str

    @property
    def words(self) -> list[str]:
        """The exec form of CMD, ENTRYPOINT and the like."""
        found: list[str] = json.loads(self.rest)
        return found


def steps(text: str) -> list[Step]:
    """Read a Dockerfile."""
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    joined = re.sub(r"\\\n\s*", "", "\n".join(lines))
    split = (line.split(None, 1) for line in joined.splitlines() if line.strip())
    return [Step(word.upper(), rest) for word, rest in split]


def last(word: str, found: list[Step]) -> Step:
    """Return the last instruction of a kind, which is the one that holds."""
    return [step for step in found if step.word == word][-1]


def health(found: list[Step]) -> list[str]:
    """Return the command of the health check."""
    return Step("CMD", last("HEALTHCHECK", found).rest.partition("CMD")[2]).words


class Rehearsal:
    """A folder in place of an image.

    Parameters
    ----------
    top : Path
        The folder.
    python : str
        The interpreter in place of the image's.
    """

    def __init__(self, top: Path, python: str) -> None:
        self.top = top
        tools = top / "tools"
        tools.mkdir()
        (tools / "python").symlink_to(python)
        (tools / "pip").write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m pip "$@"\n')
        (tools / "pip").chmod(0o755)
        self.path = f"{self.moved('/opt/cxnlp')}/bin:{tools}:/usr/bin:/bin"
        (top / "opt").mkdir()

    def moved(self, text: str) -> str:
        """Return a command with the image's places in the folder."""
        for place in PLACES:
            text = re.sub(rf"(?<![\w/]){place}\b", f"{self.top}{place}", text)
        return text

    def build(self, found: list[Step]) -> Iterator[str]:
        """Copy and run what the Dockerfile says; yield each step when it is done."""
        source = self.top / "source"
        source.mkdir()
        for step in found:
            if step.word == "COPY" and not step.rest.startswith("--from"):
                *names, target = step.rest.split()
                for name in names:
                    copy(ROOT / name, source / target / ("" if len(names) > 1 else "."))
            elif step.word == "RUN" and "useradd" not in step.rest:
                command = ["/bin/sh", "-c", self.moved(step.rest)]
                env = {**os.environ, "PATH": self.path}
                subprocess.run(command, cwd=source, check=True, stdout=sys.stderr, env=env)
            else:
                continue
            yield f"{step.word} {step.rest}"

    def start(self, found: list[Step], port: int) -> subprocess.Popen[bytes]:
        """Start what the image would start, with nothing of this shell's environment."""
        words = [*last("ENTRYPOINT", found).words, *last("CMD", found).words]
        user = int(last("USER", found).rest)
        as_other = {"user": user, "group": user, "extra_groups": []} if os.geteuid() == 0 else {}
        return subprocess.Popen(
            [f"{self.moved('/opt/cxnlp')}/bin/{words[0]}", *words[1:], "--port", str(port)],
            cwd="/tmp",
            env={"PATH": self.path, "PYTHONDONTWRITEBYTECODE": "1"},
            **as_other,
        )

    def is_well(self, found: list[Step], port: int) -> bool:
        """Run the health check."""
        words = [word.replace(":8000", f":{port}") for word in health(found)]
        told = subprocess.run(words, env={"PATH": self.path}, capture_output=True)
        return told.returncode == 0


def copy(given: Path, target: Path) -> None:
    """Copy as COPY does: a file into a folder, a folder's content into a folder."""
    if given.is_dir():
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(given, target, dirs_exist_ok=True, ignore=ignored)
    else:
        shutil.copy(given, target)


def size(folder: Path) -> float:
    """Return the mebibytes in a folder."""
    return sum(f.stat().st_size for f in folder.rglob("*") if not f.is_symlink()) / 2**20


def resident(process: int) -> float:
    """Return the mebibytes that a process holds."""
    told = Path(f"/proc/{process}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", told)[1]) / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--python", default=sys.executable, help="an interpreter anybody may run")
    given = parser.parse_args()
    found = steps(DOCKERFILE.read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory(prefix="image-") as name:
        top = Path(name)
        top.chmod(0o755)
        image = Rehearsal(top, given.python)
        for step in image.build(found):
            print("done:", step)
        print(f"/opt/cxnlp has {size(top / 'opt'):.0f} MiB")
        port, start = free_port(), time.monotonic()
        process = image.start(found, port)
        try:
            while not image.is_well(found, port):
                assert process.poll() is None, "the service ended"
                assert time.monotonic() < start + 300, "the service is not healthy"
            owner = Path(f"/proc/{process.pid}").stat().st_uid
            print(f"healthy after {time.monotonic() - start:.1f} s, run by user {owner},", end=" ")
            print(f"{resident(process.pid):.0f} MiB resident")
        finally:
            process.send_signal(signal.SIGTERM)
            print("stopped with", process.wait(60))


if __name__ == "__main__":
    main()
