"""What `explain_scores` returns."""

from __future__ import annotations

from dataclasses import dataclass, field, fields

import pandas as pd

from cxnlp.explain.comparison.periods import Span
from cxnlp.explain.correction.table import AuditFindings
from cxnlp.explain.questions import Basis, ask_actions, ask_change
from cxnlp.survey.values.scales import Estimate, Scale


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
        `segment`, `level`, `n`, `index`, `low`, `high`, `shrunk` (drawn towards the segment's other
        levels), `shrunk_low`, `shrunk_high`, `note`.
    ticked : DataFrame
        `reason`, `issue`, `ticked`, `written`, `both`, `ticked_only`, `written_only`, `agreement`
        (Cohen's kappa) with `agreement_low` and `agreement_high`, `share_ticked`, `share_written`
        (0-1, weighted), `index_ticked`, `index_written`; of negative mentions alone `complained`,
        `ticked_complained` and `agreement_complained` with its `_low` and `_high`; `n`, `matched`;
        empty where nothing was ticked.
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
    roles : DataFrame
        What goes with a complaint (`penalty`) and with praise (`reward`), per mention in
        index points with intervals; `role` ("hygiene", "performance", "delight", "neither", or
        "unclear"), and the probability of each.
    comparisons : DataFrame
        The index against a target, and of those who say something against the others: `what`,
        `against`, `index`, `other`, `difference`, `low`, `high`, `p`, `n`, `note`.
    trend : DataFrame
        `measure` ("index", or "share" of all responses that mention `issue` with `feeling`),
        `issue`, `name`, `feeling`, `issue_list` (shares of different lists are never compared),
        `length` and `period`, `start`, `end`, `n`, `value`, `low`, `high`, `q`, `stands_out`
        (q < .05), `note`. Empty without dates of two periods.
    risk : DataFrame
        Who is at risk, the riskiest first: `rank`, `response`, `score`, `band`, `risk` (0-1),
        `kind` ("similarity" or "probability"), `reasons`, `comment`, `quote`.
    risk_quality, risk_calibration : DataFrame
        How far `risk` is to be trusted, on responses that the fit has not seen: `model`,
        `predicts`, `auc`, `auc_low`, `auc_high`, `brier`, `slope`, `intercept`, `n`, `events`,
        `note`; and `model`, `bin`, `n`, `predicted`, `observed`, `low`, `high`.
    callbacks : DataFrame
        Whom to call back about each issue: `issue`, `name`, `owner`, `place`, `response`, `score`,
        `band`, `why` ("low score" or "at risk"), `risk`, `comment`, `quote`.
    requests : DataFrame
        `issue`, `response`, `comment`, `quote` of what people ask for, where tags tell.
    residual_words : DataFrame
        The words of comments whose score the issues do not explain: `direction`, `word`,
        `comments`, `share`, `residual`, `low`, `high` (score points), `q`, `clear`.
    sensitivity : DataFrame
        What each driver would be if the tagger found only nine, eight or seven in ten mentions:
        `issue`, `name`, `feeling`, `recall`, `share`, `effect`, `net`.
    segment_drivers : DataFrame
        The drivers of each level of each segment with 30 responses that say something, from a
        regression of their own: `segment`, `level`, `issue`, `name`, `feeling`, `mentions`,
        `share` (0-1), `net` with `net_low` and `net_high` (points of the level's index), `net_all`
        (of all responses) with its own, `difference` of the two with `difference_low` and
        `difference_high`, `q` (false discovery rate over all differences), `differs` (q < .05),
        `n`, `note`; not corrected by an audit.
    audit : AuditFindings, optional
        What audited responses say of the tagger; then `drivers` has also `share_corrected`,
        `precision`, `recall`, `effect_corrected`, `net_corrected`, `effect_calibrated` with their
        `_low` and `_high`, and `q_corrected`.
    basis : Basis, optional
        What it was made of, for `change` and `actions`.
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
    importance: pd.DataFrame
    roles: pd.DataFrame
    comparisons: pd.DataFrame
    trend: pd.DataFrame
    risk: pd.DataFrame
    risk_quality: pd.DataFrame
    risk_calibration: pd.DataFrame
    callbacks: pd.DataFrame
    requests: pd.DataFrame
    residual_words: pd.DataFrame
    sensitivity: pd.DataFrame
    segment_drivers: pd.DataFrame
    audit: AuditFindings | None = None
    basis: Basis | None = field(default=None, repr=False, compare=False)

    @property
    def actions(self) -> pd.DataFrame:
        """What to do first, a row an issue whose negative mentions go with a lower index.

        `rank`, `owner`, `issue`, `name`, `net` with `net_low` and `net_high` (index points that go
        with it; no promise of what fixing it brings), `basis` ("corrected", "adjusted" or "raw"),
        `q`, `clear`, `mentions`, `reach` (0-1), `to_call` (rows of `callbacks`), `requests`, `n`,
        `note`.
        """
        return ask_actions(self.basis, self.drivers, self.callbacks, self.requests)

    def change(
        self, before: Span | None = None, after: Span | None = None, by: str | None = None
    ) -> pd.DataFrame:
        """Return what changed between two periods or segments, in parts that add up.

        Parameters
        ----------
        before, after : str or (str, str), optional
            Periods ("2025-03", "2025Q1", or the first and the last day), or levels of the segment
            `by`. Without them, the last two periods of `trend` with 30 responses.
        by : str, optional
            The segment whose levels are compared.

        Returns
        -------
        DataFrame
            `part` ("frequency": how often the issue came up, "severity": how much more or less
            went with a mention, "mix": who answered, "baseline": the scores of those who mention
            none of it, "total"; "frequency_all", "severity_all" and "mix_all" are the sums of
            such rows, with intervals of their own), `issue`, `name`, `feeling`, `change` with
            `low` and `high` in index points, `q`, `share_before`, `share_after` (0-1, of all
            responses), `effect_before`, `effect_after` (index points per mention),
            `mentions_before`,
            `mentions_after`, `before`, `after`, `n_before`, `n_after`, `note`. The three sums and
            the baseline add up to the total.

        Raises
        ------
        ExplainError
            If a group is missing or has fewer than 30 responses, if they overlap, or if they were
            tagged with different versions of the list of issues.
        """
        return ask_change(self.basis, before, after, by)

    def tables(self) -> dict[str, pd.DataFrame]:
        """Return every table that has rows, by the name of its attribute."""
        found = {each.name: getattr(self, each.name) for each in fields(self)}
        found["actions"] = self.actions
        found["audit"] = self.audit.table if self.audit is not None else None
        return {
            name: table
            for name, table in found.items()
            if isinstance(table, pd.DataFrame) and len(table)
        }
