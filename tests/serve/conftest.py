"""One service for the tests that leave it as it is."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from tests.serve.serving import serving


@pytest.fixture(scope="session")
def client() -> Iterator[TestClient]:
    with serving() as ready:
        yield ready
