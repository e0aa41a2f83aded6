"""The arithmetic of the heads, and what they promise."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cxnlp.model import Bundle
from cxnlp.model.heads import (
    BLOCK,
    FEELINGS,
    SENTIMENTS,
    SIGNALS,
    SignalHead,
    gelu,
    sigmoid,
    softmax,
    times,
)
from cxnlp.model.issue_head import IssueQueries

TEXT = "The price is too high but the staff are friendly"


def test_softmax_adds_up_to_one_however_large() -> None:
    found = softmax(np.array([[1e4, -1e4, 0.0], [1, 1, 1]], np.float32))
    assert np.allclose(found.sum(axis=1), 1)
    assert found[0].tolist() == [1, 0, 0]
    assert found.dtype == np.float32


def test_sigmoid_is_a_probability_however_large() -> None:
    found = sigmoid(np.array([-1e4, -50, 0, 50, 1e4], np.float32))
    assert found[2] == 0.5
    assert np.all(np.diff(found) >= 0)
    assert found[0] == 0
    assert found[-1] == 1


def test_gelu_is_as_published() -> None:
    """Values of x Phi(x), which the tanh form follows to a thousandth."""
    from scipy.stats import norm

    x = np.linspace(-6, 6, 49).astype(np.float32)
    assert np.allclose(gelu(x), x * norm.cdf(x), atol=1e-3)
    assert gelu(x).dtype == np.float32


@pytest.mark.parametrize(("inputs", "outputs"), [(1920, 256), (970, 256), (256, 5), (7, 3)])
def test_a_row_is_multiplied_alike_wherever_it_stands(inputs: int, outputs: int) -> None:
    rng = np.random.default_rng(0)
    rows = rng.normal(size=(8 * BLOCK + 1, inputs)).astype(np.float32)
    matrix = rng.normal(size=(inputs, outputs)).astype(np.float32)
    together = times(rows, matrix)
    assert np.allclose(together, rows @ matrix, rtol=1e-3, atol=1e-3)
    for place in range(len(rows)):
        assert np.array_equal(times(rows[place:], matrix)[0], together[place])
        assert np.array_equal(times(rows[[place]], matrix)[0], together[place])


def test_sentiments_are_probabilities(bundle: Bundle) -> None:
    (states,) = bundle.encoder.states([TEXT])
    found = bundle.sentiment.probabilities(bundle.sentiment.pool(states.vectors[None]), [TEXT])
    assert found.shape == (1, len(SENTIMENTS))
    assert found.sum() == pytest.approx(1, abs=1e-5)


def test_signals_are_probabilities_of_their_own() -> None:
    rng = np.random.default_rng(0)
    shapes = {"attention": (6, 2), "in.w": (18, 4), "in.b": (4,), "out.w": (4, 12), "out.b": (12,)}
    head = SignalHead({name: rng.normal(size=s).astype(np.float32) for name, s in shapes.items()})
    states = rng.normal(size=(5, 9, 6)).astype(np.float32)
    found = head.probabilities(head.pool(states))
    assert found.shape == (5, len(SIGNALS))
    assert np.all((found > 0) & (found < 1))
    assert np.ptp(found.sum(axis=1)) > 1e-3
    for comment, alone in zip(states, found, strict=True):
        assert np.array_equal(head.probabilities(head.pool(comment[None]))[0], alone)


@pytest.mark.parametrize("named", [["Price", "Staff", "Parking"], ["Price"]])
def test_a_reading_is_of_probabilities(bundle: Bundle, named: list[str]) -> None:
    (states,) = bundle.encoder.states([TEXT])
    means = [state.vectors.mean(0) for state in bundle.encoder.states(named)]
    none = np.zeros((0, len(means[0])), np.float32)
    shown = [np.array(means), *[none] * (len(named) - 1)]
    queries = bundle.issues.prepare(np.array(means), shown)
    (look,) = bundle.issues.look(states.vectors[None], queries)
    mention, feeling = bundle.issues.judge([look], [range(len(named))], queries)
    assert mention.shape == (len(named),)
    assert np.all((mention >= 0) & (mention <= 1))
    assert feeling.shape == (len(named), len(FEELINGS))
    assert np.allclose(feeling.sum(axis=1), 1, atol=1e-5)
    assert look.attention.shape == (len(named), len(states.spans))
    assert np.allclose(look.attention.sum(axis=1), 1, atol=1e-5)


def test_an_issue_is_read_alike_in_any_list_but_for_its_length(bundle: Bundle) -> None:
    (states,) = bundle.encoder.states([TEXT])
    means = np.array([s.vectors.mean(0) for s in bundle.encoder.states(["Price", "Staff"])])
    none = np.zeros((0, means.shape[1]), np.float32)
    head = replace(bundle.issues, list_slope=0.5, list_centre=12.0)

    def logits(queries: IssueQueries) -> np.ndarray:
        everything = range(len(queries.texts))
        mention, _ = head.judge(head.look(states.vectors[None], queries), [everything], queries)
        return np.log(mention / (1 - mention))

    both = logits(head.prepare(means, [none, none]))
    for place in (0, 1):
        alone = logits(head.prepare(means[[place]], [none]))
        assert alone[0] - both[place] == pytest.approx(0.5 * np.log(2), abs=1e-3)
