"""The regression of tags and the regression of the truth, column by column."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cxnlp.explain.correction.audit import Audit
from cxnlp.explain.drivers.design import Design, Term
from cxnlp.explain.sample.responses import Sample
from cxnlp.intervals import BoolArray, FloatArray

MIN_POSITIVES = 15
MIN_FOUND = 5
MIN_IN_LEVEL = 10


@dataclass(frozen=True)
class PairedDesign:
    """The same k columns three times: tags of all rows, tags and truth of the audited.

    Parameters
    ----------
    tags : n x k floats
        The constant, controls, pooled issues, then a column a term, as the tagger says.
    audited_tags, audited_truth : a x k floats
        The audited rows: as the tagger says, and in truth.
    terms : tuple of (issue, feeling)
        What the last columns stand for.
    refused : mapping of term to str
        Terms without a column of their own, and why.
    """

    tags: FloatArray
    audited_tags: FloatArray
    audited_truth: FloatArray
    terms: tuple[Term, ...]
    refused: Mapping[Term, str]

    @property
    def first_term(self) -> int:
        """The place of the first term's column."""
        return int(self.tags.shape[1]) - len(self.terms)


def pair_designs(sample: Sample, audit: Audit, design: Design) -> PairedDesign:
    """Lay out the columns that both regressions share.

    A term that too few audited rows mention shares one column with the rare issues ("any of
    these"), so that it is still held constant; its own figure is refused. A level of a segment
    with too few audited rows is not held constant.

    Parameters
    ----------
    sample, audit : Sample, Audit
        All responses, and the audited ones.
    design : Design
        The regression of tags, for its terms.
    """
    feelings = tuple(dict.fromkeys(feeling for _, feeling in design.terms))
    refused = {
        term: reason
        for term in design.terms
        for reason in [refuse_term(audit, term[1], sample.issues.index(term[0]))]
        if reason
    }
    kept = tuple(term for term in design.terms if term not in refused)
    blocks = [_controls(sample.segments, audit.sample.segments)]
    for feeling in feelings:
        pooled = [(issue, feeling) for issue in sample.issues if (issue, feeling) not in kept]
        block = _columns(sample, audit, [pooled])
        if block[2].sum() >= MIN_FOUND and block[1].any():
            blocks.append(block)
    blocks.append(_columns(sample, audit, [[term] for term in kept]))
    tags, audited, truth = (np.column_stack(parts) for parts in zip(*blocks, strict=True))
    return PairedDesign(tags, audited, truth, kept, refused)


def refuse_term(audit: Audit, feeling: str, at: int) -> str:
    """Return why an issue mentioned so cannot be corrected, "" where it can."""
    truth, found = audit.truth[feeling][:, at], audit.sample.mentioned[feeling][:, at]
    positives, others = int(truth.sum()), int((~truth).sum())
    if min(positives, others) < MIN_POSITIVES:
        what = "mention it so" if positives < others else "do not"
        few = min(positives, others)
        return f"no correction: {few} audited responses {what}, at least {MIN_POSITIVES} must"
    if min(found.sum(), (~found).sum()) < MIN_FOUND:
        return f"no correction: the tagger finds it in {int(found.sum())} audited responses"
    return ""


def _columns(
    sample: Sample, audit: Audit, groups: list[list[Term]]
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return a column for each group of terms: whether any of them is mentioned."""
    held = (sample.mentioned, audit.sample.mentioned, audit.truth)
    tags, audited, truth = (
        np.column_stack([_any(who, sample.issues, group) for group in groups])
        if groups
        else np.empty((len(next(iter(who.values()))), 0))
        for who in held
    )
    return tags, audited, truth


def _any(who: Mapping[str, BoolArray], issues: tuple[str, ...], terms: list[Term]) -> FloatArray:
    either = np.zeros(len(next(iter(who.values()))), dtype=bool)
    for issue, feeling in terms:
        either |= who[feeling][:, issues.index(issue)]
    return np.asarray(either, dtype=float)


def _controls(
    levels: pd.DataFrame, audited: pd.DataFrame
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return the constant and a column for each level but the largest of each segment."""
    columns, beside = [np.ones(len(levels))], [np.ones(len(audited))]
    for name in levels.columns:
        counts = dict(audited[name].value_counts())
        ranked = sorted((-count, level) for level, count in counts.items())
        for minus, level in ranked[1:]:
            if -minus >= MIN_IN_LEVEL:
                columns.append((levels[name] == level).to_numpy(dtype=float))
                beside.append((audited[name] == level).to_numpy(dtype=float))
    return np.column_stack(columns), np.column_stack(beside), np.column_stack(beside)
