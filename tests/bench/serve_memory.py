"""Memory of the service while it answers: `python -m tests.bench.serve_memory`.

What grows with requests is looked for with single requests, each with a comment never sent before;
what grows with comments is looked for in batches too, which are counted as comments. With `--fake`
a service without a model answers: the queue, HTTP and counters alone, fast enough for 200,000.
"""

from __future__ import annotations

import argparse
import re
import threading
import time
from pathlib import Path

from tests.bench.serve_load import Load, comments
from tests.serve.running import running

CLIENTS = 8
FAKE = ("tests.serve.fake_service",)


def resident(process: int) -> float:
    """Return the mebibytes of memory that a process holds."""
    told = Path(f"/proc/{process}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", told)[1]) / 1024


class Counted(Load):
    """Clients that stop after so many requests in all."""

    def send(self, requests: int) -> None:
        self.left = iter(range(requests))
        threads = [threading.Thread(target=self._client, args=(0,)) for _ in range(CLIENTS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _may(self, end: float) -> bool:
        with self.lock:
            return next(self.left, None) is not None


def watch(port: int, process: int, size: int, requests: int, every: int) -> None:
    """Print what the process holds before, and after every so many requests."""
    load = Counted(port, comments(), size)
    print(f"{size} comments a request: {resident(process):.1f} MiB", flush=True)
    for sent in range(every, requests + 1, every):
        start = time.perf_counter()
        load.send(every)
        took = time.perf_counter() - start
        assert len(load.taken) == sent, "a request was lost"
        print(f"{sent:>8} {resident(process):8.1f} MiB {every / took:8.0f}/s", end=" ")
        print(f"not 200: {load.failed}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=200_000)
    parser.add_argument("--every", type=int, default=20_000)
    parser.add_argument("--size", type=int, default=1, help="comments in each")
    parser.add_argument("--fake", action="store_true", help="a service without a model")
    given = parser.parse_args()
    with running(module=FAKE if given.fake else ("cxnlp", "serve")) as (process, port):
        watch(port, process.pid, given.size, given.requests, given.every)


if __name__ == "__main__":
    main()
