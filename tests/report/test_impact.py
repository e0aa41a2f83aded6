"""Which figures lead."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cxnlp.report.impact import strongest


@pytest.fixture
def drivers() -> pd.DataFrame:
    table = pd.DataFrame(
        {
            "issue": ["price", "queue", "staff", "parking"],
            "feeling": "negative",
            "net": [-3.0, -2.0, -1.0, -4.0],
            "q": [0.01, 0.01, 0.01, 0.2],
            "raw": -1.0,
        }
    )
    for name in ("net", "raw"):
        table[f"{name}_low"], table[f"{name}_high"] = table[name] - 0.5, table[name] + 0.5
    return table


def test_what_is_clear_leads_and_the_largest_of_it_first(drivers) -> None:
    assert list(strongest(drivers, "negative", 4)["issue"]) == [
        "price",
        "queue",
        "staff",
        "parking",
    ]


def test_beside_corrected_figures_uncorrected_ones_are_not_taken_for_surer(drivers) -> None:
    figure = np.array([np.nan, -2.5, -0.8, np.nan])
    low, high = np.array([np.nan, -6.0, -1.0, np.nan]), np.array([np.nan, 1.0, -0.2, np.nan])
    audited = drivers.assign(
        net_corrected=figure,
        net_corrected_low=low,
        net_corrected_high=high,
        q_corrected=[np.nan, 0.3, 0.01, np.nan],
    )
    found = strongest(audited, "negative", 4)
    assert list(found["issue"]) == ["staff", "parking", "price", "queue"]
    assert list(found["basis"]) == ["corrected", "adjusted", "adjusted", "corrected"]
