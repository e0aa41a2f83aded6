"""What a stopped training goes on from."""

from __future__ import annotations

from pathlib import Path

import torch


def keep(state: dict, path: Path) -> None:
    """Write a checkpoint; the one before it is there until the new one is whole."""
    fresh = path.with_suffix(".new")
    torch.save(state, fresh)
    fresh.replace(path)
