"""The platform of a table whose cells were typed: a frame, Parquet, JSON Lines."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from cxnlp.errors import SurveyError
from cxnlp.survey.dialects.choose import find_layout
from cxnlp.survey.dialects.layout import SNIFFED
from cxnlp.survey.table import Table, named_columns


def recognise(table: Table, wanted: str | None) -> Table:
    """Give a table of one header row the codebook of its platform.

    Parameters
    ----------
    table : Table
        As read, plain.
    wanted : str or None
        The platform the user named; found where None.

    Returns
    -------
    Table
        Without rows that belong to the header, columns named as the platform does.

    Raises
    ------
    SurveyError
        If it is not of the platform named, or has no answers.
    """
    names = list(map(str, table.frame.columns))
    head = table.frame.head(SNIFFED - 1).to_numpy(dtype=object).tolist()
    layout = find_layout([names, *head], table.source.name, wanted=wanted)
    cut = layout.first - 1
    if cut >= len(table.frame):
        raise SurveyError(f"{table.source.name} holds header rows and no answers", "answers")
    named, notes, codebook = named_columns(layout, range(len(names)))
    frame = table.frame.iloc[cut:].set_axis(named, axis=1)
    frame.index = pd.RangeIndex(len(frame))
    if layout.unescape is not None:
        frame = frame.map(layout.unescape)
    how = {**table.source.how, "platform": layout.codebook.reason}
    return replace(
        table,
        frame=frame,
        lines=table.lines[cut:],
        codebook=codebook,
        source=replace(table.source, platform=layout.codebook.platform, how=how),
        broken={row - cut: said for row, said in table.broken.items() if row >= cut},
        doubtful=frozenset(row - cut for row in table.doubtful if row >= cut),
        notes=(*table.notes, *notes),
    )
