"""Who is at risk: those in the middle whose reasons look like those of the dissatisfied.

Without a label there is nothing to call a probability, so a similarity is given and called so.
With one (who left, who recommended) the probability is calibrated and judged on responses that
the fit has not seen, beside what the score alone would say.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cxnlp.explain.estimation.logistic import (
    Calibrated,
    auc_parts,
    calibrated_held_out,
    calibration_line,
    fit_logistic,
    folds,
    held_out,
    log_odds,
    probability,
    scores_of,
)
from cxnlp.explain.sample.responses import SIGNS, incidence
from cxnlp.intervals import (
    BoolArray,
    FloatArray,
    effective_size,
    normal_quantile,
    wilson_interval,
)
from cxnlp.join import Joined
from cxnlp.survey.values.scales import Scale

RISK = ("rank", "response", "score", "band", "risk", "kind", "reasons", "comment", "quote")
QUALITY = (
    "model",
    "predicts",
    "auc",
    "auc_low",
    "auc_high",
    "brier",
    "slope",
    "intercept",
    "n",
    "events",
    "note",
)
CALIBRATION = ("model", "bin", "n", "predicted", "observed", "low", "high")
SIMILARITY, PROBABILITY = "similarity", "probability"
ALONE, WITH, GAIN = "score alone", "score and reasons", "gain of the reasons"
REASONS = "reasons alone"
MIN_EVENTS = 30
BINS = 10


@dataclass(frozen=True)
class Risk:
    """Who is at risk, and how far to trust it.

    Parameters
    ----------
    table : DataFrame
        `RISK`, the riskiest first. `risk` lies between 0 and 1; `kind` says whether it is a
        "similarity" (how many of 100 comments with such reasons would be of the lowest band, were
        they as many as those of the highest) or a "probability". `reasons` names what raises it
        most, `quote` and `comment` show it.
    quality : DataFrame
        `QUALITY`, a row a model: held-out area under the ROC curve with interval, Brier score,
        slope and intercept of outcomes on predicted log-odds (1 and 0 where calibrated); a
        refusal's reason in `note`.
    calibration : DataFrame
        `CALIBRATION`: held-out predictions in ten groups, beside what was observed.
    """

    table: pd.DataFrame
    quality: pd.DataFrame
    calibration: pd.DataFrame


@dataclass(frozen=True)
class _People:
    """n responses, the columns of their reasons, and what those are called."""

    rows: pd.DataFrame
    x: FloatArray
    names: tuple[str, ...]

    def part(self, which: BoolArray) -> _People:
        return _People(self.rows[which].reset_index(drop=True), self.x[which], self.names)

    @property
    def weight(self) -> FloatArray:
        return self.rows["weight"].to_numpy(dtype=float)


def assess_risk(joined: Joined, names: Mapping[str, str], scale: Scale, level: float) -> Risk:
    """Say who is at risk, from a label where the responses have one (`lost`), else by similarity.

    Parameters
    ----------
    joined : Joined
        All responses and their tags.
    names : mapping of str to str
        The issues, and what each is called.
    scale : Scale
        The scale of the scores.
    level : float
        Confidence level, between 0 and 1.
    """
    people = _people(joined, names)
    if joined.outcome:
        return _probabilities(joined, people, scale, level)
    return _similarities(joined, people, scale, level)


def _people(joined: Joined, names: Mapping[str, str]) -> _People:
    rows = joined.responses[joined.responses["weight"] > 0].reset_index(drop=True)
    found = incidence(rows["response"], joined.mentions, tuple(names))
    x = np.column_stack([found[feeling] for feeling in SIGNS]).astype(float)
    called = tuple(f"{name} ({feeling})" for feeling in SIGNS for name in names.values())
    kept = np.asarray(x.sum(axis=0) > 0)
    return _People(rows, x[:, kept], tuple(n for n, keep in zip(called, kept, strict=True) if keep))


def _similarities(joined: Joined, people: _People, scale: Scale, level: float) -> Risk:
    """Learn the reasons of the lowest band from those of the highest; score the middle."""
    low, middle, high = scale.bands[0], scale.bands[1:-1], scale.bands[-1]
    predicts = f"{low} rather than {high}"
    people = people.part(np.asarray(people.x.any(axis=1)))
    band = people.rows["band"]
    ends = people.part(band.isin((low, high)).to_numpy(dtype=bool))
    y = (ends.rows["band"] == low).to_numpy(dtype=bool)
    refusal = _refuse(y, f"{low}s", f"{high}s", "who mention an issue")
    if refusal:
        return _no_risk(REASONS, predicts, refusal)
    weight = _balanced(y, ends.weight)
    fold = folds(_keys(ends.rows["response"]), y)
    out = probability(held_out(ends.x, y, weight, fold))
    coefficient = fit_logistic(ends.x, y, weight)
    those = people.part(band.isin(middle).to_numpy(dtype=bool))
    risk = probability(scores_of(those.x, coefficient))
    table = _table(joined, those, risk, SIMILARITY, coefficient[1:])
    note = "reasons only; a similarity is no probability of leaving"
    quality = _quality(REASONS, predicts, y, out, weight, level) | {"note": note}
    calibration = _bins(REASONS, y, out, weight, level)
    return Risk(table, pd.DataFrame([quality])[list(QUALITY)], calibration)


def _probabilities(joined: Joined, people: _People, scale: Scale, level: float) -> Risk:
    """Fit who was lost on score and reasons, judged on held-out rows beside the score alone."""
    lost = people.rows["lost"].to_numpy(dtype=float)
    known = ~np.isnan(lost)
    y = lost[known] == 1
    refusal = _refuse(y, f"with {joined.outcome}", "without", "among those with a label")
    if refusal:
        return _no_risk(WITH, joined.outcome, refusal)
    score = _score_columns(people.rows, scale)
    designs = {ALONE: score, WITH: np.column_stack([score, people.x])}
    weight = people.weight[known]
    fold = folds(_keys(people.rows["response"][known]), y)
    out = {name: calibrated_held_out(x[known], y, weight, fold) for name, x in designs.items()}
    quality = [_quality(m, joined.outcome, y, p, weight, level) for m, p in out.items()]
    quality.append(_gain(out, y, weight, joined.outcome, level))
    model = Calibrated.fit(designs[WITH][known], y, weight, fold)
    risk = model.predict(designs[WITH])
    risk[known] = out[WITH]
    there = lost != 1
    pull = model.coefficient[1 + score.shape[1] :] * model.line[1]
    table = _table(joined, people.part(there), risk[there], PROBABILITY, pull)
    bins = pd.concat([_bins(m, y, p, weight, level) for m, p in out.items()], ignore_index=True)
    return Risk(table, pd.DataFrame(quality)[list(QUALITY)], bins)


def _score_columns(rows: pd.DataFrame, scale: Scale) -> FloatArray:
    """Return the score from 0 to 1, the bands at both ends, and who wrote nothing."""
    score = (rows["score"].to_numpy(dtype=float) - scale.low) / (scale.high - scale.low)
    ends = [(rows["band"] == scale.bands[at]).to_numpy(dtype=float) for at in (0, -1)]
    return np.column_stack([score, *ends, ~rows["says_something"].to_numpy(dtype=bool)])


def _refuse(y: BoolArray, first: str, second: str, where: str) -> str:
    for n, what in ((int(y.sum()), first), (int((~y).sum()), second)):
        if n < MIN_EVENTS:
            return f"too few: {n} responses {what} {where}, at least {MIN_EVENTS} are needed"
    return ""


def _no_risk(model: str, predicts: str, refusal: str) -> Risk:
    row = {**dict.fromkeys(QUALITY, math.nan), "model": model, "predicts": predicts}
    quality = pd.DataFrame([row | {"n": 0, "events": 0, "note": refusal}])[list(QUALITY)]
    return Risk(empty_risk(), quality, pd.DataFrame(columns=list(CALIBRATION)))


def empty_risk() -> pd.DataFrame:
    """Return a table of `RISK` without rows."""
    return pd.DataFrame(columns=list(RISK))


def _balanced(y: BoolArray, weight: FloatArray) -> FloatArray:
    """Scale the weights so that both sides count the same."""
    totals = np.where(y, weight[y].sum(), weight[~y].sum())
    return np.asarray(weight / totals * weight.sum() / 2)


def _keys(ids: pd.Series) -> NDArray[np.intp]:
    """Return a number for each response that does not depend on its place."""
    made = [int.from_bytes(blake2b(str(i).encode(), digest_size=7).digest()) for i in ids]
    return np.asarray(made, dtype=np.intp)


def _table(
    joined: Joined, people: _People, risk: FloatArray, kind: str, pull: FloatArray
) -> pd.DataFrame:
    table = people.rows[["response", "score", "band"]].assign(
        risk=risk, kind=kind, reasons=_reasons(people, pull)
    )
    table = table.merge(best_quotes(joined), on="response", how="left")
    table[["comment", "quote"]] = table[["comment", "quote"]].fillna("")
    keys = pd.DataFrame({"risk": -table["risk"].round(9), "id": table["response"].astype(str)})
    table = table.loc[keys.sort_values(["risk", "id"]).index].reset_index(drop=True)
    return table.assign(rank=np.arange(1, len(table) + 1))[list(RISK)]


def _reasons(people: _People, pull: FloatArray, most: int = 3) -> list[str]:
    """Name what raises each response's risk most, the strongest first."""
    strong = people.x * pull
    order = np.argsort(-strong, axis=1, kind="stable")[:, :most]
    names = np.asarray(people.names, dtype=object)
    return [
        ", ".join(names[at] for at in places if row[at] > 0)
        for row, places in zip(strong, order, strict=True)
    ]


