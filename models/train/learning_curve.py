"""How much a few labels teach: `python models/train/learning_curve.py --data DATA --issues ISSUES`.

On lists that training never sees: micro-F1 of mention (and of mention with feeling) on the test
split, with 8, 32 and 128 labelled comments of the train split, several draws of them. Beside what
`cxnlp fit` learns: the model without a lesson, a logistic regression on mean states, and SetFit's
method on the same encoder (`--setfit`, by far the slowest; see contrast.py). No threshold has seen
the test split: cxnlp's is learned from the labels, the regressions' is one half.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import corpus
import numpy as np
import pandas as pd

from cxnlp.evaluate.counts import Counts
from cxnlp.fit.cells import Cells, read_cells
from cxnlp.fit.crossfit import Outcome, applied, learn, untaught
from cxnlp.issues import Taxonomy
from cxnlp.model import Bundle
from cxnlp.tag import Tagger

HERE = Path(__file__).resolve().parent
LISTS = ("mams_acsa", "vi_hanoi_hotel_absa", "parsinlu_food")
SIZES = (8, 32, 128)
HALF = 0.5


@dataclass(frozen=True)
class Task:
    """One list: labelled comments of the train split to draw from, and the test split.

    Parameters
    ----------
    ids : tuple of str
        The issues.
    pool, test : Cells
        What the model makes of the comments.
    pool_texts, test_texts : list of str
        The comments.
    pool_means, test_means : float32 array, (comments, hidden)
        Their mean states.
    """

    ids: tuple[str, ...]
    pool: Cells
    test: Cells
    pool_texts: list[str]
    test_texts: list[str]
    pool_means: np.ndarray
    test_means: np.ndarray


def read_task(tagger: Tagger, frame: pd.DataFrame, drawn: int, rows: int) -> Task:
    """Read as many comments to draw from as may be needed, and at most `rows` of the test split."""
    pool = frame[frame["split"] == "train"].sample(drawn, random_state=0)
    test = frame[frame["split"] == "test"]
    if 0 < rows < len(test):
        test = test.sample(rows, random_state=0)
    parts = [_read(tagger, part) for part in (pool, test)]
    ids = tuple(issue.id for issue in tagger.taxonomy.leaves())
    (cells, texts, means), (test_cells, test_texts, test_means) = parts
    return Task(ids, cells, test_cells, texts, test_texts, means, test_means)


def _read(tagger: Tagger, frame: pd.DataFrame) -> tuple[Cells, list[str], np.ndarray]:
    labels = [{label.issue: label.feeling for label in row} for row in frame["labels"]]
    texts = frame["text"].tolist()
    cells, read = read_cells(tagger, texts, [None] * len(texts), labels)
    kept = [text for text, is_read in zip(texts, read, strict=True) if is_read]
    means = np.stack([state.vectors.mean(0) for state in tagger.bundle.encoder.states(kept)])
    return cells, kept, means


def draws(task: Task, sizes: tuple[int, ...], seeds: int) -> Iterator[tuple[int, int, np.ndarray]]:
    """Yield size, seed and the places drawn; a larger draw holds the smaller ones of its seed."""
    for seed in range(seeds):
        order = np.random.default_rng(seed).permutation(len(task.pool_texts))
        for size in sizes:
            yield size, seed, np.sort(order[:size])


def taught(task: Task, rows: np.ndarray, seed: int) -> Outcome:
    """Say what is found in the test split after `cxnlp fit` on some comments."""
    chosen = np.isin(np.arange(len(task.pool_texts)), rows)
    keys = [task.pool_texts[row] for row in rows]
    return applied(learn(task.pool.some(chosen), keys, seed), task.test)


def regression(task: Task, rows: np.ndarray) -> np.ndarray:
    """Return who mentions what by logistic regressions on standardised mean states."""
    from contrast import regressed

    seen = task.pool_means[rows]
    centre, spread = seen.mean(0), seen.std(0) + 1e-6
    found = regressed(
        (seen - centre) / spread, task.pool.mention[rows], (task.test_means - centre) / spread
    )
    return found >= HALF


def setfit(task: Task, rows: np.ndarray, seed: int, folder: Path, steps: int) -> np.ndarray:
    """Return who mentions what by SetFit's method, from the bundle's encoder anew."""
    import torch
    from contrast import Embedder, regressed, tune
    from restore import restore_reader
    from tokenizers import Tokenizer

    torch.manual_seed(seed)
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    embed = Embedder(restore_reader(folder), tokenizer)
    texts, truth = [task.pool_texts[row] for row in rows], task.pool.mention[rows]
    tune(embed, texts, truth, seed, steps)
    return regressed(embed.all(texts), truth, embed.all(task.test_texts)) >= HALF


def score(task: Task, mention: np.ndarray, feeling: np.ndarray | None) -> dict[str, float]:
    """Return micro- and macro-F1 of mention, and micro-F1 of mention with feeling if it is told."""
    truth, felt = task.test.mention, task.test.feeling
    told = Counts(task.ids, truth, mention, truth & mention, resamples=2).overall()
    found = told.set_index("measure")["value"]
    made = {"micro_f1": float(found["micro_f1"]), "macro_f1": float(found["macro_f1"])}
    if feeling is not None:
        right = truth & mention & (felt == feeling)
        made["with_feeling"] = float(2 * right.sum() / max(1, mention.sum() + truth.sum()))
    return made


def curve(task: Task, bundle: Bundle, given: argparse.Namespace) -> pd.DataFrame:
    """Return a row for each method, size and seed: its scores and the seconds it took."""
    alone = untaught(task.test, bundle.settings.mention.threshold)
    rows = [
        {"method": "no labels", "labels": 0, "seed": 0, **score(task, alone.mention, alone.feeling)}
    ]
    for size, seed, drawn in draws(task, given.sizes, given.seeds):
        found: dict[str, tuple[np.ndarray, np.ndarray | None, float]] = {}
        start = time.process_time()
        lesson = taught(task, drawn, seed)
        found["cxnlp fit"] = lesson.mention, lesson.feeling, time.process_time() - start
        start = time.process_time()
        found["regression"] = regression(task, drawn), None, time.process_time() - start
        if given.setfit and seed < given.setfit_seeds:
            start = time.process_time()
            mention = setfit(task, drawn, seed, bundle.folder, given.steps)
            found["setfit"] = mention, None, time.process_time() - start
        for method, (mention, feeling, took) in found.items():
            told = score(task, mention, feeling)
            rows.append({"method": method, "labels": size, "seed": seed, **told, "seconds": took})
    return pd.DataFrame(rows)


def summary(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the mean and the standard deviation over draws, a row a list, method and size."""
    groups = rows.groupby(["list", "method", "labels"], sort=False)
    scores = ["micro_f1", "macro_f1", "with_feeling", "seconds"]
    return pd.concat(
        [
            groups[scores].mean(),
            groups["micro_f1"].std().rename("sd"),
            groups.size().rename("draws"),
        ],
        axis=1,
    ).reset_index()


