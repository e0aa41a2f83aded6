"""Opening a model leaves nothing in anybody's home, and onnxruntime is told to report nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

# Where one of these is set onnxruntime reports nothing anyway, and the test would prove nothing.
SILENT = ("CI", "GITHUB_ACTIONS", "TF_BUILD", "ORT_DISABLE_TELEMETRY", "ORT_RUNNING_UNIT_TESTS")
READ = "import cxnlp; cxnlp.predict(['The price is fair.'])"


def left_behind(code: str, home: Path) -> list[str]:
    kept = {name: value for name, value in os.environ.items() if name not in SILENT}
    kept = {name: value for name, value in kept.items() if not name.startswith(("XDG_", "BUILD"))}
    env = {**kept, "HOME": str(home), "PYTHONDONTWRITEBYTECODE": "1"}
    subprocess.run([sys.executable, "-c", code], env=env, check=True, capture_output=True)
    return [str(path.relative_to(home)) for path in home.rglob("*")]


def test_nothing_is_left_in_the_home_folder(tmp_path):
    assert left_behind(READ, tmp_path) == []


def test_who_loaded_onnxruntime_before_is_told_too(tmp_path, monkeypatch):
    onnxruntime = pytest.importorskip("onnxruntime")
    told = []
    monkeypatch.setattr(onnxruntime, "disable_telemetry_events", lambda: told.append(True))
    from cxnlp.model.quiet import keep_quiet

    keep_quiet()
    assert told == [True]
