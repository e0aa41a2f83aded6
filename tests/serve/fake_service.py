"""A service without a model, in as many processes as one likes, slow enough to be met at work."""

from __future__ import annotations

import argparse
import time
from dataclasses import dataclass
from functools import partial

from fastapi import FastAPI

from cxnlp.serve import Limits, Settings, create_app
from cxnlp.serve.run import run
from cxnlp.tag import Prediction
from cxnlp.testing import FakeTagger


@dataclass(frozen=True)
class Slow(FakeTagger):
    """A tagger that takes its time."""

    pause: float = 0.0

    def predict(self, texts, questions=None) -> list[Prediction]:
        time.sleep(self.pause)
        return super().predict(texts, questions)


def made(pause: float, sending: float, warm_first: bool) -> FastAPI:
    settings = Settings(Limits(sending=sending), warm_first=warm_first)
    return create_app(tagger=Slow(pause=pause), settings=settings)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    for name, default in (("port", 8000), ("workers", 1), ("pause", 0.0), ("sending", 300.0)):
        parser.add_argument(f"--{name}", type=type(default), default=default)
    given = parser.parse_args()
    app = partial(made, given.pause, given.sending, given.workers > 1)
    run(app, "127.0.0.1", given.port, given.workers)
