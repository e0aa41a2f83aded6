"""What drives the overall rating: by the text alone, and by the customers' own sub-ratings."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from cxnlp.explain import Explanation, explain_scores, from_tables
from cxnlp.explain.estimation.importance import lmg
from cxnlp.intervals import normal_quantile
from cxnlp.survey.values.scales import SCALES
from cxnlp.tag import TaggerLike
from tests.subratings.sets import ReviewSet

PART = (
    "set",
    "part",
    "mentions",
    "text",
    "text_low",
    "text_high",
    "text_rank",
    "rated",
    "rated_low",
    "rated_high",
    "rated_rank",
    "agreement",
)
WHOLE = (
    "set",
    "n",
    "order",
    "order_low",
    "order_high",
    "same_first",
    "text_parts",
    "text_all",
    "text_out_of_sample",
    "rated",
    "both",
)
DRAWS = 1000


@dataclass(frozen=True)
class Compared:
    """A set's two orders.

    Parameters
    ----------
    parts : DataFrame
        A row a part (`PART`): importance and its interval by the text and by the sub-ratings,
        shares of the overall rating's variance; `agreement`, the correlation of the sub-rating with
        how the text mentions the part (1 good, -1 bad, 0 both or not).
    whole : dict
        `WHOLE`: Spearman's correlation of the two orders; whether the first is the same; explained
        shares (adjusted R^2) of the parts in the text, all issues in the text, that for reviews not
        used in the fit, the sub-ratings, and both together.
    """

    parts: pd.DataFrame
    whole: dict[str, object]


def tags_of(reviews: pd.DataFrame, of: ReviewSet, tagger: TaggerLike) -> pd.DataFrame:
    """Tag the reviews; issues bear the name of the part they stand for."""
    found = [
        (row, mention.id, mention.feeling)
        for row, prediction in enumerate(tagger.stream(reviews["text"].tolist()))
        for mention in prediction.issues
    ]
    tags = pd.DataFrame(found, columns=["response", "issue", "feeling"])
    return tags.assign(issue=tags["issue"].replace(of.renamed()))


def compare(of: ReviewSet, reviews: pd.DataFrame, tags: pd.DataFrame) -> Compared:
    """Explain the overall rating by the text, and by the sub-ratings, and compare."""
    scale, taxonomy = SCALES["stars"], of.taxonomy()
    joined = from_tables(reviews[["response", "score"]], tags, scale)
    explanation = explain_scores(joined, taxonomy, scale=scale)
    rated = reviews[list(of.parts)].to_numpy(dtype=float)
    parts = _parts(of, explanation, rated, reviews["score"].to_numpy(float))
    parts["agreement"] = [
        _agreement(tags, f"sub_{part}", rated[:, at]) for at, part in enumerate(of.parts)
    ]
    return Compared(parts[list(PART)], _whole(of, explanation, parts, reviews, tags))


def _parts(
    of: ReviewSet, explanation: Explanation, rated: np.ndarray, score: np.ndarray
) -> pd.DataFrame:
    x = np.column_stack([np.ones(len(rated)), rated])
    places = [[1 + at] for at in range(rated.shape[1])]
    theirs = lmg(x, score, np.ones(len(x)), 1, places)
    half = normal_quantile(0.95) * theirs.error
    ours = explanation.importance.set_index("issue")
    ids = [f"sub_{part}" for part in of.parts]
    mentions = explanation.drivers.query("feeling == 'any'").set_index("issue")["mentions"]
    table = pd.DataFrame(
        {
            "set": of.name,
            "part": list(of.parts),
            "mentions": mentions.reindex(ids).to_numpy(),
            "text": ours["importance"].reindex(ids).to_numpy(),
            "text_low": ours["importance_low"].reindex(ids).to_numpy(),
            "text_high": ours["importance_high"].reindex(ids).to_numpy(),
            "rated": theirs.value,
            "rated_low": theirs.value - half,
            "rated_high": theirs.value + half,
        }
    )
    for side in ("text", "rated"):
        table[f"{side}_rank"] = table[side].rank(ascending=False)
    return table


def _agreement(tags: pd.DataFrame, issue: str, rated: np.ndarray) -> float:
    own = tags[tags["issue"] == issue]
    sign = np.zeros(len(rated))
    for feeling, step in (("positive", 1.0), ("negative", -1.0)):
        sign[own.loc[own["feeling"] == feeling, "response"].unique()] += step
    mentioned = own["response"].unique()
    if len(mentioned) < 10 or np.ptp(sign[mentioned]) == 0:
        return float("nan")
    return float(np.corrcoef(sign[mentioned], rated[mentioned])[0, 1])


def _whole(
    of: ReviewSet,
    explanation: Explanation,
    parts: pd.DataFrame,
    reviews: pd.DataFrame,
    tags: pd.DataFrame,
) -> dict[str, object]:
    text, rated = parts["text"].fillna(0).to_numpy(), parts["rated"].to_numpy()
    errors = [
        (parts[f"{side}_high"] - parts[f"{side}_low"]).fillna(0).to_numpy()
        / 2
        / normal_quantile(0.95)
        for side in ("text", "rated")
    ]
    random = np.random.default_rng(0)
    drawn = [
        _spearman(random.normal(text, errors[0]), random.normal(rated, errors[1]))
        for _ in range(DRAWS)
    ]
    score = reviews["score"].to_numpy(float)
    subs, said = reviews[list(of.parts)].to_numpy(float), _columns(of, tags, len(reviews))
    found: dict[str, object] = {
        "set": of.name,
        "n": len(reviews),
        "order": _spearman(text, rated),
        "order_low": np.quantile(drawn, 0.025),
        "order_high": np.quantile(drawn, 0.975),
        "same_first": bool(text.argmax() == rated.argmax()),
        "text_parts": float(text.sum()),
        "text_all": explanation.explained.value,
        "text_out_of_sample": explanation.explained_out_of_sample,
        "rated": _adjusted(subs, score),
        "both": _adjusted(np.column_stack([subs, said]), score),
    }
    return found


def _columns(of: ReviewSet, tags: pd.DataFrame, n: int) -> np.ndarray:
    """Return a column for each issue and sign that ten reviews mention."""
    columns = []
    for issue in of.taxonomy().leaves():
        for signs in (("negative", "mixed"), ("positive", "mixed")):
            who = np.zeros(n)
            own = (tags["issue"] == issue.id) & tags["feeling"].isin(signs)
            who[tags.loc[own, "response"].unique()] = 1
            columns += [who] if 10 <= who.sum() <= n - 10 else []
    return np.column_stack(columns) if columns else np.empty((n, 0))


def _adjusted(x: np.ndarray, y: np.ndarray) -> float:
    both = np.column_stack([np.ones(len(y)), x])
    b, _, rank, _ = np.linalg.lstsq(both, y, rcond=None)
    return float(1 - np.var(y - both @ b) * len(y) / (len(y) - rank) / np.var(y, ddof=1))


def _spearman(a: np.ndarray, b: np.ndarray) -> float:
    ranks = (pd.Series(each).rank() for each in (a, b))
    return float(np.corrcoef(*ranks)[0, 1])
