"""What a careless or ill-meaning client sends, and what every proxy in between may ask."""

from __future__ import annotations

import gzip
import json
import socket
from contextlib import suppress

import pytest

from cxnlp.serve import Settings
from tests.serve.running import running
from tests.serve.serving import serving, texts

FAKE = ("tests.serve.fake_service",)
JSON = {"content-type": "application/json"}
KEY = "a-key-that-is-long-enough"


@pytest.fixture(scope="module")
def port():
    with running("--sending", "3", module=FAKE) as (_, found):
        yield found


def raw(port, sent: bytes) -> bytes:
    """Send bytes, and return what comes back until the connection ends."""
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        connection.sendall(sent)
        got = b""
        with suppress(ConnectionResetError):  # it is not read to its end
            while part := connection.recv(1 << 16):
                got += part
    return got


@pytest.mark.parametrize("path", ["/", "/health/ready", "/metrics", "/v1/model", "/openapi.json"])
def test_head_is_get_without_the_body(client, path):
    asked, told = client.get(path), client.head(path)
    assert told.status_code == asked.status_code == 200
    assert told.content == b""
    assert told.headers["content-type"] == asked.headers["content-type"]


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("OPTIONS", "/v1/predict", "POST"),
        ("HEAD", "/v1/predict", "POST"),
        ("PUT", "/v1/analyze/abc", "DELETE, GET, HEAD"),
        ("TRACE", "/health/live", "GET, HEAD"),
    ],
)
def test_another_method_is_told_which_there_are(client, method, path, allowed):
    answer = client.request(method, path)
    assert answer.status_code == 405
    assert answer.headers["allow"] == allowed


@pytest.mark.parametrize("path", ["/v1/predict/", "/health/ready/", "//v1/predict", "/v1//predict"])
def test_another_spelling_of_a_path_is_not_sent_elsewhere(client, path):
    answer = client.post(path, json=texts("good price"), follow_redirects=False)
    assert answer.status_code == 404
    assert answer.json()["error"]["code"] == "not_found"


def test_other_spellings_do_not_get_round_the_key():
    with serving(settings=Settings(keys=(KEY,))) as guarded:
        for path in ("/v1/model/", "//v1/model", "/results/../v1/model", "/V1/MODEL"):
            assert guarded.get(path).status_code in (401, 404), path
        assert guarded.head("/v1/model").status_code == 401
        assert guarded.get("/v1/model", headers={"X-API-Key": "clé-é".encode()}).status_code == 401
        assert guarded.get("/v1/model", headers={"X-API-Key": b"\xff"}).status_code == 401


def test_a_key_may_have_any_letters():
    key = "รหัสลับที่ยาวพอสมควร-ключ"
    with serving(settings=Settings(keys=(key,))) as guarded:
        sent = {"Authorization": b"Bearer " + key.encode()}
        assert guarded.get("/v1/model", headers=sent).status_code == 200
        assert guarded.get("/v1/model", headers={"X-API-Key": key.encode()}).status_code == 200


NO_JSON = [b"\xff\xfe", b'{"inputs": [{"text": "\xc3\x28"}]}', b"\x00", b"NaN"]


@pytest.mark.parametrize("sent", NO_JSON)
def test_what_is_no_json_is_told_so(client, sent):
    answer = client.post("/v1/predict", content=sent, headers=JSON)
    assert answer.status_code in (400, 422)
    assert answer.json()["error"]["message"]


def test_a_compressed_body_is_refused_unopened(client):
    bomb = gzip.compress(json.dumps(texts("a" * 10_000_000)).encode())
    answer = client.post("/v1/predict", content=bomb, headers={**JSON, "content-encoding": "gzip"})
    assert answer.status_code == 415
    assert "gzip" in answer.json()["error"]["message"]


def test_ten_thousand_issues_are_too_many(client):
    asked = {**texts("a"), "issues": [f"issue {n}" for n in range(10_000)]}
    answer = client.post("/v1/predict", json=asked)
    assert answer.status_code == 422
    assert "at most 64" in answer.json()["error"]["message"]


def test_the_same_id_twice_comes_back_twice(client):
    asked = [{"id": "a", "text": "good price"}, {"id": "a", "text": "bad speed"}]
    found = client.post("/v1/predict", json={"inputs": asked}).json()["results"]
    assert [{"id": each["id"], "text": each["text"]} for each in found] == asked


def test_persian_names_with_a_joiner_are_names(client):
    asked = {**texts("good price"), "issues": ["هزینه‌ها", "ساعت‌های کار"]}
    assert client.post("/v1/predict", json=asked).status_code == 200


def test_headers_without_end_are_cut_off(port):
    told = raw(port, b"GET /health/live HTTP/1.1\r\nHost: x\r\nX-A: " + b"a" * 200_000)
    assert told.startswith((b"HTTP/1.1 400", b"HTTP/1.1 431")) or told == b""
    assert b"200" in raw(port, b"GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")


def test_two_lengths_are_refused(port):
    lengths = b"Content-Length: 5\r\nContent-Length: 50\r\n\r\n"
    told = raw(port, b"POST /v1/predict HTTP/1.1\r\nHost: x\r\n" + lengths + b"{}")
    assert told.startswith(b"HTTP/1.1 400")


def test_who_sends_slowly_is_cut_off(port):
    head = b"POST /v1/predict HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    told = raw(port, head + b"Content-Length: 5000\r\n\r\n{")
    assert told.startswith(b"HTTP/1.1 408")
    assert b"within 3 s" in told
