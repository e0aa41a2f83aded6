"""Rows that a person checked: what they mention in truth, beside what the tagger says.

References
----------
.. [1] D. Horvitz, D. Thompson (1952), A generalization of sampling without replacement from a
   finite universe, JASA 47, 663-685: a row that had a chance of 1 in w stands for w rows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cxnlp.errors import ExplainError
from cxnlp.explain.sample.responses import Sample, incidence, take_sample
from cxnlp.intervals import BoolArray, FloatArray
from cxnlp.join import FEELINGS, Joined
from cxnlp.survey.read import read_table

if TYPE_CHECKING:
    from cxnlp.issues import Taxonomy

AUDIT = ("response", "issue", "feeling", "weight")
NOT_MENTIONED = "none"
MIN_AUDITED = 30

IntArray = NDArray[np.intp]


@dataclass(frozen=True)
class Audit:
    """The a audited rows: a probability sample, each with every issue decided by a person.

    Parameters
    ----------
    sample : Sample
        The a rows as the tagger sees them; `sample.weight` are their survey weights.
    place : array of a ints
        Where each stands in the sample that is explained; -1 for one from another survey.
    weight : array of a floats
        Audit weights: one over the chance the row had of being drawn [1]_.
    truth : mapping of feeling to a x m bools
        What the person found, as `sample.mentioned` has what the tagger found.
    unit : array of a ints
        Rows of one number were drawn together (equal texts).
    left_out : mapping of str to int
        How many audited responses are not used, by reason.
    """

    sample: Sample
    place: IntArray
    weight: FloatArray
    truth: Mapping[str, BoolArray]
    unit: IntArray
    left_out: Mapping[str, int] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.weight)

    @property
    def both_weights(self) -> FloatArray:
        """Survey weight times audit weight."""
        return self.sample.weight * self.weight

    @property
    def inside(self) -> BoolArray:
        """Which audited rows stand in the sample that is explained."""
        return np.asarray(self.place >= 0)

    def by_unit(self, influence: FloatArray) -> FloatArray:
        """Add up the parts (a rows) of what was drawn together."""
        summed = np.zeros((int(self.unit.max()) + 1, influence.shape[1]))
        np.add.at(summed, self.unit, influence)
        return summed


@dataclass(frozen=True)
class EarlierAudit:
    """Audited responses of a survey that is not the one explained.

    Parameters
    ----------
    table : DataFrame
        As `take_audit` reads it; empty where none was checked.
    joined : Joined
        The survey they belong to: its scores, and the tags that the same tagger gives it.
    """

    table: pd.DataFrame
    joined: Joined


def take_audits(
    audit: pd.DataFrame | None, earlier: Sequence[EarlierAudit], sample: Sample, taxonomy: Taxonomy
) -> Audit | None:
    """Find the audited responses of this survey and of earlier ones; None without any audit.

    Raises
    ------
    ExplainError
        As `take_audit`; or if an earlier survey has not the same segments.
    """
    found = [] if audit is None else [take_audit(audit, sample)]
    for each in earlier:
        names = list(sample.segments.columns)
        lacking = [name for name in names if name not in each.joined.segments]
        if lacking:
            raise ExplainError(
                f"the audited survey has no segment {lacking[0]!r}",
                "the segments of the one explained",
                "leave it out in both",
            )
        then = take_sample(replace(each.joined, segments=tuple(names)), taxonomy)
        own = take_audit(each.table, then)
        found.append(replace(own, place=np.full(len(own), -1, dtype=np.intp)))
    return _together(found) if found else None


def _together(audits: Sequence[Audit]) -> Audit:
    """Put audits of several surveys below each other; what was drawn in each stays apart."""
    first = audits[0]
    if len(audits) == 1:
        return first
    samples = [audit.sample for audit in audits]
    starts = np.cumsum([0, *(int(audit.unit.max(initial=-1)) + 1 for audit in audits[:-1])])
    ways = first.truth.keys()
    both = Sample(
        np.concatenate([each.response for each in samples]),
        np.concatenate([each.value for each in samples]),
        np.concatenate([each.score for each in samples]),
        np.concatenate([each.weight for each in samples]),
        first.sample.issues,
        {way: np.concatenate([each.mentioned[way] for each in samples]) for way in ways},
        pd.concat([each.segments for each in samples], ignore_index=True),
    )
    return Audit(
        both,
        np.concatenate([audit.place for audit in audits]),
        np.concatenate([audit.weight for audit in audits]),
        {way: np.concatenate([audit.truth[way] for audit in audits]) for way in ways},
        np.concatenate([audit.unit + start for audit, start in zip(audits, starts, strict=True)]),
        dict(sum((Counter(audit.left_out) for audit in audits), Counter())),
    )


def take_audit(audit: pd.DataFrame, sample: Sample) -> Audit:
    """Find audited responses in a sample.

    Parameters
    ----------
    audit : DataFrame
        `response`, `issue`, `feeling` (one of the four, or "none" where it is not mentioned),
        `weight` (one over the chance of being drawn, the same in all rows of a response), and
        optionally `unit` (what was drawn; the response without it). A response counts as audited
        only where each of the sample's issues is decided.
    sample : Sample
        The responses that are explained.

    Raises
    ------
    ExplainError
        If a column is missing, a feeling is unknown, an issue is decided twice, the weight of a
        response is not one number above 0, or the audit has no issue or no response in common with
        the sample.
    """
    _check(audit)
    _check_common(audit, sample)
    here = audit[audit["issue"].isin(sample.issues)]
    decided = here.groupby("response", sort=False)["issue"].nunique()
    known = pd.Index(sample.response)
    complete = decided.index[decided == len(sample.issues)]
    ids = complete[complete.isin(known)]
    place = np.asarray(known.get_indexer(ids), dtype=np.intp)
    order = np.argsort(place, kind="stable")
    ids, place = ids[order], place[order]
    first = audit.drop_duplicates("response").set_index("response").loc[ids]
    unit = first["unit"] if "unit" in first else pd.Series(ids)
    found = here[here["feeling"] != NOT_MENTIONED]
    never = [issue for issue in sample.issues if issue not in set(here["issue"])]
    undecided = "not every issue is decided" + (f" (nowhere {', '.join(never)})" if never else "")
    left_out = {
        undecided: audit["response"].nunique() - len(complete),
        "not among the responses that say something": len(complete) - len(ids),
    }
    return Audit(
        take_rows(sample, place),
        place,
        first["weight"].to_numpy(dtype=float),
        incidence(pd.Series(ids), found, sample.issues),
        pd.factorize(unit)[0].astype(np.intp),
        {reason: count for reason, count in left_out.items() if count},
    )


def read_audit(source: str | Path | pd.DataFrame) -> pd.DataFrame:
    """Read an audit table: `response`, `issue`, `feeling`, `weight`, optionally `unit`.

    Raises
    ------
    CxError
        If it cannot be read, or lacks a column.
    """
    table = read_table(source).frame.map(str.strip)
    if "weight" in table.columns:
        table["weight"] = pd.to_numeric(table["weight"], errors="coerce")
    if "feeling" in table.columns:
        table["feeling"] = table["feeling"].str.casefold()
    _check(table)
    return table


def take_rows(sample: Sample, rows: IntArray) -> Sample:
    """Return some rows of a sample, in the order given."""
    return replace(
        sample,
        response=sample.response[rows],
        value=sample.value[rows],
        score=sample.score[rows],
        weight=sample.weight[rows],
        mentioned={feeling: who[rows] for feeling, who in sample.mentioned.items()},
        segments=sample.segments.iloc[rows].reset_index(drop=True),
    )


def refuse_audit(audit: Audit) -> str:
    """Return why nothing can be learnt from an audit, "" where something can."""
    if len(audit) < MIN_AUDITED:
        return f"{len(audit)} audited responses are too few, at least {MIN_AUDITED} are needed"
    return ""


def _check_common(audit: pd.DataFrame, sample: Sample) -> None:
    if audit.empty or not len(sample):
        return
    if not audit["issue"].isin(sample.issues).any():
        raise ExplainError(
            f"the audit decides issues such as {audit['issue'].iloc[0]!r}, none of the list's",
            f"ids of the list, such as {sample.issues[0]!r}" if sample.issues else "a list",
            "name the list that was audited, or audit this one",
        )
    if not audit["response"].isin(sample.response).any():
        raise ExplainError(
            f"the audit checks responses such as '{audit['response'].iloc[0]}', none of which "
            "says something here",
            f"ids such as '{sample.response[0]}'",
            "give the audit of these responses",
        )


def _check(audit: pd.DataFrame) -> None:
    missing = [name for name in AUDIT if name not in audit.columns]
    if missing:
        raise ExplainError(f"the audit has no column {missing[0]!r}", ", ".join(AUDIT))
    odd = audit["feeling"][~audit["feeling"].isin((*FEELINGS, NOT_MENTIONED))]
    if len(odd):
        raise ExplainError(
            f"the audit has the feeling {odd.iloc[0]!r}", ", ".join((*FEELINGS, NOT_MENTIONED))
        )
    twice = audit[audit.duplicated(["response", "issue"])]
    if len(twice):
        one = twice.iloc[0]
        raise ExplainError(
            f"the audit decides {one['issue']!r} of response {one['response']!r} twice",
            "one row for each response and issue",
            "settle where two judges differ",
        )
    weight = pd.to_numeric(audit["weight"], errors="coerce")
    if not (np.isfinite(weight) & (weight > 0)).all():
        raise ExplainError(
            "an audit weight that is missing or not above 0", "one over the chance of being drawn"
        )
    spread = weight.groupby(audit["response"]).agg(["min", "max"])
    if (spread["min"] != spread["max"]).any():
        raise ExplainError("a response with several audit weights", "one weight for each response")
