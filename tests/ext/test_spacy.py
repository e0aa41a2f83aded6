"""The components of spaCy."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from importlib import import_module
from pathlib import Path

import pytest
import spacy
from hypothesis import given
from spacy.tokens import Doc, Span

from cxnlp.ext import spacy_pipe
from cxnlp.issues import Taxonomy
from cxnlp.tag import TaggerLike
from cxnlp.testing import FakeTagger
from tests.comments import comments

ROOT = Path(__file__).resolve().parents[2]
ENTRIES = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"][
    "entry-points"
]["spacy_factories"]
TEXTS = [
    "Good price, but poor speed",
    "พนักงานดีแต่ราคาแย่",
    "-",
    "سرعت افتضاح",
    "Good price, but poor speed",
]


def pipeline(tagger: TaggerLike, language: str = "xx", **config: object) -> spacy.Language:
    nlp = spacy.blank(language)
    for name in ("cxnlp_sentiment", "cxnlp_issues"):
        nlp.add_pipe(name, config=config if name == "cxnlp_issues" else {}).tagger = tagger
    return nlp


def test_entry_points_name_what_is_there() -> None:
    assert set(ENTRIES) == {"cxnlp_sentiment", "cxnlp_issues"}
    for entry in ENTRIES.values():
        module, _, function = entry.partition(":")
        assert callable(getattr(import_module(module), function))


def test_sentiment_and_issues_are_written() -> None:
    doc = pipeline(FakeTagger(), "en")("Good price, but poor speed")
    assert sum(doc.cats.values()) == pytest.approx(1)
    group = doc.spans["cx_issues"]
    assert [(span.label_, span.text) for span in group] == [
        ("price", "Good price,"),
        ("speed", "but poor speed"),
    ]
    assert group.attrs == {"probability": [0.9, 0.9], "feeling": ["positive", "negative"]}


def test_nothing_to_judge_is_no_category() -> None:
    doc = pipeline(FakeTagger())("-")
    assert doc.cats == {}
    assert list(doc.spans["cx_issues"]) == []


@given(comments)
def test_spans_are_exact_and_the_text_stays(text: str) -> None:
    text = text.encode("utf-8", "ignore").decode()
    nlp, tagger = EXACT
    doc = nlp(text)
    assert doc.text == text
    found = tagger.predict([text])[0].issues
    spans = doc.spans["cx_issues"]
    assert [span.text for span in spans] == [mention.evidence.text.strip() for mention in found]
    assert [(s.start_char, s.end_char, s.label_) for s in spans] == [
        (
            m.evidence.start + len(m.evidence.text) - len(m.evidence.text.lstrip()),
            m.evidence.end - len(m.evidence.text) + len(m.evidence.text.rstrip()),
            m.id,
        )
        for m in found
    ]


EXACT = (pipeline(FakeTagger()), FakeTagger())


def test_spans_grow_to_tokens_where_they_may_not_split() -> None:
    text = "พนักงานดีแต่ราคาแย่"
    whole = pipeline(FakeTagger(), exact=False)(text)
    assert len(whole) == 1
    assert {span.text for span in whole.spans["cx_issues"]} == {text}


def test_other_spans_stay_on_their_words() -> None:
    nlp = spacy.blank("xx")
    doc = nlp("aabb cc dd")
    doc.spans["theirs"] = [Span(doc, 1, 2, label="C", kb_id="Q1", span_id="s"), Span(doc, 0, 3)]
    doc.ents = [Span(doc, 2, 3, label="D")]
    spacy_pipe.split_tokens(doc, [0, 2, 5])
    assert [token.text for token in doc] == ["aa", "bb", "cc", "dd"]
    assert [span.text for span in doc.spans["theirs"]] == ["cc", "aabb cc dd"]
    first = doc.spans["theirs"][0]
    assert (first.label_, first.kb_id_, first.id_) == ("C", "Q1", "s")
    assert [ent.text for ent in doc.ents] == ["dd"]


def test_heads_stay_when_tokens_split() -> None:
    doc = Doc(spacy.blank("xx").vocab, words=["aabb", "cc"], heads=[1, 1], deps=["x", "ROOT"])
    spacy_pipe.split_tokens(doc, [2])
    assert [token.head.text for token in doc] == ["cc", "aa", "cc"]


def test_batches_are_read_together_and_change_nothing() -> None:
    class Counted(FakeTagger):
        def predict(self, texts, questions=None):
            SIZES.append(len(texts))
            return super().predict(texts)

    SIZES: list[int] = []
    nlp = spacy.blank("xx")
    nlp.add_pipe("cxnlp_issues").tagger = Counted()
    together = list(nlp.pipe(TEXTS * 10, batch_size=20))
    assert SIZES == [20, 20, 10]
    for doc in together:
        alone = nlp(doc.text)
        assert [s.text for s in doc.spans["cx_issues"]] == [
            s.text for s in alone.spans["cx_issues"]
        ]


def test_a_pipeline_survives_the_disk(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text(Taxonomy.load("telecom").to_toml(), encoding="utf-8")
    nlp = spacy.blank("xx")
    nlp.add_pipe("cxnlp_issues", config={"issues": str(own)})
    nlp.add_pipe("cxnlp_sentiment")
    nlp.to_disk(tmp_path / "pipeline")
    own.unlink()
    again = spacy.load(tmp_path / "pipeline")
    assert again.pipe_names == ["cxnlp_issues", "cxnlp_sentiment"]
    assert again.get_pipe("cxnlp_issues").issues == Taxonomy.load("telecom")
    copied = spacy.blank("xx")
    copied.add_pipe("cxnlp_issues")
    copied.add_pipe("cxnlp_sentiment")
    copied.from_bytes(again.to_bytes())
    assert copied.get_pipe("cxnlp_issues").issues == Taxonomy.load("telecom")


def test_documents_survive_the_disk() -> None:
    doc = pipeline(FakeTagger())(TEXTS[0])
    again = Doc(doc.vocab).from_bytes(doc.to_bytes())
    assert [span.label_ for span in again.spans["cx_issues"]] == ["price", "speed"]
    assert again.spans["cx_issues"].attrs == doc.spans["cx_issues"].attrs


def test_the_module_loads_nothing_beside_spacy() -> None:
    code = """
import sys, spacy, spacy.tokens, spacy.util
before = set(sys.modules)
import cxnlp.ext.spacy_pipe
print(sorted(set(sys.modules) - before))
"""
    found = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, encoding="utf-8"
    )
    assert found.stdout.strip() == "['cxnlp', 'cxnlp.ext', 'cxnlp.ext.spacy_pipe']"


def test_the_shipped_model_reads(bundle: object) -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("cxnlp_sentiment")
    nlp.add_pipe("cxnlp_issues", config={"issues": "telecom"})
    doc = nlp("The signal drops every evening, terrible.")
    assert max(doc.cats, key=doc.cats.get) == "negative"
    assert "coverage" in {span.label_ for span in doc.spans["cx_issues"]}
