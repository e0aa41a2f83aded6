"""Whatever is sent, the answer is one of those described, and offsets cut out what they say."""

from __future__ import annotations

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from cxnlp.testing import SAYINGS, SIGNS

KEYS = ["inputs", "text", "id", "question", "lang", "issues", "options", "mask", "name", "names"]
WORDS = [
    *(each for said in SAYINGS.values() for each in said),
    *(w for s in SIGNS.values() for w in s),
]
ODD = [
    "👍🏽",
    "👨‍👩‍👧",
    "\u200c",
    "\u0301",
    "\u0e49",
    "\u202e",
    "\ud83d",
    "\0",
    ". ",
    "\n",
    "a@b.com",
    "🇹🇭",
]

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(KEYS) | st.text(max_size=5), inner, max_size=5)
    ),
    max_leaves=12,
)
bodies = st.fixed_dictionaries(
    {"inputs": st.lists(st.fixed_dictionaries({"text": values}, optional={"id": values}) | values)},
    optional={"issues": values, "options": values, "more": values},
)
comments = st.lists(st.sampled_from(WORDS + ODD) | st.text(max_size=8), max_size=12).map(" ".join)
JSON = {"content-type": "application/json"}


@settings(max_examples=150)
@given(body=bodies | values)
def test_no_body_is_a_fault_of_ours(client, body):
    answer = client.post("/v1/predict", content=json.dumps(body), headers=JSON)
    assert answer.status_code in (200, 422), answer.text
    told = answer.json()
    if answer.status_code == 200:
        assert len(told["results"]) == len(body["inputs"])
    else:
        assert told["error"]["message"]


@settings(max_examples=150)
@given(text=comments)
def test_offsets_cut_out_what_they_say(client, text):
    answer = client.post(
        "/v1/predict", content=json.dumps({"inputs": [{"text": text}]}), headers=JSON
    )
    [found] = answer.json()["results"]
    assert found["text"] == text
    single = [found[kind] for kind in ("request", "complaint", "effort", "leave") if found[kind]]
    for each in [*found["issues"], *found["emotions"], *single]:
        evidence = each["evidence"]
        assert text[evidence["start"] : evidence["end"]] == evidence["text"]
