"""The columns of the driver regression: issues of one level, and segments as controls."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from cxnlp.explain.estimation.adjusted import Adjusted, linear_figures
from cxnlp.explain.estimation.choice import Model, categorical_figures
from cxnlp.explain.estimation.least_squares import LeastSquares, least_squares
from cxnlp.explain.sample.responses import Sample
from cxnlp.intervals import BoolArray, FloatArray

MIN_RESPONSES = 30
MIN_DF = 20

Term = tuple[str, str]


@dataclass(frozen=True)
class Design:
    """The matrix of one regression.

    Parameters
    ----------
    x : n x k floats
        The constant, the segments' dummies, the pooled rare issues, then a column a term.
    terms : tuple of (issue, feeling)
        What the last columns stand for.
    controls : int
        How many columns come first that are the constant and segments.
    """

    x: FloatArray
    terms: tuple[Term, ...]
    controls: int

    @property
    def first_term(self) -> int:
        """The place of the first term's column."""
        return int(self.x.shape[1]) - len(self.terms)


@dataclass(frozen=True)
class FittedDesign:
    """A design with its regression and the adjusted figures of its terms.

    Parameters
    ----------
    design : Design
        The columns.
    fit : LeastSquares
        The regression; outcome 0 is the value in index points, 1 is the score.
    figures : Adjusted
        Effect per mention and net of each term, in index points.
    """

    design: Design
    fit: LeastSquares
    figures: Adjusted


def refuse_sample(sample: Sample) -> str:
    """Return why nothing can be estimated on these responses, "" where something can."""
    n, effective = len(sample), effective_count(sample.weight)
    if n < MIN_RESPONSES:
        return f"too few responses that say something: {n}, at least {MIN_RESPONSES} are needed"
    if effective < MIN_RESPONSES:
        return f"the weights make {n} responses count as {effective:.0f}, too few"
    if np.ptp(sample.value) == 0:
        return f"all {n} responses that say something count the same for the index"
    return ""


def refuse_mentions(mentioned: BoolArray, weight: FloatArray, min_mentions: int) -> str:
    """Return why an issue mentioned so cannot be estimated, "" where it can.

    Parameters
    ----------
    mentioned : array of n bools
        Who mentions it.
    weight : array of n floats
        Survey weights, positive.
    min_mentions : int
        How many must mention it, and how many must not; also as effective numbers.
    """
    n, count = len(mentioned), int(mentioned.sum())
    if count == 0:
        return "nobody mentions it so"
    if count < min_mentions:
        return f"too few mentions: {count}, at least {min_mentions} are needed"
    if count == n:
        return "every response mentions it so: there is nothing to compare with"
    if n - count < min_mentions:
        return f"nearly every response mentions it so: only {n - count} to compare with"
    if min(effective_count(weight[mentioned]), effective_count(weight[~mentioned])) < min_mentions:
        return "the weights rest on too few responses"
    return ""


def effective_count(weight: FloatArray) -> float:
    """Return how many equal weights would be as sure: Kish's (sum w)^2 / sum w^2."""
    total = float(weight.sum())
    # Equal weights must give their number, whatever the rounding of the last digit.
    return round(total**2 / float(np.square(weight).sum()), 6) if total > 0 else 0.0


def build_design(sample: Sample, feelings: tuple[str, ...], min_mentions: int) -> Design:
    """Lay out the columns of one regression.

    An issue that is mentioned too rarely for a column of its own shares one with the others that
    are ("rare, negative"), so that what it does to the score is not blamed on issues beside it.

    Parameters
    ----------
    sample : Sample
        The responses.
    feelings : tuple of str
        Which of "negative", "positive", "any" are in it together.
    min_mentions : int
        How often an issue must be mentioned, and not mentioned, to have a column.
    """
    n = len(sample)
    controls = [np.ones(n)]
    for name in sample.segments.columns:
        controls.extend(_dummies(sample.segments[name], min_mentions))
    terms: list[Term] = []
    columns: list[FloatArray] = []
    pooled: list[FloatArray] = []
    for feeling in feelings:
        mentioned = sample.mentioned[feeling]
        kept = [not refuse_mentions(who, sample.weight, min_mentions) for who in mentioned.T]
        terms.extend((sample.issues[i], feeling) for i in np.flatnonzero(kept))
        columns.extend(mentioned[:, kept].T.astype(float))
        rare = np.asarray(mentioned[:, mentioned.sum(axis=0) < min_mentions].any(axis=1))
        if not refuse_mentions(rare, sample.weight, min_mentions):
            pooled.append(rare.astype(float))
    x = np.column_stack([*controls, *pooled, *columns])
    return Design(x, tuple(terms), len(controls))


def fit_design(sample: Sample, design: Design, model: Model = "linear") -> FittedDesign:
    """Regress value and score on the design, with the sample's weights.

    Another model than the linear one changes the adjusted figures; `fit` is always linear.
    """
    outcomes = np.column_stack([sample.value, sample.score])
    fit = least_squares(design.x, outcomes, sample.weight)
    figures = linear_figures(design.x, sample.value, sample.weight, design.first_term, fit)
    if model != "linear" and design.terms and fit.df >= MIN_DF:
        figures = categorical_figures(
            model, design.x, sample.value, sample.score, sample.weight, design.first_term, figures
        )
    return FittedDesign(design, fit, figures)


def _dummies(levels: pd.Series, min_mentions: int) -> list[FloatArray]:
    """Make a column of each level but the largest; those too small for one share one."""
    counts = levels.value_counts()
    ranked = sorted(counts.index, key=lambda name: (-counts[name], name))
    large = [name for name in ranked if counts[name] >= min_mentions]
    columns = [(levels == name).to_numpy(dtype=float) for name in large]
    other = (~levels.isin(large)).to_numpy(dtype=float)
    if other.sum() >= min_mentions:
        columns.append(other)
    return columns[1:]
