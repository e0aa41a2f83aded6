"""What each choice of the recipe bought: `python models/train/ablations.py --data DATA …`.

Every choice of ablations.toml is trained from the source for a quarter of the recipe's steps, with
that one thing changed, and measured on dev splits: no test split is read. What a run made is kept
in the work folder, so that a stopped one goes on.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tomllib
from collections.abc import Iterator
from pathlib import Path

import authored
import build
import corpus
import measure_issues
import measure_sentiment
import numpy as np
import pandas as pd
from evaluate import ONE
from measure import read
from recipe import ablated, read_rounds

from cxnlp.evaluate import evaluate_sentiment
from cxnlp.evaluate.marks import judged_marks
from cxnlp.issues import Taxonomy
from cxnlp.model import Bundle
from cxnlp.model.heads import SENTIMENTS
from cxnlp.tag import Tagger

HERE = Path(__file__).resolve().parent
ROWS = 600  # dev comments of a set, at most
OWN_ROWS = 150  # and of a list of ours


def made(data: Path, work: Path, config: dict) -> Bundle:
    """Train, export and calibrate by a recipe; return the bundle."""
    model, frame = build.trained(data, work, [config])
    encoder = build.export(model, build.gauged(frame), work)
    heads = build.calibrated(model, frame, encoder, config)
    build.write_bundle(work, work / "bundle", heads, config, {})
    return Bundle.open(work / "bundle")


def sentiment_scores(bundle: Bundle, data: Path, sets: list[str]) -> Iterator[float]:
    """Yield macro-F1 of each set's dev split."""
    tagger = Tagger(bundle, ONE)
    for name in sets:
        frame = corpus.read_set(data, name)
        known = frame[frame["sentiment"].isin(SENTIMENTS) & (frame["split"] == "dev")]
        dev = known.head(ROWS)
        found = tagger.predict(dev["text"].tolist())
        yield evaluate_sentiment(dev["sentiment"].tolist(), found).measure("macro_f1", "label")


def list_score(bundle: Bundle, taxonomy: Taxonomy, frame: pd.DataFrame) -> float:
    """Return micro-F1 of mention on labelled comments, one threshold for all lists."""
    ids = [issue.id for issue in taxonomy.leaves()]
    labels = [{x.issue: x.feeling for x in row if x.issue in ids} for row in frame["labels"]]
    truth = judged_marks(labels, ids).mention
    found = read(Tagger(bundle, taxonomy), frame["text"].tolist()).mention
    hit = found >= bundle.settings.mention.threshold
    return measure_issues.micro(truth, hit)


def list_scores(bundle: Bundle, data: Path, issues: Path, names: list[str]) -> Iterator[float]:
    """Yield the score of each public list, on its dev split; on what it has, where it has none."""
    for name in names:
        source, _, domain = name.partition("/")
        frame = corpus.read_set(data, source)
        judged = frame[frame["labels"].notna() & (frame["split"] != "test")]
        if domain:
            judged = judged[judged["domain"] == name]
        dev = judged[judged["split"] == "dev"]
        chosen = dev if len(dev) else judged
        taxonomy = Taxonomy.load(issues / f"{name.replace('/', '_')}.toml")
        yield list_score(bundle, taxonomy, chosen.head(ROWS))


def own_scores(bundle: Bundle) -> Iterator[float]:
    """Yield the score of each shipped list on the dev part of our own comments."""
    written = authored.read_written()
    dev = written[written["split"] == "dev"]
    for name in Taxonomy.shipped():
        of = dev[dev["domain"] == f"list/{name}"].head(OWN_ROWS)
        if len(of):
            yield list_score(bundle, Taxonomy.load(name), of)


def measured(bundle: Bundle, data: Path, issues: Path, config: dict) -> dict[str, float]:
    """Return the mean score of each kind of output."""
    sets = [name for name in measure_sentiment.SETS if name in config["sentiment"]]
    kinds = {
        "sentiment": sentiment_scores(bundle, data, sets),
        "known lists": list_scores(bundle, data, issues, list(measure_issues.SETS)),
        "new lists": list_scores(bundle, data, issues, config["kept_out"]["lists"]),
        "own comments": own_scores(bundle),
    }
    return {kind: round(float(np.mean(list(scores))), 4) for kind, scores in kinds.items()}


def main() -> None:
    """Train and measure every choice, and write the figures after each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with the public sets")
    parser.add_argument("--issues", type=Path, required=True, help="folder with their lists")
    parser.add_argument("--work", type=Path, required=True, help="folder for what is kept")
    parser.add_argument("--out", type=Path, default=HERE / "ablations.json")
    given = parser.parse_args()
    config = read_rounds()[0]
    plan = tomllib.loads((HERE / "ablations.toml").read_text(encoding="utf-8"))
    given.work.mkdir(parents=True, exist_ok=True)
    build.build_vocabulary(given.data, given.work, config)
    rows = []
    for choice in plan["choices"]:
        place = given.work / choice["name"].replace(" ", "-").replace(",", "")
        place.mkdir(exist_ok=True)
        for name in ("tokenizer.json", "words.safetensors"):
            shutil.copyfile(given.work / name, place / name)
        recipe = ablated(config, choice, plan["steps"])
        bundle = made(given.data, place, recipe)
        scores = measured(bundle, given.data, given.issues, config)
        rows.append({"choice": choice["name"], **scores})
        print(rows[-1], flush=True)
        found = {"steps": plan["steps"], "rows": rows}
        given.out.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