def best_quotes(joined: Joined) -> pd.DataFrame:
    """Return `response`, `comment`, `quote`: each one's clearest quote, bad news first."""
    quotes = joined.quotes
    bad = quotes["feeling"].isin(("negative", "mixed"))
    keys = pd.DataFrame(
        {
            "good": ~bad,
            "size": -quotes["probability"].astype(float).round(9),
            "id": quotes["comment"].astype(str),
            "start": quotes["start"],
            "issue": quotes["issue"].astype(str),
        }
    )
    order = quotes.loc[keys.sort_values(list(keys.columns)).index]
    return order.drop_duplicates("response")[["response", "comment", "quote"]]


def _quality(
    model: str, predicts: str, y: BoolArray, p: FloatArray, weight: FloatArray, level: float
) -> dict[str, object]:
    area, influence = auc_parts(p, y, weight)
    half = normal_quantile(level) * math.sqrt(float(influence @ influence))
    intercept, slope = calibration_line(log_odds(np.clip(p, 1e-9, 1 - 1e-9)), y, weight)
    return {
        "model": model,
        "predicts": predicts,
        "auc": area,
        "auc_low": max(area - half, 0.0),
        "auc_high": min(area + half, 1.0),
        "brier": float(np.average((p - y) ** 2, weights=weight)),
        "slope": float(slope),
        "intercept": float(intercept),
        "n": len(y),
        "events": int(y.sum()),
        "note": "",
    }