def main() -> None:
    """Measure the curve on every list, print it and write it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with the public sets")
    parser.add_argument("--issues", type=Path, required=True, help="folder with their lists")
    parser.add_argument("--model", type=Path, default=HERE.parent / "base")
    parser.add_argument("--lists", nargs="+", default=LISTS)
    parser.add_argument("--sizes", nargs="+", type=int, default=SIZES)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--rows", type=int, default=500, help="at most so many test rows; 0: all")
    parser.add_argument("--setfit", action="store_true", help="SetFit's method too: hours")
    parser.add_argument("--setfit-seeds", type=int, default=2)
    parser.add_argument("--steps", type=int, default=0, help="of SetFit, at most; 0: all")
    parser.add_argument("--out", type=Path, help="JSON file to write")
    given = parser.parse_args()
    bundle = Bundle.open(given.model, threads=1)
    tables = []
    for name in given.lists:
        tagger = Tagger(bundle, Taxonomy.load(given.issues / f"{name}.toml"))
        frame = corpus.read_set(given.data, name)
        task = read_task(tagger, frame[frame["labels"].notna()], 4 * max(given.sizes), given.rows)
        tables.append(curve(task, bundle, given).assign(list=name))
        told = summary(pd.concat(tables))
        print(told[told["list"] == name].round(3).to_string(index=False), flush=True)
        if given.out is not None:  # after each list: a long run may be cut short
            facts = {"model": bundle.version, "rows": json.loads(told.to_json(orient="records"))}
            given.out.write_text(json.dumps(facts, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
