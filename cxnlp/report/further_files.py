"""The tables of an explanation as files: masked, and none of a former run beside them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from cxnlp.explain.correction.table import CORRECTED
from cxnlp.explain.drivers.table import DRIVERS
from cxnlp.files import write_any, write_table
from cxnlp.report.charts import latest_change
from cxnlp.report.quotes import Veil

if TYPE_CHECKING:
    from cxnlp.explain import Explanation

TABLES = (
    "actions",
    "audit",
    "callbacks",
    "change",
    "comparisons",
    "importance",
    "requests",
    "residual_words",
    "risk",
    "risk_quality",
    "roles",
    "segment_drivers",
    "sensitivity",
    "trend",
)
"""What lies beside the page, which has a file or a chart for the others."""
EVERY = (
    "drivers",
    "bands",
    "answered",
    "rollups",
    "segments",
    "ticked",
    "evidence",
    "unexplained",
    "sentiment_by_issue",
    "risk_calibration",
    *TABLES,
)
_SAID = ("text", "quote", "word", "level", "reason")


def write_further(
    explanation: Explanation,
    folder: Path,
    names: Sequence[str] = TABLES,
    *,
    show_personal_data: bool = False,
) -> None:
    """Write NAME.csv for each table named that has rows; one without leaves no old file behind.

    Parameters
    ----------
    explanation : Explanation
        What was found.
    folder : Path
        Made where there is none.
    names : sequence of str
        `TABLES`, or `EVERY`.
    show_personal_data : bool
        Whether personal data stays readable in comments, in ticked reasons and in levels of
        segments. `start` and `end` count in the comment as it stood, masked or not.
    """
    folder.mkdir(parents=True, exist_ok=True)
    veil = Veil(lifted=show_personal_data)
    found = {**explanation.tables(), "change": latest_change(explanation)}
    for name in names:
        write_any(_veiled(found.get(name), veil), folder / f"{name}.csv")


def _veiled(table: pd.DataFrame | None, veil: Veil) -> pd.DataFrame | None:
    if table is None:
        return None
    said = [name for name in _SAID if name in table]
    return table.assign(**{name: table[name].map(veil.hide) for name in said})


def write_drivers(drivers: pd.DataFrame, path: Path) -> None:
    """Write `drivers.csv`: a row for each issue and feeling, columns as `DRIVERS`.

    With an audit its columns stand before the note.
    """
    checked = [name for name in CORRECTED if name in drivers.columns]
    write_table(drivers[[*DRIVERS[:-1], *checked, DRIVERS[-1]]], path)
