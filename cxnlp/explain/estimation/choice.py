"""Which model the adjusted figures come from: linear, ordinal or multinomial.

The score is a step function: an NPS counts -100 up to 6, 0 up to 8, 100 above. The linear model
takes these values as they are; the ordinal one knows that scores are ordered and uses all of them;
the multinomial one lets each band have its own odds. All three give the same two figures, in index
points: `effect`, the difference a mention makes, averaged over the sample, and `net`, the index
that the model predicts now less the index it predicts were the issue never mentioned so.

The linear model is the default, as it needs nothing but that effects add up on the index. In two
simulated worlds (`tests/bench/test_models.py`, NPS, 95 % intervals of `net`, truth known):

==========================================  ======  ===========  ===========  ============
world, responses                            figure  linear       ordinal      multinomial
==========================================  ======  ===========  ===========  ============
an issue moves everybody's liking, 300      width   10.0         8.9          9.8
''                                          covers  94.7 %       95.4 %       93.3 %
the same, 2,000                             width   3.8          3.4          3.8
''                                          covers  94.4 %       92.2 %       94.7 %
an issue moves people over one step, 300    width   11.7         12.7         11.5
''                                          covers  95.1 %       93.0 %       94.2 %
the same, 2,000                             width   4.4          4.9          4.4
''                                          covers  94.7 %       86.2 %       94.9 %
==========================================  ======  ===========  ===========  ============

Where its assumption holds, the ordinal model is a tenth narrower; where it does not (an issue that
only keeps people from promoting, as hygiene does) it is off by more than its interval tells. The
multinomial one is as good as the linear one with many responses, and slower; so it is a check.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from cxnlp.errors import ExplainError
from cxnlp.explain.estimation.adjusted import Adjusted
from cxnlp.explain.estimation.likelihood import Fitted
from cxnlp.explain.estimation.multinomial import chances, fit_multinomial, liking
from cxnlp.explain.estimation.ordinal import fit_ordinal, logistic
from cxnlp.intervals import FloatArray

Model = Literal["linear", "ordinal", "multinomial"]
MODELS: tuple[Model, ...] = ("linear", "ordinal", "multinomial")
MOST_CATEGORIES = 15
IntArray = NDArray[np.intp]


def choose_model(name: str) -> Model:
    """Return the model of a name.

    Raises
    ------
    ExplainError
        If there is none.
    """
    for model in MODELS:
        if model == name:
            return model
    raise ExplainError(f"the regression {name!r}", f"one of: {', '.join(MODELS)}")


def categorical_figures(
    model: Model,
    x: FloatArray,
    value: FloatArray,
    score: FloatArray,
    weight: FloatArray,
    first_term: int,
    linear: Adjusted,
) -> Adjusted:
    """Return the adjusted figures of the ordinal or the multinomial model.

    Influence values are a_i (d_i - figure) + g'psi_i: d_i what the model predicts to differ for row
    i, psi_i the row's influence on the parameters, g the slope of the figure in them.

    Parameters
    ----------
    model : str
        "ordinal" (on the scores) or "multinomial" (on what scores count for the index).
    x : n x k floats
        The constant, other controls, then the terms.
    value, score, weight : array of n floats
        What each response adds to the index, its score, its survey weight.
    first_term : int
        The place of the first term's column.
    linear : Adjusted
        The linear model's figures; their shares and degrees of freedom hold here too.

    Raises
    ------
    ExplainError
        If the scores take more than 15 values.
    """
    kinds, first, category = np.unique(
        score if model == "ordinal" else value, return_index=True, return_inverse=True
    )
    if len(kinds) > MOST_CATEGORIES:
        raise ExplainError(
            f"scores of {len(kinds)} values",
            f"at most {MOST_CATEGORIES} for the {model} model",
            "use the linear model",
        )
    inner, even = x[:, 1:], weight / weight.mean()
    fit = (fit_ordinal if model == "ordinal" else fit_multinomial)(inner, category, even)
    made = _Ordinal if model == "ordinal" else _Multinomial
    predictor = made(inner, fit, value[first])
    a = weight / weight.sum()
    terms = [_term(predictor, at, a) for at in range(first_term - 1, inner.shape[1])]
    effect, net = (np.asarray([term[place] for term in terms]) for place in (0, 2))
    # Few mentions make any model too sure of itself: widened and steadied as the linear one is.
    moved, kept = (
        np.column_stack([term[place] for term in terms]) * linear.widening[:, None]
        for place in (1, 3)
    )
    errors = [
        linear.steadying * np.sqrt(np.einsum("ij,ij->j", each, each)) for each in (moved, kept)
    ]
    return Adjusted(
        linear.share,
        effect,
        errors[0],
        net,
        errors[1],
        linear.effect_df,
        linear.net_df,
        moved,
        kept,
        linear.widening,
    )


def _term(
    predictor: _Ordinal | _Multinomial, at: int, a: FloatArray
) -> tuple[float, FloatArray, float, FloatArray]:
    """Return effect and net of one column, each with its influence values."""
    with_it, without, now = (predictor.mean(at, set_to) for set_to in (1.0, 0.0, None))
    found: list[float | FloatArray] = []
    for one, other, set_to in ((with_it, without, 1.0), (now, without, None)):
        gap = one - other
        figure = float(a @ gap)
        slope = predictor.slope(at, set_to, a) - predictor.slope(at, 0.0, a)
        found += [figure, a * (gap - figure) + predictor.fit.influence @ slope]
    effect, moved, net, kept = found
    return float(effect), np.asarray(moved), float(net), np.asarray(kept)


@dataclass(frozen=True)
class _Ordinal:
    """Means of a fitted cumulative logit with one column set."""

    x: FloatArray
    fit: Fitted
    values: FloatArray

    @cached_property
    def _liking(self) -> FloatArray:
        return self.x @ self.fit.parameter[len(self.values) - 1 :]

    def _below(self, at: int, set_to: float | None) -> tuple[FloatArray, IntArray, FloatArray]:
        cuts, b = np.split(self.fit.parameter, [len(self.values) - 1])
        shift = 0.0 if set_to is None else (set_to - self.x[:, at]) * b[at]
        steps = np.flatnonzero(np.diff(self.values))
        below = logistic(cuts[steps] - (self._liking + shift)[:, None])
        return below, steps, np.diff(self.values)[steps]

    def mean(self, at: int, set_to: float | None) -> FloatArray:
        """Return the mean value of each row with column `at` set (n floats)."""
        below, _, rise = self._below(at, set_to)
        return np.asarray(self.values[-1] - below @ rise)

    def slope(self, at: int, set_to: float | None, a: FloatArray) -> FloatArray:
        """Return the slope of the weighted mean in each parameter (q floats)."""
        below, steps, rise = self._below(at, set_to)
        density = below * (1 - below) * rise
        cuts = np.zeros(len(self.values) - 1)
        cuts[steps] = -(a @ density)
        pull = a * density.sum(axis=1)
        b = pull @ self.x
        if set_to is not None:
            b[at] = set_to * pull.sum()
        return np.concatenate([cuts, b])


@dataclass(frozen=True)
class _Multinomial:
    """Means of a fitted multinomial logit with one column set."""

    x: FloatArray
    fit: Fitted
    values: FloatArray

    @cached_property
    def _liking(self) -> FloatArray:
        both = np.column_stack([np.ones(len(self.x)), self.x])
        return liking(both, self.fit.parameter)

    def _chances(self, at: int, set_to: float | None) -> FloatArray:
        if set_to is None:
            return chances(self._liking)
        b = self.fit.parameter.reshape(-1, self.x.shape[1] + 1)[:, at + 1]
        shift = (set_to - self.x[:, [at]]) * np.concatenate([[0.0], b])
        return chances(self._liking + shift)

    def mean(self, at: int, set_to: float | None) -> FloatArray:
        """Return the mean value of each row with column `at` set (n floats)."""
        return self._chances(at, set_to) @ self.values

    def slope(self, at: int, set_to: float | None, a: FloatArray) -> FloatArray:
        """Return the slope of the weighted mean in each parameter (q floats)."""
        p = self._chances(at, set_to)
        pull = a[:, None] * p * (self.values - (p @ self.values)[:, None])
        parts = []
        for share in pull.T[1:]:
            b = share @ self.x
            if set_to is not None:
                b[at] = set_to * share.sum()
            parts.append(np.concatenate([[share.sum()], b]))
        return np.concatenate(parts)
