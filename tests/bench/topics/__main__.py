"""Topics side by side: `python -m tests.bench.topics --data ../shared/data --vectors DIR -o TABLE`.

Clusters the same vectors with cxnlp (k-means, and EVoC), BERTopic, Turftopic and scikit-learn's
KMeans, each in a process of its own, and writes a row for each method, set and way of asking: told
the number of labels, as it comes, or told the number that BERTopic came to by itself. Rows that the
table has already are not made again, so a run that was stopped goes on. Needs
`pip install -r tests/bench/topics/requirements.txt` in an environment of its own.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path

import pandas as pd

from tests.bench.topics.corpora import PARTS, corpus_of
from tests.bench.topics.methods import METHODS

AS_BERTOPIC = "as many as BERTopic"
ALSO_TOLD = ("ours", "KMeans")
SIZES = (5_000, 20_000, 100_000)


def jobs(given: argparse.Namespace) -> list[tuple[str, str, str, int]]:
    """Return set, method, way of asking and number of runs; the cheap ones first."""
    told = [
        (name, method, "told k", given.seeds)
        for method in given.methods
        for name in given.sets
        if name != "nps_telecom"
    ]
    free = [
        (name, method, "as it comes", given.seeds)
        for method in given.methods
        for name in given.sets
    ]
    many = [
        (f"many-{size}", method, "as it comes", 1)
        for size in given.sizes
        for method in given.methods
    ]
    alike = [
        (name, method, AS_BERTOPIC, given.seeds)
        for method in given.methods
        for name in given.sets
        if method in ALSO_TOLD and name != "nps_telecom"
    ]
    return [*told, *free, *alike, *many]


def number_for(done: pd.DataFrame, name: str, asked: str) -> str | None:
    """Return what a child is asked: a number where it is that of BERTopic, None if it has none."""
    if asked != AS_BERTOPIC:
        return asked
    if "topics" not in done:
        return None
    row = (done["set"] == name) & (done["method"] == "BERTopic") & (done["asked"] == "as it comes")
    found = done.loc[row, "topics"].dropna()
    return str(round(float(found.iloc[0]))) if len(found) else None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--vectors", type=Path, required=True, help="where vectors are kept")
    parser.add_argument("-o", "--output", type=Path, required=True)
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--timeout", type=float, default=3600, help="seconds for one row")
    parser.add_argument("--methods", nargs="*", default=list(METHODS))
    parser.add_argument("--sets", nargs="*", default=list(PARTS))
    parser.add_argument("--sizes", nargs="*", type=int, default=list(SIZES))
    given = parser.parse_args()
    done = pd.read_csv(given.output) if given.output.is_file() else pd.DataFrame()
    seen = set(zip(done["set"], done["method"], done["asked"], strict=True)) if len(done) else set()
    for name, method, asked, runs in jobs(given):
        if (name, method, asked) in seen:
            continue
        wanted = number_for(done, name, asked)
        if wanted is None:
            print(f"{name}: {method} is not asked for {asked}, which has no row", flush=True)
            continue
        corpus_of(name, given.data, given.vectors)
        row = {
            "set": name,
            "method": method,
            "asked": asked,
            **measured(given, name, method, wanted, runs),
        }
        done = pd.concat([done, pd.DataFrame([row])], ignore_index=True)
        done.to_csv(given.output, index=False)
        print(json.dumps(row, ensure_ascii=False), flush=True)


def measured(
    given: argparse.Namespace, name: str, method: str, asked: str, runs: int
) -> dict[str, object]:
    """Measure in a child process, whose memory is its own; say so where it failed."""
    told = [
        sys.executable,
        "-W",
        "ignore",
        "-m",
        "tests.bench.topics.child",
        name,
        method,
        asked,
        str(runs),
        str(given.data),
        str(given.vectors),
    ]
    try:
        ran = subprocess.run(told, capture_output=True, text=True, timeout=given.timeout)
    except subprocess.TimeoutExpired:
        return {"failed": f"over {given.timeout:.0f} s"}
    if ran.returncode:
        last = (ran.stderr.strip().splitlines() or ["no word"])[-1]
        return {"failed": last[:200]}
    return dict(json.loads(ran.stdout.strip().splitlines()[-1]))


if __name__ == "__main__":
    main()
