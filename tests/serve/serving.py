"""A service in this process, and taggers that are slow or that fail."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from fastapi.testclient import TestClient

from cxnlp.serve import Limits, Settings, create_app
from cxnlp.tag import Prediction, TaggerLike
from cxnlp.testing import FakeTagger

PATIENCE = 600.0


@contextmanager
def serving(
    tagger: TaggerLike | None = None, settings: Settings | None = None, *, ready: bool = True
) -> Iterator[TestClient]:
    """Give a client of a service that runs."""
    app = create_app(tagger=tagger or FakeTagger(), settings=settings)
    with TestClient(app, raise_server_exceptions=False) as client:
        if ready:
            until(lambda: client.get("/health/ready").status_code == 200)
        yield client


def until(true) -> None:
    """Wait for something."""
    end, pause = time.monotonic() + PATIENCE, 0.005
    while not true():
        assert time.monotonic() < end, "waited too long"
        time.sleep(pause)
        pause = min(1.5 * pause, 0.5)


def limited(**limits) -> Settings:
    return Settings(Limits(**limits))


@dataclass(frozen=True)
class Gated(FakeTagger):
    """A tagger that waits, once it is shut, until somebody opens it; it notes what it reads."""

    gate: threading.Event = field(default_factory=threading.Event)
    passes: list[list[str]] = field(default_factory=list)

    def predict(self, texts, questions=None) -> list[Prediction]:
        self.passes.append(list(texts))
        assert self.gate.wait(PATIENCE)
        return super().predict(texts, questions)


@dataclass(frozen=True)
class Fragile(FakeTagger):
    """A tagger that fails at comments with a word in them."""

    word: str = "poison"

    def predict(self, texts: Sequence[str], questions=None) -> list[Prediction]:
        for text in texts:
            if self.word in text:
                raise ValueError(f"cannot read {text}")
        return super().predict(texts, questions)


def texts(*given: str) -> dict[str, object]:
    return {"inputs": [{"text": text} for text in given]}
