"""/v1/predict: what comes back, and what is refused with which words."""

from __future__ import annotations

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest

from cxnlp.issues import Taxonomy
from cxnlp.serve import Settings
from cxnlp.serve.examples import predict_examples
from cxnlp.testing import FakeTagger
from tests.serve.serving import Fragile, Gated, limited, serving, texts, until

COMMENTS = (
    "Good price 👍🏽 but poor speed, and the staff was bad",
    "พนักงานดีมาก แต่ราคาแย่",
    "سرعت افتضاح است، کارکنان خوب؛ می‌خواهم عوض کنم 👨‍👩‍👧",
    "giá to\u0302\u0301t nhưng tốc độ tệ",
    "",
    "-",
    "\u200f\u202eprice good\x00",
)
SECRET = "zebra-crossing-42"
JSON = {"content-type": "application/json"}


def read(client, body):
    answer = client.post("/v1/predict", json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()


def refusal(client, body, status):
    answer = client.post("/v1/predict", json=body)
    assert answer.status_code == status, answer.text
    return answer.json()["error"]


def test_results_are_the_taggers_in_order(client):
    inputs = [{"id": f"c{i}", "text": text} for i, text in enumerate(COMMENTS)]
    body = read(client, {"inputs": inputs})
    told = FakeTagger().predict(COMMENTS)
    assert [found.pop("id") for found in body["results"]] == [each["id"] for each in inputs]
    assert [found.pop("masked") for found in body["results"]] == [{}] * len(COMMENTS)
    assert body["results"] == [json.loads(json.dumps(each.to_dict())) for each in told]
    assert body["errors"] == 0
    assert body["model"] == FakeTagger().model


@pytest.mark.parametrize("text", COMMENTS)
def test_offsets_are_code_points_of_the_text(client, text):
    [found] = read(client, texts(text))["results"]
    assert found["text"] == text
    shown = [*found["issues"], *(found[kind] for kind in ("request", "complaint", "leave"))]
    for evidence in (each["evidence"] for each in shown if each):
        assert text[evidence["start"] : evidence["end"]] == evidence["text"]


def test_an_item_that_is_wrong_spoils_no_other(client):
    wrong = [
        7,
        None,
        "text",
        [],
        {},
        {"text": 1},
        {"text": None},
        {"txet": "a"},
        {"text": "a", "x": 1},
    ]
    wrong += [
        {"id": True, "text": "a"},
        {"text": "a", "lang": "Thai!"},
        {"text": "a", "question": 3},
    ]
    right = {"id": "right", "text": "good price"}
    inputs = [each for one in wrong for each in (one, right)]
    body = read(client, {"inputs": inputs})
    assert all(found["error"]["code"] == "invalid" for found in body["results"][::2])
    assert all(found["issues"][0]["id"] == "price" for found in body["results"][1::2])
    assert body["errors"] == len(wrong)


def test_an_error_bears_the_id_of_its_item(client):
    [found] = read(client, {"inputs": [{"id": "c9", "text": 1}]})["results"]
    assert found["id"] == "c9"
    assert "text" in found["error"]["message"]


def test_half_a_character_comes_back_as_it_came(client):
    sent = b'{"inputs": [{"text": "good price \\ud83d"}]}'
    answer = client.post("/v1/predict", content=sent, headers=JSON)
    [found] = answer.json()["results"]
    assert found["text"] == "good price \ud83d"
    assert found["issues"][0]["id"] == "price"


def test_company_changes_nothing(client):
    alone = [read(client, texts(text))["results"][0] for text in COMMENTS]
    assert read(client, texts(*COMMENTS))["results"] == alone
    with ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(read, client, texts(text)) for text in COMMENTS * 6]
        assert [each.result()["results"][0] for each in asked] == alone * 6