def _gain(
    out: Mapping[str, FloatArray], y: BoolArray, weight: FloatArray, predicts: str, level: float
) -> dict[str, object]:
    """Compare the two models on the same rows: differences of their figures."""
    (first, one), (second, two) = (auc_parts(out[m], y, weight) for m in (ALONE, WITH))
    half = normal_quantile(level) * math.sqrt(float(np.square(two - one).sum()))
    briers = [float(np.average((out[m] - y) ** 2, weights=weight)) for m in (ALONE, WITH)]
    gap = second - first
    return {
        **dict.fromkeys(QUALITY, math.nan),
        "model": GAIN,
        "predicts": predicts,
        "auc": gap,
        "auc_low": gap - half,
        "auc_high": gap + half,
        "brier": briers[1] - briers[0],
        "n": len(y),
        "events": int(y.sum()),
        "note": "a difference",
    }


def _bins(
    model: str, y: BoolArray, p: FloatArray, weight: FloatArray, level: float
) -> pd.DataFrame:
    """Sort predictions into about ten groups of a size, and compare each with what was seen."""
    ranked = np.sort(p)
    below, up_to = (np.searchsorted(ranked, p, side=side) for side in ("left", "right"))
    place = (below + up_to) * BINS // (2 * len(p) + 1)  # the same predictions fall together
    rows = []
    for at in range(BINS):
        inside = place == at
        if not inside.any():
            continue
        w, seen = weight[inside], y[inside].astype(float)
        observed, n = float(np.average(seen, weights=w)), effective_size(seen, w)
        low, high = wilson_interval(n * observed, n, normal_quantile(level))
        predicted = float(np.average(p[inside], weights=w))
        rows.append((model, at + 1, int(inside.sum()), predicted, observed, low, high))
    return pd.DataFrame(rows, columns=list(CALIBRATION))
