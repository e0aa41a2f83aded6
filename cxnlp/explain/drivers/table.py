"""The table of drivers: what goes with a better or a worse score, and how sure that is."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import pandas as pd

from cxnlp.explain.drivers.design import (
    MIN_DF,
    Design,
    FittedDesign,
    Term,
    build_design,
    fit_design,
    refuse_mentions,
    refuse_sample,
)
from cxnlp.explain.drivers.shares import importance_table
from cxnlp.explain.estimation.association import leave_out
from cxnlp.explain.estimation.choice import Model
from cxnlp.explain.estimation.families import false_discovery, two_sided
from cxnlp.explain.sample.responses import FEELINGS_SHOWN, SIGNS, Sample
from cxnlp.intervals import BoolArray, t_quantile

RAW = ("index_with", "index_without", "raw", "raw_low", "raw_high")
EFFECT = ("effect", "effect_low", "effect_high", "effect_score", "net", "net_low", "net_high")
IMPORTANCE = ("importance", "importance_low", "importance_high")
ADDED_LATER = (*EFFECT, *IMPORTANCE, "q")
DRIVERS = ("issue", "name", "feeling", "mentions", "share", *RAW, *ADDED_LATER, "n", "note")
ROLLUPS = tuple(name for name in DRIVERS if name not in ADDED_LATER)
MAX_INFLATION = 10.0
FEW = 30
TWIN = 0.8

Cells = dict[str, object]


def fit_models(
    sample: Sample, min_mentions: int, model: Model = "linear"
) -> dict[str, FittedDesign]:
    """Fit the two regressions: negative and positive mentions together, and any mention.

    Parameters
    ----------
    sample : Sample
        The responses.
    min_mentions : int
        How many mentions a column needs.
    model : str
        "linear", "ordinal" or "multinomial"; see `cxnlp.explain.estimation.choice`.

    Returns
    -------
    dict
        The model that holds each feeling's coefficients; empty where the sample is refused.
    """
    if refuse_sample(sample):
        return {}
    signed = fit_design(sample, build_design(sample, SIGNS, min_mentions), model)
    either = fit_design(sample, build_design(sample, ("any",), min_mentions), model)
    return {**dict.fromkeys(SIGNS, signed), "any": either}


def driver_table(
    sample: Sample,
    names: Mapping[str, str],
    models: Mapping[str, FittedDesign],
    min_mentions: int,
    level: float,
    importance: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Return a row for each issue and feeling (`DRIVERS`), the most harmful association first.

    Parameters
    ----------
    sample : Sample
        The responses, m issues.
    names : mapping of str to str
        What each issue is called.
    models : mapping of feeling to FittedDesign
        From `fit_models`; without them there are no effects.
    min_mentions : int
        How many mentions a figure needs.
    level : float
        Confidence level, between 0 and 1.
    importance : DataFrame, optional
        From `importance_table`; made here without it.

    Returns
    -------
    DataFrame
        3 m rows. `raw`, `effect` and `net` in index points, `effect_score` in score points;
        `importance`, of negative and positive mentions together, stands on the `any` rows, so that
        the column adds up; `q` is the false discovery rate among all negative and positive rows
        that have an effect, and stands on these; `n` is the number of responses. A refused figure
        is NaN, its reason in `note`.
    """
    rows = association_rows(sample, names, min_mentions, level)
    if importance is None:
        importance = importance_table(sample, names, models.get("negative"), level)
    shares = importance.set_index("issue")[list(IMPORTANCE)]
    for row in rows:
        term = (str(row["issue"]), str(row["feeling"]))
        refused = row["raw"] != row["raw"]
        found = _no_effect("") if refused else effect_cells(models, term, level)
        split = _importance(shares, *term, refused=refused)
        told = (row["note"], found.pop("note"), split.pop("note"))
        row.update({**found, **split, "note": "; ".join(str(part) for part in told if part)})
    table = _sorted(rows, (*DRIVERS, "p"))
    signed = table["feeling"].isin(SIGNS)
    table["q"] = false_discovery(table["p"].where(signed).to_numpy(dtype=float))
    return table[list(DRIVERS)]


