"""Score a bundle on everything there is, through the code of `cxnlp evaluate`.

`python models/train/evaluate.py --data DATA --issues ISSUES` prints the figures and writes them to
the bundle's eval.json; `--only sentiment issues/uit_visfd` runs parts, and leaves the others in
eval.json as they are; `--rows 200` is for a quick look, and is written only where `--out` says.
`--brief --out FILE` keeps the figures over all comments alone, for a model that is not shipped.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import corpus
import numpy as np
import pandas as pd
import recall
from measure_checklist import measure_checklist
from measure_evidence import measure_evidence
from measure_issues import measure_issues
from measure_own import measure_own
from measure_sentiment import measure_sentiment
from measure_signals import measure_signals

from cxnlp.issues import Issue, Taxonomy
from cxnlp.tag.one_call import AnyBundle, open_model, tagger_on

HERE = Path(__file__).resolve().parent
PARTS = ("sentiment", "issues", "own", "evidence", "signals", "checklist", "lists", "speed")
ONE = Taxonomy("One", (Issue("service", "Service"),))
SPOKEN = 1500
BESIDE = ("kept_out_of_training", "best_issue")  # what the card tells beside the figures


def measure_lists(bundle: AnyBundle) -> dict[str, Any]:
    """Return how well the shipped lists are found in sentences written to test them."""
    rows = pd.concat([recall.measure(bundle, name) for name in Taxonomy.shipped()])
    table = recall.table(rows).astype(float).round(4)
    sizes = rows["list"].value_counts().to_dict()
    return {
        name: {"sentences": int(sizes.get(name, len(rows))), **row}
        for name, row in table.to_dict("index").items()
    }


def measure_speed(bundle: AnyBundle, data: Path) -> dict[str, Any]:
    """Return comments a second of one process, tagged end to end with the general list."""
    tagger = tagger_on(bundle, Taxonomy.load("general"))
    texts = corpus.read_set(data, "nps_telecom")["text"].tolist()[:SPOKEN]
    tagger.predict(texts[:32])
    start = time.perf_counter()
    tagger.predict(texts)
    took = time.perf_counter() - start
    tokens = bundle.tokenizer.encode_batch(texts, add_special_tokens=False)
    return {
        "comments": len(texts),
        "distinct": len(set(texts)),
        "tokens_a_comment": round(float(np.mean([len(t.ids) for t in tokens])), 1),
        "issues": len(tagger.taxonomy.leaves()),
        "comments_a_second": round(len(texts) / took),
    }


def measure(bundle: AnyBundle, given: argparse.Namespace) -> Iterator[tuple[str, Any]]:
    """Yield the path of each part ("issues/uit_visfd") with its figures, those that are wanted."""
    plain, rows = tagger_on(bundle, ONE), given.rows
    several = {
        "sentiment": lambda: measure_sentiment(plain, given.data, rows),
        "issues": lambda: measure_issues(bundle, given.data, given.issues, rows),
        "own": lambda: measure_own(bundle, rows),
        "evidence": lambda: measure_evidence(bundle, given.data, given.issues, rows),
        "signals": lambda: measure_signals(plain, given.data, rows),
    }
    single = {
        "checklist": lambda: measure_checklist(bundle, rows),
        "lists": lambda: measure_lists(bundle),
        "speed": lambda: measure_speed(bundle, given.data),
    }
    for part in PARTS:
        if not _wanted(part, given.only):
            continue
        if part in single:
            yield part, single[part]()
            continue
        for name, figures in several[part]():
            yield f"{part}/{name}", figures


def _wanted(part: str, only: list[str]) -> bool:
    return not only or any(name.split("/")[0] == part for name in only)


def in_short(figures: dict[str, Any]) -> str:
    """Return the main figures on one line."""
    if "overall" not in figures:
        return json.dumps({k: v for k, v in figures.items() if not isinstance(v, list)})
    told = [
        f"{what} {name} {cell['value']:.3f}"
        for what, parts in figures["overall"].items()
        for name, cell in parts["all"]["all"].items()
        if name in ("accuracy", "micro_f1", "macro_f1", "weighted_f1", "macro_recall")
    ]
    return f"n {figures['n']}: " + ", ".join(told)


def write(parts: Iterable[tuple[str, Any]], bundle: AnyBundle, path: Path) -> None:
    """Put figures into eval.json, part by part, so that a long run that is cut short keeps them."""
    document = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    if document.get("sha256") != bundle.fingerprint:
        document = {"model": bundle.version, "sha256": bundle.fingerprint}
    for name, figures in parts:
        part, _, inside = name.partition("/")
        if inside:
            document.setdefault(part, {})[inside] = figures
        else:
            document[part] = figures
        path.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", "utf-8")


def brief(parts: Iterable[tuple[str, Any]]) -> Iterator[tuple[str, Any]]:
    """Keep of each part its figures over all comments, without what is listed."""
    for name, figures in parts:
        if "overall" not in figures:
            yield name, {key: told for key, told in figures.items() if not isinstance(told, list)}
            continue
        overall = {
            what: {"all": {"all": x["all"]["all"]}} for what, x in figures["overall"].items()
        }
        kept = {key: figures[key] for key in ("n", *BESIDE) if key in figures}
        yield name, {**kept, "overall": overall}


def told(parts: Iterable[tuple[str, Any]]) -> Iterator[tuple[str, Any]]:
    """Print each part as it comes."""
    for name, figures in parts:
        print(f"{name}: {in_short(figures)}", flush=True)
        yield name, figures


def main() -> None:
    """Score every part that is wanted and write eval.json."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with the public sets")
    parser.add_argument("--issues", type=Path, required=True, help="folder with their lists")
    parser.add_argument("--model", type=Path, default=HERE.parent / "base")
    parser.add_argument("--only", nargs="*", default=[], help=f"some of {', '.join(PARTS)}")
    parser.add_argument("--rows", type=int, default=0, help="at most so many rows a set; 0: all")
    parser.add_argument("--brief", action="store_true", help="figures over all comments alone")
    parser.add_argument("--out", type=Path, help="the file to write; the bundle's eval.json")
    given = parser.parse_args()
    bundle = open_model(given.model)
    parts = told(measure(bundle, given))
    if given.brief:
        parts = brief(parts)
    if given.rows and given.out is None:
        list(parts)
    else:
        write(parts, bundle, given.out or given.model / "eval.json")


if __name__ == "__main__":
    main()
