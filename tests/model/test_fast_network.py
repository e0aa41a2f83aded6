"""The fast network as it is trained and as it is exported say the same."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from cxnlp.model.issue_head import IssueQueries
from cxnlp.model.static import StaticNet
from cxnlp.model.words import Line

torch = pytest.importorskip("torch", reason="needs the extra `train`")
pytest.importorskip("onnx", reason="needs the extra `train`")
RECIPE = Path(__file__).resolve().parents[2] / "models" / "train"
SIZES = {
    **{
        "phrases": 6,
        "phrase": 32,
        "states": 10,
        "pools": 2,
        "summary": 12,
        "asked": 24,
        "heads": 3,
        "topic": 5,
        "query": 9,
        "question": 6,
    },
}
COMMENTS = [[1, 2, 3, 4], [5], [6, 7, 8, 9, 10, 11]]


@pytest.fixture
def both(monkeypatch: pytest.MonkeyPatch) -> tuple[object, StaticNet]:
    monkeypatch.setattr(sys, "path", [str(RECIPE), *sys.path])
    from fast_export import arrays_of, vectors_of
    from fast_network import FastNetwork

    torch.manual_seed(0)
    net = FastNetwork(torch.randn(20, 32), 2, SIZES, 0.3).eval()
    words, phrases = vectors_of(net)
    with torch.no_grad():
        net.words.weight[:-1] = torch.from_numpy(words[np.arange(20)])
        net.phrases.weight[:] = torch.from_numpy(phrases[np.arange(64)])
    return net, StaticNet(arrays_of(net, np.zeros(6, np.float32)), words, phrases)


def test_all_heads_agree(both: tuple[object, StaticNet]) -> None:
    net, exported = both
    line = Line(np.concatenate([np.array(c) for c in COMMENTS]), np.array([4, 1, 6]))
    asked = np.random.default_rng(0).normal(size=(3, 6)).astype(np.float32)
    query = np.random.default_rng(1).normal(size=(4, 9)).astype(np.float32)
    nothing = np.zeros((0, 1), np.float32)
    queries = IssueQueries(query[:, :3], query[:, 3:], nothing, np.zeros(4, int), nothing)
    states = exported.states(line)
    summary = exported.summary(states, exported.question(asked))
    issues = exported.prepare(queries)
    scores = exported.scores(states, issues)
    mention = exported.mentions(scores, states, summary, issues)
    who, what = (each.ravel() for each in np.indices(mention.shape))
    looks = exported.looks(scores, states, (who, what))
    feeling = exported.feelings(looks, states, summary).reshape(3, 4, 4)
    pieces = torch.full((3, 6), 20)
    for row, comment in enumerate(COMMENTS):
        pieces[row, : len(comment)] = torch.tensor(comment)
    mask = pieces != 20
    with torch.no_grad():
        trained = net.states(pieces)
        kept = net.summary(trained, mask, torch.from_numpy(asked))
        found = net.issues(trained, mask, kept, torch.from_numpy(query).expand(3, 4, 9))
        sentiment = torch.softmax(net.sentiment(kept), -1)
        signals = torch.sigmoid(net.signals(kept))
    assert states.vectors == pytest.approx(trained[mask].numpy(), abs=1e-4)
    assert summary == pytest.approx(kept.numpy(), abs=1e-4)
    assert exported.sentiment(summary) == pytest.approx(sentiment.numpy(), abs=1e-4)
    assert exported.signals(summary) == pytest.approx(signals.numpy(), abs=1e-4)
    assert mention == pytest.approx(torch.sigmoid(found[0]).numpy(), abs=1e-4)
    assert feeling == pytest.approx(torch.softmax(found[1], -1).numpy(), abs=1e-4)
    assert looks.peak.reshape(3, 4).tolist() == found[2].argmax(-1).tolist()
