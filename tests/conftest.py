"""What every test may ask for."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import settings
from safetensors.numpy import load_file, save_file

from cxnlp.issues import Taxonomy
from cxnlp.model import Bundle
from cxnlp.model.bundle import FILES, SCHEMA
from cxnlp.model.fast import FastBundle
from cxnlp.model.heads import SIGNALS
from cxnlp.tag import Tagger
from cxnlp.tag.fast_tagger import FastTagger

# A slow machine is no fault of the code.
settings.register_profile("cxnlp", deadline=None)
settings.load_profile("cxnlp")

REPOSITORY = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder of public data beside the checkout; skip without it, but never in CI."""
    folder = REPOSITORY.parent / "shared"
    if not folder.is_dir():
        if os.environ.get("CI"):
            pytest.fail(f"CI must have the shared data, and {folder.name}/ is not beside it")
        pytest.skip("the shared data sets are not beside this checkout")
    return folder


@pytest.fixture(scope="session")
def bundle() -> Bundle:
    """Open the shipped model once for all tests."""
    return Bundle.open()


@pytest.fixture(scope="session")
def tagger(bundle: Bundle) -> Tagger:
    """Return the shipped model with the telecom list."""
    return Tagger(bundle, Taxonomy.load("telecom"))


@pytest.fixture(scope="session")
def fast_tagger() -> FastTagger:
    """Return the shipped fast model with the telecom list."""
    return FastTagger(FastBundle.open("fast"), Taxonomy.load("telecom"))


@pytest.fixture(scope="session")
def signalling(bundle: Bundle, tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    """Open the shipped model with a signal head of random weights and wide bands of doubt."""
    folder = tmp_path_factory.mktemp("models") / "signalling"
    folder.mkdir()
    for name in FILES:
        (folder / name).symlink_to(bundle.folder / name)
    arrays = load_file(bundle.folder / "heads.safetensors")
    rng = np.random.default_rng(0)
    arrays |= {f"signals.{n}": arrays[f"sentiment.{n}"] for n in ("attention", "in.w", "in.b")}
    width = len(arrays["signals.in.b"])
    arrays["signals.out.w"] = rng.normal(size=(width, len(SIGNALS))).astype(np.float16) / 2
    arrays["signals.out.b"] = np.zeros(len(SIGNALS), np.float16)
    (folder / "heads.safetensors").unlink()
    save_file(arrays, folder / "heads.safetensors")
    config = {**bundle.config, "schema": SCHEMA}
    config["heads"] = {
        "sentiment": {"uncertain_below": 0.9},
        "issues": {
            **{"threshold": 0.5, "uncertain": [0.05, 0.7], "attention_heads": 6},
            **{"list_slope": 0.3, "list_centre": 12.0},
        },
        "signals": {
            "thresholds": dict.fromkeys(SIGNALS, 0.6),
            "uncertain": {key: [0.3, 0.8] for key in SIGNALS},
        },
    }
    digest = hashlib.sha256((folder / "heads.safetensors").read_bytes()).hexdigest()
    config["files"] = {**config["files"], "heads.safetensors": digest}
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    return Bundle.open(folder)
