"""What config.json says of the heads is taken as it stands, or refused."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from cxnlp.model.heads import SIGNALS
from cxnlp.model.settings import Band, Settings


def config() -> dict[str, Any]:
    return {
        "schema": 2,
        "heads": {
            "sentiment": {"uncertain_below": 0.55},
            "issues": {
                "threshold": 0.4,
                "uncertain": [0.3, 0.6],
                "attention_heads": 6,
                "list_slope": 0.5,
                "list_centre": 12,
            },
            "signals": {
                "thresholds": dict.fromkeys(SIGNALS, 0.5),
                "uncertain": {name: [0.4, 0.7] for name in SIGNALS},
            },
        },
    }


def test_settings_are_taken_as_they_stand() -> None:
    found = Settings.of(config())
    assert found.mention == Band(0.4, 0.3, 0.6)
    assert found.sentiment_sure == 0.55
    assert (found.attention_heads, found.list_slope, found.list_centre) == (6, 0.5, 12.0)
    assert found.signals == dict.fromkeys(SIGNALS, Band(0.5, 0.4, 0.7))


def test_a_band_parts_what_is_found_possible_and_doubtful() -> None:
    band = Band(0.5, 0.4, 0.7)
    said = {p: (band.found(p), band.possible(p), band.doubtful(p)) for p in (0.39, 0.4, 0.5, 0.7)}
    assert said == {
        0.39: (False, False, False),
        0.4: (False, True, True),
        0.5: (True, False, True),
        0.7: (True, False, False),
    }


@pytest.mark.parametrize(
    ("head", "key", "value"),
    [
        ("sentiment", "uncertain_below", None),
        ("sentiment", "uncertain_below", True),
        ("issues", "threshold", "0.4"),
        ("issues", "threshold", 0.7),
        ("issues", "uncertain", [0.6, 0.3]),
        ("issues", "uncertain", [0.3]),
        ("issues", "uncertain", [0.3, 1.2]),
        ("issues", "attention_heads", 6.0),
        ("issues", "list_slope", None),
        ("issues", "list_centre", 0),
        ("signals", "thresholds", {"joy": 0.5}),
        ("signals", "uncertain", None),
    ],
)
def test_an_entry_that_is_missing_or_wrong_is_refused(head: str, key: str, value: object) -> None:
    said = copy.deepcopy(config())
    said["heads"][head][key] = value
    with pytest.raises((KeyError, TypeError, ValueError)):
        Settings.of(said)
    del said["heads"][head][key]
    with pytest.raises(KeyError):
        Settings.of(said)
