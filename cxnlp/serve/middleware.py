"""What happens to every request before its route: it is timed, let in or not, and measured."""

from __future__ import annotations

import logging
from asyncio import get_running_loop, timeout_at
from hashlib import sha256
from hmac import compare_digest
from time import perf_counter

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cxnlp.serve.metrics import Metrics
from cxnlp.serve.problems import METHODS, Answer, Refused, problem
from cxnlp.serve.settings import MEBIBYTE, Limits

LOG = logging.getLogger("cxnlp.serve")
OPEN = frozenset({"/", "/health/live", "/health/ready", "/openapi.json"})
"""What anybody may ask; whatever is not named here wants a key."""
OPEN_BELOW = "/results/"
"""Addresses with a secret of their own."""
UPLOAD_PATH = "/v1/analyze"
HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cache-control", b"no-store"),
)


def path_of(scope: Scope) -> str:
    """Return the path below the place where the app is mounted."""
    path: str = scope["path"]
    return path.removeprefix(scope.get("root_path", ""))


def is_open(path: str) -> bool:
    """Tell whether anybody may ask for a path."""
    return path in OPEN or path.startswith(OPEN_BELOW)


class Observed:
    """Counts, times and logs each request by its route; what the client wrote is in none of it."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self.app = app
        self.metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and note how it went."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        start, status = perf_counter(), 500

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                told = [*message["headers"]]
                there = {name for name, _ in told}
                told += [each for each in HEADERS if each[0] not in there]
                message = {**message, "headers": told}
            await send(message)

        try:
            await self.app(scope, receive, noted)
        finally:
            self._note(scope, status, perf_counter() - start)

    def _note(self, scope: Scope, status: int, took: float) -> None:
        # The path itself is the client's text; the route's pattern is ours.
        route = getattr(scope.get("route"), "path", "other")
        method = scope["method"] if scope["method"] in METHODS else "other"
        self.metrics.requests.labels(route, method, str(status)).inc()
        self.metrics.seconds.labels(route).observe(took)
        LOG.info("%s %s %d %.0f ms", method, route, status, 1000 * took)


class Guarded:
    """Lets those in who bring a key, where there are keys; all keys are compared, in equal time."""

    def __init__(self, app: ASGIApp, keys: tuple[str, ...]) -> None:
        self.app = app
        # Hashes are of one length, so that not even a key's length shows in the time.
        self.known = [sha256(key.encode()).digest() for key in keys]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer 401."""
        if scope["type"] != "http" or self._may(scope):
            return await self.app(scope, receive, send)
        message = "expected an API key as `Authorization: Bearer KEY` or `X-API-Key: KEY`"
        refusal = Answer(problem("no_key", message), 401, {"WWW-Authenticate": "Bearer"})
        await refusal(scope, receive, send)

    def _may(self, scope: Scope) -> bool:
        return not self.known or is_open(path_of(scope)) or self._knows(Headers(scope=scope))

    def _knows(self, headers: Headers) -> bool:
        scheme, _, bearer = headers.get("authorization", "").partition(" ")
        given = bearer.strip() if scheme.lower() == "bearer" else headers.get("x-api-key", "")
        digest = sha256(given.encode("latin-1")).digest()
        return any([compare_digest(digest, key) for key in self.known])


class Headed:
    """Answers HEAD as GET does, without the body: health checks and proxies ask so."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, as GET if it is HEAD."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            return await self.app(scope, receive, send)

        async def headed(message: Message) -> None:
            if message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        scope["method"] = "GET"
        try:
            await self.app(scope, receive, headed)
        finally:
            scope["method"] = "HEAD"


class Bounded:
    """Refuses bodies that are too large, packed or too slow, before they are read if it is told."""

    def __init__(self, app: ASGIApp, limits: Limits) -> None:
        self.app = app
        self.limits = limits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer 408, 413 or 415."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        headers, uploads = Headers(scope=scope), path_of(scope) == UPLOAD_PATH
        limit = self.limits.upload if uploads else self.limits.body
        packed = headers.get("content-encoding", "identity").strip().lower()
        if packed != "identity":
            message = "the body is packed; expected one without Content-Encoding, such as gzip"
            return await Answer(problem("packed", message), 415)(scope, receive, send)
        body = _Body(receive, limit, self.limits.sending)
        told = headers.get("content-length", "")
        if told.isdecimal() and int(told[:20]) > limit:
            return await Answer(problem("body_too_large", body.large), 413)(scope, receive, send)
        await self.app(scope, body.part, send)


class _Body:
    """A body as it comes in, which counts its bytes and its seconds."""

    def __init__(self, receive: Receive, limit: int, seconds: float) -> None:
        self.receive = receive
        self.limit = limit
        self.seconds = seconds
        self.taken = 0
        self.whole = False
        self.end = get_running_loop().time() + seconds

    @property
    def large(self) -> str:
        limit = self.limit
        return f"the body is larger than {limit / MEBIBYTE:g} MiB ({limit:,} bytes)"

    async def part(self) -> Message:
        if self.whole:  # what is waited for now is the end of the connection
            return await self.receive()
        try:
            async with timeout_at(self.end):
                part = await self.receive()
        except TimeoutError as late:
            message = f"the body did not come within {self.seconds:g} s"
            raise Refused(408, "too_slow", message, {"Connection": "close"}) from late
        self.taken += len(part.get("body", b""))
        self.whole = not part.get("more_body", False)
        if self.taken > self.limit:
            raise Refused(413, "body_too_large", self.large)
        return part
