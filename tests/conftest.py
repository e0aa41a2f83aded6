"""What every test may ask for."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

from cxnlp.issues import Taxonomy
from cxnlp.model import Bundle
from cxnlp.tag import Tagger

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
