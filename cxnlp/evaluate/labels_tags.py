"""A long table of tags beside the comments: response, issue, feeling."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from cxnlp.errors import EvaluateError
from cxnlp.evaluate.labels import ASIDE, NO, YES, Labels
from cxnlp.model.heads import FEELINGS
from cxnlp.survey.read import read_table
from cxnlp.survey.table import Table

COLUMNS = ("response", "issue", "feeling")


def tag_table(table: Table, tags: str | Path | pd.DataFrame, id: str, ids: Sequence[str]) -> Labels:
    """Read what people tagged, as `cxnlp explain` takes it.

    Parameters
    ----------
    table : Table
        The comments.
    tags : str, Path or DataFrame
        A row a mention: `response`, `issue`, `feeling` (may be empty; "none": not mentioned).
    id : str
        The column of `table` that `response` names.
    ids : sequence of str
        The issues of the list.

    Raises
    ------
    EvaluateError
        If a column is missing, two comments have the same id, or a tag is of a response, an issue
        or a feeling that is not known.
    """
    given = read_table(tags).frame
    missing = [name for name in COLUMNS if name not in given.columns]
    if missing:
        raise EvaluateError(f'the tags have no column "{missing[0]}"', ", ".join(COLUMNS))
    keys = table.frame[id].str.strip()
    twice = keys[keys.duplicated()]
    if len(twice):
        raise EvaluateError(f'the id "{twice.iloc[0]}" twice in "{id}"', "an id for each comment")
    rows: dict[str, dict[str, str | None]] = {key: {} for key in keys}
    for response, issue, feeling in given[list(COLUMNS)].itertuples(index=False):
        key, name, felt = str(response).strip(), str(issue).strip(), str(feeling).strip().casefold()
        _check(key, name, felt, rows, ids)
        if felt in NO:
            continue
        before = rows[key].get(name)
        now = felt if felt in FEELINGS else None
        # Two opposite feelings about the same issue are a mixed one.
        rows[key][name] = now if before in (None, now) else "mixed"
    return Labels([rows[key] for key in keys], pd.DataFrame(columns=list(ASIDE)))


def _check(
    key: str, issue: str, feeling: str, rows: dict[str, dict[str, str | None]], ids: Sequence[str]
) -> None:
    if key not in rows:
        raise EvaluateError(f'a tag of the response "{key}"', "one that is in the file")
    if issue not in ids:
        raise EvaluateError(f'a tag of the issue "{issue}"', f"one of {', '.join(ids)}")
    if feeling and feeling not in (*FEELINGS, *YES, *NO):
        raise EvaluateError(f'the feeling "{feeling}" in a tag', ", ".join(FEELINGS))
