"""What the tagger says of one comment: with its words, from its own text, in every language."""

from __future__ import annotations

import json
import unicodedata
from dataclasses import fields

import pytest
from hypothesis import example, given, settings

from cxnlp.issues import Issue, Taxonomy
from cxnlp.model import Bundle
from cxnlp.model.heads import FEELINGS, SENTIMENTS, SIGNALS
from cxnlp.survey.rows.limits import LONGEST_COMMENT
from cxnlp.tag import Prediction, Tagger
from cxnlp.tag.evidence import LONGEST
from cxnlp.testing import FakeTagger
from tests.comments import comments

SLOW = Taxonomy(
    "Slow",
    (
        Issue("net", "Network"),
        Issue("slow", "Slowness", parent="net", patterns=("chậm", r"\bslow", "ช้า", "کند")),
        Issue("refund", "Refunds", patterns=("hoàn tiền", "refund", "คืนเงิน")),
    ),
)


@pytest.fixture(scope="module")
def by_pattern(bundle: Bundle) -> Tagger:
    return Tagger(bundle, SLOW)


def keeps_the_laws(found: Prediction) -> None:
    s = found.sentiment
    if s is None:
        assert found.issues == found.possible == found.signals == ()
        assert not found.uncertain
    else:
        assert s.label in SENTIMENTS
        chances = (s.negative, s.neutral, s.positive)
        assert sum(chances) == pytest.approx(1, abs=1e-5)
        assert getattr(s, s.label) == max(chances)
        assert -1 <= s.score <= 1
        assert not found.no_content
    for each in (*found.issues, *found.possible, *found.signals, *found.possible_signals):
        cut = each.evidence
        assert cut.text == found.text[cut.start : cut.end]
        assert 0 <= cut.start < cut.end <= len(found.text)
        assert cut.text.strip()
        assert 0 < each.probability <= 1
    for mention in (*found.issues, *found.possible):
        assert mention.feeling in FEELINGS
        assert mention.source in ("model", "pattern")
    assert not {m.id for m in found.issues} & {m.id for m in found.possible}
    assert {s.name for s in found.signals + found.possible_signals} <= set(SIGNALS)
    assert json.dumps(found.to_dict(), allow_nan=False)


@settings(max_examples=80)
@given(comments)
@example("เน็ตช้า" * 300)
@example("a\u0301" * 400 + " slow")
@example("slow\ud83d refund\udc4d\x00 slow")
@example("\u202eslow\u202c refund \u200f")
def test_whatever_is_written_evidence_is_cut_from_it(by_pattern: Tagger, text: str) -> None:
    (found,) = by_pattern.predict([text])
    assert found.text == text
    keeps_the_laws(found)


@given(comments)
def test_the_fake_keeps_the_same_laws(text: str) -> None:
    (found,) = FakeTagger().predict([text])
    assert found.text == text
    keeps_the_laws(found)


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize(
    ("text", "word", "issue"),
    [
        ("👍 Dịch vụ ổn, nhưng mạng rất chậm, hơi thất vọng", "chậm", "slow"),
        ("Tôi đã gọi ba lần mà chưa được hoàn tiền", "hoàn tiền", "refund"),
        ("e\u0301\u0302 and then it was Slow all day", "Slow", "slow"),
    ],
)
def test_a_pattern_is_found_however_the_text_is_composed(
    by_pattern: Tagger, text: str, word: str, issue: str, form: str
) -> None:
    typed, sought = unicodedata.normalize(form, text), unicodedata.normalize(form, word)
    (found,) = by_pattern.predict([typed])
    (mention,) = [m for m in found.issues if m.id == issue]
    assert mention.source == "pattern"
    assert mention.probability == 1
    assert sought in mention.evidence.text
    keeps_the_laws(found)


def test_a_pattern_far_into_loose_marks_is_found_in_its_own_clause(by_pattern: Tagger) -> None:
    before = "Mạng ở nhà tôi rất yếu và hay rớt giữa buổi tối, " * 4
    typed = unicodedata.normalize("NFD", before + "nhân viên thì chậm, còn lại tạm ổn mà thôi")
    (found,) = by_pattern.predict([typed])
    (mention,) = [m for m in found.issues if m.id == "slow"]
    assert mention.evidence.text == unicodedata.normalize("NFD", "nhân viên thì chậm,")


def test_evidence_is_the_clause_of_the_pattern(by_pattern: Tagger) -> None:
    text = "The shop was clean, but the line is slow at night. I want a refund!"
    (found,) = by_pattern.predict([text])
    quotes = {mention.id: mention.evidence.text for mention in found.issues}
    assert quotes["slow"] == "but the line is slow at night."
    assert quotes["refund"] == "I want a refund!"


def test_a_clause_too_long_to_read_is_cut_around_what_was_found(by_pattern: Tagger) -> None:
    words = "and so on " * 100
    (found,) = by_pattern.predict([f"{words}slow {words}"])
    (mention,) = [m for m in found.issues if m.id == "slow"]
    assert "slow" in mention.evidence.text
    assert len(mention.evidence.text) <= LONGEST
    assert mention.evidence.text.split()[0] in words.split()


