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
.. [4] R. Bell, D. McCaffrey (2002), Bias reduction in standard errors for linear regression with
   multi-stage samples, Survey Methodology 28, 169-181.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from cxnlp.explain.correction.accuracy import accuracy
from cxnlp.explain.correction.audit import Audit
from cxnlp.explain.correction.design import PairedDesign
from cxnlp.explain.correction.share import Moves, corrected_shares
from cxnlp.explain.estimation.adjusted import Adjusted, linear_figures
from cxnlp.explain.estimation.choice import Model, categorical_figures
from cxnlp.explain.estimation.least_squares import LEVERAGE_LIMIT, least_squares
from cxnlp.explain.sample.responses import Sample
from cxnlp.intervals import FloatArray, normal_quantile

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


def correct(
    sample: Sample, audit: Audit, design: PairedDesign, model: Model = "linear"
) -> Correction:
    """Correct effects and nets for the tagger's errors.

    With b the coefficients on the truth of the audited rows (weights: survey times audit), g those
    on their tags, and G those on the tags of all rows, effect = b - o (g - G) [1]_; o, one a term,
    is cov(b, g - G) / var(g - G), kept within 0 and 1: the variance is least there. All variances
    are sums of squared influences (HC3's of all rows, HC2's of the audited [4]_), added up within
    what was drawn together first; a row that is in the audit and in the survey has both its parts
    in one sum. The net is the corrected share times the corrected net per mention, which in the
    linear model is the effect, and in the others is corrected as the effect is.

    Parameters
    ----------
    sample, audit : Sample, Audit
        All responses and the audited ones.
    design : PairedDesign
        The columns.
    model : str
        "linear", "ordinal" or "multinomial". Calibration is of the linear model alone.

    Raises
    ------
    ExplainError
        If another model than the linear one does not settle on the audited rows.
    """
    first, weight, checked = design.first_term, audit.both_weights, audit.sample
    sides = (
        (design.audited_truth, checked, weight),
        (design.audited_tags, checked, weight),
        (design.tags, sample, sample.weight),
    )
    alone, proxy = (_unbiased(_figures(model, *side, first)) for side in sides[:2])
    naive = _figures(model, *sides[2], first)
    effect, moves, borrowed = _debiased(alone, proxy, naive, audit)
    each, calibrated = effect, _nothing(len(design.terms))
    if model == "linear":
        calibrated = calibrate(sample, audit, design)
    else:
        whose = zip((alone, proxy, naive), sides, strict=True)
        b, g, of_all = (_per_mention(figures, x[:, first:], w) for figures, (x, _, w) in whose)
        each, moves, _ = _debiased(b, g, of_all, audit)
    net = _net(sample, audit, design, each, moves)
    inflation = least_squares(design.audited_truth, checked.value[:, None], weight).inflation[
        first:
    ]
    return Correction(design, effect, net, calibrated, naive, alone, borrowed, inflation)


def _figures(model: Model, x: FloatArray, of: Sample, weight: FloatArray, first: int) -> Adjusted:
    linear = linear_figures(x, of.value, weight, first)
    if model == "linear":
        return linear
    return categorical_figures(model, x, of.value, of.score, weight, first, linear)


def _unbiased(of: Adjusted) -> Adjusted:
    """Return figures of the audited rows with HC2's influences, widened by (1 - leverage)^-1/2.

    HC3's are too wide where every row weighs much, as in an audit; HC2's are unbiased under even
    spread, and with Satterthwaite's degrees of freedom right for few rows [4]_.
    """
    narrowing = np.sqrt(of.widening)[:, None]
    effect, net = of.effect_influence / narrowing, of.net_influence / narrowing
    error = of.steadying * np.sqrt(_squares(effect))
    return replace(of, effect_influence=effect, net_influence=net, effect_error=error)


def _per_mention(of: Adjusted, columns: FloatArray, weight: FloatArray) -> Adjusted:
    """Return the net per mention in the place of the effect: net over share."""
    a = weight / weight.sum()
    rate = of.net / of.share
    moves = (of.net_influence - rate * a[:, None] * (columns - of.share)) / of.share
    error = of.steadying * np.sqrt(_squares(moves))
    return replace(of, effect=rate, effect_influence=moves, effect_error=error)


def _debiased(
    alone: Adjusted, proxy: Adjusted, naive: Adjusted, audit: Audit
) -> tuple[Corrected, Moves, FloatArray]:
    """Return effects b - o (g - G), what each row moves them by, and o."""
    gap = Moves.of(audit, -naive.effect_influence, proxy.effect_influence)
    own = audit.by_unit(alone.effect_influence)
    spread = gap.variance()
    together = np.einsum("ij,ij->j", own, gap.units)
    borrowed = np.clip(together / np.where(spread > 0, spread, np.inf), 0, 1)
    moves = Moves(-borrowed * gap.outside, own - borrowed * gap.units)
    steady = np.maximum(np.square(alone.effect_error) - _squares(alone.effect_influence), 0)
    settled = borrowed**2 * _squares(naive.effect_influence)
    value = alone.effect - borrowed * (proxy.effect - naive.effect)
    return _settle(value, moves, alone.effect_df, steady, settled), moves, borrowed


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
    if not fit.identified.all() or (
        np.linalg.svd(fit.coefficient, compute_uv=False)[-1] < MIN_PRECISION_OF_CALIBRATION
    ):
        return _nothing(size)
    back = np.linalg.inv(fit.coefficient)
    value = back @ whole.effect
    used = weight / weight.mean()
    missed = (fit.residual @ value) / np.maximum(1 - fit.leverage, 1 - LEVERAGE_LIMIT)
    of_audit = -(used * missed)[:, None] * (design.audited_tags @ fit.inverse)
    moves = Moves.of(
        audit, (whole.effect_influence @ back.T)[:, first:], (of_audit @ back.T)[:, first:]
    )
    settled = _squares((whole.effect_influence @ back.T)[:, first:])
    return _settle(value[first:], moves, fit.error_df[first:], np.zeros(size), settled)


def _net(
    sample: Sample, audit: Audit, design: PairedDesign, each: Corrected, moves: Moves
) -> Corrected:
    """Return share times what goes with each mention; so is the influence, and the reverse.

    Where an audit of some hundred found few misses of a rare issue, or none, influences know little
    of how many there may be: the error of its share is then that of the share's own interval.
    """
    share, drift = corrected_shares(sample, audit, design)
    known = [
        accuracy(sample, audit, feeling, sample.issues.index(issue)).share
        for issue, feeling in design.terms
    ]
    half = np.asarray([(bounds.high - bounds.low) / 2 for bounds in known]) / normal_quantile(0.95)
    unsure = np.square(each.value) * np.maximum(np.square(half) - drift.variance(), 0)
    outside = share * moves.outside + each.value * drift.outside
    units = share * moves.units + each.value * drift.units
    settled = share**2 * each.survey_variance
    steady = np.square(each.error) - moves.variance()
    steadied = share**2 * np.maximum(steady, 0) + np.nan_to_num(unsure)
    return _settle(share * each.value, Moves(outside, units), each.df, steadied, settled)


def _nothing(size: int) -> Corrected:
    nothing = np.full(size, np.nan)
    return Corrected(nothing, nothing, nothing, nothing)


def _settle(
    value: FloatArray, moves: Moves, df: FloatArray, steady: FloatArray, settled: FloatArray
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