def test_requests_that_wait_share_a_pass():
    tagger = Gated()
    with serving(tagger, ready=False) as client, ThreadPoolExecutor(4) as pool:
        until(lambda: tagger.passes)
        tagger.gate.set()
        until(lambda: client.get("/health/ready").status_code == 200)
        tagger.gate.clear()
        asked = [pool.submit(read, client, texts("good price"))]
        until(lambda: len(tagger.passes) == 2)
        asked += [pool.submit(read, client, texts(f"bad speed {i}")) for i in range(3)]
        until(lambda: client.app.state.service.queue.waiting == 3)
        tagger.gate.set()
        assert [each.result()["errors"] for each in asked] == [0] * 4
        assert sorted(tagger.passes[2]) == [f"bad speed {i}" for i in range(3)]


TWO_WAYS = [
    texts(*COMMENTS),
    {"inputs": [7, None, {"text": 1}, {"txet": "a"}, {"id": True, "text": "a"}, {"text": "a"}]},
    {"inputs": [{"text": "good price", "id": 3, "lang": "vi"}], "issues": ["Price"]},
    {**texts("a@b.com"), "options": {"mask": True}, "issues": "hotel"},
    {"inputs": [], "more": 1},
    {"inputs": [{"text": "a", "id": int("9" * 4000)}]},
    {"inputs": [{"text": "a", "id": 1.0}, {"text": "a", "id": float("inf")}]},
]


@pytest.mark.parametrize("body", TWO_WAYS)
def test_both_ways_to_the_endpoint_say_the_same(client, body):
    """A type like application/x+json is left to FastAPI's reading, as is a body that is wrong."""
    told = []
    for content_type in ("application/json", "application/x+json"):
        headers = {"content-type": content_type}
        answer = client.post("/v1/predict", content=json.dumps(body), headers=headers)
        told.append({**answer.json(), "status": answer.status_code, "timings": None})
    assert told[0] == told[1]


def test_the_language_given_comes_back(client):
    [found] = read(client, {"inputs": [{"text": "ok good", "lang": "vi"}]})["results"]
    assert found["language"] == "vi"


@dataclass(frozen=True)
class Around:
    """A tagger around another, as one with the sentiment of another model is."""

    tagger: FakeTagger

    def __getattr__(self, name):
        return getattr(self.tagger, name)


def test_a_tagger_around_another_reads_by_other_lists_too():
    with serving(Around(FakeTagger())) as client:
        assert client.get("/v1/model").json()["takes_other_lists"]
        own = read(client, texts("good price"))["results"][0]["issues"]
        [found] = read(client, {**texts("good price"), "issues": ["Price"]})["results"]
    assert [each["id"] for each in own] == ["price"]
    assert [each["id"] for each in found["issues"]] == ["Price"]


def test_a_tagger_of_one_list_says_so():
    class OneList:
        def __init__(self):
            self.inner = FakeTagger()
            self.taxonomy, self.model = self.inner.taxonomy, self.inner.model

        def predict(self, given, questions=None):
            return self.inner.predict(given, questions)

    with serving(OneList()) as client:
        assert not client.get("/v1/model").json()["takes_other_lists"]
        answer = client.post("/v1/predict", json={**texts("a"), "issues": ["Price"]})
    assert answer.status_code == 422
    assert "one list" in answer.json()["error"]["message"]


def test_a_failing_comment_spoils_no_other_and_is_not_repeated(caplog):
    with serving(Fragile()) as client:
        body = read(client, texts("good price", f"poison {SECRET}", "bad speed"))
    codes = [found.get("error", {}).get("code") for found in body["results"]]
    assert codes == [None, "not_read", None]
    assert SECRET not in json.dumps(body)
    assert SECRET not in caplog.text


def test_issues_may_be_named_or_brought(client):
    named = read(client, {**texts("The hotel breakfast was good"), "issues": "hotel"})
    assert named["issues"]["title"] == Taxonomy.load("hotel").title
    own = ["Breakfast", {"id": "wifi", "name": "Internet", "names": {"th": "เน็ต"}}]
    brought = read(client, {**texts("good breakfast, เน็ตแย่"), "issues": own})
    assert [m["id"] for m in brought["results"][0]["issues"]] == ["Breakfast", "wifi"]


