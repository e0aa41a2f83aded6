"""Processes: one is killed, all are asked to stop; who asked hears either an answer or an error."""

from __future__ import annotations

import itertools
import json
import os
import re
import signal
import threading
import urllib.request
from collections import Counter
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.serve.client import Connection, request
from tests.serve.running import is_ready, running
from tests.serve.serving import PATIENCE, until

FAKE = ("tests.serve.fake_service",)
CLIENTS = 8


class Asking:
    """Clients that ask without end; what became of each request is kept."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.outcomes: Counter[str] = Counter()
        self.sent = 0
        self.stop = threading.Event()
        self.lock = threading.Lock()
        self.threads = [threading.Thread(target=self._ask, args=(n,)) for n in range(CLIENTS)]

    def __enter__(self) -> Asking:
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop.set()
        for thread in self.threads:
            thread.join()

    def _ask(self, client: int) -> None:
        connection = Connection(self.port)
        for n in itertools.count():
            if self.stop.is_set():
                return connection.close()
            text = f"good price {client} {n}"
            with self.lock:
                self.sent += 1
            try:
                outcome = self.outcome(text, *connection.ask(request([text])))
            except OSError as error:
                connection.close()
                connection, outcome = Connection(self.port), type(error).__name__
            with self.lock:
                self.outcomes[outcome] += 1

    @staticmethod
    def outcome(text: str, status: int, body: bytes) -> str:
        if status != 200:
            return str(status)
        [found] = json.loads(body)["results"]
        return "right" if found["text"] == text else "another's answer"


def workers(process) -> list[int]:
    """Return the processes that serve."""
    return [int(each.name) for each in Path("/proc").glob("[0-9]*") if serves(each, process.pid)]


def serves(each: Path, parent: int) -> bool:
    try:
        found = int((each / "stat").read_text().rpartition(")")[2].split()[1])
        return found == parent and b"spawn_main" in (each / "cmdline").read_bytes()
    except OSError:  # it ended meanwhile
        return False


@pytest.fixture(scope="module")
def two():
    with running("--workers", "2", "--pause", "0.02", module=FAKE) as found:
        yield found


def test_a_worker_that_is_killed_loses_nothing_unsaid(two):
    if not Path("/proc/self/stat").exists():
        pytest.skip("there is no /proc on this machine, to find the workers in")
    process, port = two
    before = set(workers(process))
    assert len(before) == 2
    with Asking(port) as asking:
        until(lambda: asking.outcomes["right"] >= 5 * CLIENTS)
        [killed, _] = sorted(before)
        os.kill(killed, signal.SIGKILL)
        until(lambda: len(set(workers(process)) - {killed}) == 2)
        enough = asking.outcomes["right"] + 5 * CLIENTS
        until(lambda: asking.outcomes["right"] >= enough)
    assert asking.sent == asking.outcomes.total()
    assert set(asking.outcomes) <= {"right", "ConnectionError", "ConnectionResetError"}
    # A connection to the killed one breaks once, whatever it carried.
    assert asking.outcomes.total() - asking.outcomes["right"] <= CLIENTS


def test_the_counters_are_those_of_all(two):
    _, port = two

    def answered() -> float:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics") as answer:
            told = answer.read().decode()
        assert len(re.findall(r"^cxnlp_waiting_comments", told, re.MULTILINE)) == 1
        return float(re.search(r'^cxnlp_comments_total\{outcome="read"\} (.*)$', told, re.M)[1])

    before = answered()
    for _ in range(20):
        with Connection(port) as connection:
            assert connection.ask(request(["good price"]))[0] == 200
    assert {answered() for _ in range(10)} == {before + 20}


@pytest.mark.parametrize("number", ["1", "2"])
def test_asked_to_stop_it_finishes_what_it_took(number):
    words = ("--workers", number, "--pause", "1.5")
    with running(*words, module=FAKE) as (process, port), ExitStack() as stack:
        asking = [stack.enter_context(Connection(port)) for _ in range(6)]
        for i, connection in enumerate(asking):
            connection.socket.sendall(request([f"good price {i}"]))
        for i, connection in enumerate(asking):
            connection.answer()
            connection.socket.sendall(request([f"bad staff {i}"]))
        threading.Event().wait(0.75)  # half a pass: they were taken, and none is read
        process.send_signal(signal.SIGTERM)
        for i, connection in enumerate(asking):
            assert Asking.outcome(f"bad staff {i}", *connection.answer()) == "right"
        process.wait(PATIENCE)
        assert not is_ready(port)
