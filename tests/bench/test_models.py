"""Which model should be the default: `pytest tests/bench/test_models.py -s` prints the table.

Two worlds whose truth is known by taking each issue away: in one an issue moves everybody's liking
(what the ordinal model assumes), in the other it moves people over one step of the index alone.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from cxnlp.explain.estimation.adjusted import Adjusted, linear_figures
from cxnlp.explain.estimation.choice import MODELS, Model, categorical_figures
from cxnlp.intervals import FloatArray
from cxnlp.survey.values.scales import SCALES

NPS = SCALES["nps"]
World = Callable[[FloatArray, FloatArray], FloatArray]
EFFECTS = np.array([0.4, -3.0, 0.0, 2.0])


def columns(n: int, rng: np.random.Generator) -> FloatArray:
    """Return the constant, a segment, and issues that cost, are innocent, and earn."""
    x = np.column_stack([np.ones(n), rng.random((n, 4)) < [0.5, 0.2, 0.05, 0.25]]).astype(float)
    x[:, 3] = np.maximum(x[:, 3], x[:, 2] * (rng.random(n) < 0.6))
    return x


def liking(x: FloatArray, noise: FloatArray) -> FloatArray:
    return np.clip(np.round(7.5 + x[:, 1:] @ EFFECTS + 1.7 * noise), 0, 10)


def steps(x: FloatArray, noise: FloatArray) -> FloatArray:
    score = np.clip(np.round(8.2 + 0.4 * x[:, 1] + 1.7 * noise), 0, 10)
    passive = (score >= 7) & (score < 9)
    score = np.where((x[:, 4] == 1) & passive, np.minimum(score + 2, 10), score)
    return np.where((x[:, 2] == 1) & (score < 9), np.maximum(score - 4, 0), score)


def truth(world: World, n: int = 400_000) -> FloatArray:
    rng = np.random.default_rng(9)
    x, noise = columns(n, rng), rng.standard_normal(n)
    now, nets = NPS.value(world(x, noise)).mean(), []
    for at in (2, 3, 4):
        never = x.copy()
        never[:, at] = 0
        nets.append(now - NPS.value(world(never, noise)).mean())
    return np.asarray(nets)


def figures(model: Model, x: FloatArray, score: FloatArray) -> Adjusted:
    value, weight = NPS.value(score), np.ones(len(x))
    linear = linear_figures(x, value, weight, 2)
    if model == "linear":
        return linear
    return categorical_figures(model, x, value, score, weight, 2, linear)


@pytest.mark.parametrize(("n", "runs"), [(300, 300), (2000, 150)])
@pytest.mark.parametrize("world", [liking, steps])
def test_error_width_and_coverage_of_net(world: World, n: int, runs: int) -> None:
    true = truth(world)
    print(f"\n{world.__name__}, n = {n}: largest bias, root mean square error, width, coverage")
    for model in MODELS:
        off, error = [], []
        for run in range(runs):
            rng = np.random.default_rng(1000 + run)
            x = columns(n, rng)
            found = figures(model, x, world(x, rng.standard_normal(n)))
            off.append(found.net - true)
            error.append(1.96 * found.net_error)
        far, half = np.asarray(off), np.asarray(error)
        covered = float(np.mean(np.abs(far) <= half))
        print(
            f"  {model:12} {np.abs(far.mean(axis=0)).max():5.2f} {np.sqrt(np.mean(far**2)):5.2f} "
            f"{2 * half.mean():6.2f} {covered:6.3f}"
        )
        assert covered > 0.8