@pytest.mark.parametrize(
    ("issues", "told"),
    [
        ("hotels", 'did you mean "hotel"?'),
        ("../../../etc/passwd", "there is no list of issues of that name"),
        ([], "lists no issue"),
        (["a", "a"], 'the id "a" comes 2 times'),
        ([{"name": "a", "patterns": ["(a+)+$"]}], "unknown key"),
        ([{"name": "a", "parent": "b"}], 'its parent "b" is not in the list'),
        ([" "], "blank"),
    ],
)
def test_a_list_that_is_wrong_is_refused(client, issues, told):
    assert told in refusal(client, {**texts("x"), "issues": issues}, 422)["message"]


def test_limits_are_named_where_they_are_passed():
    settings = limited(items=2, waiting=2, characters=5, body=3000, issues=1, question=4)
    with serving(settings=settings) as client:
        assert "at most 2" in refusal(client, texts("a", "b", "c"), 422)["message"]
        assert "at most 1" in refusal(client, {**texts("a"), "issues": ["a", "b"]}, 422)["message"]
        found = read(client, texts("abcdef", "abcde"))["results"]
        assert "at most 5" in found[0]["error"]["message"]
        assert found[1]["text"] == "abcde"
        [long] = read(client, {"inputs": [{"text": "a", "question": "abcde"}]})["results"]
        assert "at most 4" in long["error"]["message"]
        assert "3,000 bytes" in refusal(client, texts("a" * 3000), 413)["message"]


def test_a_body_without_a_length_is_measured_as_it_comes():
    with serving(settings=limited(body=3000)) as client:
        parts = (b"x" * 1000 for _ in range(5))
        answer = client.post("/v1/predict", content=parts, headers=JSON)
    assert answer.status_code == 413
    assert "3,000 bytes" in answer.json()["error"]["message"]


def test_a_full_queue_says_when_to_come_again():
    tagger = Gated()
    with serving(tagger, limited(items=2, waiting=2, together=1), ready=False) as client:
        tagger.gate.set()
        until(lambda: client.get("/health/ready").status_code == 200)
        tagger.gate.clear()
        with ThreadPoolExecutor(3) as pool:
            first = pool.submit(read, client, texts("one"))
            until(lambda: ["one"] in tagger.passes)
            second = pool.submit(read, client, texts("two", "three"))
            until(lambda: client.app.state.service.queue.waiting == 2)
            answer = client.post("/v1/predict", json=texts("four"))
            tagger.gate.set()
            assert first.result()["errors"] == second.result()["errors"] == 0
        assert answer.status_code == 429
        assert int(answer.headers["retry-after"]) >= 1
        assert "at most 2" in answer.json()["error"]["message"]
        assert ["four"] not in tagger.passes
        assert read(client, texts("four"))["errors"] == 0


def test_a_request_that_takes_too_long_is_told_so():
    tagger = Gated()
    with serving(tagger, limited(seconds=0.2, together=1), ready=False) as client:
        tagger.gate.set()
        until(lambda: client.get("/health/ready").status_code == 200)
        tagger.gate.clear()
        answer = client.post("/v1/predict", json=texts("one", "two"))
        assert answer.status_code == 504
        assert "0.2 s" in answer.json()["error"]["message"]
        assert client.app.state.service.queue.waiting == 0
        tagger.gate.set()
    assert ["two"] not in tagger.passes


def test_until_the_model_answers_nothing_is_taken():
    tagger = Gated()
    with serving(tagger, ready=False) as client:
        assert client.get("/health/live").status_code == 200
        for answer in (client.get("/health/ready"), client.post("/v1/predict", json=texts("a"))):
            assert answer.status_code == 503
            assert answer.headers["retry-after"]
        tagger.gate.set()


def test_the_port_may_open_only_once_the_model_answers():
    with serving(FakeTagger(), Settings(warm_first=True), ready=False) as client:
        assert client.get("/health/ready").status_code == 200


def test_a_model_that_fails_is_never_ready():
    with serving(Fragile(word="price"), ready=False) as client:
        until(lambda: client.app.state.service.state == "failed")
        assert "failed" in client.get("/health/ready").json()["error"]["message"]