def test_parents_are_never_tagged_and_issues_keep_their_order(by_pattern: Tagger) -> None:
    (found,) = by_pattern.predict(["I want a refund, the network is slow"])
    ids = [mention.id for mention in found.issues]
    assert ids == [issue.id for issue in SLOW.leaves() if issue.id in ids]
    assert {"slow", "refund"} <= set(ids)


@pytest.mark.parametrize("text", ["-", "ไม่มี", "không", "ندارم", "None", "", "  ", "..."])
def test_without_content_nothing_is_said(tagger: Tagger, text: str) -> None:
    (found,) = tagger.predict([text])
    assert found.no_content
    assert found.sentiment is None
    assert found.issues == ()


@pytest.mark.parametrize(
    "text",
    [
        *("ᎣᏏᏲ ᏙᎯᏧ ᎠᎩᏏ", "བོད་ཡིག་ཡག་པོ", "ບໍລິການດີຫຼາຍ", "አገልግሎቱ በጣም ጥሩ ነው", "ဝန်ဆောင်မှု ကောင်းတယ်"),
        *("សេវាកម្មល្អណាស់", "სერვისი კარგია", "asdfghjkl", "jkhgfjkh bdhfgjkdfhg"),
    ],
)
def test_an_unknown_script_or_language_has_no_sentiment(tagger: Tagger, text: str) -> None:
    (found,) = tagger.predict([text])
    assert not found.no_content
    assert found.sentiment is None
    assert found.issues == ()


@pytest.mark.parametrize("text", ["👍", "😡😡", "ok", "服务很好", "Отлично"])
def test_other_comments_have_one(tagger: Tagger, text: str) -> None:
    (found,) = tagger.predict([text])
    assert found.sentiment is not None


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ("Excellent service, I love it", "Terrible service, I hate it"),
        ("บริการดีเยี่ยม ประทับใจมาก", "บริการแย่มาก ผิดหวังที่สุด"),
        ("خدمات عالی بود، خیلی راضی هستم", "خدمات افتضاح بود، خیلی ناراضی هستم"),
        ("Dịch vụ tuyệt vời, rất hài lòng", "Dịch vụ quá tệ, rất thất vọng"),
    ],
)
def test_praise_and_blame_are_told_apart(tagger: Tagger, good: str, bad: str) -> None:
    praise, blame = tagger.predict([good, bad])
    assert praise.sentiment
    assert blame.sentiment
    assert praise.sentiment.label == "positive"
    assert blame.sentiment.label == "negative"


def test_arabic_keyboards_write_the_same_persian(tagger: Tagger) -> None:
    persian, arabic = tagger.predict(
        ["کیفیت خیلی خوبی داشت و گران نیست", "كيفيت خيلي خوبي داشت و گران نيست"]
    )
    assert persian.sentiment == arabic.sentiment
    assert [m.id for m in persian.issues] == [m.id for m in arabic.issues]


@pytest.mark.parametrize("text", ["👍 I want a refund, it is slow", "-", "ช้ามาก แย่"])
def test_a_prediction_is_plain_values(by_pattern: Tagger, text: str) -> None:
    (found,) = by_pattern.predict([text])
    plain = found.to_dict()
    assert json.loads(json.dumps(plain)) == plain
    assert set(plain) == {field.name for field in fields(Prediction)}
    if found.sentiment:
        assert plain["sentiment"]["score"] == found.sentiment.score
    for issue, mention in zip(plain["issues"], found.issues, strict=True):
        assert issue["id"] == mention.id
        assert issue["evidence"]["text"] == mention.evidence.text


def test_the_last_words_of_a_long_comment_count(by_pattern: Tagger) -> None:
    text = " ".join(["It works as it should, nothing special to tell."] * 330)
    assert len(text.split()) > 2900
    plain, grim, end = by_pattern.predict([text, f"{text} Awful!!", f"{text} I want a refund."])
    assert plain.sentiment != grim.sentiment
    (mention,) = [m for m in end.issues if m.id == "refund"]
    assert mention.evidence.text == "I want a refund."
    assert mention.evidence.end == len(end.text)


def test_what_is_longer_than_any_answer_is_read_as_far_as_said(by_pattern: Tagger) -> None:
    start = "I want a refund. "
    text = start + "x " * LONGEST_COMMENT + "It is slow"
    (found,) = by_pattern.predict([text])
    assert found.text == text
    keeps_the_laws(found)
    assert "refund" in [mention.id for mention in found.issues]
    assert "pattern" not in [m.source for m in found.issues if m.id == "slow"]


def test_the_record_names_the_model(tagger: Tagger, bundle: Bundle) -> None:
    assert tagger.model == {
        "name": bundle.config["name"],
        "version": bundle.config["version"],
        "sha256": bundle.fingerprint,
    }
