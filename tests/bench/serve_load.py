"""Load of the service beside the same model called directly: `python -m tests.bench.serve_load`.

It starts `cxnlp serve` with the shipped model, asks it over loopback from this process, and calls
the model in this process before and after. No comment comes twice: nothing is answered from memory.
"""

from __future__ import annotations

import argparse
import itertools
import threading
import time
from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

import cxnlp
from tests.serve.client import Connection, request
from tests.serve.running import running
from tests.test_readme import SAMPLE

LOADS = ((1, 1), (8, 1), (32, 1), (1, 64), (4, 64))
"""Clients, and comments in each of their requests."""
TOGETHER = 64
"""Comments that one pass of the service reads."""


def comments() -> Iterator[str]:
    """Yield the invented survey's comments over and over, never the same one twice."""
    survey = cxnlp.read_survey(SAMPLE)
    said = [text for text in survey.frame["comment"] if text.strip()]
    for n in itertools.count():
        for text in said:
            yield f"{text} {n}" if n else text


def direct(tagger: cxnlp.Tagger, size: int, seconds: float, source: Iterator[str]) -> float:
    """Return comments a second of the model called with so many comments at a time."""
    start, read = time.perf_counter(), 0
    while (took := time.perf_counter() - start) < seconds:
        read += len(tagger.predict(list(itertools.islice(source, size))))
    return read / took


class Load:
    """Clients that each send the next request as soon as the last is answered."""

    def __init__(self, port: int, source: Iterator[str], size: int) -> None:
        self.port, self.source, self.size = port, source, size
        self.taken: list[float] = []
        self.failed = 0
        self.lock = threading.Lock()

    def run(self, clients: int, seconds: float) -> float:
        """Keep clients asking; return the seconds until all had their last answer."""
        start = time.perf_counter()
        threads = [
            threading.Thread(target=self._client, args=(start + seconds,)) for _ in range(clients)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return time.perf_counter() - start

    def _client(self, end: float) -> None:
        with Connection(self.port) as connection:
            while time.perf_counter() < end:
                self._ask(connection)

    def _ask(self, connection: Connection) -> None:
        with self.lock:
            sent = request(list(itertools.islice(self.source, self.size)))
        start = time.perf_counter()
        status, _ = connection.ask(sent)
        self.taken.append(time.perf_counter() - start)
        self.failed += status != 200


def measured(port: int, clients: int, size: int, seconds: float, source: Iterator[str]) -> dict:
    """Return one row of the table, but for the model alone."""
    load, spent = Load(port, source, size), time.process_time()
    took = load.run(clients, seconds)
    p50, p95, p99 = 1000 * np.percentile(load.taken, [50, 95, 99])
    return {
        "clients": clients,
        "comments each": size,
        "requests/s": len(load.taken) / took,
        "comments/s": len(load.taken) * size / took,
        "p50 ms": p50,
        "p95 ms": p95,
        "p99 ms": p99,
        "not 200": load.failed,
        "clients' CPU": (time.process_time() - spent) / took,
    }


def table(seconds: float, rounds: int, words: Sequence[str]) -> pd.DataFrame:
    """Measure every load, the model alone by turns with the service, and average the rounds."""
    source = comments()
    tagger = cxnlp.load(issues="telecom")
    direct(tagger, TOGETHER, 1, source)
    found = []
    with running("--issues", "telecom", *words) as (_, port):
        Load(port, source, TOGETHER).run(1, 1)
        for clients, size in LOADS * rounds:
            together = min(clients * size, TOGETHER)
            before = direct(tagger, together, seconds / 2, source)
            row = measured(port, clients, size, seconds, source)
            after = direct(tagger, together, seconds / 2, source)
            found.append({**row, "model alone": (before + after) / 2})
    rows = pd.DataFrame(found).groupby(["clients", "comments each"], sort=False).mean()
    rows["overhead %"] = 100 * (1 - rows["comments/s"] / rows["model alone"])
    return rows.reset_index()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=8)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("words", nargs="*", help="more words for cxnlp serve, after --")
    given = parser.parse_args()
    shown = table(given.seconds, given.rounds, given.words)
    print(shown.to_string(index=False, float_format=lambda number: f"{number:.1f}"))


if __name__ == "__main__":
    main()