def test_a_service_that_stops_finishes_what_it_took():
    tagger = Gated()
    with ThreadPoolExecutor(2) as pool:
        with serving(tagger, ready=False) as client:
            tagger.gate.set()
            until(lambda: client.get("/health/ready").status_code == 200)
            tagger.gate.clear()
            asked = pool.submit(read, client, texts("good price"))
            until(lambda: ["good price"] in tagger.passes)
            threading.Timer(0.2, tagger.gate.set).start()
            # Stopped while the test's own client still is there to take the answer.
            client.portal.call(client.app.state.service.stop)
            assert asked.result()["errors"] == 0


def test_personal_data_is_masked_before_anything_reads_it():
    personal = f"good price, write to {SECRET}@example.com 👍"
    tagger = Gated()
    tagger.gate.set()
    with serving(tagger) as client:
        [found] = read(client, {**texts(personal), "options": {"mask": True}})["results"]
        [plain] = read(client, texts(personal))["results"]
    assert found["text"] == "good price, write to [e-mail] 👍"
    assert found["masked"] == {"e-mail": 1}
    assert [found["text"]] in tagger.passes
    evidence = found["issues"][0]["evidence"]
    assert found["text"][evidence["start"] : evidence["end"]] == evidence["text"]
    assert plain["text"] == personal


def test_a_service_may_mask_always():
    with serving(settings=Settings(mask=True)) as client:
        [found] = read(client, {**texts("a@b.com"), "options": {"mask": False}})["results"]
    assert found["text"] == "[e-mail]"


@pytest.mark.parametrize(
    "body",
    [
        f'{{"inputs": "{SECRET}"}}',
        f'{{"{SECRET}": 1}}',
        f'"{SECRET}"',
        f'{{"inputs": [], "options": {{"mask": "{SECRET}"}}}}',
        f'{{"inputs": [], "options": {{"{SECRET}": true}}}}',
        f'{{"inputs": [], "issues": {{"{SECRET}": true}}}}',
        f'{{"inputs": [{{"text": "{SECRET}"',
        f'{{"inputs": [], "issues": [{{"name": 3, "{SECRET}": 1}}]}}',
        SECRET,
        "",
        "null",
        "[" * 100_000,
        '{"inputs": 1' + "0" * 5000 + "}",
        '{"inputs": [{"text": "a", "id": 1' + "0" * 5000 + "}]}",
        "\ufeff{}",
    ],
)
def test_no_error_repeats_what_was_sent(client, body, caplog):
    answer = client.post("/v1/predict", content=body.encode(), headers=JSON)
    assert answer.status_code in (400, 422), answer.text
    assert answer.json()["error"]["message"]
    assert SECRET not in answer.text
    assert SECRET not in caplog.text


def test_bytes_that_are_no_text_are_refused(client):
    answer = client.post("/v1/predict", content=b'{"inputs": "\xff"}', headers=JSON)
    assert answer.status_code in (400, 422)


@pytest.mark.parametrize("kind", [None, "", "application/x-www-form-urlencoded", "text/json; a=b"])
def test_a_body_that_is_not_said_to_be_json_is_told_how(client, kind):
    headers = {} if kind is None else {"content-type": kind}
    answer = client.post("/v1/predict", content=json.dumps(texts("a")).encode(), headers=headers)
    assert answer.status_code == 415
    assert "Content-Type: application/json" in answer.json()["error"]["message"]


@pytest.mark.parametrize("kind", ["Application/JSON; charset=UTF-8", "application/vnd.x+json"])
def test_a_body_may_be_said_to_be_json_in_several_ways(client, kind):
    sent = json.dumps(texts("good price")).encode()
    answer = client.post("/v1/predict", content=sent, headers={"content-type": kind})
    assert answer.json()["errors"] == 0


def test_no_comments_give_no_results(client):
    assert read(client, {"inputs": []})["results"] == []


@pytest.mark.parametrize("name", predict_examples())
def test_the_examples_work(client, name):
    body = read(client, predict_examples()[name]["value"])
    assert body["errors"] == 0
    assert body["results"][-1]["language"] in (name, "vi")
