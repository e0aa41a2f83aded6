"""The further tables of an explanation as files beside the page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from cxnlp.report.charts import latest_change
from cxnlp.report.files import write_table
from cxnlp.report.quotes import Veil

if TYPE_CHECKING:
    from cxnlp.explain import Explanation

TABLES = (
    "actions", "callbacks", "change", "comparisons", "importance", "requests", "residual_words",
    "risk", "risk_quality", "roles", "segment_drivers", "sensitivity", "trend",
)  # fmt: skip


def write_further(
    explanation: Explanation, folder: Path, *, show_personal_data: bool = False
) -> None:
    """Write NAME.csv for each of `TABLES` and the audit, where it has rows.

    One without leaves no old file behind. Personal data in quotes and in levels of segments is
    masked unless it is to be shown.
    """
    folder.mkdir(parents=True, exist_ok=True)
    veil = Veil(lifted=show_personal_data)
    found = {name: getattr(explanation, name) for name in TABLES if name != "change"}
    found["audit"] = None if explanation.audit is None else explanation.audit.table
    for name, table in {**found, "change": latest_change(explanation)}.items():
        place = folder / f"{name}.csv"
        if table is None or table.empty:
            place.unlink(missing_ok=True)
        else:
            write_table(_veiled(table, veil), place)


def _veiled(table: pd.DataFrame, veil: Veil) -> pd.DataFrame:
    said = [name for name in ("quote", "word", "level") if name in table]
    return table.assign(**{name: table[name].map(veil.hide) for name in said})
