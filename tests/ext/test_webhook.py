"""Tagged comments on their way to a URL: which, in what form, signed, at least once."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import socket
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from cxnlp.cli import app
from cxnlp.errors import OutputError
from cxnlp.ext.webhook import (
    Event,
    Format,
    Journal,
    Rule,
    Sender,
    known_values,
    matching,
    post,
    read_events,
    shipped_formats,
)
from cxnlp.ext.webhook.sender import patience
from cxnlp.testing import FakeTagger, make_survey, small_list
from tests.ext.receiver import receiver

EVENT = Event(
    key="k" * 32,
    issue="price",
    issue_name="Price",
    owner="Sales",
    feeling="negative",
    probability=0.9,
    uncertain=False,
    text="ราคาแย่ call 081-234-5678",
    quote="ราคาแย่",
    language="th",
    sentiment="negative",
    score=3.0,
    band="detractor",
    comment="1q1",
    question="c",
)
JSON = Format.load("json")


def sender(url: str, secret: str = "", tries: int = 3) -> Sender:
    return Sender(url, secret, retry=patience(tries, first=0.001, longest=0.002))


def several(n: int) -> list[Event]:
    return [replace(EVENT, key=f"{i:032}", comment=f"{i}q1") for i in range(n)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    import cxnlp

    place = tmp_path_factory.mktemp("run")
    survey = make_survey(60, seed=2)
    survey.loc[0, ["comment", "nps"]] = ["bad price, write to ann@example.com", 0]
    cxnlp.analyze(survey, tagger=FakeTagger(), segments=[]).write(place)
    return place


def test_events_are_the_mentions_of_a_run(folder: Path) -> None:
    events = read_events(folder, small_list())
    tags = pd.read_parquet(folder / "tags.parquet")
    assert [event.issue for event in events] == tags["issue"].tolist()
    assert [event.quote for event in events] == tags["quote"].tolist()
    assert all(event.quote in event.text for event in events)
    first = events[0]
    assert (first.comment, first.score, first.band) == ("1q1", 0.0, "detractor")
    assert len({event.key for event in events}) == len(events)


def test_a_key_is_the_same_wherever_the_row_stands(tmp_path: Path, folder: Path) -> None:
    import cxnlp

    survey = make_survey(60, seed=2)
    survey.loc[0, ["comment", "nps"]] = ["bad price, write to ann@example.com", 0]
    cxnlp.analyze(survey.iloc[::-1], tagger=FakeTagger(), segments=[]).write(tmp_path)
    keys = {event.key for event in read_events(folder, small_list())}
    assert {event.key for event in read_events(tmp_path, small_list())} == keys


def test_equal_comments_without_an_id_are_two_events(tmp_path: Path) -> None:
    import cxnlp

    survey = pd.DataFrame({"nps": range(11), "comment": "bad price"})
    cxnlp.analyze(survey, tagger=FakeTagger(), segments=[], text="comment").write(tmp_path)
    assert len({event.key for event in read_events(tmp_path, small_list())}) == 11


def eleven_codes() -> pd.DataFrame:
    """Codes 1-11 for answers 0-10, which the group beside them proves."""
    scores = [score for score in range(11) for _ in range(3)]
    group = ["Detractor" if s < 7 else "Passive" if s < 9 else "Promoter" for s in scores]
    codes = [score + 1 for score in scores]
    return pd.DataFrame({"nps": codes, "NPS_NPS_GROUP": group, "comment": "bad price"})


def test_scores_and_bands_are_those_the_survey_read(tmp_path: Path) -> None:
    import cxnlp

    survey = eleven_codes()
    analysis = cxnlp.analyze(survey, tagger=FakeTagger(), segments=[], score="nps", text="comment")
    analysis.write(tmp_path)
    events = read_events(tmp_path, small_list())
    assert [event.score for event in events] == (survey["nps"] - 1).tolist()
    assert [event.band for event in events] == survey["NPS_NPS_GROUP"].str.lower().tolist()


def test_scores_in_words_have_a_band(tmp_path: Path) -> None:
    import cxnlp

    words = ["Very dissatisfied", "Dissatisfied", "Neutral", "Satisfied", "Very satisfied"] * 4
    survey = pd.DataFrame({"csat": words, "comment": "bad price"})
    cxnlp.analyze(survey, tagger=FakeTagger(), segments=[], text="comment").write(tmp_path)
    assert [(event.score, event.band) for event in read_events(tmp_path, small_list())] == [
        (1.0, "dissatisfied"),
        (2.0, "dissatisfied"),
        (3.0, "neutral"),
        (4.0, "satisfied"),
        (5.0, "satisfied"),
    ] * 4


def test_another_list_is_refused(folder: Path) -> None:
    with pytest.raises(OutputError, match="is not the one the comments were tagged with"):
        read_events(folder, "telecom")
    with pytest.raises(OutputError, match=r"comments.parquet is missing"):
        read_events(folder / "charts")


@pytest.mark.parametrize(
    ("rule", "matches"),
    [
        ("issue=price", True),
        ("issue=speed|price,feeling=negative", True),
        ("feeling=positive", False),
        ("band=detractor, owner=Sales", True),
        ("band=promoter,owner=Sales", False),
    ],
)
def test_a_rule_is_all_of_its_conditions(rule: str, matches: bool) -> None:
    assert Rule.parse(rule).matches(EVENT) is matches
    assert matching([EVENT], [Rule.parse("issue=staff"), Rule.parse(rule)]) == [EVENT] * matches


@pytest.mark.parametrize("rule", ["", "issue", "issue=", "text=x", "issue=a,issue=b", "=x"])
def test_what_is_no_rule_is_refused(rule: str) -> None:
    with pytest.raises(OutputError, match="field=value"):
        Rule.parse(rule)


def test_rules_look_at_values_that_there_are(folder: Path) -> None:
    assert known_values(folder, small_list()) == {
        "issue": ("price", "speed", "staff"),
        "owner": (),
        "feeling": ("negative", "neutral", "positive", "mixed"),
        "band": ("detractor", "passive", "promoter"),
    }


def test_formats_are_what_the_receivers_document() -> None:
    assert set(shipped_formats()) == {"hubspot", "json", "salesforce", "zendesk"}
    made = {name: json.loads(Format.load(name).render(EVENT)) for name in shipped_formats()}
    ticket = made["zendesk"]["ticket"]
    assert ticket["subject"] == "Price: negative"
    assert ticket["comment"] == {"body": EVENT.text, "public": False}
    assert (ticket["priority"], ticket["external_id"]) == ("high", EVENT.key)
    assert made["salesforce"]["Priority"] == "High"
    assert made["salesforce"]["Description"].endswith(f"cxnlp {EVENT.key}")
    assert made["hubspot"]["properties"]["hs_ticket_priority"] == "HIGH"
    plain = made["json"]["data"]
    assert plain == {k: v for k, v in EVENT.fields().items() if k != "key"}
    assert json.loads(JSON.render(replace(EVENT, score=None)))["data"]["score"] is None


def test_a_format_of_ones_own(tmp_path: Path) -> None:
    own = tmp_path / "own.json"
    own.write_text('{"body": {"text": "{issue}: {score} {owner}"}}', encoding="utf-8")
    assert Format.load(own).render(replace(EVENT, score=None)) == b'{"text": "price:  Sales"}'
    for wrong, match in (
        ('{"body": "{isue}"}', "names the field 'isue'"),
        ('{"text": 1}', "has no body"),
        ('{"body": 1, "lookups": {"p": {"of": "x"}}}', "names the field 'x'"),
        ("{", "cannot be read"),
    ):
        own.write_text(wrong, encoding="utf-8")
        with pytest.raises(OutputError, match=match):
            Format.load(own)


def test_requests_are_signed_as_standard_webhooks_are(tmp_path: Path) -> None:
    secret = b"a secret of ours"
    coded = "whsec_" + base64.b64encode(secret).decode()
    with receiver() as found:
        post([EVENT], sender(found.url, coded), JSON, Journal(tmp_path / "j", found.url))
    ((headers, body),) = found.requests
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    expected = base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{expected}"
    assert headers["webhook-id"] == headers["idempotency-key"] == EVENT.key
    assert json.loads(body)["data"]["text"] == EVENT.text


def test_without_a_secret_there_is_no_signature(tmp_path: Path) -> None:
    with receiver() as found:
        post([EVENT], sender(found.url), JSON, Journal(tmp_path / "j", found.url))
    assert "webhook-signature" not in found.requests[0][0]


@pytest.mark.parametrize("first", [503, 429, 500, None, (503, {"Retry-After": "0"})])
def test_what_may_pass_is_sent_again_under_the_same_key(first: object, tmp_path: Path) -> None:
    with receiver(lambda n: first if n < 2 else 201) as found:
        made = post([EVENT], sender(found.url), JSON, Journal(tmp_path / "j", found.url))
    assert (made.sent, made.left, made.refused) == (1, [], [])
    assert found.keys == [EVENT.key] * 3


def test_a_refusal_is_told_and_the_others_go_on(tmp_path: Path) -> None:
    events = several(3)
    with receiver(lambda n: 422 if n == 1 else 200) as found:
        made = post(events, sender(found.url), JSON, Journal(tmp_path / "j", found.url))
    assert (made.sent, made.refused) == (2, [(events[1], 422)])
    assert len(found.requests) == 3


@pytest.mark.parametrize(("status", "asked"), [(401, 1), (410, 1), (503, 4)])
def test_a_receiver_that_takes_nothing_is_left_alone(
    status: int, asked: int, tmp_path: Path
) -> None:
    events = several(5)
    with receiver(lambda _: status) as found:
        made = post(events, sender(found.url), JSON, Journal(tmp_path / "j", found.url))
    assert (made.sent, made.left, made.status) == (0, events, status)
    assert len(found.requests) == asked


def test_nobody_there_is_told(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/"
    made = post([EVENT], sender(url), JSON, Journal(tmp_path / "j", url))
    assert (made.left, made.status) == ([EVENT], 0)


def test_what_was_accepted_is_not_sent_again(tmp_path: Path) -> None:
    events = several(6)
    with receiver(lambda n: 200 if n < 4 else 503) as found:
        journal = Journal(tmp_path / "j", found.url)
        first = post(events, sender(found.url, tries=1), JSON, journal)
        assert (first.sent, first.left) == (4, events[4:])
        lines = (tmp_path / "j").read_text(encoding="utf-8")
    assert EVENT.text not in lines
    assert "hidden" not in lines
    with receiver() as again:
        second = post(events, sender(again.url), JSON, replace(journal))
        assert (second.sent, second.known) == (2, 4)
        assert again.keys == [event.key for event in events[4:]]
        other = post(events, sender(again.url), JSON, Journal(tmp_path / "j", again.url))
        assert other.sent == 6, "another receiver has had none of them"


def test_a_line_cut_off_is_sent_again(tmp_path: Path) -> None:
    path = tmp_path / "j"
    journal = Journal(path, "https://x.example/")
    first, second = several(2)
    journal.note(first)
    journal.note(second)
    path.write_bytes(path.read_bytes()[:-9])
    assert journal.accepted() == {first.key}
    journal.note(second)
    assert journal.accepted() == {first.key, second.key}


def test_one_key_is_sent_once(tmp_path: Path) -> None:
    with receiver() as found:
        post([EVENT, EVENT], sender(found.url), JSON, Journal(tmp_path / "j", found.url))
    assert len(found.requests) == 1


@pytest.mark.parametrize(
    ("url", "secret", "match"),
    [
        ("http://example.com/", "", "do not travel unencrypted"),
        ("ftp://example.com/", "", "webhook of ftp"),
        ("example.com", "", "no scheme"),
        ("https://example.com/", "whsec_!", "not base64"),
    ],
)
def test_what_is_not_safe_is_refused(url: str, secret: str, match: str) -> None:
    with pytest.raises(OutputError, match=match):
        Sender(url, secret)


def test_secrets_are_not_shown() -> None:
    shown = repr(Sender("https://example.com/", "s3cret", "Bearer t0ken"))
    assert "s3cret" not in shown
    assert "t0ken" not in shown


def command(folder: Path, url: str, *more: str) -> tuple[int, str]:
    issues = folder / "small.toml"
    issues.write_text(small_list().to_toml(), encoding="utf-8")
    given = ["post", str(folder), "--webhook", url, "--issues", str(issues), *more]
    result = CliRunner().invoke(app, given)
    problem = "" if result.exception is None else str(result.exception)
    return result.exit_code, result.output + problem


def test_the_command_sends_masks_and_remembers(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CXNLP_WEBHOOK_AUTHORIZATION", "Bearer abc")
    rule = ("--when", "issue=price,feeling=negative,band=detractor")
    wanted = matching(read_events(folder, small_list()), [Rule.parse(rule[1])])
    assert wanted
    with receiver() as found:
        _, shown = command(folder, found.url, *rule, "--dry-run")
        assert found.requests == []
        assert shown.count("cxnlp.mention") == len(wanted)
        code, said = command(folder, found.url, *rule)
        again = command(folder, found.url, *rule)
    assert code == 0
    assert f"{len(wanted)} mentions sent to 127.0.0.1" in said
    assert f"{len(wanted)} accepted before" in again[1]
    assert len(found.requests) == len(wanted)
    sent = b"".join(body for _, body in found.requests).decode()
    assert "[e-mail]" in sent
    assert "ann@example.com" not in sent
    assert {headers["authorization"] for headers, _ in found.requests} == {"Bearer abc"}


def test_the_command_says_what_was_not_accepted(folder: Path) -> None:
    with receiver(lambda _: 422) as found:
        code, said = command(folder, found.url, "--when", "feeling=positive")
    assert code != 0
    assert "not accepted by 127.0.0.1, which answered 422" in said
    assert "hidden" not in said


def test_the_command_refuses_a_misspelt_value(folder: Path) -> None:
    code, said = command(folder, "https://x.example/", "--when", "issue=pricing")
    assert code != 0
    assert "a rule names issue='pricing'" in said
