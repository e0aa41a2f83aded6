"""What README.md says of the service, done and compared, with the shipped model."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from tests.serve.serving import PATIENCE
from tests.test_readme import README, ROOT, codes, fenced, table

METHODS = {"get", "post", "delete"}


def answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:
            return answer.status == 200
    except OSError:
        return False


def shown(command: str) -> str:
    """Return the lines of README.md, of those not run by other tests, that show a command."""
    (lines,) = (text for text in fenced("sh") if command in text)
    return lines


@pytest.fixture(scope="module")
def address():
    """Start the service that README.md starts, at a free port; stop it as a supervisor would."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (start,) = (line for line in shown("cxnlp serve").splitlines() if "cxnlp serve" in line)
    words = shlex.split(start)
    process = subprocess.Popen(
        [sys.executable, "-m", *words, "--port", str(port)],
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if name != "CXNLP_API_KEYS"},
        stderr=subprocess.PIPE,
        text=True,
    )
    end = time.monotonic() + PATIENCE
    while not answers(f"http://127.0.0.1:{port}/health/ready"):
        assert process.poll() is None, process.stderr.read()
        assert time.monotonic() < end
        time.sleep(0.2)
    yield f"127.0.0.1:{port}"
    process.send_signal(signal.SIGTERM)
    _, told = process.communicate(timeout=PATIENCE)
    assert process.returncode in (0, -signal.SIGTERM), told
    assert "Traceback" not in told
    assert "Roaming bill" not in told


def test_the_walk_works(address):
    if shutil.which("curl") is None:
        pytest.skip("there is no curl on this machine")
    commands = shown("curl -s").replace("127.0.0.1:8000", address).split("curl ")[1:]
    told = []
    for command in commands:
        done = subprocess.run(
            ["curl", *shlex.split(command)], cwd=ROOT, capture_output=True, check=True
        )
        told.append(json.loads(done.stdout))
    ready, first, second, job = told
    assert ready == {"status": "ready"}
    assert [found["id"] for found in first["results"]] == [1, 2]
    assert (first["errors"], second["errors"]) == (0, 0)
    assert second["results"][0]["masked"] == {"e-mail": 1}
    assert job["state"] in ("waiting", "running")


def test_every_path_is_named(client):
    told = {code for row in table("As a service") for cell in row for code in codes(cell)}
    told = {code for code in told if re.match(r"[A-Z]+ /", code)}
    paths = client.get("/openapi.json").json()["paths"]
    served = {f"{m.upper()} {path}" for path, each in paths.items() for m in each if m in METHODS}
    assert told == served | {"GET /openapi.json"}


def test_the_form_is_the_one_named(client):
    schema = client.get("/openapi.json").json()["components"]["schemas"]["Upload"]
    cell = next(row[1] for row in table("As a service") if "POST /v1/analyze" in row[0])
    assert set(codes(cell)) | {"file"} == set(schema["properties"])


def test_the_limits_are_those_named(client):
    limits = client.get("/v1/model").json()["limits"]
    said = re.search(r"- \*\*Limits\*\*.*?\n- ", README, re.DOTALL)[0].replace(",", "")
    for name in ("items", "waiting", "characters", "seconds"):
        assert re.search(rf"\b{limits[name]:g}\b", said), name
    for name in ("body", "upload"):
        assert f"{limits[name] / 2**20:g} MiB" in said, name
    assert Path(ROOT / "data" / "nps_plus_survey.csv").stat().st_size < limits["upload"]
