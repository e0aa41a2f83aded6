"""What one step of training reads and what it costs."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from cxnlp.model.bundle import find_model

torch = pytest.importorskip("torch", reason="needs the extra `train`")
pytest.importorskip("onnx", reason="needs the extra `train`")
RECIPE = Path(__file__).resolve().parents[2] / "models" / "train"
CONFIG = {
    "seed": 3,
    "bits": 8,
    "asked": 3,
    "foreign": 0,
    "longest_tokens": 30,
    "batch_tokens": 256,
    "hidden_words": 0.2,
}


@pytest.fixture(autouse=True)
def recipe_on_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [str(RECIPE), *sys.path])


def a_desk(everyone: bool) -> object:
    """Return three comments: of two with labels, one is felt; one has a sentiment alone."""
    from bank import IssueBank
    from corpus import Label
    from desk import Desk
    from tokenizers import Tokenizer

    rows = [
        ("The price is far too high.", None, [Label("price", "negative", (4, 9))]),
        ("We came on Sunday.", None, []),
        ("Wonderful people work here!", "positive", None),
    ]
    frame = pd.DataFrame(rows, columns=["text", "sentiment", "labels"])
    frame = frame.assign(lang="en", question=None, source="set", domain="shop", signals=None)
    bank = IssueBank(
        {("shop", "price"): ["Price"], ("shop", "staff"): ["Staff", "People who work there"]}, {}
    )
    bank.refresh(lambda texts: np.random.default_rng(0).normal(size=(len(texts), 384)))
    tokenizer = Tokenizer.from_file(str(find_model("base") / "tokenizer.json"))
    return Desk(frame, tokenizer, ["set"], bank, CONFIG, everyone)


def a_batch(everyone: bool = False, seed: int = 0) -> object:
    return a_desk(everyone).batch(np.arange(3), np.random.default_rng(seed))


def answers(batch: object) -> object:
    """Return answers drawn by chance, as of a model."""
    from losses import Answers

    draw = torch.Generator().manual_seed(0)
    comments, tokens = batch.pieces.shape
    listed, issues = batch.text.shape
    attention = torch.rand(listed, issues, tokens, generator=draw)
    return Answers(
        torch.randn(comments, tokens, 384, generator=draw),
        torch.randn(comments, 3, generator=draw),
        torch.randn(comments, 3, generator=draw),
        torch.randn(comments, batch.signals.shape[1], generator=draw),
        torch.randn(listed, issues, generator=draw),
        torch.randn(listed, issues, 4, generator=draw),
        attention / attention.sum(-1, keepdim=True),
    )


def test_what_people_did_not_judge_costs_nothing() -> None:
    from losses import issue_loss, signal_loss

    batch = a_batch(everyone=True)
    found = answers(batch)
    untold = found._replace(mention=found.mention.where(batch.told, 99.0))
    assert torch.equal(issue_loss(found, batch), issue_loss(untold, batch))
    assert signal_loss(found, batch, torch.zeros(1, found.signals.shape[1])) == 0


def test_only_comments_whose_issues_were_judged_are_asked_unless_a_teacher_answers() -> None:
    assert a_batch().listed.tolist() == [0, 1]
    taught = a_batch(everyone=True)
    assert taught.listed.tolist() == [0, 1, 2]
    assert taught.told.any(1).tolist() == [True, True, False]
    assert taught.asked.any(1).all()


def test_a_label_lies_on_the_words_that_people_marked() -> None:
    desk = a_desk(everyone=False)
    batch = desk.batch(np.arange(3), np.random.default_rng(0))
    price = int(batch.mention[0].argmax())
    told = batch.pieces[0][batch.where[0, price]].tolist()
    assert desk.tokenizer.decode(told).strip() == "price"


def test_a_teacher_that_agrees_costs_least() -> None:
    from losses import teacher_loss

    batch = a_batch(everyone=True)
    told = answers(batch)
    agreed = teacher_loss(told, told, batch)
    assert agreed[3] == 0
    for name in ("mention", "signals", "states"):
        moved = told._replace(**{name: getattr(told, name) + 0.5})
        assert teacher_loss(moved, told, batch).sum() > agreed.sum()


def test_the_same_step_gives_the_same_batch() -> None:
    for one, other in zip(a_batch(True, seed=5), a_batch(True, seed=5), strict=True):
        assert torch.equal(one, other)
    assert not torch.equal(a_batch(True, seed=5).hidden, a_batch(True, seed=6).hidden)


def test_a_taught_round_begins_with_layers_and_heads_of_the_one_before() -> None:
    from build import _kept

    state = {
        "reader.position": torch.zeros(1),
        **{f"reader.layers.{i}.qkv.weight": torch.tensor([float(i)]) for i in range(12)},
        "sentiment.source_bias": torch.ones(2),
        "issues.text.weight": torch.ones(1),
    }
    kept = _kept(state, [0, 5, 11])
    layers = [kept[f"reader.layers.{i}.qkv.weight"].item() for i in range(3)]
    assert layers == [0, 5, 11]
    assert set(kept) - {f"reader.layers.{i}.qkv.weight" for i in range(3)} == {
        "reader.position",
        "issues.text.weight",
    }


def test_the_line_of_neutral_is_drawn_by_sets_that_know_it() -> None:
    from calibrate import of_all_sentiments

    rows = [
        *(("three", s) for s in ("negative", "neutral", "positive")),
        *(("two", s) for s in ("negative", "positive")),
        *(("not learned", s) for s in ("negative", "neutral", "positive")),
        ("three", None),
    ]
    frame = pd.DataFrame(rows, columns=["source", "sentiment"])
    assert of_all_sentiments(frame, ["three", "two"]).tolist() == [True] * 3 + [False] * 6
