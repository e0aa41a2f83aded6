"""Who is let in, what is noted of them, and what the service says of itself."""

from __future__ import annotations

import inspect
import logging

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from cxnlp.errors import CxError
from cxnlp.issues import Taxonomy
from cxnlp.serve import Limits, Settings, create_app
from cxnlp.serve.service import found_service
from cxnlp.serve.settings import keys_of
from cxnlp.testing import FakeTagger, small_list
from tests.serve.serving import serving, texts

KEYS = ("a-key-that-is-long-enough", "another-key-ключ-long-enough")
SECRET = "zebra-crossing-42"


@pytest.fixture(scope="module")
def locked():
    with serving(settings=Settings(keys=KEYS)) as client:
        yield client


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/v1/predict"),
        ("POST", "/v1/analyze"),
        ("GET", "/v1/analyze/x"),
        ("DELETE", "/v1/analyze/x"),
        ("GET", "/v1/model"),
        ("GET", "/v1/issues"),
        ("GET", "/v1/issues/hotel"),
        ("GET", "/v1/nothing"),
        ("GET", "/metrics"),
        ("GET", "/anything/else"),
        ("GET", "/health/live/"),
    ],
)
def test_who_brings_no_key_is_not_let_in(locked, method, path):
    wrong = ({}, {"X-API-Key": KEYS[0][:-1]}, {"X-API-Key": ""}, {"Authorization": "Bearer "})
    for headers in (*wrong, {"Authorization": f"Basic {KEYS[0]}"}, {"X-API-Key": "ÿ"}):
        raw = {name: value.encode("latin-1") for name, value in headers.items()}
        answer = locked.request(method, path, headers=raw)
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"] == "Bearer"
        assert "API key" in answer.json()["error"]["message"]


@pytest.mark.parametrize("key", KEYS)
def test_who_brings_a_key_is_let_in(locked, key):
    for name, value in (("X-API-Key", key), ("Authorization", f"Bearer {key}")):
        answer = locked.get("/v1/model", headers={name: value.encode()})
        assert answer.status_code == 200
        assert key not in answer.text


def test_health_and_description_need_no_key(locked):
    for path in ("/health/live", "/health/ready", "/openapi.json", "/"):
        assert locked.get(path).status_code == 200


def test_a_service_within_another_keeps_its_door_shut():
    outer = FastAPI()
    outer.mount("/inner", create_app(tagger=FakeTagger(), settings=Settings(keys=KEYS)))
    client = TestClient(outer)
    assert client.get("/inner/v1/model").status_code == 401
    assert client.get("/inner/v1/model", headers={"X-API-Key": KEYS[0]}).status_code == 200
    assert client.get("/inner/health/live").status_code == 200


def test_keys_come_from_the_environment():
    assert keys_of({}) == ()
    assert keys_of({"CXNLP_API_KEYS": f" {KEYS[0]}, {KEYS[1]},"}) == KEYS
    with pytest.raises(CxError, match="holds no key"):
        keys_of({"CXNLP_API_KEYS": " , "})
    with pytest.raises(CxError, match="at least 16"):
        Settings(keys=("short",))
    assert KEYS[0] not in repr(Settings(keys=KEYS))


@pytest.mark.parametrize("limits", [{"items": 0}, {"seconds": -1.0}, {"items": 5, "waiting": 4}])
def test_limits_that_cannot_be_kept_are_refused(limits):
    with pytest.raises(CxError):
        Limits(**limits)


def test_pages_of_other_origins_are_kept_out_unless_named(client):
    other = {"Origin": "https://elsewhere.example"}
    asks = {**other, "Access-Control-Request-Method": "POST"}
    assert "access-control-allow-origin" not in client.get("/v1/model", headers=other).headers
    assert client.options("/v1/predict", headers=asks).status_code == 405
    with serving(settings=Settings(keys=KEYS, origins=(other["Origin"],))) as named:
        answer = named.options("/v1/predict", headers=asks)
        assert answer.status_code == 200
        assert answer.headers["access-control-allow-origin"] == other["Origin"]
        strange = named.options("/v1/predict", headers={**asks, "Origin": "https://x.example"})
        assert "access-control-allow-origin" not in strange.headers


def test_what_was_written_is_in_no_log_and_no_count(client, caplog):
    with caplog.at_level(logging.DEBUG):
        client.post("/v1/predict", json=texts(f"good price {SECRET}"))
        client.get(f"/{SECRET}")
        client.get(f"/v1/issues/{SECRET}?q={SECRET}")
        client.request(SECRET.upper(), "/v1/model")
    ours = [record for record in caplog.records if not record.name.startswith("httpx")]
    lines = [record.getMessage() for record in ours]
    assert any("POST /v1/predict 200" in line for line in lines)
    assert not any(SECRET in line.lower() for line in lines)
    assert SECRET not in client.get("/metrics").text.lower()


def test_counts_grow(client):
    def count(line: str) -> float:
        found = [row for row in client.get("/metrics").text.splitlines() if row.startswith(line)]
        return float(found[0].rsplit(" ", 1)[1]) if found else 0.0

    names = (
        'cxnlp_comments_total{outcome="read"}',
        'cxnlp_comments_total{outcome="no_content"}',
        'cxnlp_comments_total{outcome="invalid"}',
        'cxnlp_requests_total{method="POST",route="/v1/predict",status="200"}',
    )
    before = [count(name) for name in names]
    client.post("/v1/predict", json={"inputs": [{"text": "good price"}, {"text": "-"}, 7]})
    assert [count(name) - old for name, old in zip(names, before, strict=True)] == [1] * 4
    assert count("cxnlp_waiting_comments") == 0


def test_the_model_and_the_limits_are_told(client):
    told = client.get("/v1/model").json()
    assert told["model"]["name"] == "fake"
    assert told["limits"]["items"] == Limits().items
    assert "code points" in told["offsets"]
    assert set(told["labels"]) == {"sentiment", "feeling", "signals"}


def test_lists_are_told(client):
    told = client.get("/v1/issues").json()
    assert [issue["id"] for issue in told["own"]["issues"]] == [each.id for each in small_list()]
    assert [each["name"] for each in told["lists"]] == list(Taxonomy.shipped())
    assert client.get("/v1/issues/hotel").json()["sha256"] == Taxonomy.load("hotel").sha256
    assert client.get("/v1/issues/hotell").status_code == 404


def test_the_description_names_everything(client):
    told = client.get("/openapi.json").json()
    assert {"/v1/predict", "/v1/analyze", "/v1/model", "/v1/issues", "/metrics"} <= set(
        told["paths"]
    )
    examples = told["paths"]["/v1/predict"]["post"]["requestBody"]["content"]["application/json"]
    assert {"en", "th", "fa", "vi"} <= set(examples["examples"])
    assert told["paths"]["/v1/predict"]["post"]["security"]
    assert "security" not in told["paths"]["/health/live"]["get"]


def test_nothing_is_stored_or_guessed_by_browsers(client):
    for path in ("/v1/model", "/", "/nothing", "/health/live"):
        headers = client.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] == "no-store"


def test_no_request_goes_through_another_thread_to_find_the_service():
    assert inspect.iscoroutinefunction(found_service)
