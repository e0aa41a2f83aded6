"""A person's corrections: put in at every run, known by the comment's hash, none lost silently."""

from __future__ import annotations

import pandas as pd
import pytest

from cxnlp.audit import correct_tags, read_corrections
from cxnlp.audit.corrections import ABSENT, APPLIED, CHECKED
from cxnlp.audit.texts import text_key
from cxnlp.errors import SurveyError
from cxnlp.pipeline import analyze, tag_survey
from cxnlp.survey import read_survey
from cxnlp.testing import FakeTagger
from tests.audit.worlds import TAXONOMY

TEXTS = ("bad price, great staff", "=poor speed", "-", "bad  price, great staff")
FRAME = pd.DataFrame({"nps": [2, 5, 9, 3], "comment": TEXTS})
ASKED = {"score": "nps", "text": "comment", "scale": "nps"}


def given(*rows, column="comment"):
    return pd.DataFrame(rows, columns=[column, "issue", "feeling"])


@pytest.fixture
def tags():
    return tag_survey(read_survey(FRAME, **ASKED), FakeTagger())


def corrected(tags, *rows, drawn=()):
    return correct_tags(tags, read_corrections(given(*rows), TAXONOMY), drawn)


def said(tags):
    return {(m.row, m.issue): (m.feeling, m.source) for m in tags.mentions.itertuples()}


def test_a_mention_is_taken_out_put_in_or_changed_wherever_the_text_stands(tags):
    found = corrected(
        tags,
        (TEXTS[0], "price", "none"),
        (TEXTS[0], "speed", "negative"),
        (TEXTS[0], "staff", "mixed"),
    )
    now = said(found.tags)
    for row in (0, 3):  # the same words, spaces aside
        assert (row, "price") not in now
        assert now[row, "speed"] == ("negative", "hand")
        assert now[row, "staff"] == ("mixed", "hand")
    assert now[1, "speed"] == said(tags)[1, "speed"]
    assert found.counts() == {APPLIED: 3}


def test_evidence_stays_a_slice_of_the_comment(tags):
    found = corrected(tags, (TEXTS[0], "speed", "negative"), (TEXTS[0], "staff", "neutral"))
    texts = found.tags.comments.set_index("comment")["text"]
    for mention in found.tags.mentions.itertuples():
        assert texts[mention.comment][mention.start : mention.end] == mention.quote
    assert found.tags.mentions["row"].is_monotonic_increasing
    assert dict(found.tags.mentions.dtypes) == dict(tags.mentions.dtypes)


def test_corrections_say_nothing_twice_and_change_nothing_twice(tags):
    once = corrected(tags, (TEXTS[0], "price", "none"), (TEXTS[0], "price", "none"))
    again = corrected(once.tags, (TEXTS[0], "price", "none"))
    pd.testing.assert_frame_equal(again.tags.mentions, once.tags.mentions)
    assert len(once.told) == 1


def test_every_correction_is_accounted_for(tags):
    rows = (TEXTS[0], "price", "none"), (TEXTS[1], "speed", "none"), ("gone", "speed", "mixed")
    found = corrected(tags, *rows, drawn=[1])
    assert list(found.told["state"]) == [APPLIED, CHECKED, ABSENT]
    assert said(found.tags)[1, "speed"] == said(tags)[1, "speed"]


def test_a_text_drawn_once_is_left_as_tagged_everywhere(tags):
    found = corrected(tags, (TEXTS[0], "price", "none"), drawn=[3])
    assert (0, "price") in said(found.tags)
    assert found.counts() == {CHECKED: 1}


def test_keys_do_as_well_as_texts_and_the_guard_of_a_csv_is_no_part_of_them():
    by_key = read_corrections(given((text_key(TEXTS[1]), "speed", "no"), column="key"), TAXONOMY)
    by_text = read_corrections(given(("'" + TEXTS[1], "speed", "NO")), TAXONOMY)
    pd.testing.assert_frame_equal(by_key, by_text)


@pytest.mark.parametrize(
    ("table", "words"),
    [
        (given(("x", "price", "no")).drop(columns="comment"), "without the column 'comment'"),
        (given(("x", "price", "no")).drop(columns="feeling"), "without the column 'feeling'"),
        (given(("x", "offer", "no")), "issue 'offer'"),
        (given(("x", "price", "angry")), "feeling 'angry'"),
        (given((" ", "price", "no")), "comment ''"),
        (given(("x", "price", "no"), ("x ", "price", "mixed")), "contradict each other on 'price'"),
    ],
)
def test_what_cannot_be_a_correction_is_an_error_in_words(table, words):
    with pytest.raises(SurveyError, match=words):
        read_corrections(table, TAXONOMY)


def test_they_survive_every_run(tmp_path):
    asked = {**ASKED, "tagger": FakeTagger(), "segments": []}
    first = analyze(FRAME, corrections=given((TEXTS[0], "price", "none")), **asked)
    first.write(tmp_path)
    assert set(first.mentions["issue"]) == {"staff", "speed"}
    assert first.run["corrections"] == {APPLIED: 1}
    # What a run writes is what the next one takes: hashes, and no text.
    kept = tmp_path / "corrections.csv"
    assert "price," in kept.read_text("utf-8-sig")
    assert TEXTS[0] not in kept.read_text("utf-8-sig")
    later = pd.concat([FRAME, FRAME.assign(comment="bad price again")], ignore_index=True)
    again = analyze(later, corrections=kept, **asked)
    assert set(again.mentions.loc[again.mentions["comment"] == "1q1", "issue"]) == {"staff"}
    assert (again.mentions["issue"] == "price").sum() == len(FRAME)
