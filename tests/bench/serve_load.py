"""Load of the service beside the same model called directly: `python -m tests.bench.serve_load`.

It starts `cxnlp serve` with the shipped model, asks it over loopback from this process, and calls
the model in this process before and after. No comment comes twice: nothing is answered from memory.
Processor time stands beside the clock's, for a machine that others use as well.
"""

from __future__ import annotations

import argparse
import itertools
import os
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

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


Speed = tuple[float, float]
"""Comments a second, and milliseconds of processors a comment."""


def direct(tagger: cxnlp.Tagger, size: int, seconds: float, source: Iterator[str]) -> Speed:
    """Call the model with so many comments at a time."""
    start, spent, read = time.perf_counter(), time.process_time(), 0
    while (took := time.perf_counter() - start) < seconds:
        read += len(tagger.predict(list(itertools.islice(source, size))))
    return read / took, 1000 * (time.process_time() - spent) / read


def processor_seconds(process: int) -> float:
    """Return the time that processors gave a process, of /proc."""
    told = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")


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
            while self._may(end):
                self._ask(connection)

    def _may(self, end: float) -> bool:
        return time.perf_counter() < end

    def _ask(self, connection: Connection) -> None:
        with self.lock:
            sent = request(list(itertools.islice(self.source, self.size)))
        start = time.perf_counter()
        status, _ = connection.ask(sent)
        self.taken.append(time.perf_counter() - start)
        self.failed += status != 200


def measured(load: Load, process: int, clients: int, seconds: float) -> dict[str, float]:
    """Return one row of the table, but for the model alone."""
    before = processor_seconds(process)
    took = load.run(clients, seconds)
    spent = processor_seconds(process) - before
    comments = len(load.taken) * load.size
    p50, p95, p99 = 1000 * np.percentile(load.taken, [50, 95, 99])
    return {
        "clients": clients,
        "comments each": load.size,
        "requests/s": len(load.taken) / took,
        "comments/s": comments / took,
        "p50 ms": p50,
        "p95 ms": p95,
        "p99 ms": p99,
        "not 200": load.failed,
        "CPU ms": 1000 * spent / comments,
    }


def table(seconds: float, rounds: int, words: Sequence[str]) -> pd.DataFrame:
    """Measure every load, the model alone by turns with the service, and average the rounds."""
    source = comments()
    tagger = cxnlp.load(issues="telecom")
    direct(tagger, TOGETHER, 1, source)
    found = []
    with running("--issues", "telecom", *words) as (process, port):
        Load(port, source, TOGETHER).run(1, 1)
        for clients, size in LOADS * rounds:
            together = min(clients * size, TOGETHER)
            before = direct(tagger, together, seconds / 2, source)
            row = measured(Load(port, source, size), process.pid, clients, seconds)
            after = direct(tagger, together, seconds / 2, source)
            alone, spent = np.mean([before, after], axis=0)
            found.append({**row, "alone/s": alone, "alone CPU ms": spent})
    rows = pd.DataFrame(found).groupby(["clients", "comments each"], sort=False).mean()
    rows["overhead %"] = 100 * (1 - rows["comments/s"] / rows["alone/s"])
    rows["CPU overhead %"] = 100 * (rows["CPU ms"] / rows["alone CPU ms"] - 1)
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
