"""How often the tagger is right on this data: precision, recall and corrected shares.

References
----------
.. [1] E. Korn, B. Graubard (1998), Confidence intervals for proportions with small expected number
   of positive counts estimated from survey data, Survey Methodology 24, 193-201: the interval of
   an unweighted proportion, read with the effective sample size.
.. [2] A. Donner, G. Zou (2012), Closed-form confidence intervals for functions of the normal mean
   and standard deviation, Statistical Methods in Medical Research 21, 347-359: MOVER, which makes
   the interval of a sum or ratio of the intervals of its parts, each with its own skew.
.. [3] W. Cochran (1977), Sampling Techniques, Wiley, chapter 5A: post-stratification.
.. [4] L. Brown, T. Cai, A. DasGupta (2001), Interval estimation for a binomial proportion,
   Statistical Science 16, 101-133: Jeffreys's interval, which covers as often as it says.
.. [5] W. Rogan, B. Gladen (1978), Estimating prevalence from the results of a screening test,
   American Journal of Epidemiology 107, 71-76.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from cxnlp.explain.correction.audit import Audit
from cxnlp.explain.sample.responses import Sample
from cxnlp.intervals import BoolArray, FloatArray, effective_size

NO_FALSE_ALARM = "no false alarm found, precision_low is an exact bound"
NO_MISS = "no miss found, recall_low rests on an exact bound"
NO_BETTER = "the tagger marks it no more often where it is than where it is not"


class Bounds(NamedTuple):
    """A figure and the ends of its interval."""

    value: float
    low: float
    high: float


NOTHING = Bounds(math.nan, math.nan, math.nan)


@dataclass(frozen=True)
class Accuracy:
    """How well one issue is found, mentioned in one way.

    Parameters
    ----------
    audited, found, correct : int
        Audited responses that mention it in truth; that the tagger says so of; both.
    precision : Bounds
        The share of the tagger's mentions that are right.
    recall : Bounds
        The share of the true mentions that the tagger finds.
    share : Bounds
        The share of responses that mention it in truth.
    note : str
        What to keep in mind.
    """

    audited: int
    found: int
    correct: int
    precision: Bounds
    recall: Bounds
    share: Bounds
    note: str = ""


def accuracy(sample: Sample, audit: Audit, feeling: str, at: int, level: float = 0.95) -> Accuracy:
    """Return precision, recall and the corrected share of one issue.

    The survey says which share P of responses the tagger marks; the audit says, with survey weight
    times audit weight, which share of the marked is right (precision c) and which share of the
    others is a miss (m). The true share is P c + (1 - P) m, post-stratified by the tag [3]_, and
    recall P c over that. The intervals of c and m are Jeffreys's [4]_ with effective sizes [1]_;
    where no error was found the other end is the exact one-sided bound, so that none found is
    never taken for none there. Those of the share and of the odds of a miss are made of them [2]_.

    An audit of an earlier survey tells how the tagger errs, not how often issues come up now: of
    it, recall and false alarms are taken, and share and precision follow from P [5]_.

    Parameters
    ----------
    sample : Sample
        All responses.
    audit : Audit
        The audited ones.
    feeling : {"negative", "positive", "any"}
        In which way it is mentioned.
    at : int
        The place of the issue among `sample.issues`.
    level : float
        Confidence level, between 0 and 1.
    """
    tagged, truth = audit.sample.mentioned[feeling][:, at], audit.truth[feeling][:, at]
    counts = int(truth.sum()), int(tagged.sum()), int((truth & tagged).sum())
    if not tagged.any() or tagged.all():
        none = "the tagger marks none" if not tagged.any() else "the tagger marks all"
        return Accuracy(*counts, NOTHING, NOTHING, NOTHING, f"{none} of the audited responses")
    marked = sample.mentioned[feeling][:, at]
    part = _marked_share(marked, sample.weight, level)
    if not audit.inside.all():
        return _carried(counts, part, audit, tagged, truth, level)
    precision = _stratum(truth, audit, tagged, level)
    missed = _stratum(truth, audit, ~tagged, level)
    notes = (NO_FALSE_ALARM, precision.value >= 1), (NO_MISS, missed.value <= 0)
    return Accuracy(
        *counts,
        precision,
        _recall(part, precision, missed),
        _share(part, precision, missed),
        "; ".join(note for note, holds in notes if holds),
    )


def _carried(
    counts: tuple[int, int, int],
    part: Bounds,
    audit: Audit,
    tagged: BoolArray,
    truth: BoolArray,
    level: float,
) -> Accuracy:
    """Return what an audit of an earlier survey says of this one."""
    if truth.all() or not truth.any():
        none = "none" if not truth.any() else "all"
        return Accuracy(*counts, NOTHING, NOTHING, NOTHING, f"{none} of the audited mention it so")
    recall = _stratum(tagged, audit, truth, level)
    alarm = _stratum(tagged, audit, ~truth, level)
    if not recall.value > alarm.value:
        return Accuracy(*counts, NOTHING, recall, NOTHING, NO_BETTER)
    known = (part, recall, alarm)
    share = _made_of(lambda p, r, f: (p - f) / (r - f), known)
    right = _made_of(lambda p, r, f: (p - f) / (r - f) * r / p, known) if part.value else NOTHING
    return Accuracy(*counts, right, recall, share)


def _made_of(figure: Callable[..., float], known: Sequence[Bounds]) -> Bounds:
    """Make a share of several figures, its interval of theirs: each alone at its ends [2]_."""
    values = [each.value for each in known]
    value = figure(*values)
    below = above = 0.0
    for at, each in enumerate(known):
        ends = [
            figure(*values[:at], end, *values[at + 1 :]) - value for end in (each.low, each.high)
        ]
        below, above = math.hypot(below, min(*ends, 0.0)), math.hypot(above, max(*ends, 0.0))
    low, value, high = (min(max(end, 0.0), 1.0) for end in (value - below, value, value + above))
    return Bounds(value, low, high)


def share_interval(share: float, size: float, level: float) -> tuple[float, float]:
    """Return Jeffreys's interval [4]_ of a share seen in `size` rows; counts may be parts.

    Where the share is 0 or 1 there is one side only: Clopper and Pearson's exact bound.
    """
    from scipy.special import betaincinv

    count, tail = share * size, (1 - level) / 2
    if share <= 0:
        return 0.0, 1 - (1 - level) ** (1 / size)
    if share >= 1:
        return (1 - level) ** (1 / size), 1.0
    ends = betaincinv(count + 0.5, size - count + 0.5, [tail, 1 - tail])
    return min(float(ends[0]), share), max(float(ends[1]), share)


def _stratum(truth: BoolArray, audit: Audit, who: BoolArray, level: float) -> Bounds:
    """Return which share of some audited rows mentions the issue in truth."""
    held, unit = truth[who].astype(float), audit.unit[who]
    weight = audit.both_weights[who]
    total = np.bincount(unit, weight)
    drawn = total > 0
    mean = np.bincount(unit, weight * held)[drawn] / total[drawn]
    share = float(np.average(held, weights=weight))
    return Bounds(share, *share_interval(share, effective_size(mean, total[drawn]), level))


def _marked_share(marked: BoolArray, weight: FloatArray, level: float) -> Bounds:
    share = float(np.average(marked, weights=weight))
    size = effective_size(marked.astype(float), weight)
    return Bounds(share, *share_interval(share, size, level))


def _share(part: Bounds, precision: Bounds, missed: Bounds) -> Bounds:
    """P c + (1 - P) m, whose error is that of P times (c - m), of c times P, of m times 1 - P."""
    p, gap = part.value, precision.value - missed.value
    value = p * precision.value + (1 - p) * missed.value
    below = (part.value - part.low) if gap > 0 else (part.high - part.value)
    above = (part.high - part.value) if gap > 0 else (part.value - part.low)
    low = math.hypot(
        gap * below, p * (precision.value - precision.low), (1 - p) * (missed.value - missed.low)
    )
    high = math.hypot(
        gap * above, p * (precision.high - precision.value), (1 - p) * (missed.high - missed.value)
    )
    return Bounds(value, max(value - low, 0.0), min(value + high, 1.0))


def _recall(part: Bounds, precision: Bounds, missed: Bounds) -> Bounds:
    """1 / (1 + r), r = ((1 - P) / P) (m / c): the odds that a mention was missed."""
    odds = (1 - part.value) / part.value if part.value > 0 else math.inf
    if precision.value <= 0 or not math.isfinite(odds):
        return NOTHING
    low, high = ratio_interval(missed, precision)
    value = missed.value / precision.value
    return Bounds(1 / (1 + odds * value), 1 / (1 + odds * high), 1 / (1 + odds * low))


def ratio_interval(above: Bounds, below: Bounds) -> tuple[float, float]:
    """Return the interval of a ratio of two independent figures, of theirs (MOVER [2]_)."""
    a, b = above.value, below.value
    wide = below.low * (2 * b - below.low)
    narrow = below.high * (2 * b - below.high)
    inner_low = (a * b) ** 2 - above.low * (2 * a - above.low) * narrow
    inner_high = (a * b) ** 2 - above.high * (2 * a - above.high) * wide
    low = (a * b - math.sqrt(max(inner_low, 0.0))) / narrow if narrow > 0 else 0.0
    high = (a * b + math.sqrt(max(inner_high, 0.0))) / wide if wide > 0 else math.inf
    return max(low, 0.0), high
