"""No word to anybody of what is opened here.

From version 1.29 on, onnxruntime's own builds for Linux tell its maker which models a program opens
(their names, sizes and hashes), and keep a number for the machine in the home folder, unless they
are told not to: docs/Privacy.md of its repository.
"""

from __future__ import annotations

import os
import sys


def keep_quiet() -> None:
    """Tell onnxruntime to report nothing, be it loaded yet or not."""
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    loaded = sys.modules.get("onnxruntime")
    if loaded is not None:
        loaded.disable_telemetry_events()
