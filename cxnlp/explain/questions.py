"""What can be asked of an explanation afterwards: what changed, and what to do first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from cxnlp.errors import ExplainError
from cxnlp.explain.comparison.change import MIN_GROUP, change_table
from cxnlp.explain.comparison.periods import Span, choose_length, period_of, take_group
from cxnlp.explain.comparison.trend import trend_table
from cxnlp.explain.drivers.design import FittedDesign
from cxnlp.explain.drivers.residual_words import residual_words
from cxnlp.explain.priority.actions import ACTIONS, action_table, callback_table, request_table
from cxnlp.explain.priority.risk import assess_risk
from cxnlp.explain.sample.responses import Sample
from cxnlp.intervals import BoolArray
from cxnlp.join import Joined
from cxnlp.survey.values.scales import Scale

if TYPE_CHECKING:
    from cxnlp.issues import Taxonomy


@dataclass(frozen=True)
class Basis:
    """What an explanation was made of, to ask it more.

    Parameters
    ----------
    joined : Joined
        Scores and tags.
    taxonomy : Taxonomy
        The list of issues.
    min_mentions : int
        How many mentions a figure needs.
    level : float
        Confidence level, between 0 and 1.
    """

    joined: Joined
    taxonomy: Taxonomy
    min_mentions: int
    level: float

    @property
    def names(self) -> dict[str, str]:
        """The issues of the regression's level, and what each is called."""
        return {issue.id: issue.name for issue in self.taxonomy.leaves()}


def further_tables(
    basis: Basis, sample: Sample, model: FittedDesign | None, scale: Scale
) -> dict[str, Any]:
    """Return trend, risk, callbacks, requests and the words of residuals, by name.

    Parameters
    ----------
    basis : Basis
        What to explain.
    sample : Sample
        The responses that say something.
    model : FittedDesign or None
        The regression on negative and positive mentions.
    scale : Scale
        The scale of the scores.
    """
    joined, names = basis.joined, basis.names
    risk = assess_risk(joined, names, scale, basis.level)
    return {
        "trend": trend_table(joined, names, scale, basis.level),
        "risk": risk.table,
        "risk_quality": risk.quality,
        "risk_calibration": risk.calibration,
        "callbacks": callback_table(joined, risk.table, basis.taxonomy, scale),
        "requests": request_table(joined),
        "residual_words": residual_words(sample, model, joined.comments, basis.level),
    }


def ask_change(
    basis: Basis | None, before: Span | None, after: Span | None, by: str | None
) -> pd.DataFrame:
    """Return `change_table` of two periods, or of two levels of the segment `by`.

    Raises
    ------
    ExplainError
        If there is nothing to ask, a group is missing, too small or of two lists of issues.
    """
    if basis is None:
        raise ExplainError("an explanation made by hand", "one that `explain_scores` returned")
    if before is None or after is None:
        if by is not None or before is not after:
            raise ExplainError("one group", "two, such as change('2025-01', '2025-02')")
        before, after = latest_periods(basis.joined)
    groups = take_group(basis.joined, before, by), take_group(basis.joined, after, by)
    _check_lists(basis.joined, groups[0].member | groups[1].member)
    others = tuple(name for name in basis.joined.segments if name != by)
    return change_table(basis.joined, basis.names, *groups, others, basis.min_mentions, basis.level)


def ask_actions(
    basis: Basis | None, drivers: pd.DataFrame, callbacks: pd.DataFrame, requests: pd.DataFrame
) -> pd.DataFrame:
    """Return `action_table`; empty for an explanation made by hand."""
    if basis is None:
        return pd.DataFrame(columns=list(ACTIONS))
    return action_table(drivers, basis.taxonomy, callbacks, requests)


def latest_periods(joined: Joined, least: int = MIN_GROUP) -> tuple[str, str]:
    """Return the last two periods with at least 30 responses, the earlier first.

    Raises
    ------
    ExplainError
        If there are no two of them.
    """
    length = choose_length(joined)
    if length:
        counts = joined.responses["weight"] > 0
        sizes = period_of(joined, length)[counts].value_counts()
        large = list(sizes[sizes >= least].sort_index().index)
        if len(large) >= 2:
            return str(large[-2]), str(large[-1])
    raise ExplainError("no two periods to compare", f"dates, and {least} responses in each of two")


def _check_lists(joined: Joined, member: BoolArray) -> None:
    lists = sorted(set(joined.responses.loc[member, "issue_list"]))
    if len(lists) > 1:
        raise ExplainError(
            f"responses tagged with {len(lists)} versions of the list of issues",
            "one version: mentions of different lists cannot be compared",
            "tag both with the same list",
        )
