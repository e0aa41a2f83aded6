"""Corrected shares of all terms at once, and how far each row moves an audited figure.

References
----------
.. [1] W. Cochran (1977), Sampling Techniques, Wiley, chapter 5A: post-stratification.
.. [2] W. Rogan, B. Gladen (1978), Estimating prevalence from the results of a screening test,
   American Journal of Epidemiology 107, 71-76; G. Forman (2008), Quantifying counts and costs via
   classification, Data Mining and Knowledge Discovery 17, 164-206: "adjusted count".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np

from cxnlp.explain.correction.audit import Audit
from cxnlp.explain.correction.design import PairedDesign
from cxnlp.explain.sample.responses import Sample
from cxnlp.intervals import BoolArray, FloatArray


@dataclass(frozen=True)
class Moves:
    """How far each row moves t figures: rows of the survey outside the audit, and audited units."""

    outside: FloatArray
    units: FloatArray

    @classmethod
    def of(cls, audit: Audit, whole: FloatArray, audited: FloatArray) -> Self:
        """Divide the parts of all rows (n x t), and add those of the audited (a x t) to theirs.

        Audited rows of an earlier survey have no part in the whole.
        """
        rest: BoolArray = np.ones(len(whole), dtype=bool)
        rest[audit.place[audit.inside]] = False
        own = np.where(audit.inside[:, None], whole[np.maximum(audit.place, 0)], 0.0)
        return cls(whole[rest], audit.by_unit(audited + own))

    def variance(self) -> FloatArray:
        """Return the variances of the t figures."""
        return np.asarray(
            np.einsum("ij,ij->j", self.outside, self.outside)
            + np.einsum("ij,ij->j", self.units, self.units)
        )


def corrected_shares(
    sample: Sample, audit: Audit, design: PairedDesign
) -> tuple[FloatArray, Moves]:
    """Return the share of responses that mention each term in truth, and what moves it.

    Of an audit of this very survey, post-stratified by the tag [1]_: nothing need be thought of the
    tagger. One of an earlier survey tells how the tagger errs, not how often issues come up now: so
    with r the share of the true mentions that it finds and f the share of the others that it marks,
    a marked share P means that (P - f) / (r - f) mention it [2]_.

    Parameters
    ----------
    sample, audit : Sample, Audit
        All responses and the audited ones.
    design : PairedDesign
        The columns.
    """
    first = design.first_term
    tags, of_all = design.audited_tags[:, first:] > 0, design.tags[:, first:] > 0
    truth, a = design.audited_truth[:, first:] > 0, sample.weight / sample.weight.sum()
    shares = _post_stratified if audit.inside.all() else _adjusted_count
    share, whole, audited = shares(a, of_all, audit.both_weights, tags, truth)
    return share, Moves.of(audit, whole, audited)


Parts = tuple[FloatArray, FloatArray, FloatArray]


def _post_stratified(
    a: FloatArray, of_all: BoolArray, weight: FloatArray, tags: BoolArray, truth: BoolArray
) -> Parts:
    part = a @ of_all
    within_marked, right = _share_within(weight, tags, truth)
    within_others, missed = _share_within(weight, ~tags, truth)
    expected = np.where(of_all, right, missed)
    share = np.asarray(a @ expected)
    return share, a[:, None] * (expected - share), part * within_marked + (1 - part) * within_others


def _adjusted_count(
    a: FloatArray, of_all: BoolArray, weight: FloatArray, tags: BoolArray, truth: BoolArray
) -> Parts:
    part = a @ of_all
    within_true, recall = _share_within(weight, truth, tags)
    within_others, alarm = _share_within(weight, ~truth, tags)
    gap = recall - alarm
    gap = np.where(gap > 0, gap, np.nan)  # a tagger no better than chance tells nothing
    share = np.clip((part - alarm) / gap, 0, 1)
    audited = -(share * within_true + (1 - share) * within_others) / gap
    return share, a[:, None] * (of_all - part) / gap, audited


def _share_within(
    weight: FloatArray, who: BoolArray, held: BoolArray
) -> tuple[FloatArray, FloatArray]:
    """Return what each row moves (leaving it out), and the weighted share of `who` that is held."""
    within = np.where(who, weight[:, None], 0.0)
    within /= within.sum(axis=0)
    mean = np.einsum("ij,ij->j", within, held.astype(float))
    return within * (held - mean) / np.maximum(1 - within, 1e-9), mean
