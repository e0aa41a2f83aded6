"""Worlds in which the truth is known: correlated issues, a tagger that errs, an audit.

Six issues. `slow` and `rude` cost much, and whoever mentions `slow` often mentions `sign` too,
which costs nothing (the innocent one); `app` costs some, `shop` earns some, `park` is rare. People
of a segment that the survey reached too seldom count more, mention `slow` more often and score
lower.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

import numpy as np
import pandas as pd

from cxnlp.audit.draw import chances, drawn
from cxnlp.explain.correction.audit import Audit, take_rows
from cxnlp.explain.estimation.adjusted import linear_figures
from cxnlp.explain.estimation.choice import Model, categorical_figures
from cxnlp.explain.sample.responses import Sample
from cxnlp.survey.values.scales import SCALES

ISSUES = ("slow", "rude", "sign", "app", "shop", "park")
INNOCENT, RARE = "sign", "park"
FEELINGS = ("negative", "negative", "negative", "negative", "positive", "negative")
RATES = np.array([0.22, 0.12, 0.05, 0.15, 0.20, 0.025])
COSTS = np.array([-3.0, -2.5, 0.0, -1.2, 1.5, -2.0])
RECALL = np.array([0.95, 0.75, 0.85, 0.60, 0.80, 0.70])
FALSE_ALARMS = np.array([0.05, 0.02, 0.04, 0.03, 0.06, 0.005])
TRUTH_ROWS = 1_000_000


@dataclass(frozen=True)
class Cell:
    """One kind of world."""

    scale: str
    n: int
    audited: int
    differential: bool
    weighted: bool
    model: Model = "linear"


def draw(cell: Cell, n: int, random: np.random.Generator) -> tuple[Sample, np.ndarray]:
    """Return n responses as the tagger sees them, and what they mention in truth (n x 6 bools)."""
    plus = random.random(n) < 0.3
    truth = random.random((n, 6)) < RATES * np.where(plus[:, None], [1.4, 1, 1, 1, 1, 1], 1.0)
    truth[:, 2] |= truth[:, 0] & (random.random(n) < 0.45)
    truth[:, 1] |= truth[:, 3] & (random.random(n) < 0.15)
    latent = 7.6 + truth @ COSTS - 0.7 * plus + 1.8 * random.standard_normal(n)
    score = np.clip(np.round(latent), 0, 10)
    angry = (score <= 4)[:, None]
    clear = np.where(angry, 1 - (1 - RECALL) / 3, RECALL * 0.9) if cell.differential else RECALL
    alarm = np.where(angry, 2, 0.7) * FALSE_ALARMS if cell.differential else FALSE_ALARMS
    blurred = random.random((n, 6)) < np.where(truth, clear, alarm)
    # The innocent issue is also heard where only the guilty one is meant.
    blurred[:, 2] |= truth[:, 0] & (random.random(n) < 0.06)
    if cell.scale != "nps":
        score = np.clip(np.ceil(score / 2), 1, 5)
    scale = SCALES[cell.scale]
    weight = np.where(plus, 2.5, 0.6) if cell.weighted else np.ones(n)
    weight = weight * random.uniform(0.6, 1.4, n) if cell.weighted else weight
    return Sample(
        np.arange(n).astype(object),
        scale.value(score),
        score,
        weight,
        ISSUES,
        by_feeling(blurred),
        pd.DataFrame({"plan": np.where(plus, "plus", "basic")}),
    ), truth


def by_feeling(who: np.ndarray) -> dict[str, np.ndarray]:
    """Divide mentions: each issue is mentioned in one way only."""
    positive = np.asarray([feeling == "positive" for feeling in FEELINGS])
    return {"negative": who & ~positive, "positive": who & positive, "any": who}


def audit_of(sample: Sample, truth: np.ndarray, size: int, random: np.random.Generator) -> Audit:
    """Draw an audit as `cxnlp audit` does, and fill it in without a fault."""
    chance = chances(sample.mentioned["any"], np.zeros(len(sample)), size)
    rows = drawn(chance, random)
    who = {feeling: found[rows] for feeling, found in by_feeling(truth).items()}
    return Audit(take_rows(sample, rows), rows, 1 / chance[rows], who, np.arange(len(rows)))


@cache
def true_figures(scale: str, weighted: bool, model: Model = "linear") -> pd.DataFrame:
    """Return effect, net and share of each issue in the population, by its own regression."""
    if model != "linear":
        return _figures_of_another_model(scale, weighted, model)
    cell = Cell(scale, TRUTH_ROWS, 0, False, weighted)
    sample, truth = draw(cell, TRUTH_ROWS, np.random.default_rng(99))
    plus = (sample.segments["plan"] == "plus").to_numpy(float)
    x = np.column_stack([np.ones(len(plus)), plus, truth]).astype(float)
    w = sample.weight[:, None]
    effect = np.linalg.solve(x.T @ (w * x), x.T @ (w[:, 0] * sample.value))[2:]
    share = np.average(truth, axis=0, weights=sample.weight)
    return pd.DataFrame({"effect": effect, "net": share * effect, "share": share}, index=ISSUES)


def _figures_of_another_model(scale: str, weighted: bool, model: Model) -> pd.DataFrame:
    sample, truth = draw(
        Cell(scale, TRUTH_ROWS // 4, 0, False, weighted), TRUTH_ROWS // 4, np.random.default_rng(99)
    )
    plus = (sample.segments["plan"] == "plus").to_numpy(float)
    x = np.column_stack([np.ones(len(plus)), plus, truth]).astype(float)
    linear = linear_figures(x, sample.value, sample.weight, 2)
    found = categorical_figures(model, x, sample.value, sample.score, sample.weight, 2, linear)
    figures = {"effect": found.effect, "net": found.net, "share": found.share}
    return pd.DataFrame(figures, index=ISSUES)


def known(sample: Sample, truth: np.ndarray) -> Sample:
    """Return the sample with perfect tags."""
    return replace(sample, mentioned=by_feeling(truth))
