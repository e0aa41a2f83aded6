"""Reviews whose writers also rated parts of the service, and which issues stand for which part."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from cxnlp.issues import Issue, Taxonomy

HERE = Path(__file__).parent


@dataclass(frozen=True)
class ReviewSet:
    """A set of reviews.

    Parameters
    ----------
    name : str
        Of its file.
    issues : str or Path
        The list that its comments are tagged with.
    parts : mapping of str to tuple of str
        Sub-rating to the issues of the list that are about the same thing.
    """

    name: str
    issues: str | Path
    parts: Mapping[str, tuple[str, ...]]

    def taxonomy(self) -> Taxonomy:
        """Return the list of parts, then the issues that no sub-rating is about."""
        whole = Taxonomy.load(self.issues)
        mapped = {issue for issues in self.parts.values() for issue in issues}
        rest = [Issue(issue.id, issue.name) for issue in whole.leaves() if issue.id not in mapped]
        parts = [Issue(f"sub_{part}", part.replace("_", " ")) for part in self.parts]
        return Taxonomy(f"{self.name}: rated parts and the rest", (*parts, *rest))

    def renamed(self) -> dict[str, str]:
        """Return the part that an issue stands for."""
        return {issue: f"sub_{part}" for part, issues in self.parts.items() for issue in issues}


SETS = (
    ReviewSet(
        "skytrax_airline",
        "airline",
        {
            "value_money": ("fares_and_fees",),
            "seat_comfort": ("seat_comfort",),
            "cabin_staff": ("cabin_crew",),
            "food_beverages": ("food_and_drink",),
            "inflight_entertainment": ("entertainment_and_wifi",),
            "ground_service": ("ground_staff", "check_in_and_boarding"),
        },
    ),
    ReviewSet(
        "skytrax_lounge",
        HERE / "lounge.toml",
        {
            name: (name,)
            for name in (
                "comfort",
                "cleanliness",
                "bar_beverages",
                "catering",
                "washrooms",
                "wifi_connectivity",
                "staff_service",
            )
        },
    ),
    ReviewSet(
        "tripadvisor_hotels",
        "hotel",
        {
            "cleanliness": ("cleanliness",),
            "value": ("price_and_value",),
            "location": ("location",),
            "rooms": ("room_size_and_condition", "bathroom", "air_conditioning"),
            "sleep_quality": ("bed_and_bedding", "noise"),
        },
    ),
)


def read_set(of: ReviewSet, folder: Path, rows: int, seed: int) -> pd.DataFrame:
    """Read the reviews in which every part is rated, at most `rows` of them, drawn with `seed`.

    Returns
    -------
    DataFrame
        `response`, `text`, `score` (the overall rating, moved to 1-5), and a column a part.
    """
    table = pd.read_parquet(folder / f"{of.name}.parquet")
    subs = pd.DataFrame([json.loads(cell).get("sub") or {} for cell in table["meta"]])
    parts = subs[list(of.parts)].astype(float)
    whole = (parts.notna().all(axis=1) & table["rating"].notna()).to_numpy()
    chosen = np.flatnonzero(whole)
    if len(chosen) > rows:
        chosen = np.sort(np.random.default_rng(seed).choice(chosen, rows, replace=False))
    kept = table.iloc[chosen].reset_index(drop=True)
    low, high = kept["rating_min"], kept["rating_max"]
    score = 1 + 4 * (kept["rating"] - low) / (high - low)
    made = pd.DataFrame({"response": range(len(kept)), "text": kept["text"], "score": score})
    return pd.concat([made, parts.iloc[chosen].reset_index(drop=True)], axis=1)
