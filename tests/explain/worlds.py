"""Small invented surveys with known drivers."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cxnlp.explain.sample.responses import Sample
from cxnlp.issues import Issue, Taxonomy
from cxnlp.survey.values.scales import SCALES, Scale

GUILTY, INNOCENT, LIKED, RARE = "guilty", "innocent", "liked", "rare"
NPS = SCALES["nps"]


def taxonomy() -> Taxonomy:
    return Taxonomy(
        "Invented",
        (
            Issue("service", "Service", names={"vi": "Dịch vụ"}),
            Issue(GUILTY, "Long waits", parent="service", names={"th": "รอนาน"}),
            Issue(INNOCENT, "Queue signs", parent="service"),
            Issue(LIKED, "Friendly staff"),
            Issue(RARE, "Parking"),
        ),
    )


def draw(n: int, random: np.random.Generator) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Return scores 0-10, and who mentions what; GUILTY costs 3 points, LIKED adds 2."""
    guilty = random.random(n) < 0.2
    mentioned = {
        GUILTY: guilty,
        INNOCENT: (guilty & (random.random(n) < 0.6)) | (random.random(n) < 0.05),
        LIKED: random.random(n) < 0.25,
        RARE: random.random(n) < 0.01,
    }
    latent = 7.5 - 3 * guilty + 2 * mentioned[LIKED] + 1.7 * random.standard_normal(n)
    return np.clip(np.round(latent), 0, 10), mentioned


def sample(n: int, seed: int, scale: Scale = NPS, *, weighted: bool = False) -> Sample:
    """Return such a world as arrays: LIKED is mentioned positively, the others negatively."""
    random = np.random.default_rng(seed)
    score, mentioned = draw(n, random)
    if scale is not NPS:
        score = np.clip(np.ceil(score / 2), 1, 5)
    issues = tuple(mentioned)
    either = np.column_stack([mentioned[issue] for issue in issues])
    liked = np.asarray([issue == LIKED for issue in issues])
    weight = random.choice([0.5, 1.5], n) if weighted else np.ones(n)
    feelings = {"negative": either & ~liked, "positive": either & liked, "any": either}
    return Sample(
        np.arange(n).astype(object),
        scale.value(score),
        score,
        weight,
        issues,
        feelings,
        pd.DataFrame(index=range(n)),
    )


def tables(n: int, seed: int = 0) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return such a world as plain tables: responses, tags, comments."""
    random = np.random.default_rng(seed)
    score, mentioned = draw(n, random)
    tags = pd.concat(
        pd.DataFrame(
            {
                "response": np.flatnonzero(who),
                "issue": issue,
                "feeling": "positive" if issue == LIKED else "negative",
                "probability": random.random(int(who.sum())).round(3),
                "quote": issue,
            }
        )
        for issue, who in mentioned.items()
    )
    words = np.asarray("wait staff sign park app price line shop call door team desk".split())
    told = [" ".join(random.choice(words, 8)) for _ in range(n)]
    responses = pd.DataFrame(
        {
            "response": np.arange(n),
            "score": score,
            "plan": random.choice(["basic", "plus", "pro"], n, p=[0.6, 0.35, 0.05]),
            "weight": random.choice([0.5, 1.0, 2.0], n),
        }
    )
    comments = pd.DataFrame({"response": np.arange(n), "text": told, "language": "en"})
    return responses, tags.reset_index(drop=True), comments
