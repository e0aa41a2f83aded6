"""Issues on the public test splits, each list given as text."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import corpus
import numpy as np
import pandas as pd
from measure import Read, issue_marks, read, slim, some

from cxnlp.evaluate.counts import share
from cxnlp.evaluate.issues import FELT, MENTION, compare_marks
from cxnlp.evaluate.marks import Marks, judged_marks
from cxnlp.issues import Taxonomy
from cxnlp.model.settings import Band
from cxnlp.tag.one_call import AnyBundle, tagger_on

HERE = Path(__file__).resolve().parent
SETS = (
    "vlsp2018_restaurant",
    "vlsp2018_hotel",
    "uit_visfd",
    "semeval16_restaurant",
    "truevoice_intent",
)
DOMAINS = ("coursera", "food", "hotel", "laptop", "phone", "restaurant", "sight")
LANGUAGES = ("en", "th", "vi")
ONE_ISSUE = frozenset({"truevoice_intent"})
DEV_ROWS = 400
GRID = np.arange(0.05, 0.95, 0.01)


def kept_out() -> list[str]:
    """Return the lists that were kept out of training, as the recipe names them."""
    config = tomllib.loads((HERE / "config.toml").read_text(encoding="utf-8"))
    return list(config["kept_out"]["lists"])


def measure_issues(
    bundle: AnyBundle, data: Path, issues: Path, rows: int
) -> Iterator[tuple[str, dict]]:
    """Yield each list's name and figures, those of lists never seen in training at the end."""
    unseen = kept_out()
    plain = [name for name in unseen if "/" not in name]
    for name in [*SETS, *plain]:
        frame = corpus.read_set(data, name)
        yield name, _list(bundle, issues / f"{name}.toml", frame, rows, new=name in unseen)
    mabsa = corpus.read_set(data, "mabsa")
    for domain in DOMAINS:
        of = mabsa[mabsa["domain"] == f"mabsa/{domain}"]
        new = f"mabsa/{domain}" in unseen
        for language in LANGUAGES:
            frame = of[of["lang"] == language]
            path = issues / f"mabsa_{domain}.toml"
            yield f"mabsa/{domain}/{language}", _list(bundle, path, frame, rows, new=new)


def _list(bundle: AnyBundle, path: Path, frame: pd.DataFrame, rows: int, *, new: bool) -> dict:
    tagger = tagger_on(bundle, Taxonomy.load(path))
    ids = [issue.id for issue in tagger.taxonomy.leaves()]
    judged = frame[frame["labels"].notna()]
    test = some(judged[judged["split"] == "test"], rows)
    gold, outside = _gold(test, ids)
    found = read(tagger, test["text"].tolist())
    band = bundle.settings.mention
    made = slim(_compared(test, gold, issue_marks(found, ids, band)))
    made |= {"kept_out_of_training": new, "threshold": band.threshold, "labels_outside": outside}
    made["commonest"] = _commonest(judged[judged["split"] != "test"], test, gold, ids)
    if path.stem in ONE_ISSUE:
        made["best_issue"] = _best_issue(found, gold)
    dev = some(judged[judged["split"] == "dev"], min(rows, DEV_ROWS) or DEV_ROWS)
    if len(dev) and not new:
        cut = _best_cut(read(tagger, dev["text"].tolist()).mention, _gold(dev, ids)[0].mention)
        tuned = _compared(test, gold, issue_marks(found, ids, Band(cut, cut, cut)))
        made["threshold_from_dev"] = {"threshold": cut, "overall": tuned.to_dict()["overall"]}
    return made


def _compared(test: pd.DataFrame, gold: Marks, found: Marks):  # noqa: ANN202 - an Evaluation
    return compare_marks(gold, found, test["text"].tolist(), test["lang"].tolist())


def _gold(frame: pd.DataFrame, ids: list[str]) -> tuple[Marks, int]:
    """Return the marks of a set, and how many of its labels the list does not have."""
    labels = [{x.issue: x.feeling for x in row if x.issue in ids} for row in frame["labels"]]
    outside = sum(x.issue not in ids for row in frame["labels"] for x in row)
    return judged_marks(labels, ids), outside


def _best_cut(p: np.ndarray, truth: np.ndarray) -> float:
    """Return the threshold with the best micro-F1."""
    scores = [micro(truth, p >= cut) for cut in GRID]
    return round(float(GRID[int(np.argmax(scores))]), 2)


def micro(truth: np.ndarray, found: np.ndarray) -> float:
    """Return micro-F1 of mention."""
    return float(2 * (truth & found).sum() / max(1, truth.sum() + found.sum()))


def _commonest(known: pd.DataFrame, test: pd.DataFrame, gold: Marks, ids: list[str]) -> dict:
    """Name the same commonest issues in every comment, as many as did best before the test.

    What is common, and how many to name, is known from the other splits; a feeling is the
    issue's commonest.
    """
    before = _gold(known if len(known) else test, ids)[0]
    order = np.argsort(-before.mention.sum(0), kind="stable")
    tried = []
    for many in range(1, len(ids) + 1):
        named = np.zeros_like(before.mention)
        named[:, order[:many]] = True
        tried.append(micro(before.mention, named))
    chosen = order[: int(np.argmax(tried)) + 1]
    found = np.zeros_like(gold.mention)
    found[:, chosen] = True
    feeling = np.tile([_usual(before.feeling[:, i]) for i in range(len(ids))], (len(found), 1))
    marks = Marks(tuple(ids), found, feeling, np.full(found.shape, np.nan), found & False)
    evaluation = _compared(test, gold, marks)
    felt = (gold.feeling >= 0).any()
    return {
        "issues": [ids[i] for i in chosen],
        MENTION: round(evaluation.measure("micro_f1", MENTION), 4),
        FELT: round(evaluation.measure("micro_f1", FELT), 4) if felt else None,
    }


def _usual(feelings: np.ndarray) -> int:
    told = Counter(feelings[feelings >= 0].tolist())
    return told.most_common(1)[0][0] if told else 0


def _best_issue(found: Read, gold: Marks) -> dict:
    """Return in how many comments the likeliest issue is the one that was meant."""
    best = found.mention.argmax(1)
    right = int(gold.mention[np.arange(len(best)), best].sum())
    names = ("accuracy", "low", "high")
    return dict(zip(names, (round(x, 4) for x in share(right, len(best))), strict=True))
