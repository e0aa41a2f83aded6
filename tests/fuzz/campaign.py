"""The campaign: many mutated files, each read in a process of its own, and what became of them.

    python -m tests.fuzz.campaign --files 20000 --log fuzz.jsonl

A file that gives a traceback, hangs, needs more than 2 GB, dies, opens another file or the
network, or breaks what `verdict` checks is a failure; its line in the log has the seed that makes
it again (`--seed N --files 1 --keep FOLDER` leaves the file there). The exit code is 1 if there
was one.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import resource
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter
from pathlib import Path
from types import SimpleNamespace
from unittest import mock

from tests.fuzz.cases import Case, case
from tests.fuzz.verdict import judge

SECONDS = 60
PATIENCE = 60  # Beside a training run a file gets a fiftieth of a processor.
MEMORY = 2 << 30
_NEVER = (
    "socket.",
    "subprocess.",
    "os.system",
    "os.exec",
    "os.posix_spawn",
    "urllib",
    "ftplib",
    "http",
    "smtplib",
    "ctypes.dlopen",
    "webbrowser",
)
_CHANGES = ("os.remove", "os.rename", "os.mkdir", "os.rmdir", "shutil.")


class Outside(BaseException):
    """Something outside the file was touched."""


def _guard(own: Path) -> None:
    """Refuse, from now on in this process, all but one folder and Python's own, and the network.

    The folder holds the file alone; what a conversion writes goes there.
    """
    ours = tuple(os.path.realpath(place) for place in (sys.prefix, sys.base_prefix, *sys.path[:3]))
    place = f"{own.parent}{os.sep}"
    tempfile.tempdir = str(own.parent)

    def hook(event: str, values: tuple[object, ...]) -> None:
        if event == "subprocess.Popen" and own.suffix == ".sav" and values[0] == sys.executable:
            return  # The reader of SPSS files works apart, since a damaged one can end it.
        if event.startswith(_NEVER):
            raise Outside(f"{event} {str(values)[:100]}")
        if event.startswith(_CHANGES) and not _inside(place, values):
            raise Outside(f"{event} {str(values)[:100]}")
        if event == "open" and isinstance(values[0], (str, bytes)):
            name = os.path.realpath(os.fsdecode(values[0]))
            if name.startswith(place):
                return
            read = values[1] in ("r", "rb", None) and not (int(values[2] or 0) & 3)
            known = name == str(own) or name.startswith(
                ("/proc/", "/sys/", "/usr/", "/dev/", "/etc/")
            )
            if not (read and (known or name.startswith(ours))):
                raise Outside(f"open {name}")

    sys.addaudithook(hook)


def _inside(place: str, values: tuple[object, ...]) -> bool:
    """Tell whether what is changed lies in a folder, or is named from a folder that was opened."""
    names = [each for each in values[:2] if isinstance(each, (str, bytes, os.PathLike))]
    opened = isinstance(values[-1], int) and values[-1] > 2 and len(names) == 1
    return opened or all(os.path.realpath(name).startswith(place) for name in names)


def _forked(command: list[str], *, input: bytes, **_: object) -> subprocess.CompletedProcess[bytes]:
    """Do what `subprocess.run` does for the reader of SPSS files, in a fork of this process.

    Starting Python anew takes most of a file's time; one file in ten still does.
    """
    place = Path(tempfile.gettempdir())
    given, told = place / "in", place / "out"
    given.write_bytes(input)
    pid = os.fork()
    if pid == 0:
        os.dup2(os.open(given, os.O_RDONLY), 0)
        os.dup2(os.open(told, os.O_WRONLY | os.O_CREAT), 1)
        sys.stdin, sys.stdout = os.fdopen(0, "r"), os.fdopen(1, "w")
        try:
            exec(command[2], {})
        except SystemExit as end:
            sys.stdout.flush()
            os._exit(int(str(end.code)))
        except BaseException:
            os._exit(70)
        sys.stdout.flush()
        os._exit(0)
    _, status = os.waitpid(pid, 0)
    code = os.waitstatus_to_exitcode(status)
    said = told.read_bytes() if told.exists() else b""
    if code == 70:
        raise AssertionError("the reader of SPSS files ended with an error of its own")
    return subprocess.CompletedProcess(command, code, said, b"")


def _child(pipe: int, path: Path, made: Case) -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
    try:
        _guard(path)
        apart = SimpleNamespace(run=_forked, TimeoutExpired=subprocess.TimeoutExpired)
        anew = made.seed % 10 == 0
        with mock.patch(
            "cxnlp.survey.formats.spss_apart.subprocess", subprocess if anew else apart
        ):
            told = judge(path, made)
    except Outside as error:
        told = f"FAILED outside: {error}"
    except AssertionError as error:
        told = f"FAILED word: {error}"
    except MemoryError:
        told = "FAILED memory: MemoryError"
    except BaseException as error:
        last = traceback.extract_tb(error.__traceback__)[-1]
        told = f"FAILED traceback: {type(error).__name__}: {error} at {last.filename}:{last.lineno}"
    os.write(pipe, told[:2_000].encode("utf-8", "backslashreplace"))
    os._exit(0)


def run(seed: int, heavy: bool, folder: Path, keep: Path | None = None) -> dict[str, object]:
    """Make a file, read it in a child, and return what happened; a copy stays in `keep`."""
    made = case(seed, heavy)
    if keep:
        keep.mkdir(parents=True, exist_ok=True)
        (keep / f"{seed}-{made.name}").write_bytes(made.data)
    path = (folder / made.name).resolve()
    path.write_bytes(made.data)
    reader, writer = os.pipe()
    begun = time.monotonic()
    pid = os.fork()
    if pid == 0:
        os.close(reader)
        _child(writer, path, made)
    os.close(writer)
    told, usage = _await(pid, reader)
    os.close(reader)
    for left in folder.iterdir():
        shutil.rmtree(left) if left.is_dir() else left.unlink()
    memory = usage.ru_maxrss * 1024
    if memory > MEMORY and not told.startswith("FAILED"):
        told = f"FAILED memory: {memory >> 20} MiB"
    return {
        "seed": seed,
        "heavy": heavy,
        "done": list(made.done),
        "bytes": len(made.data),
        "told": told,
        "seconds": round(time.monotonic() - begun, 3),
        "mib": memory >> 20,
    }


def _await(pid: int, reader: int) -> tuple[str, resource.struct_rusage]:
    # On a busy machine a file takes its time; what counts is how much of a processor it takes.
    ready = select.select([reader], [], [], PATIENCE * SECONDS)[0]
    told = os.read(reader, 4_096).decode("utf-8", "replace") if ready else ""
    if not ready:
        os.kill(pid, signal.SIGKILL)
        told = f"FAILED hang: over {PATIENCE * SECONDS} s"
    _, status, usage = os.wait4(pid, 0)
    if not told and os.waitstatus_to_exitcode(status) == -signal.SIGXCPU:
        told = f"FAILED hang: over {SECONDS} s of processor time"
    if not told:
        told = f"FAILED died: signal {os.waitstatus_to_exitcode(status)}"
    return told, usage


def main() -> None:
    """Run the campaign and print its counts."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--files", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=0, help="the first file's number")
    parser.add_argument("--log", type=Path, help="where a line for each file goes")
    parser.add_argument("--heavy-every", type=int, default=250)
    parser.add_argument("--heavy", action="store_true", help="only heavy files")
    parser.add_argument("--keep", type=Path, help="a folder where the files themselves stay")
    given = parser.parse_args()
    counts: Counter[str] = Counter()
    kinds: dict[str, Counter[str]] = {}
    slowest, most = 0.0, 0
    _warm()
    gc.freeze()
    with tempfile.TemporaryDirectory() as place:
        log = given.log.open("a", encoding="utf-8") if given.log else None
        for seed in range(given.seed, given.seed + given.files):
            heavy = given.heavy or (given.heavy_every and seed % given.heavy_every == 7)
            found = run(seed, bool(heavy), Path(place), given.keep)
            end = str(found["told"]).split(":")[0]
            counts[end] += 1
            kinds.setdefault(found["done"][0], Counter())[end] += 1
            slowest, most = max(slowest, found["seconds"]), max(most, found["mib"])
            if end.startswith("FAILED"):
                print(json.dumps(found, ensure_ascii=False), flush=True)
            if log:
                log.write(json.dumps(found, ensure_ascii=True) + "\n")
                log.flush()
    report = {
        "files": given.files,
        "outcomes": dict(counts),
        "slowest_s": slowest,
        "most_mib": most,
        "by_format": {kind: dict(made) for kind, made in sorted(kinds.items())},
    }
    print(json.dumps(report, indent=1))
    sys.exit(any(end.startswith("FAILED") for end in counts))


def _warm() -> None:
    """Import what readers import late, so that a child opens nothing but its file."""
    import charset_normalizer
    import persiantools.jdatetime
    import pyarrow.csv
    import pyarrow.parquet
    import pyreadstat
    import python_calamine

    import cxnlp.survey.inspect

    charset_normalizer.from_bytes("ราคา".encode("cp874")).best()
    assert all((persiantools, pyarrow, python_calamine, pyreadstat, cxnlp.survey.inspect))


if __name__ == "__main__":
    main()
