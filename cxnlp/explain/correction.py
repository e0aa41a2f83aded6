"""Drivers corrected for the tagger's errors, from an audit.

Predict-then-debias [1]_ (the default) asks only that the audited rows were drawn with known
chances: the tagger may err as it likes, and more on low scores than on high ones. Regression
calibration [2]_ is narrower, but asks that, among responses that truly mention the same issues, the
tagger's errors do not depend on the score.

References
----------
.. [1] D. Kluger, K. Lu, T. Zrnic, S. Wang, S. Bates (2025), Prediction-powered inference with
   imputed covariates and nonuniform sampling, arXiv:2501.18577; Y. Chen, H. Chen (2000), A unified
   approach to regression analysis under double-sampling designs, JRSS B 62, 449-460.
.. [2] R. Carroll, D. Ruppert, L. Stefanski, C. Crainiceanu (2006), Measurement Error in Nonlinear
   Models, 2nd ed., Chapman & Hall, chapter 4.
.. [3] F. Satterthwaite (1946), An approximate distribution of estimates of variance components,
   Biometrics Bulletin 2, 110-114.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cxnlp.explain.adjusted import Adjusted, linear_figures
from cxnlp.explain.audit import Audit
from cxnlp.explain.correction_design import PairedDesign
from cxnlp.explain.regression import LEVERAGE_LIMIT, least_squares
from cxnlp.explain.sample import BoolArray, Sample
from cxnlp.survey.intervals import FloatArray

MIN_PRECISION_OF_CALIBRATION = 0.1


@dataclass(frozen=True)
class Corrected:
    """A figure of t terms with its error, and how that divides.

    Parameters
    ----------
    value, error : array of t floats
        Estimates and standard errors.
    df : array of t floats
        Degrees of freedom of Student's t.
    survey_variance : array of t floats
        The part of error^2 that further audited rows would not take away.
    """

    value: FloatArray
    error: FloatArray
    df: FloatArray
    survey_variance: FloatArray


@dataclass(frozen=True)
class Correction:
    """Corrected figures of t terms.

    Parameters
    ----------
    design : PairedDesign
        Its columns; figures stand in the order of its terms.
    effect, net : Corrected
        Predict-then-debias.
    calibrated : Corrected
        The effect by regression calibration; NaN where the tags say too little of the truth.
    naive : Adjusted
        The same regression on all tags, uncorrected.
    alone : Adjusted
        The same regression on the audited rows alone.
    borrowed : array of t floats
        How much of the tags is used, 0 (audited rows alone) to 1.
    inflation : array of t floats
        Variance inflation among the audited rows' true columns.
    """

    design: PairedDesign
    effect: Corrected
    net: Corrected
    calibrated: Corrected
    naive: Adjusted
    alone: Adjusted
    borrowed: FloatArray
    inflation: FloatArray


@dataclass(frozen=True)
class _Moves:
    """How far each row moves t figures: rows of the survey outside the audit, and audited units."""

    outside: FloatArray
    units: FloatArray

    def variance(self) -> FloatArray:
        return np.asarray(_squares(self.outside) + _squares(self.units))


def correct(sample: Sample, audit: Audit, design: PairedDesign) -> Correction:
    """Correct effects and nets for the tagger's errors.

    With b the coefficients on the truth of the audited rows (weights: survey times audit), g those
    on their tags, and G those on the tags of all rows, effect = b - o (g - G) [1]_; o, one a term,
    is cov(b, g - G) / var(g - G), kept within 0 and 1: the variance is least there. All variances
    are sums of squared influences (leave-one-out residuals, as in HC3), added up within what was
    drawn together first; a row that is in the audit and in the survey has both its parts in one
    sum. The net is the corrected share times the corrected effect.

    Parameters
    ----------
    sample, audit : Sample, Audit
        All responses and the audited ones.
    design : PairedDesign
        The columns.
    """
    first, weight = design.first_term, audit.both_weights
    fit = least_squares(design.audited_truth, audit.sample.value[:, None], weight)
    alone = linear_figures(design.audited_truth, audit.sample.value, weight, first, fit)
    proxy = linear_figures(design.audited_tags, audit.sample.value, weight, first)
    naive = linear_figures(design.tags, sample.value, sample.weight, first)
    gap = _Moves(
        -_outside(naive.effect_influence, audit),
        _by_unit(proxy.effect_influence - _inside(naive.effect_influence, audit), audit),
    )
    own = _by_unit(alone.effect_influence, audit)
    spread = gap.variance()
    together = np.einsum("ij,ij->j", own, gap.units)
    borrowed = np.clip(together / np.where(spread > 0, spread, np.inf), 0, 1)
    moves = _Moves(-borrowed * gap.outside, own - borrowed * gap.units)
    value = alone.effect - borrowed * (proxy.effect - naive.effect)
    steady = np.square(alone.effect_error) - _squares(alone.effect_influence)
    settled = borrowed**2 * _squares(naive.effect_influence)
    effect = _settle(value, moves, alone.effect_df, np.maximum(steady, 0), settled)
    return Correction(
        design, effect, _net(sample, audit, design, effect, moves, steady),
        calibrate(sample, audit, design), naive, alone, borrowed, fit.inflation[first:],
    )  # fmt: skip


def calibrate(sample: Sample, audit: Audit, design: PairedDesign) -> Corrected:
    """Return effects by regression calibration [2]_.

    The coefficients G on all tags are those of the truth seen through C, the coefficients of the
    true columns on the tags among the audited rows: G = C b, so b = C^-1 G. Its influence is
    C^-1 (that of G, less that of the regression of the true columns' b-weighted sum on the tags).
    All columns are calibrated together; a false alarm for one issue may mean another.
    """
    first, weight = design.first_term, audit.both_weights
    whole = linear_figures(design.tags, sample.value, sample.weight, 0)
    fit = least_squares(design.audited_tags, design.audited_truth, weight)
    size = len(design.terms)
    if not fit.identified.all() or (np.linalg.svd(fit.coefficient, compute_uv=False)[-1]
                                    < MIN_PRECISION_OF_CALIBRATION):  # fmt: skip
        nothing = np.full(size, np.nan)
        return Corrected(nothing, nothing, nothing, nothing)
    back = np.linalg.inv(fit.coefficient)
    value = back @ whole.effect
    used = weight / weight.mean()
    missed = (fit.residual @ value) / np.maximum(1 - fit.leverage, 1 - LEVERAGE_LIMIT)
    of_audit = -(used * missed)[:, None] * (design.audited_tags @ fit.inverse)
    moves = _Moves(
        (_outside(whole.effect_influence, audit) @ back.T)[:, first:],
        _by_unit(((of_audit + _inside(whole.effect_influence, audit)) @ back.T)[:, first:], audit),
    )
    settled = _squares((whole.effect_influence @ back.T)[:, first:])
    return _settle(value[first:], moves, fit.error_df[first:], np.zeros(size), settled)


def _net(
    sample: Sample,
    audit: Audit,
    design: PairedDesign,
    effect: Corrected,
    moves: _Moves,
    steady: FloatArray,
) -> Corrected:
    """Return share times effect; the influence is share x that of the effect, and the reverse."""
    share, drift = _shares(sample, audit, design)
    outside = share * moves.outside + effect.value * drift.outside
    units = share * moves.units + effect.value * drift.units
    settled = share**2 * effect.survey_variance
    steadied = share**2 * np.maximum(steady, 0)
    return _settle(share * effect.value, _Moves(outside, units), effect.df, steadied, settled)


def _shares(sample: Sample, audit: Audit, design: PairedDesign) -> tuple[FloatArray, _Moves]:
    """Return corrected shares, post-stratified by the tag, and what each row moves them by."""
    first, weight = design.first_term, audit.both_weights
    tags, of_all = design.audited_tags[:, first:] > 0, design.tags[:, first:] > 0
    truth = design.audited_truth[:, first:]
    a = sample.weight / sample.weight.sum()
    part = a @ of_all
    mean, pull = np.empty((2, truth.shape[1])), np.zeros_like(truth)
    for stratum, who, size in ((0, ~tags, 1 - part), (1, tags, part)):
        within = np.where(who, weight[:, None], 0.0)
        within /= within.sum(axis=0)
        mean[stratum] = np.einsum("ij,ij->j", within, truth)
        left_out = (truth - mean[stratum]) / np.maximum(1 - within, 1e-9)
        pull += size * within * left_out
    expected = np.where(of_all, mean[1], mean[0])
    share = np.asarray(a @ expected)
    drift = a[:, None] * (expected - share)
    units = _by_unit(pull + _inside(drift, audit), audit)
    return share, _Moves(_outside(drift, audit), units)


def _settle(
    value: FloatArray, moves: _Moves, df: FloatArray, steady: FloatArray, settled: FloatArray
) -> Corrected:
    """Make errors of influences, with Satterthwaite's degrees of freedom [3]_.

    The audit's part has `df`, the survey's as many as it has rows: taken as known.
    """
    of_audit = _squares(moves.units) + steady
    variance = of_audit + _squares(moves.outside)
    many = np.where(of_audit > 0, np.square(variance) / np.maximum(of_audit, 1e-300) ** 2, 1e9)
    return Corrected(value, np.sqrt(variance), df * many, np.minimum(settled, variance))


def _squares(moves: FloatArray) -> FloatArray:
    return np.asarray(np.einsum("ij,ij->j", moves, moves))


def _inside(influence: FloatArray, audit: Audit) -> FloatArray:
    """Take the audited rows' parts; those from another survey have none."""
    return np.where(audit.inside[:, None], influence[np.maximum(audit.place, 0)], 0.0)


def _outside(influence: FloatArray, audit: Audit) -> FloatArray:
    """Take the parts of the rows that are not in the audit."""
    rest: BoolArray = np.ones(len(influence), dtype=bool)
    rest[audit.place[audit.inside]] = False
    return influence[rest]


def _by_unit(influence: FloatArray, audit: Audit) -> FloatArray:
    """Add up what was drawn together."""
    summed = np.zeros((int(audit.unit.max()) + 1, influence.shape[1]))
    np.add.at(summed, audit.unit, influence)
    return summed