def _importance(shares: pd.DataFrame, issue: str, feeling: str, *, refused: bool) -> Cells:
    if feeling != "any":
        return {**dict.fromkeys(IMPORTANCE, math.nan), "note": ""}
    if issue in shares.index:
        figures = shares.loc[[issue]].to_numpy(dtype=float)[0].tolist()
        return {**dict(zip(IMPORTANCE, figures, strict=True)), "note": ""}
    why = "no importance: too few mentions that are negative or positive"
    return {**dict.fromkeys(IMPORTANCE, math.nan), "note": "" if refused else why}


def rollup_table(
    sample: Sample, names: Mapping[str, str], min_mentions: int, level: float
) -> pd.DataFrame:
    """Return the association of parent issues: `driver_table` without effects.

    A regression holds one level, the leaves; so parents have none.
    """
    return _sorted(association_rows(sample, names, min_mentions, level), ROLLUPS)


def association_rows(
    sample: Sample, names: Mapping[str, str], min_mentions: int, level: float
) -> list[Cells]:
    """Return mentions, share and leave-out difference of each issue and feeling."""
    refusal = refuse_sample(sample)
    rows: list[Cells] = []
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


def _mentions(sample: Sample, mentioned: BoolArray) -> Cells:
    weight = sample.weight
    share = float(weight[mentioned].sum() / weight.sum()) if len(sample) else math.nan
    return {"mentions": int(mentioned.sum()), "share": share}


def _association(
    sample: Sample, mentioned: BoolArray, refusal: str, min_mentions: int, level: float
) -> Cells:
    refusal = refusal or refuse_mentions(mentioned, sample.weight, min_mentions)
    if refusal:
        return {**dict.fromkeys(RAW, math.nan), "note": refusal}
    found = leave_out(sample.value, sample.weight, mentioned, level)
    figures = (found.index_with, found.index_without, found.raw, found.low, found.high)
    few = min(int(mentioned.sum()), int((~mentioned).sum()))
    note = f"small: rests on {few} responses" if few < FEW else ""
    return {**dict(zip(RAW, figures, strict=True)), "note": note}


def effect_cells(models: Mapping[str, FittedDesign], term: Term, level: float) -> Cells:
    """Return `EFFECT` of one term of a model's design with its `p`, or its `note` of refusal."""
    model = models[term[1]]
    fit, design, figures = model.fit, model.design, model.figures
    if fit.df < MIN_DF:
        return _no_effect(
            f"no effect: {len(fit.leverage)} responses are too few for {design.x.shape[1]} columns"
        )
    at = design.terms.index(term)
    column = design.first_term + at
    if not fit.inflation[column] <= MAX_INFLATION:
        return _no_effect(f"no effect: cannot be told apart from {_companion(design, column)}")
    effect, net = float(figures.effect[at]), float(figures.net[at])
    error, df = float(figures.effect_error[at]), float(figures.effect_df[at])
    half = t_quantile(level, df) * error
    wide = t_quantile(level, float(figures.net_df[at])) * float(figures.net_error[at])
    cells = (
        effect,
        effect - half,
        effect + half,
        float(fit.coefficient[column, 1]),
        net,
        net - wide,
        net + wide,
    )
    p = float(two_sided(effect, error, df))
    return {**dict(zip(EFFECT, cells, strict=True)), "p": p, "note": ""}


def _no_effect(note: str) -> Cells:
    return {**dict.fromkeys((*EFFECT, "p"), math.nan), "note": note}


def _companion(design: Design, at: int) -> str:
    """Name the column that moves most closely with this one."""
    x = design.x - design.x.mean(axis=0)
    length = np.sqrt(np.square(x).sum(axis=0))
    against = np.abs(x.T @ x[:, at]) / np.where(length > 0, length * length[at], np.inf)
    against[at] = 0.0
    other = int(against.argmax())
    if against[other] < TWIN:
        return "several issues together"
    if other < design.controls:
        return "a segment"
    if other < design.first_term:
        return "the rare issues"
    issue, feeling = design.terms[other - design.first_term]
    same = "the same" if float(x[:, other] @ x[:, at]) > 0 else "all the other"
    return f"{issue} ({feeling}), mentioned by nearly {same} responses"


def _sorted(rows: list[Cells], columns: tuple[str, ...]) -> pd.DataFrame:
    """Most harmful first, refused figures last; ties stay in the order of the list of issues."""
    table = pd.DataFrame(rows, columns=list(columns))
    return table.sort_values("raw", kind="stable", na_position="last").reset_index(drop=True)
