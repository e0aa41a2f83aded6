"""What `explain_scores` returns."""

from __future__ import annotations

from dataclasses import dataclass, field, fields

import pandas as pd

from cxnlp.survey.scales import Estimate, Scale


@dataclass(frozen=True)
class Explanation:
    """Why people scored as they did, as tables.

    A refused figure is NaN, and the row's `note` says why. Figures are associations in the data;
    none of them claims a cause.

    Parameters
    ----------
    scale : Scale
        The scale of the scores.
    index : Estimate
        The index of all used responses.
    bands : DataFrame
        `band`, `n`, `share` (0-1, weighted), low to high.
    answered : DataFrame
        `group` ("says something", "no content", "no comment"), `n`, `index`, `low`, `high`.
    drivers : DataFrame
        A row for each leaf issue and feeling (negative, positive, any), the lowest `raw` first:
        `issue`, `name`, `feeling`, `mentions`, `share` (0-1, weighted), `index_with`,
        `index_without`, `raw` (leave-out difference) with `raw_low` and `raw_high`, `effect`
        (adjusted, per mention) with `effect_low` and `effect_high`, all in index points,
        `effect_score` in score points; `net` (the index now minus what the model predicts were the
        issue never mentioned so) with `net_low` and `net_high`, in index points; `importance` with
        `importance_low` and `importance_high` (0-1, on the `any` rows); `q` (false discovery rate,
        on the negative and positive rows); `n`, `note`. A mixed mention counts as negative and as
        positive.
    rollups : DataFrame
        The associations of parent issues: the columns to `raw_high`, `n` and `note`.
    explained : Estimate
        The share of the score's variance that issues explain beyond segments (adjusted R^2).
    explained_out_of_sample : float
        The same for responses that the regression has not seen; may be below 0.
    segments : DataFrame
        `segment`, `level`, `n`, `index`, `low`, `high`, `note`.
    ticked : DataFrame
        `reason`, `issue`, `ticked`, `written`, `both`, `ticked_only`, `written_only`, `agreement`
        (Cohen's kappa); empty where nothing was ticked.
    evidence : DataFrame
        `issue`, `feeling`, `comment`, `response`, `quote`, `start`, `end`, `text`, `language`,
        `score`, `band`, `rank`.
    unexplained : DataFrame
        `comment`, `response`, `text`, `score`, `expected`, `residual` in score points.
    sentiment_by_issue : DataFrame
        `issue`, `name`, `negative`, `neutral`, `positive`, `mixed`, `mentions`, in responses.
    notes : tuple of str
        What to keep in mind, in plain words.
    importance : DataFrame
        `issue`, `name`, `importance`, `importance_low`, `importance_high` (shares of the score's
        variance that add up to `explained`, LMG), `drawn_error` (of drawing orders of entry),
        `orders`; the row with the empty `issue` is that of issues too rare for one of their own.
    """

    scale: Scale
    index: Estimate
    bands: pd.DataFrame
    answered: pd.DataFrame
    drivers: pd.DataFrame
    rollups: pd.DataFrame
    explained: Estimate
    explained_out_of_sample: float
    segments: pd.DataFrame
    ticked: pd.DataFrame
    evidence: pd.DataFrame
    unexplained: pd.DataFrame
    sentiment_by_issue: pd.DataFrame
    notes: tuple[str, ...]
    importance: pd.DataFrame = field(default_factory=pd.DataFrame)

    def tables(self) -> dict[str, pd.DataFrame]:
        """Return every table that has rows, by the name of its attribute."""
        found = {each.name: getattr(self, each.name) for each in fields(self)}
        return {
            name: table
            for name, table in found.items()
            if isinstance(table, pd.DataFrame) and len(table)
        }
