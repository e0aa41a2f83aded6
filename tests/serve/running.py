"""The command `cxnlp serve` in a process of its own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from tests.serve.serving import PATIENCE
from tests.test_readme import ROOT

CLOSED = ("CXNLP_API_KEYS", "PROMETHEUS_MULTIPROC_DIR")
"""Variables of whoever runs the tests, which a service must not see."""


@contextmanager
def running(
    *words: str, module: Sequence[str] = ("cxnlp", "serve"), **environment: str
) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """Give the process and the port of a service that answers; stop it as a supervisor would."""
    port = free_port()
    inherited = {name: value for name, value in os.environ.items() if name not in CLOSED}
    with tempfile.TemporaryFile("w+") as log:  # a pipe that nobody empties would stop it
        process = subprocess.Popen(
            [sys.executable, "-m", *module, "--port", str(port), *words],
            cwd=ROOT,
            env={**inherited, **environment},
            stderr=log,
            text=True,
        )
        try:
            wait_for(process, port)
            yield process, port
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
            process.wait(PATIENCE)
            log.seek(0)
            told = log.read()
        assert process.returncode in (0, -signal.SIGTERM), told
        assert "Traceback" not in told, told


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def wait_for(process: subprocess.Popen[str], port: int) -> None:
    end = time.monotonic() + PATIENCE
    while not is_ready(port):
        assert process.poll() is None, "the service ended"
        assert time.monotonic() < end, "the service is not ready"
        time.sleep(0.1)


def is_ready(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/ready", timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False
