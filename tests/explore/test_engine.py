"""The engine that was asked for clusters, or the result says which did and why."""

from __future__ import annotations

import sys
from types import ModuleType, SimpleNamespace

import numpy as np
import pytest

from cxnlp.errors import ExplainError
from cxnlp.explore import Search, Topics, engine, load_topics
from tests.explore.worlds import make_clauses, purity


def fake_evoc(monkeypatch: pytest.MonkeyPatch, layers: list[np.ndarray]) -> None:
    """Put a module in EVoC's place that finds given layers (the real one takes minutes here)."""
    module = ModuleType("evoc")
    found = SimpleNamespace(cluster_layers_=layers, fit_predict=lambda points: layers[0])
    module.EVoC = lambda random_state: found  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "evoc", module)
    monkeypatch.setattr(engine, "find_spec", lambda name: object())
    monkeypatch.setattr(engine, "version", lambda name: "9.9")


def test_evoc_clusters_where_it_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    clauses, truth = make_clauses()
    kinds = np.unique(truth, return_inverse=True)[1]
    noisy = np.where(np.arange(len(kinds)) % 10 == 0, -1, kinds)
    one = np.zeros_like(kinds)
    fake_evoc(monkeypatch, [noisy, one])
    topics = Topics.find(clauses, Search(outside=0.0, n_topics=5, repeats=0, engine="evoc"))
    assert topics.model.engine == "EVoC 9.9"
    assert len(topics.ids) == 5
    assert purity(topics.of_clauses, truth) > 0.95
    assert (topics.of_clauses > 0).all()


def test_what_it_cannot_cluster_k_means_does(monkeypatch: pytest.MonkeyPatch) -> None:
    clauses, truth = make_clauses()
    fake_evoc(monkeypatch, [np.full(len(truth), -1), np.zeros(len(truth), np.intp)])
    topics = Topics.find(clauses, Search(outside=0.0, n_topics=5, repeats=0, engine="evoc"))
    assert len(topics.ids) == 5
    assert "EVoC was asked for and found no two clusters" in topics.model.engine


def test_a_missing_engine_is_told_in_the_result_and_saved_with_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    clauses, _ = make_clauses()
    monkeypatch.setattr(engine, "find_spec", lambda name: None)
    own = Topics.find(clauses, Search(n_topics=5, repeats=0))
    other = Topics.find(clauses, Search(n_topics=5, repeats=0, engine="evoc"))
    np.testing.assert_array_equal(own.of_clauses, other.of_clauses)
    assert "EVoC was asked for and is not installed" in other.model.engine
    assert "EVoC" not in own.model.engine
    assert own.model.engine.startswith("Ward and k-means")
    assert load_topics(other.save(f"{tmp_path}/topics")).engine == other.model.engine


def test_an_unknown_engine_is_refused() -> None:
    with pytest.raises(ExplainError, match="kmeans or evoc"):
        Search(engine="umap")  # type: ignore[arg-type]
