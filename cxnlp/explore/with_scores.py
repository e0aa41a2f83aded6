"""The scores and known issues beside which topics are looked at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from cxnlp.errors import ExplainError
from cxnlp.explain.comparison.periods import Span, choose_length, period_of, take_group
from cxnlp.explore.clauses import Clauses, Ints
from cxnlp.explore.known import issue_table, known_table
from cxnlp.explore.scores import (
    growth_table,
    joined_by_topic,
    score_table,
    segment_table,
)
from cxnlp.issues import Taxonomy
from cxnlp.join import Joined
from cxnlp.survey.values.scales import Scale

Names = Mapping[int, str]


@dataclass(frozen=True)
class Scored:
    """Scores and known issues of the comments that topics were found in.

    Parameters
    ----------
    joined : Joined
        The scores, tagged with the known issues.
    taxonomy : Taxonomy
        The known issues.
    scale : Scale
        The scale of the scores.
    """

    joined: Joined
    taxonomy: Taxonomy
    scale: Scale

    @classmethod
    def of(cls, joined: Joined, taxonomy: Taxonomy, scale: Scale) -> Scored:
        """Keep the responses that have a score; topics are found in those without one too."""
        known = joined.responses["value"].notna().to_numpy()
        responses = joined.responses[known].reset_index(drop=True)
        left_out = joined.left_out + int((~known).sum())
        return cls(replace(joined, responses=responses, left_out=left_out), taxonomy, scale)

    def scores(self, clauses: Clauses, topics: Ints, names: Names, level: float) -> pd.DataFrame:
        """Return `cxnlp.explore.scores.score_table`."""
        return score_table(self.by_topic(clauses, topics), names, self.scale, level)

    def growth(
        self, clauses: Clauses, topics: Ints, names: Names, before: Span, after: Span, level: float
    ) -> pd.DataFrame:
        """Return `cxnlp.explore.scores.growth_table`; of the last two periods where none is named.

        Raises
        ------
        ExplainError
            If there are no dates, or not two periods of ten responses.
        """
        if not before or not after:
            before, after = self.last_two()
        groups = [take_group(self.joined, which, None) for which in (before, after)]
        return growth_table(self.by_topic(clauses, topics), names, groups[0], groups[1], level)

    def last_two(self) -> tuple[str, str]:
        """Return the last two periods, of the length that suits the dates."""
        length = choose_length(self.joined)
        if not length:
            raise ExplainError("fewer than two dates", "a column of dates", "name it with --date")
        # Weeks have no name that a period is asked for by; a month serves.
        length = "month" if length == "week" else length
        counts = period_of(self.joined, length).dropna().value_counts().sort_index()
        full = [str(period) for period in counts[counts >= 10].index]
        if len(full) < 2:
            raise ExplainError(
                f"{len(full)} periods ({length}s) of ten responses",
                "two",
                "name two periods of your own",
            )
        return full[-2], full[-1]

    def segments(self, clauses: Clauses, topics: Ints, names: Names, level: float) -> pd.DataFrame:
        """Return `cxnlp.explore.scores.segment_table`."""
        return segment_table(self.by_topic(clauses, topics), names, level)

    def known(self, clauses: Clauses, topics: Ints, names: Names, level: float) -> pd.DataFrame:
        """Return `cxnlp.explore.known.known_table`."""
        return known_table(self.joined, self.taxonomy, clauses, topics, names, level)

    def issues(self, clauses: Clauses, topics: Ints, names: Names) -> pd.DataFrame:
        """Return `cxnlp.explore.known.issue_table`."""
        return issue_table(self.joined, self.taxonomy, clauses, topics, names)

    def by_topic(self, clauses: Clauses, topics: Ints) -> Joined:
        """Return the scores with topics in place of the known issues."""
        return joined_by_topic(self.joined, clauses, topics)

    def bands(self, clauses: Clauses) -> np.ndarray:
        """Return the band of each clause's response, "" where it has no score."""
        known = self.joined.responses.set_index("response")["band"]
        return clauses.table["row"].map(known).fillna("").to_numpy(object)
