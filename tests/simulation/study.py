"""Many audits of a world: how often the intervals cover, how wide they are, whom they blame."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import product

import numpy as np
import pandas as pd

from cxnlp.explain.correction.accuracy import accuracy
from cxnlp.explain.correction.design import pair_designs
from cxnlp.explain.correction.drivers import correct
from cxnlp.explain.drivers.design import build_design
from cxnlp.explain.estimation.association import leave_out
from cxnlp.explain.estimation.families import CLEAR, false_discovery, two_sided
from cxnlp.intervals import normal_quantile, t_quantile
from tests.simulation.worlds import FEELINGS, ISSUES, Cell, audit_of, draw, true_figures

SIGNS = ("negative", "positive")
COLUMNS = ("run", "issue", "figure", "method", "value", "low", "high", "p")
METHODS = ("naive", "audit alone", "corrected", "calibrated")
SIZES = ((300, 100), (1000, 100), (1000, 300), (5000, 300), (20_000, 300), (20_000, 800))


def grid() -> list[Cell]:
    """Return all cells: sizes x scales x whether errors depend on the score x weights or not."""
    return [
        Cell(scale, n, audited, differential, weighted)
        for (n, audited), scale, differential, weighted in product(
            SIZES, ("nps", "csat", "stars"), (False, True), (False, True)
        )
    ]


def study(cell: Cell, runs: int, seed: int = 0) -> pd.DataFrame:
    """Return a row for each run, issue, figure and method: estimate, interval, p, truth.

    `called`: whether q is below .05, the family being all issues of that run.
    """
    truth = true_figures(cell.scale, cell.weighted, cell.model)
    rows = [row for run in range(runs) for row in one_run(cell, seed, run)]
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    family = table[table["figure"].isin(("effect", "net"))]
    q = family.groupby(["run", "figure", "method"])["p"].transform(false_discovery)
    table["called"] = q.reindex(table.index) < CLEAR
    table["truth"] = [
        truth.loc[issue, figure]
        for issue, figure in zip(table["issue"], table["figure"], strict=True)
    ]
    return table


def one_run(cell: Cell, seed: int, run: int) -> Iterator[tuple[object, ...]]:
    """Draw a world and an audit of it, and yield all figures."""
    kind = [seed, run, cell.n, cell.audited, len(cell.scale), cell.differential, cell.weighted]
    random = np.random.default_rng([int(part) for part in kind])
    sample, truth = draw(cell, cell.n, random)
    audit = audit_of(sample, truth, cell.audited, random)
    design = build_design(sample, SIGNS, 10)
    paired = pair_designs(sample, audit, design)
    found = correct(sample, audit, paired, cell.model)
    for at, (issue, feeling) in enumerate(zip(ISSUES, FEELINGS, strict=True)):
        who = sample.mentioned[feeling][:, at]
        if min(who.sum(), (~who).sum()) > 1:
            raw = leave_out(sample.value, sample.weight, who)
            error = (raw.high - raw.raw) / normal_quantile(0.95)
            p = float(two_sided(raw.raw, error))
            yield run, issue, "net", "leave-out", raw.raw, raw.low, raw.high, p
        share = accuracy(sample, audit, feeling, at).share
        yield run, issue, "share", "corrected", share.value, share.low, share.high, math.nan
        if (issue, feeling) not in paired.terms:
            for method in METHODS:
                yield run, issue, "effect", method, *(math.nan,) * 4
            continue
        term = paired.terms.index((issue, feeling))
        for figure, method, (value, error, df) in figures(found, term):
            half = t_quantile(0.95, df) * error
            p = float(two_sided(value, error, df))
            yield run, issue, figure, method, value, value - half, value + half, p


def figures(found, term):
    """Yield (figure, method, (estimate, error, degrees of freedom)) of one term."""
    for figure in ("effect", "net"):
        for method, of in (("naive", found.naive), ("audit alone", found.alone)):
            names = (figure, f"{figure}_error", f"{figure}_df")
            yield figure, method, tuple(float(getattr(of, name)[term]) for name in names)
        of = getattr(found, figure)
        yield figure, "corrected", (of.value[term], of.error[term], of.df[term])
    of = found.calibrated
    yield "effect", "calibrated", (of.value[term], of.error[term], of.df[term])


def summary(cell: Cell, table: pd.DataFrame) -> pd.DataFrame:
    """Return a row for each issue, figure and method: coverage, bias, width, refusals, blame."""
    held = table.assign(
        refused=table["value"].isna(),
        covers=(table["low"] <= table["truth"]) & (table["truth"] <= table["high"]),
        bias=table["value"] - table["truth"],
        width=table["high"] - table["low"],
        blamed=(table["low"] > 0) | (table["high"] < 0),
    )
    keys = ["issue", "figure", "method"]
    kept = held[~held["refused"]].groupby(keys, sort=False)
    found = kept[["covers", "bias", "width", "blamed", "called", "truth"]].mean()
    found["median_width"] = kept["width"].median()
    found["runs"] = kept.size()
    refused = held.groupby(keys, sort=False)["refused"].mean()
    found = found.join(refused, how="outer").reset_index()
    for name in ("scale", "n", "audited", "differential", "weighted", "model"):
        found.insert(0, name, getattr(cell, name))
    return found


def below(coverage: float, runs: int, cells: int, least: float = 0.93) -> bool:
    """Tell whether a cell covers significantly less often than `least`, after Bonferroni."""
    z = normal_quantile(1 - 2 * 0.05 / cells)
    return bool((coverage - least) / math.sqrt(least * (1 - least) / runs) < -z)
