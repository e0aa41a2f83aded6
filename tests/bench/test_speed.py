"""Time of the main steps, as ratios within one run: `pytest tests/bench -s`.

Not collected by default, and nothing is asserted about time: machines differ and are noisy.
"""

from __future__ import annotations

import resource
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from pyarrow import csv

import cxnlp
from cxnlp.explain import explain_scores, from_tables
from cxnlp.issues import Issue, Taxonomy
from cxnlp.survey.values.scales import SCALES

ROWS = 100_000
ISSUES = 30


def best_of(times: int, work: Callable[[], object]) -> float:
    found = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        found.append(time.perf_counter() - start)
    return min(found)


@pytest.fixture(scope="module")
def comments() -> list[str]:
    survey = cxnlp.read_survey(Path(__file__).parents[2] / "data" / "nps_plus_survey.csv")
    return [text for text in survey.frame["comment"] if text.strip()][:300]


def test_tagging_beside_the_encoder_alone(comments: list[str]) -> None:
    tagger = cxnlp.load(issues="telecom")
    tagger.predict(comments[:8])
    alone = best_of(2, lambda: tagger.bundle.encoder.states(comments))
    whole = best_of(2, lambda: tagger.predict(comments))
    one = best_of(20, lambda: tagger.predict(comments[:1]))
    print(
        f"\ntagging: {len(comments) / whole:.0f} comments/s, {whole / alone:.2f} times the "
        f"encoder alone; one comment {one * 1000:.1f} ms"
    )
    assert len(tagger.predict(comments)) == len(comments)


def test_reading_beside_arrow(tmp_path: Path) -> None:
    path = tmp_path / "big.csv"
    rng = np.random.default_rng(0)
    frame = pd.DataFrame(
        {
            "id": np.arange(ROWS),
            "nps": rng.integers(0, 11, ROWS),
            "comment": [f"comment number {i} about the price" for i in range(ROWS)],
        }
    )
    frame.to_csv(path, index=False)
    arrow = best_of(3, lambda: csv.read_csv(path))
    ours = best_of(2, lambda: cxnlp.read_survey(path))
    print(f"\nreading: {ROWS / ours:.0f} rows/s, {ours / arrow:.1f} times pyarrow's bare reader")
    assert len(cxnlp.read_survey(path).frame) == ROWS


def checked(
    negative: np.ndarray, positive: np.ndarray, names: np.ndarray, rng: np.random.Generator
) -> pd.DataFrame:
    """Return an audit of 400 responses by a judge who finds a few mentions more."""
    rows = rng.choice(len(negative), 400, replace=False)
    signs = np.select([negative[rows], positive[rows]], ["negative", "positive"], "none")
    signs[(signs == "none") & (rng.random(signs.shape) < 0.02)] = "negative"
    table = pd.DataFrame(signs, columns=list(names)).assign(response=rows)
    long = table.melt("response", var_name="issue", value_name="feeling")
    return long.assign(weight=len(negative) / len(rows))


def test_explaining_beside_one_regression() -> None:
    """Say how long the whole takes: weights, a segment, dates, an audit, a change, what to do."""
    rng = np.random.default_rng(0)
    names = np.asarray([f"issue{i}" for i in range(ISSUES)])
    often = rng.uniform(0.01, 0.12, ISSUES)
    negative, positive = (rng.random((ROWS, ISSUES)) < often * part for part in (0.6, 0.4))
    liking = 8 - negative @ rng.uniform(0, 3, ISSUES) + positive @ rng.uniform(0, 2, ISSUES)
    scores = np.clip(np.round(liking + rng.normal(0, 2, ROWS)), 0, 10)
    found = [
        (*np.nonzero(said), word) for said, word in ((negative, "negative"), (positive, "positive"))
    ]
    tags = pd.concat(
        pd.DataFrame({"response": rows, "issue": names[at], "feeling": word})
        for rows, at, word in found
    )
    day = pd.Timestamp("2024-01-01") + pd.to_timedelta(rng.integers(0, 360, ROWS), unit="D")
    table = pd.DataFrame({"id": np.arange(ROWS), "score": scores, "day": day})
    table = table.assign(weight=rng.uniform(0.5, 2, ROWS), plan=rng.choice(list("abcdef"), ROWS))
    taxonomy = Taxonomy("bench", tuple(Issue(name, name) for name in names))
    asked = {"id": "id", "score": "score", "weight": "weight", "date": "day", "segments": ["plan"]}
    joined = from_tables(table, tags.reset_index(drop=True), SCALES["nps"], **asked)
    design = np.column_stack([np.ones(ROWS), negative, positive]).astype(float)
    plain = best_of(3, lambda: np.linalg.lstsq(design, scores, rcond=None))
    audit = checked(negative, positive, names, rng)
    work = time.process_time()

    def everything() -> None:
        found = explain_scores(joined, taxonomy, scale=SCALES["nps"], audit=audit)
        assert found.audit is not None
        assert len(found.change())
        assert len(found.actions)

    whole = best_of(1, everything)
    work = time.process_time() - work
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    print(
        f"\nexplaining {ROWS} x {ISSUES}: {whole:.1f} s ({work:.1f} s of processor time), "
        f"{whole / plain:.0f} times one bare regression; at most {peak:.0f} MB in use"
    )
    assert joined.responses.shape[0] == ROWS
