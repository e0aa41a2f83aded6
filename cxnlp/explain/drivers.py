"""The table of drivers: what goes with a better or a worse score, and how sure that is."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import pandas as pd

from cxnlp.explain.association import ADDED, leave_out
from cxnlp.explain.design import (
    MIN_DF,
    Design,
    DriverModel,
    Term,
    build_design,
    fit_design,
    refuse_mentions,
    refuse_sample,
)
from cxnlp.explain.sample import FEELINGS_SHOWN, SIGNS, BoolArray, Sample
from cxnlp.survey.intervals import t_quantile

RAW = ("index_with", "index_without", "raw", "raw_low", "raw_high")
EFFECT = ("effect", "effect_low", "effect_high", "effect_score")
DRIVERS = ("issue", "name", "feeling", "mentions", "share", *RAW, *EFFECT, "n", "note")
ROLLUPS = tuple(name for name in DRIVERS if name not in EFFECT)
MAX_INFLATION = 10.0
FEW = 30


def fit_models(sample: Sample, min_mentions: int) -> dict[str, DriverModel]:
    """Fit the two regressions: negative and positive mentions together, and any mention.

    Returns
    -------
    dict
        The model that holds each feeling's coefficients; empty where the sample is refused.
    """
    if refuse_sample(sample):
        return {}
    signed = fit_design(sample, build_design(sample, SIGNS, min_mentions))
    either = fit_design(sample, build_design(sample, ("any",), min_mentions))
    return {**dict.fromkeys(SIGNS, signed), "any": either}


def driver_table(
    sample: Sample,
    names: Mapping[str, str],
    models: Mapping[str, DriverModel],
    min_mentions: int,
    level: float,
) -> pd.DataFrame:
    """Return a row for each issue and feeling (`DRIVERS`), the most harmful association first.

    Parameters
    ----------
    sample : Sample
        The responses, m issues.
    names : mapping of str to str
        What each issue is called.
    models : mapping of feeling to DriverModel
        From `fit_models`; without them there are no effects.
    min_mentions : int
        How many mentions a figure needs.
    level : float
        Confidence level, between 0 and 1.

    Returns
    -------
    DataFrame
        3 m rows. `raw` and `effect` in index points, `effect_score` in score points; `n` is the
        number of responses. A refused figure is NaN, its reason in `note`.
    """
    rows = association_rows(sample, names, min_mentions, level)
    for row in rows:
        term = (str(row["issue"]), str(row["feeling"]))
        found = _effect(models, term, level) if row["raw"] == row["raw"] else _no_effect("")
        note = "; ".join(str(part) for part in (row["note"], found.pop("note")) if part)
        row.update({**found, "note": note})
    return _sorted(rows, DRIVERS)


def rollup_table(
    sample: Sample, names: Mapping[str, str], min_mentions: int, level: float
) -> pd.DataFrame:
    """Return the association of parent issues: `driver_table` without effects.

    A regression holds one level, the leaves; so parents have none.
    """
    return _sorted(association_rows(sample, names, min_mentions, level), ROLLUPS)


def association_rows(
    sample: Sample, names: Mapping[str, str], min_mentions: int, level: float
) -> list[dict[str, object]]:
    """Return mentions, share and leave-out difference of each issue and feeling."""
    refusal = refuse_sample(sample)
    rows: list[dict[str, object]] = []
    for at, issue in enumerate(sample.issues):
        for feeling in FEELINGS_SHOWN:
            mentioned = sample.mentioned[feeling][:, at]
            rows.append(
                {
                    "issue": issue,
                    "name": names[issue],
                    "feeling": feeling,
                    **_mentions(sample, mentioned),
                    **_association(sample, mentioned, refusal, min_mentions, level),
                    "n": len(sample),
                }
            )
    return rows


def _mentions(sample: Sample, mentioned: BoolArray) -> dict[str, object]:
    weight = sample.weight
    share = float(weight[mentioned].sum() / weight.sum()) if len(sample) else math.nan
    return {"mentions": int(mentioned.sum()), "share": share}


def _association(
    sample: Sample, mentioned: BoolArray, refusal: str, min_mentions: int, level: float
) -> dict[str, object]:
    refusal = refusal or refuse_mentions(mentioned, sample.weight, min_mentions)
    if refusal:
        return {**dict.fromkeys(RAW, math.nan), "note": refusal}
    found = leave_out(sample.value, sample.weight, mentioned, level)
    figures = (found.index_with, found.index_without, found.raw, found.low, found.high)
    few = min(int(mentioned.sum()), int((~mentioned).sum()))
    note = f"small: rests on {few} responses" if few < FEW else ""
    return {**dict(zip(RAW, figures, strict=True)), "note": note}


def _effect(models: Mapping[str, DriverModel], term: Term, level: float) -> dict[str, object]:
    """Coefficient of one term with its interval, or why there is none."""
    model = models[term[1]]
    fit, design = model.fit, model.design
    if fit.df < MIN_DF:
        return _no_effect(
            f"no effect: {len(fit.leverage)} responses are too few for {design.x.shape[1]} columns"
        )
    at = design.first_term + design.terms.index(term)
    if not fit.inflation[at] <= MAX_INFLATION:
        return _no_effect(f"no effect: cannot be told apart from {_companion(design, at)}")
    value, score = (float(b) for b in fit.coefficient[at])
    half = t_quantile(level, float(fit.error_df[at])) * _error(model, at)
    figures = (value, value - half, value + half, score)
    return {**dict(zip(EFFECT, figures, strict=True)), "note": ""}


def _error(model: DriverModel, at: int) -> float:
    """Return the standard error of a coefficient in index points, steadied for few mentions.

    HC3 knows the spread of the residuals of those who mention the issue from these few alone: if
    all twelve are promoters there seems to be none. So as Rocks's interval adds three answers to a
    share's, three of average spread are added to theirs; with many mentions that is nothing.
    """
    fit, column = model.fit, model.design.x[:, at]
    mentions = min(float(column.sum()), len(column) - float(column.sum()))
    squares = mentions * fit.error[at, 0] ** 2 + ADDED * fit.even_error[at, 0] ** 2
    return math.sqrt(float(squares) / (mentions + ADDED))


def _no_effect(note: str) -> dict[str, object]:
    return {**dict.fromkeys(EFFECT, math.nan), "note": note}


def _companion(design: Design, at: int) -> str:
    """Name the column that moves most closely with this one."""
    x = design.x - design.x.mean(axis=0)
    length = np.sqrt(np.square(x).sum(axis=0))
    against = np.abs(x.T @ x[:, at]) / np.where(length > 0, length * length[at], np.inf)
    against[at] = 0.0
    other = int(against.argmax())
    if against[other] < 0.5:
        return "several issues together"
    if other < design.controls:
        return "a segment"
    if other < design.first_term:
        return "the rare issues"
    issue, feeling = design.terms[other - design.first_term]
    return f"{issue} ({feeling}), mentioned by nearly the same responses"


def _sorted(rows: list[dict[str, object]], columns: tuple[str, ...]) -> pd.DataFrame:
    """Most harmful first, refused figures last; ties stay in the order of the list of issues."""
    table = pd.DataFrame(rows, columns=list(columns))
    return table.sort_values("raw", kind="stable", na_position="last").reset_index(drop=True)
