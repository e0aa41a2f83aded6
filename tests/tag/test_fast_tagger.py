"""A fast model tags as the other does: the same laws, evidence and rows, and sentiment alone."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from safetensors.numpy import save_file

from cxnlp.errors import ModelError
from cxnlp.issues import Taxonomy
from cxnlp.model import Bundle
from cxnlp.model.bundle import SCHEMA, TEACHER
from cxnlp.model.fast import FILES, FastBundle
from cxnlp.model.heads import SENTIMENTS, SIGNALS
from cxnlp.tag import in_processes
from cxnlp.tag.cells import CellTagger, cells_of, stream_cells
from cxnlp.tag.fast_tagger import CHUNK, FastTagger
from cxnlp.tag.one_call import load, open_model
from tests.comments import comments
from tests.small_net import HEADS, PHRASES, small_weights, small_words
from tests.tag.test_tagger import SLOW, keeps_the_laws

COMMENTS = [
    "The shop was clean, but the line is slow at night. I want a refund!",
    "บริการดีเยี่ยม ประทับใจมาก แต่เน็ตช้า",
    "خدمات عالی بود، خیلی راضی هستم",
    "Dịch vụ tuyệt vời, rất hài lòng",
    "-",
    "ბარათი",
    "👍",
]


def write_fast(folder: Path, teacher: Bundle) -> Path:
    """Write a fast model of random weights that finds and doubts much."""
    folder.mkdir()
    weights = small_weights(hidden=384, sought=192)
    save_file({name: x.astype(np.float16) for name, x in weights.items()}, folder / FILES[0])
    for file, rows in zip(FILES[1:], (teacher.config["pieces"], PHRASES), strict=True):
        vectors = small_words(rows)
        save_file({"codes": vectors.codes, "scales": vectors.scales}, folder / file)
    config = {
        **{"schema": SCHEMA, "name": "quick", "version": "1"},
        TEACHER: {"name": str(teacher.folder), "sha256": teacher.fingerprint},
        "heads": {
            "sentiment": {"uncertain_below": 0.5},
            "issues": {
                **{"threshold": 0.5, "uncertain": [0.3, 0.6], "attention_heads": HEADS},
                **{"list_slope": 0.0, "list_centre": 12.0},
            },
            "signals": {
                "thresholds": dict.fromkeys(SIGNALS, 0.5),
                "uncertain": {name: [0.3, 0.6] for name in SIGNALS},
            },
        },
        "files": {file: hashlib.sha256((folder / file).read_bytes()).hexdigest() for file in FILES},
    }
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def folder(bundle: Bundle, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_fast(tmp_path_factory.mktemp("models") / "quick", bundle)


@pytest.fixture(scope="module")
def quick(folder: Path) -> FastTagger:
    return FastTagger(FastBundle.open(folder), SLOW)


@settings(max_examples=80)
@given(comments)
@example("เน็ตช้า" * 300)
@example("a\u0301" * 400 + " slow")
@example("slow\ud83d refund\udc4d\x00 slow")
@example("\u202eslow\u202c refund \u200f")
@example("\u200b\u200b")
def test_whatever_is_written_evidence_is_cut_from_it(quick: FastTagger, text: str) -> None:
    (found,) = quick.predict([text])
    assert found.text == text
    keeps_the_laws(found)


def test_a_comment_gets_the_same_in_any_company(quick: FastTagger) -> None:
    many = [f"{text} {number}" for number in range(CHUNK) for text in COMMENTS[:3]]
    together = quick.predict([*COMMENTS, *many])
    assert together[: len(COMMENTS)] == [quick.predict([text])[0] for text in COMMENTS]
    assert together[-1] == quick.predict([many[-1]])[0]


@pytest.mark.parametrize("kind", ["quick", "tagger"])
def test_sentiment_alone_is_that_of_the_prediction(
    kind: str, request: pytest.FixtureRequest
) -> None:
    either = request.getfixturevalue(kind)
    alone = either.sentiment(COMMENTS, "What do you think?")
    assert alone.shape == (len(COMMENTS), len(SENTIMENTS))
    assert either.sentiment([]).shape == (0, len(SENTIMENTS))
    for row, found in zip(alone, either.predict(COMMENTS, "What do you think?"), strict=True):
        if found.sentiment is None:
            assert np.isnan(row).all()
        else:
            assert row.tolist() == [getattr(found.sentiment, name) for name in SENTIMENTS]
    assert np.isnan(alone).all(axis=1).tolist() == [text in ("-", "ბარათი") for text in COMMENTS]


def test_the_question_counts(quick: FastTagger) -> None:
    plain, liked = (quick.sentiment(COMMENTS[:1], q) for q in (None, "What do you like?"))
    assert np.abs(plain - liked).max() > 1e-3


def test_patterns_decide(quick: FastTagger) -> None:
    (found,) = quick.predict(COMMENTS[:1])
    ruled = {each.id: each for each in found.issues if each.source == "pattern"}
    assert set(ruled) == {"slow", "refund"}
    assert ruled["refund"].evidence.text == "I want a refund!"


def test_load_opens_either_kind(folder: Path, quick: FastTagger) -> None:
    assert load(folder, SLOW).predict(COMMENTS) == quick.predict(COMMENTS)
    assert isinstance(open_model("base"), Bundle)


def test_a_fast_model_only_tags(folder: Path, bundle: Bundle) -> None:
    with pytest.raises(ModelError, match="holds a fast model, which can do nothing but tag"):
        Bundle.open(folder)


@pytest.mark.parametrize("file", FILES)
def test_an_altered_file_is_refused(bundle: Bundle, tmp_path: Path, file: str) -> None:
    folder = write_fast(tmp_path / "quick", bundle)
    (folder / file).write_bytes((folder / file).read_bytes()[:-1])
    with pytest.raises(ModelError, match=f"{file} has SHA-256"):
        FastBundle.open(folder)


def test_another_teacher_is_refused(bundle: Bundle, tmp_path: Path) -> None:
    folder = write_fast(tmp_path / "quick", bundle)
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    config[TEACHER]["sha256"] = "0" * 64
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    with pytest.raises(ModelError, match=r"expected 000000000000…, which taught"):
        FastBundle.open(folder)


def test_the_record_names_the_model(quick: FastTagger, folder: Path) -> None:
    assert quick.model == {
        "name": "quick",
        "version": "1",
        "sha256": FastBundle.open(folder).fingerprint,
    }
    assert quick.bundle.version == f"quick 1 ({quick.bundle.fingerprint[:12]})"
    assert quick.taxonomy is SLOW
    assert Taxonomy.load("general") != SLOW


def test_processes_say_what_one_says(quick: FastTagger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(in_processes, "FEWEST", 8)
    monkeypatch.setattr(in_processes, "PART", 5)
    several = in_processes.InProcesses(quick, 2)
    assert isinstance(several, CellTagger)
    assert not isinstance(quick, CellTagger)
    many = [*COMMENTS, *(f"{text} {n}" for n in range(4) for text in COMMENTS), *COMMENTS]
    assert several.predict(many, "Why?") == quick.predict(many, "Why?")
    told = [cells_of(each) for each in quick.predict(many, "Why?")]
    assert list(stream_cells(several, many, "Why?")) == told
    assert list(stream_cells(quick, many, "Why?")) == told
    assert (several.taxonomy, several.model) == (quick.taxonomy, quick.model)


def test_few_comments_start_no_process(quick: FastTagger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(in_processes, "ProcessPoolExecutor", None)
    several = in_processes.InProcesses(quick, 2)
    assert several.predict(COMMENTS) == quick.predict(COMMENTS)
    assert list(stream_cells(several, COMMENTS)) == list(stream_cells(quick, COMMENTS))


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ("Excellent service, I love it", "Terrible service, I hate it"),
        ("บริการดีเยี่ยม ประทับใจมาก", "บริการแย่มาก ผิดหวังที่สุด"),
        ("خدمات عالی بود، خیلی راضی هستم", "خدمات افتضاح بود، خیلی ناراضی هستم"),
        ("Dịch vụ tuyệt vời, rất hài lòng", "Dịch vụ quá tệ, rất thất vọng"),
    ],
)
def test_the_shipped_one_tells_praise_from_blame(
    fast_tagger: FastTagger, good: str, bad: str
) -> None:
    told = [SENTIMENTS[row.argmax()] for row in fast_tagger.sentiment([good, bad])]
    assert told == ["positive", "negative"]


@pytest.mark.parametrize(
    ("text", "issue", "words"),
    [
        ("The bill is far too high, and it rises every month", "price", "far too high"),
        ("เน็ตช้ามากตอนเย็น แต่พนักงานที่ร้านน่ารัก", "internet_speed", "ช้า"),
        ("پشتیبانی جواب تلفن نمی‌دهد و قیمت بسته‌ها گران است", "price", "گران"),
        ("Nhân viên cửa hàng rất nhiệt tình", "store", "Nhân viên"),
    ],
)
def test_the_shipped_one_finds_issues_and_shows_where(
    fast_tagger: FastTagger, text: str, issue: str, words: str
) -> None:
    (found,) = fast_tagger.predict([text])
    quotes = {mention.id: mention.evidence.text for mention in found.issues}
    assert words in quotes[issue]
