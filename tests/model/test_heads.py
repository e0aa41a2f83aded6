"""The arithmetic of the heads, and what they promise."""

from __future__ import annotations

import numpy as np
import pytest

from cxnlp.model import Bundle
from cxnlp.model.heads import FEELINGS, SENTIMENTS, gelu, sigmoid, softmax

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


def test_sentiments_are_probabilities(bundle: Bundle) -> None:
    (states,) = bundle.encoder.states([TEXT])
    found = bundle.sentiment.probabilities(states, TEXT)
    assert found.shape == (len(SENTIMENTS),)
    assert found.sum() == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize("named", [["Price", "Staff", "Parking"], ["Price"]])
def test_a_reading_is_of_probabilities(bundle: Bundle, named: list[str]) -> None:
    (states,) = bundle.encoder.states([TEXT])
    means = [state.vectors.mean(0) for state in bundle.encoder.states(named)]
    none = np.zeros((0, len(means[0])), np.float32)
    shown = [np.array(means), *[none] * (len(named) - 1)]
    queries = bundle.issues.prepare(np.array(means), shown)
    found = bundle.issues.read(states, queries)
    assert found.mention.shape == (len(named),)
    assert np.all((found.mention >= 0) & (found.mention <= 1))
    assert found.feeling.shape == (len(named), len(FEELINGS))
    assert np.allclose(found.feeling.sum(axis=1), 1, atol=1e-5)
    assert found.attention.shape == (len(named), len(states.spans))
    assert np.allclose(found.attention.sum(axis=1), 1, atol=1e-5)


def test_an_issue_is_read_alike_in_any_list(bundle: Bundle) -> None:
    (states,) = bundle.encoder.states([TEXT])
    means = np.array([s.vectors.mean(0) for s in bundle.encoder.states(["Price", "Staff"])])
    none = np.zeros((0, means.shape[1]), np.float32)
    both = bundle.issues.read(states, bundle.issues.prepare(means, [none, none]))
    for place in (0, 1):
        alone = bundle.issues.prepare(means[[place]], [none])
        assert bundle.issues.read(states, alone).mention[0] == pytest.approx(
            both.mention[place], abs=1e-4
        )
