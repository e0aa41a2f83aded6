"""How people feel about each issue."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from cxnlp.join import FEELINGS, Joined


def sentiment_by_issue(joined: Joined, names: Mapping[str, str]) -> pd.DataFrame:
    """Return a row an issue: how many responses mention it with each feeling, and in all.

    Parameters
    ----------
    joined : Joined
        Its `mentions`.
    names : mapping of str to str
        The issues to show and what each is called.
    """
    columns = list(FEELINGS)
    mentions = joined.mentions
    counts = (
        pd.crosstab(mentions["issue"], mentions["feeling"]) if len(mentions) else pd.DataFrame()
    )
    table = counts.reindex(index=list(names), columns=columns, fill_value=0).fillna(0).astype(int)
    table.insert(0, "name", [names[issue] for issue in table.index])
    table["mentions"] = np.asarray(table[columns].sum(axis=1), dtype=int)
    return table.rename_axis("issue").reset_index().rename_axis(columns=None)
