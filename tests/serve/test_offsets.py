"""A small run of `python -m tests.serve.offsets`, without the model."""

from __future__ import annotations

from itertools import islice

import pytest

from cxnlp.testing import SAYINGS
from tests.serve.offsets import body, evidences, odd_comments, wrong

SAID = [f"{text}, 👨‍👩‍👧 {text}" for each in SAYINGS.values() for text in each]


@pytest.fixture(scope="module")
def answered(client):
    texts = list(islice(odd_comments(3, SAID), 600))
    found = []
    for start in range(0, len(texts), 200):
        sent = body(texts[start : start + 200]).partition(b"\r\n\r\n")[2]
        answer = client.post(
            "/v1/predict", content=sent, headers={"content-type": "application/json"}
        )
        found += answer.json()["results"]
    return list(zip(texts, found, strict=True))


def test_offsets_are_code_points(answered):
    assert [told for text, result in answered for told in wrong(text, result)] == []
    assert sum(len(evidences(result)) for _, result in answered) > 600


def test_other_units_would_be_noticed(answered):
    """In units of 16 bits, as a careless service would count, the same spans are wrong."""

    def moved(text, result):
        spans = [
            {**each, "start": len(text[: each["start"]].encode("utf-16-le", "surrogatepass")) // 2}
            for each in evidences(result)
        ]
        return [each for each in spans if text[each["start"] : each["end"]] != each["text"]]

    assert sum(bool(moved(text, result)) for text, result in answered) > 20
