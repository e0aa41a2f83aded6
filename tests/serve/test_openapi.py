"""What OpenAPI says holds: a small run of `python -m tests.serve.openapi`."""

from __future__ import annotations

import pytest

from cxnlp.serve.analyze import Upload
from cxnlp.serve.problems import FIELDS
from cxnlp.serve.schemas import Input, IssueInput, Options, PredictRequest
from tests.serve.openapi import ask, cases


def test_every_key_of_a_request_may_be_named_in_an_error():
    models = (Input, IssueInput, Options, PredictRequest, Upload)
    assert {name for model in models for name in model.model_fields} == FIELDS


def test_a_key_that_was_sent_is_not_repeated(client):
    issue = {"name": "Price", "names": {"zebra crossing": 4}, "ids": 1}
    answer = client.post("/v1/predict", json={"inputs": [], "issues": [issue]})
    assert answer.status_code == 422
    assert "zebra" not in answer.text
    assert "issues.0.names: Input should be a valid string" in answer.json()["error"]["message"]


def test_every_answer_is_described(client):
    told = client.get("/openapi.json").json()
    error = {"$ref": "#/components/schemas/ProblemBody"}
    for path, operations in told["paths"].items():
        for operation in operations.values():
            for status, answer in operation["responses"].items():
                shapes = [each["schema"] for each in answer.get("content", {}).values()]
                assert status == "204" or (shapes and all(shapes)), (path, status)
                assert status[0] == "2" or shapes == [error], (path, status)
    assert "HTTPValidationError" not in told["components"]["schemas"]


def test_the_service_does_what_its_description_says(tmp_path):
    pytest.importorskip("schemathesis")
    code, told = ask(8, tmp_path)
    assert code == 0, told
    assert cases(told) > 200
