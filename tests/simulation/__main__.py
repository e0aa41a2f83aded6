"""The whole grid: `python -m tests.simulation -o table.csv`.

All cells of `study.grid`, as many runs each as `--runs` says (1000 by default), on `--jobs`
processes (2); within an hour on two cores. Prints how the corrected intervals did.
"""

from __future__ import annotations

import argparse
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from itertools import repeat
from pathlib import Path

import pandas as pd

from tests.simulation.study import below, grid, study, summary
from tests.simulation.worlds import INNOCENT, Cell

SHOWN = ("leave-out", "naive", "audit alone", "calibrated", "corrected")


def cell_summary(cell: Cell, runs: int) -> pd.DataFrame:
    """Study one cell."""
    return summary(cell, study(cell, runs))


def verdict(table: pd.DataFrame) -> list[str]:
    """Return what the study was made to find out, in lines."""
    mine = table[table["method"] == "corrected"].dropna(subset=["covers"])
    pooled = float((mine["covers"] * mine["runs"]).sum() / mine["runs"].sum())
    low = [
        f"  {row.scale} n={row.n} audited={row.audited} {row.issue} {row.figure}: {row.covers:.3f}"
        for row in mine.itertuples()
        if below(row.covers, int(row.runs), len(mine))
    ]
    innocent = table[(table["issue"] == INNOCENT) & (table["figure"] != "share")]
    innocent = innocent[innocent["runs"] > 0]
    counted = innocent[["blamed", "called"]].mul(innocent["runs"], axis=0)
    sums = counted.groupby(innocent["method"]).sum()
    blame = sums.div(innocent.groupby("method")["runs"].sum(), axis=0)
    return [
        f"corrected intervals cover {pooled:.1%} of {int(mine['runs'].sum()):,} truths",
        f"figures of a cell significantly below 93 % (Bonferroni, {len(mine)}): {len(low)}",
        *low,
        "the innocent issue: how often its interval leaves out 0, and how often q < .05",
        *(
            f"  {method}: {blame.loc[method, 'blamed']:.1%}, {blame.loc[method, 'called']:.1%}"
            for method in SHOWN
        ),
    ]


def overview(table: pd.DataFrame) -> pd.DataFrame:
    """Return a row for each size, kind of error, figure and method, over issues and scales."""
    # Widths and biases of scales differ in unit: as parts of the naive interval's width.
    plain = table[table["method"] == "naive"]
    where = ["scale", "n", "audited", "differential", "weighted", "issue", "figure"]
    unit = plain.set_index(where)["median_width"].rename("unit")
    told = table.join(unit, on=where)
    told["width"] = told["median_width"] / told["unit"]
    told["bias"] = told["bias"].abs() / told["unit"]
    keys = ["n", "audited", "differential", "figure", "method"]
    means = told.groupby(keys)[["covers", "bias", "width", "refused"]].mean()
    told = told[told["figure"] != "share"]
    innocent = told[told["issue"] == INNOCENT].groupby(keys)[["blamed", "called"]].mean()
    return means.join(innocent).reset_index()


def main() -> None:
    """Run the grid and write its table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-o", "--out", type=Path, required=True)
    parser.add_argument("--runs", type=int, default=1000)
    parser.add_argument("--jobs", type=int, default=2)
    given = parser.parse_args()
    start, cells = time.monotonic(), grid()
    parts: list[pd.DataFrame] = []
    with ProcessPoolExecutor(given.jobs) as pool:
        for cell, part in zip(
            cells, pool.map(cell_summary, cells, repeat(given.runs)), strict=True
        ):
            parts.append(part)
            sys.stderr.write(f"{time.monotonic() - start:6.0f} s  {cell}\n")
            pd.concat(parts).to_csv(given.out, index=False)
    table = pd.concat(parts, ignore_index=True)
    shown = overview(table).to_string(index=False, float_format="{:.3f}".format)
    lines = [shown, "", *verdict(table), f"{time.monotonic() - start:.0f} s", ""]
    sys.stdout.write("\n".join(lines))


if __name__ == "__main__":
    main()
