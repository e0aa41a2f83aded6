"""Channels are left out while a layer learns, and never when it reads."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

torch = pytest.importorskip("torch", reason="needs the extra `train`")
pytest.importorskip("onnx", reason="needs the extra `train`")

TRAIN = Path(__file__).resolve().parents[2] / "models" / "train"


@pytest.fixture
def layer(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys, "path", [str(TRAIN), *sys.path])
    from reader import Layer

    torch.manual_seed(0)
    made = Layer()
    made.dropout = 0.5
    return made


STATES = torch.linspace(-1, 1, 2 * 5 * 384).reshape(2, 5, 384)
NOTHING = torch.zeros(2, 1, 1, 5)  # added to attention: every token is seen


def test_what_is_read_does_not_depend_on_the_share_left_out(layer) -> None:
    layer.eval()
    some = layer(STATES, NOTHING)
    layer.dropout = 0.0
    assert torch.equal(some, layer(STATES, NOTHING))


def test_while_learning_every_reading_differs(layer) -> None:
    layer.train()
    assert not torch.equal(layer(STATES, NOTHING), layer(STATES, NOTHING))


def test_a_channel_is_left_out_of_all_tokens_of_a_comment_or_of_none(layer) -> None:
    layer.train()
    kept = layer._thinned(torch.ones(2, 5, 384)) > 0
    assert (kept == kept[:, :1]).all()
    assert (kept[0] != kept[1]).any()
    assert 0.3 < kept.float().mean() < 0.7
