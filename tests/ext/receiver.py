"""A receiver of webhooks on this machine, which stops by itself."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer

LONGEST = 60.0

Answer = int | tuple[int, dict[str, str]] | None
"""A status, one with headers, or None to hang up without an answer."""


@dataclass
class Received:
    """What came in, in order."""

    url: str
    requests: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    @property
    def keys(self) -> list[str]:
        return [headers["idempotency-key"] for headers, _ in self.requests]


@contextmanager
def receiver(answer: Callable[[int], Answer] = lambda _: 200) -> Iterator[Received]:
    """Receive on a free port of loopback; `answer` is asked with how many came before."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            found.requests.append(({k.lower(): v for k, v in self.headers.items()}, body))
            said = answer(len(found.requests) - 1)
            if said is None:
                return
            status, headers = said if isinstance(said, tuple) else (said, {})
            self.send_response(status)
            for name, value in {"Content-Length": "0", **headers}.items():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, *args: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        found = Received(f"http://127.0.0.1:{server.server_port}/hook?token=hidden")
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        stop = threading.Timer(LONGEST, server.shutdown)
        stop.daemon = True
        thread.start()
        stop.start()
        try:
            yield found
        finally:
            stop.cancel()
            server.shutdown()
            thread.join(LONGEST)
