"""Another model's sentiment in a run, and ours in transformers."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer, models, pre_tokenizers

import cxnlp
from cxnlp.errors import ModelError
from cxnlp.tag import Tagger
from cxnlp.testing import FakeTagger, make_survey

ABSENT = "the extra hf is not installed"
torch = pytest.importorskip("torch", reason=ABSENT)
transformers = pytest.importorskip("transformers", reason=ABSENT)
hf = pytest.importorskip("cxnlp.ext.hf", reason=ABSENT)
Classifier, SentimentFrom, export_model = hf.Classifier, hf.SentimentFrom, hf.export_model
pipeline = transformers.pipeline

WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "good", "bad", "price", "speed", "ok"]
COMMENTS = [
    "I love it, wonderful staff",
    "terrible, I waited for hours",
    "พนักงานน่ารักมาก แต่รอคิวเป็นชั่วโมง",
    "سرعت افتضاح ولي كاركنان خوب",
    "Mạng chập chờn suốt 😡",
    "  ok \n",
    "-",
    "",
    "ᎣᏏᏲ ᏙᎯᏧ",
    "The signal drops every evening. " * 60,
    "text with [CLS] and \ue000 in it",
]
MAPPED = {"1 star": "negative", "2 stars": "negative", "3 stars": "neutral", "5 stars": "positive"}


def tiny(folder: Path, labels: list[str], **config: object) -> Path:
    """Write a tiny classifier with random weights."""
    torch.manual_seed(5)
    made = transformers.BertForSequenceClassification(
        transformers.BertConfig(
            vocab_size=len(WORDS),
            hidden_size=16,
            num_hidden_layers=1,
            num_attention_heads=2,
            intermediate_size=16,
            max_position_embeddings=12,
            id2label=dict(enumerate(labels)),
            label2id={label: i for i, label in enumerate(labels)},
            **config,
        )
    )
    made.save_pretrained(folder)
    words = Tokenizer(models.WordLevel({word: i for i, word in enumerate(WORDS)}, "[UNK]"))
    words.pre_tokenizer = pre_tokenizers.Whitespace()
    transformers.PreTrainedTokenizerFast(
        tokenizer_object=words,
        pad_token="[PAD]",
        unk_token="[UNK]",
        cls_token="[CLS]",
        sep_token="[SEP]",
    ).save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def stars(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny(tmp_path_factory.mktemp("theirs") / "stars", list(MAPPED))


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return export_model("base", tmp_path_factory.mktemp("ours") / "exported")


def scores_of(pipe: object, text: str) -> dict[str, float]:
    return {each["label"]: each["score"] for each in pipe(text, top_k=None)}


def test_labels_are_added_up_as_they_are_mapped(stars: Path) -> None:
    scores = scores_of(pipeline("text-classification", str(stars)), "bad price")
    found = Classifier.open(stars, MAPPED).probabilities("bad price")
    wanted = [scores["1 star"] + scores["2 stars"], scores["3 stars"], scores["5 stars"]]
    assert found == pytest.approx(wanted, abs=1e-6)


def test_plain_labels_need_no_mapping(tmp_path: Path) -> None:
    found = Classifier.open(tiny(tmp_path, ["POSITIVE", "NEGATIVE"]))
    assert found.shares.tolist() == [[0, 0, 1], [1, 0, 0]]


@pytest.mark.parametrize(
    "labels",
    [
        None,
        {**MAPPED, "5 stars": "great"},
        {k: v for k, v in MAPPED.items() if k != "5 stars"},
        {**MAPPED, "4 stars": "positive"},
    ],
)
def test_a_label_that_is_not_mapped_is_refused(stars: Path, labels: dict | None) -> None:
    with pytest.raises(ModelError, match=r"--sentiment-labels 1 star=…, 2 stars=…"):
        Classifier.open(stars, labels)


def test_what_is_no_classifier_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"hf download nobody/nothing"):
        Classifier.open("nobody/nothing")
    with pytest.raises(ModelError, match="transformers cannot load"):
        Classifier.open(tmp_path)
    with pytest.raises(ModelError, match="1 labels"):
        Classifier.open(tiny(tmp_path / "one", ["positive"]))


def test_the_tagger_keeps_all_but_the_sentiment(stars: Path) -> None:
    fake, theirs = FakeTagger(), Classifier.open(stars, MAPPED)
    both = SentimentFrom(fake, theirs)
    texts = ["Good price, but poor speed", "-", "bad price", "Good price, but poor speed"]
    for ours, joined in zip(fake.predict(texts), both.predict(texts), strict=True):
        assert (joined.text, joined.issues) == (ours.text, ours.issues)
        assert (joined.sentiment is None) == (ours.sentiment is None)
        if joined.sentiment is not None:
            said = (joined.sentiment.negative, joined.sentiment.neutral, joined.sentiment.positive)
            assert said == tuple(theirs.probabilities(joined.text))


def test_company_changes_nothing(stars: Path) -> None:
    both = SentimentFrom(FakeTagger(), Classifier.open(stars, MAPPED))
    together = both.predict(COMMENTS * 2)
    assert [both.predict([text])[0] for text in COMMENTS] == together[: len(COMMENTS)]
    assert together[: len(COMMENTS)] == together[len(COMMENTS) :]


def test_a_run_records_both_models(stars: Path) -> None:
    both = SentimentFrom(FakeTagger(), Classifier.open(stars, MAPPED))
    analysis = cxnlp.analyze(make_survey(40), tagger=both, segments=[])
    assert analysis.run["model"]["name"] == "fake, sentiment of stars"
    other = Classifier.open(stars, {**MAPPED, "2 stars": "neutral"})
    assert SentimentFrom(FakeTagger(), other).model["sha256"] != both.model["sha256"]


@pytest.mark.parametrize("trust", [False, True])
def test_the_exported_model_says_what_ours_says(
    exported: Path, tagger: Tagger, trust: bool
) -> None:
    pipe = pipeline("text-classification", str(exported), trust_remote_code=trust)
    for text, ours in zip(COMMENTS, tagger.predict(COMMENTS), strict=True):
        scores, said = scores_of(pipe, text), ours.sentiment
        if said is None:
            assert scores["none"] == pytest.approx(1)
        else:
            found = [scores[label] for label in ("negative", "neutral", "positive", "none")]
            wanted = [said.negative, said.neutral, said.positive, 0]
            np.testing.assert_allclose(found, wanted, atol=1e-4)


def test_batches_say_the_same(exported: Path) -> None:
    pipe = pipeline("text-classification", str(exported))
    alone = [pipe(text)[0] for text in COMMENTS]
    assert pipe(COMMENTS, batch_size=4) == alone


def test_a_folder_that_was_not_exported_is_refused(tmp_path: Path, exported: Path) -> None:
    (tmp_path / "config.json").write_bytes((exported / "config.json").read_bytes())
    from cxnlp.ext.hf.model import CxnlpForSequenceClassification

    with pytest.raises(ModelError, match=r"that cxnlp\.ext\.hf\.export_model wrote"):
        CxnlpForSequenceClassification.from_pretrained(tmp_path)


def test_the_command_takes_another_model(
    stars: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from typer.testing import CliRunner

    from cxnlp.cli import app
    from cxnlp.tag import one_call

    monkeypatch.setattr(one_call, "load", lambda model, issues: FakeTagger())
    export = tmp_path / "export.csv"
    make_survey(12).to_csv(export, index=False)
    said = ",".join(f"{label}={sentiment}" for label, sentiment in MAPPED.items())
    given = ["tag", str(export), "-o", str(tmp_path / "tags"), "--text", "comment"]
    more = ["--sentiment-model", str(stars), "--sentiment-labels", said]
    result = CliRunner().invoke(app, [*given, *more])
    assert result.exception is None, result.output
    run = json.loads((tmp_path / "tags" / "run.json").read_text(encoding="utf-8"))
    assert run["model"]["name"] == "fake, sentiment of stars"
    assert run["options"]["sentiment_labels"] == said
    for wrong in ("5 stars", "a=negative,a=positive", "=x"):
        refused = CliRunner().invoke(app, [*given, *more[:3], wrong])
        assert "label=sentiment" in str(refused.exception)
    alone = CliRunner().invoke(app, [*given, "--sentiment-labels", said])
    assert "without --sentiment-model" in str(alone.exception)
