"""HTTP itself: what a head may hold, kept connections, requests sent ahead, upgrades."""

from __future__ import annotations

import json
import socket

import pytest

from cxnlp.serve.http import LONGEST_HEAD
from tests.serve.client import Connection, request
from tests.serve.running import running
from tests.serve.test_hostile import FAKE, raw

GET = b"GET /health/live HTTP/1.1\r\nHost: x\r\n"
POST = b"POST /v1/predict HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
LAST = GET + b"Connection: close\r\n\r\n"
LIVE = b'{"status":"live"}'
ROOM = LONGEST_HEAD - 200


@pytest.fixture(scope="module")
def port():
    with running("--sending", "3", module=FAKE) as (_, found):
        yield found


def many(size: int) -> bytes:
    """Return so many bytes of small headers."""
    return b"".join(b"X-%06d: %s\r\n" % (n, b"a" * 20) for n in range(size // 28))


def in_pieces(port: int, sent: bytes, size: int) -> bytes:
    """Send bytes so many at a time, and return what comes back first."""
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            for start in range(0, len(sent), size):
                connection.sendall(sent[start : start + size])
            return connection.recv(1 << 16)
        except ConnectionError:  # it is not read to its end
            return b""


TOO_LONG = {
    "one header": GET + b"X-A: " + b"a" * 400_000 + b"\r\n\r\n",
    "one header without end": GET + b"X-A: " + b"a" * 400_000,
    "a name without end": GET + b"X" * 400_000,
    "many headers": GET + many(100_000) + b"\r\n",
    "many headers without end": GET + many(400_000),
    "an address": b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
    "an address without end": b"GET /?" + b"a" * 400_000,
    "trailers": POST + b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n" + many(400_000),
    "a trailer without end": POST
    + b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\nX-A: "
    + b"a" * 400_000,
}


@pytest.mark.parametrize("size", [1_000, 400_000])
@pytest.mark.parametrize("sent", TOO_LONG.values(), ids=TOO_LONG)
def test_a_head_has_an_end(port, sent, size):
    told = in_pieces(port, sent, size)
    assert told == b"" or told.startswith(b"HTTP/1.1 4"), told[:200]
    assert raw(port, LAST).endswith(LIVE)


def test_who_sends_too_much_is_told_so(port):
    told = raw(port, GET + many(LONGEST_HEAD + 10_000) + b"\r\n")
    head, _, body = told.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 431")
    assert "64 KiB" in json.loads(body)["error"]["message"]


@pytest.mark.parametrize("size", [997, 400_000])
def test_a_head_that_is_nearly_too_long_is_taken(port, size):
    told = in_pieces(port, GET + b"X-A: " + b"a" * ROOM + b"\r\n\r\n", size)
    assert told.startswith(b"HTTP/1.1 200")
    told = in_pieces(port, GET + many(ROOM // 2) + b"\r\n", size)
    assert told.startswith(b"HTTP/1.1 200")


def test_each_request_of_a_connection_is_counted_anew(port):
    long = GET + b"X-A: " + b"a" * ROOM + b"\r\n\r\n"
    with Connection(port) as connection:
        assert [connection.ask(long) for _ in range(4)] == [(200, LIVE)] * 4


def test_requests_sent_ahead_are_answered_in_order_and_counted_anew(port):
    body = request(["good price"])
    ahead = (GET + b"X-A: " + b"a" * (ROOM // 2) + b"\r\n\r\n" + body) * 4 + LAST
    told = raw(port, ahead)
    assert told.count(b"HTTP/1.1 200") == 9
    assert told.count(LIVE) == 5
    assert told.endswith(LIVE)


@pytest.mark.parametrize("size", [997, 1_000_000])
def test_a_long_body_is_no_head(port, size):
    texts = ["good price " + "a" * 9_000] * 40
    with Connection(port) as connection:
        for _ in range(2):
            sent = request(texts)
            assert len(sent) > 5 * LONGEST_HEAD
            for start in range(0, len(sent), size):
                connection.socket.sendall(sent[start : start + size])
            status, body = connection.answer()
            assert (status, len(json.loads(body)["results"])) == (200, 40)


def test_a_body_in_chunks_is_no_head(port):
    whole = json.dumps({"inputs": [{"text": "good price " + "a" * 9_000}] * 20}).encode()
    parts = [whole[start : start + 100] for start in range(0, len(whole), 100)]
    chunks = b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in parts)
    sent = POST + b"Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks + b"0\r\n\r\n"
    assert b" 200 OK" in raw(port, sent)


@pytest.mark.parametrize("wanted", [b"h2c", b"websocket"])
def test_who_would_rather_speak_something_else_is_answered(port, wanted):
    """Java's client asks for h2c with its first request, and sends the body all the same."""
    wish = b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: %b\r\nHTTP2-Settings: AAM\r\n" % wanted
    plain = request(["good price"])
    wishing = plain.replace(b"Host", wish + b"Host", 1)
    assert len(wishing) > len(plain)
    with Connection(port) as connection:
        for sent in (wishing, plain, wishing):
            status, body = connection.ask(sent)
            assert status == 200
            assert json.loads(body)["errors"] == 0
    told = in_pieces(port, wishing, 7)
    assert told.startswith(b"HTTP/1.1 200")
    told = raw(port, plain + wishing + GET + wish + b"\r\n" + plain + LAST)
    assert told.count(b"HTTP/1.1 200") == 5
    assert told.endswith(LIVE)


def test_a_wish_does_not_make_a_head_longer_than_it_may_be(port):
    wish = GET + b"Connection: Upgrade\r\nUpgrade: h2c\r\n"
    assert in_pieces(port, wish + many(ROOM // 2) + b"\r\n", 997).startswith(b"HTTP/1.1 200")
    assert b" 431 " in raw(port, wish + many(100_000) + b"\r\n")


def test_nobody_gets_a_tunnel(port):
    assert b" 400 " in raw(port, b"CONNECT x:80 HTTP/1.1\r\nHost: x:80\r\n\r\nabc")


@pytest.mark.parametrize(
    "lengths",
    [
        b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n",
        b"Transfer-Encoding: chunked\r\nContent-Length: 2\r\n",
        b"Transfer-Encoding: chunked, identity\r\n",
        b"Content-Length: +2\r\n",
        b"Content-Length : 2\r\n",
        b"Content-Length: 2, 2\r\n",
    ],
)
def test_where_a_body_ends_is_never_in_doubt(port, lengths):
    """Two who read a request differently would let one be smuggled past the other."""
    told = raw(port, POST + lengths + b"Connection: close\r\n\r\n{}")
    assert told.startswith(b"HTTP/1.1 4"), told[:200]


@pytest.mark.parametrize("sent", [b"\x16\x03\x01\x02\x00\x01", b"\0" * 100, b"GET\r\n\r\n", b"?"])
def test_what_is_no_http_ends_the_connection(port, sent):
    told = raw(port, sent + b"\r\n\r\n")
    assert told.startswith(b"HTTP/1.1 400")


def test_who_goes_before_the_body_is_whole_is_no_fault(port):
    """The log of a fault would have a traceback, which `running` looks for."""
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        connection.sendall(POST + b"Content-Length: 5000\r\n\r\n{")
    assert raw(port, LAST).endswith(LIVE)
