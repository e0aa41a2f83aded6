"""What goes with the score in each segment: which issue costs what where.

A level of a segment ("Touchpoint: call centre") has a regression of its own on its own responses.
Were only one issue's coefficient free to differ between levels, an innocent issue that is mentioned
beside a guilty one would take over what the guilty one costs more at this level.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

import pandas as pd

from cxnlp.explain.drivers.design import (
    FittedDesign,
    Term,
    build_design,
    fit_design,
    refuse_mentions,
    refuse_sample,
)
from cxnlp.explain.drivers.table import effect_cells
from cxnlp.explain.estimation.choice import Model
from cxnlp.explain.estimation.families import CLEAR, false_discovery, two_sided
from cxnlp.explain.sample.responses import Sample
from cxnlp.intervals import BoolArray, t_quantile

NET = ("net", "net_low", "net_high")
NET_ALL = ("net_all", "net_all_low", "net_all_high")
DIFFERENCE = ("difference", "difference_low", "difference_high")
SEGMENT_DRIVERS = (
    "segment",
    "level",
    "issue",
    "name",
    "feeling",
    "mentions",
    "share",
    *NET,
    *NET_ALL,
    *DIFFERENCE,
    "q",
    "differs",
    "n",
    "note",
)
Cells = dict[str, object]


def segment_driver_table(
    sample: Sample,
    names: Mapping[str, str],
    model: FittedDesign | None,
    min_mentions: int,
    level: float,
    least: int,
    kind: Model = "linear",
) -> pd.DataFrame:
    """Return `SEGMENT_DRIVERS`: the drivers of each level of each segment with `least` responses.

    Parameters
    ----------
    sample : Sample
        The responses that say something, n of them.
    names : mapping of str to str
        What each issue is called.
    model : FittedDesign or None
        The regression of all responses on negative and positive mentions; without it, no rows.
    min_mentions : int
        How many mentions a figure needs within the level.
    level : float
        Confidence level, between 0 and 1.
    least : int
        Levels of fewer responses that say something have no rows.
    kind : str
        "linear", "ordinal" or "multinomial", as `model` is.

    Returns
    -------
    DataFrame
        Segments in their order, the largest level first, a row for each issue and feeling that has
        a figure in `model`, the largest net first. `net` (points of the level's own index that go
        with it, the other issues and segments held) and `net_all`, the same of all responses, each
        with its interval; `difference` is `net` less `net_all`. Both rest partly on the same
        responses, so the error is that of the difference of their influence values. `q` is the
        false discovery rate over all differences of the table; `differs` tells where it is under
        .05. `share` is from 0 to 1 of the level's `n` responses. A refused figure is NaN, its
        reason in `note`.
    """
    rows: list[Cells] = []
    if model is not None:
        terms = _terms(model, level)
        for name, label, member in _levels(sample, least):
            told = {"segment": name, "level": label, "n": int(member.sum())}
            part = _part_model(sample.part(member), min_mentions, kind)
            for term in terms:
                found = _cells(sample, model, part, member, term, min_mentions, level)
                rows.append({**told, "name": names[term[0]], **terms[term], **found})
    table = pd.DataFrame(rows, columns=[*SEGMENT_DRIVERS, "p"])
    table["q"] = false_discovery(table["p"].to_numpy(dtype=float))
    table["differs"] = table["q"] < CLEAR
    return table[list(SEGMENT_DRIVERS)]


def _terms(model: FittedDesign, level: float) -> dict[Term, Cells]:
    """Return the terms that have a net in the regression of all, `NET_ALL` of each, by size."""
    found = {term: effect_cells({term[1]: model}, term, level) for term in model.design.terms}
    nets = {term: [float(str(cells[end])) for end in NET] for term, cells in found.items()}
    known = [term for term, net in nets.items() if not math.isnan(net[0])]
    known.sort(key=lambda term: -abs(nets[term][0]))
    return {term: dict(zip(NET_ALL, nets[term], strict=True)) for term in known}


def _levels(sample: Sample, least: int) -> Iterator[tuple[str, str, BoolArray]]:
    for name in sample.segments.columns:
        levels = sample.segments[name]
        counts = levels.value_counts()
        large = sorted(
            (n for n in counts.index if counts[n] >= least), key=lambda n: (-counts[n], n)
        )
        if counts.size > 1:
            for label in large:
                yield str(name), str(label), (levels == label).to_numpy(dtype=bool)


def _part_model(part: Sample, min_mentions: int, kind: Model) -> tuple[FittedDesign | None, str]:
    """Return the regression of a level's own responses, or why there is none."""
    refusal = refuse_sample(part)
    if refusal:
        return None, refusal
    design = build_design(part, ("negative", "positive"), min_mentions)
    return fit_design(part, design, kind), ""


def _cells(
    sample: Sample,
    model: FittedDesign,
    part: tuple[FittedDesign | None, str],
    member: BoolArray,
    term: Term,
    min_mentions: int,
    level: float,
) -> Cells:
    own, refusal = part
    issue, feeling = term
    weight = sample.weight[member]
    who = sample.mentioned[feeling][member, sample.issues.index(issue)]
    told: Cells = {
        "issue": issue,
        "feeling": feeling,
        "mentions": int(who.sum()),
        "share": float(weight[who].sum() / weight.sum()),
    }
    refusal = refusal or refuse_mentions(who, weight, min_mentions)
    if refusal or own is None:
        return told | {"note": refusal}
    found = effect_cells({feeling: own}, term, level)
    if found["note"]:
        return told | {"note": found["note"]}
    figures = {end: found[end] for end in NET}
    return told | figures | _difference(model, own, member, term, level) | {"note": ""}


def _difference(
    model: FittedDesign, own: FittedDesign, member: BoolArray, term: Term, level: float
) -> Cells:
    """Return how far the level's net is from that of all, whose responses it is part of."""
    places = own.design.terms.index(term), model.design.terms.index(term)
    part, everyone = own.figures, model.figures
    gap = float(part.net[places[0]] - everyone.net[places[1]])
    influence = -everyone.net_influence[:, places[1]]
    influence[member] += part.net_influence[:, places[0]]
    added = sum(
        max(float(f.net_error[at] ** 2 - f.net_influence[:, at] @ f.net_influence[:, at]), 0.0)
        for f, at in zip((part, everyone), places, strict=True)
    )
    error = math.sqrt(float(influence @ influence) + added)
    df = float(part.net_df[places[0]])
    half = t_quantile(level, df) * error
    ends = dict(zip(DIFFERENCE, (gap, gap - half, gap + half), strict=True))
    return {**ends, "p": float(two_sided([gap], [error], [df])[0])}
