"""What a bundle's config.json says of its heads: thresholds and the bands of doubt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cxnlp.model.heads import SIGNALS

SCHEMA = 2
NOTED = (
    "name, version, files; heads.sentiment with uncertain_below; heads.issues with threshold, "
    "uncertain, attention_heads, list_slope, list_centre; heads.signals with a threshold and an "
    f"uncertain band for each of {', '.join(SIGNALS)}"
)


@dataclass(frozen=True)
class Band:
    """From which probability something is reported, and where that is doubtful.

    Parameters
    ----------
    threshold : float
        The least probability of what is reported as found.
    low, high : float
        Between them the model is not sure, ``low <= threshold <= high``: what is found there is
        marked, and what is missed there is reported as possible.
    """

    threshold: float
    low: float
    high: float

    def found(self, probability: float) -> bool:
        """Tell whether it is reported as found."""
        return probability >= self.threshold

    def possible(self, probability: float) -> bool:
        """Tell whether it is not found and yet not ruled out."""
        return self.low <= probability < self.threshold

    def doubtful(self, probability: float) -> bool:
        """Tell whether the probability lies inside the band."""
        return self.low <= probability < self.high


@dataclass(frozen=True)
class Settings:
    """The settings of a bundle's heads.

    Parameters
    ----------
    attention_heads : int
        Of the issue head.
    mention : Band
        Of an issue's mention.
    sentiment_sure : float
        A likeliest sentiment of less probability is marked as uncertain.
    list_slope, list_centre : float
        A mention's logit is moved by ``list_slope * log(list_centre / issues in the list)``.
    signals : mapping of str to Band
        By name, those of `SIGNALS`.
    """

    attention_heads: int
    mention: Band
    sentiment_sure: float
    list_slope: float
    list_centre: float
    signals: Mapping[str, Band]

    @classmethod
    def of(cls, config: Mapping[str, Any]) -> Settings:
        """Take the settings out of a config.

        Raises
        ------
        KeyError, TypeError, ValueError
            If an entry is missing, is of another type, or lies outside its range.
        """
        heads = config["heads"]
        issues = heads["issues"]
        signals = heads["signals"]
        return cls(
            _count(issues["attention_heads"]),
            _band(issues["threshold"], issues["uncertain"]),
            _number(heads["sentiment"]["uncertain_below"]),
            _number(issues["list_slope"]),
            _positive(issues["list_centre"]),
            {
                name: _band(signals["thresholds"][name], signals["uncertain"][name])
                for name in SIGNALS
            },
        )


def _band(threshold: object, edges: Any) -> Band:  # noqa: ANN401 - as it stands in JSON
    low, high = edges
    band = Band(_number(threshold), _number(low), _number(high))
    if not 0 <= band.low <= band.threshold <= band.high <= 1:
        raise ValueError(f"a band of {low} to {high} around {threshold}")
    return band


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(f"{value!r} is no number")
    return float(value)


def _positive(value: object) -> float:
    number = _number(value)
    if number <= 0:
        raise ValueError(f"{number} is not above 0")
    return number


def _count(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"{value!r} is no whole number")
    return value
