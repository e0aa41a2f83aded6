"""Score a bundle on the public test splits, through the same code that tags a survey.

`python models/train/evaluate.py --data DATA --issues ISSUES` prints the figures and writes them to
the bundle's eval.json. Intervals are 95 % percentile bootstraps over comments.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from pathlib import Path

import corpus
import numpy as np
import pandas as pd
from sklearn.metrics import f1_score

from cxnlp.issues import Taxonomy
from cxnlp.model import Bundle
from cxnlp.model.heads import SENTIMENTS
from cxnlp.tag import Tagger
from cxnlp.tag.form import Form
from cxnlp.tag.reading import Readers, Reading

HERE = Path(__file__).resolve().parent
SENTIMENT = ("uit_vsfc", "wisesight_sentiment", "snappfood", "umsab")
ISSUES = ("vlsp2018_restaurant", "uit_visfd")
DOMAINS = ("coursera", "food", "hotel", "laptop", "phone", "restaurant", "sight")
RESAMPLES = 400
SENTENCES = HERE.parent.parent / "tests" / "golden" / "issue_sentences"
# Measured once by linear.py, beside this file.
LINEAR = {"uit_vsfc": 0.7512, "umsab": 0.5481, "wisesight_sentiment": 0.6571, "snappfood": 0.8597}


def interval(count: int, score: Callable[[np.ndarray], float]) -> list[float]:
    """Return the 2.5th and 97.5th percentile of a score over resampled comments."""
    rng = np.random.default_rng(0)
    found = [score(rng.integers(0, count, count)) for _ in range(RESAMPLES)]
    return [round(float(x), 4) for x in np.percentile(found, [2.5, 97.5])]


def evaluate_sentiment(tagger: Tagger, frame: pd.DataFrame) -> dict:
    """Return macro- and weighted F1 of the overall sentiment on a test split."""
    found = [_label(tagger, text) for text in frame["text"]]
    guess = np.array([label for label, _ in found])
    truth = frame["sentiment"].to_numpy()
    labels = [s for s in SENTIMENTS if s in set(truth)]
    confidence = np.array([p for _, p in found])

    def macro(rows: np.ndarray) -> float:
        return float(f1_score(truth[rows], guess[rows], labels=labels, average="macro"))

    everything = np.arange(len(truth))
    return {
        "n": len(truth),
        "macro_f1": round(macro(everything), 4),
        "macro_f1_interval": interval(len(truth), macro),
        "weighted_f1": round(float(f1_score(truth, guess, average="weighted")), 4),
        "accuracy": round(float((truth == guess).mean()), 4),
        "calibration_error": round(_calibration_error(truth == guess, confidence), 4),
    }


def _label(tagger: Tagger, text: str) -> tuple[str, float]:
    (reading,) = read_all(tagger, [text])
    if reading is None:
        return "neutral", 1.0
    p = reading.sentiment
    return SENTIMENTS[int(p.argmax())], float(p.max())


def _calibration_error(right: np.ndarray, confidence: np.ndarray) -> float:
    """Return the expected calibration error over ten equal bins (Guo et al. 2017)."""
    place = np.minimum((confidence * 10).astype(int), 9)
    gaps = [
        (place == b).mean() * abs(right[place == b].mean() - confidence[place == b].mean())
        for b in range(10)
        if (place == b).any()
    ]
    return float(sum(gaps))


def read_all(tagger: Tagger, texts: list[str]) -> list[Reading | None]:
    """Return what the heads read in each text; None of one without a token."""
    forms = [Form.of(text).readable for text in texts]
    states = tagger.bundle.encoder.states(forms)
    some = [i for i, each in enumerate(states) if len(each.spans)]
    readers = Readers(tagger.bundle, tagger.queries)
    found = readers.read([forms[i] for i in some], [states[i] for i in some])
    return [dict(zip(some, found, strict=True)).get(i) for i in range(len(texts))]


def mentions(readings: list[Reading | None], issues: int) -> np.ndarray:
    """Return the probability of each mention, (texts, issues)."""
    return np.stack([np.zeros(issues) if r is None else r.mention for r in readings])


def best_cut(p: np.ndarray, truth: np.ndarray) -> float:
    """Return the mention threshold with the best micro-F1 on dev rows."""
    grid = np.arange(0.1, 0.9, 0.02)
    return float(grid[int(np.argmax([_micro(p >= cut, truth) for cut in grid]))])


def _micro(hit: np.ndarray, truth: np.ndarray) -> float:
    return float(2 * (hit & truth).sum() / max(1, hit.sum() + truth.sum()))


def evaluate_issues(tagger: Tagger, dev: pd.DataFrame, test: pd.DataFrame) -> dict:
    """Return micro-F1 of mention, and of mention with feeling, with thresholds from dev."""
    ids = [issue.id for issue in tagger.taxonomy.leaves()]
    dev_truth, _ = _gold(dev, ids)
    cut = best_cut(mentions(read_all(tagger, dev["text"].tolist()), len(ids)), dev_truth)
    truth, feelings = _gold(test, ids)
    readings = read_all(tagger, test["text"].tolist())
    p = mentions(readings, len(ids))
    hit = p >= cut
    felt = np.stack([np.zeros(len(ids)) if r is None else r.feeling.argmax(1) for r in readings])
    right = hit & truth & (felt == feelings)
    default = p >= tagger.bundle.settings.mention.threshold

    def both(rows: np.ndarray) -> float:
        return float(2 * right[rows].sum() / max(1, hit[rows].sum() + truth[rows].sum()))

    everything = np.arange(len(truth))
    by_issue = [_micro(hit[:, i], truth[:, i]) for i in range(len(ids)) if truth[:, i].any()]
    return {
        "n": len(truth),
        "threshold_from_dev": round(cut, 2),
        "mention_f1": round(_micro(hit, truth), 4),
        "mention_f1_interval": interval(len(truth), lambda r: _micro(hit[r], truth[r])),
        "mention_f1_shipped_threshold": round(_micro(default, truth), 4),
        "mention_and_feeling_f1": round(both(everything), 4),
        "mention_and_feeling_f1_interval": interval(len(truth), both),
        "macro_mention_f1": round(float(np.mean(by_issue)), 4),
    }


def _gold(frame: pd.DataFrame, ids: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """Return who mentions what, (rows, issues) bool, and the feeling's number or -1."""
    place = {issue: i for i, issue in enumerate(ids)}
    truth = np.zeros((len(frame), len(ids)), bool)
    feelings = np.full((len(frame), len(ids)), -1)
    for row, labels in enumerate(frame["labels"]):
        for label in labels:
            if label.issue in place:
                truth[row, place[label.issue]] = True
                if label.feeling is not None:
                    feelings[row, place[label.issue]] = corpus.FEELINGS.index(label.feeling)
    return truth, feelings


def evaluate_list(bundle: Bundle, name: str) -> dict:
    """Return the recall of a shipped list on the sentences written to test it, by language."""
    lines = (SENTENCES / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    rows = pd.DataFrame([json.loads(line) for line in lines])
    found = Tagger(bundle, Taxonomy.load(name)).predict(rows["text"].tolist())
    tags = [{m.id: m.feeling for m in p.issues} for p in found]
    hit = np.array([issue in t for issue, t in zip(rows["issue"], tags, strict=True)])
    felt = [t.get(issue) for issue, t in zip(rows["issue"], tags, strict=True)]
    by_language = pd.Series(hit).groupby(rows["language"]).mean()
    return {
        "sentences": len(rows),
        "recall": {**by_language.round(4).to_dict(), "all": round(float(hit.mean()), 4)},
        "other_tags": round(float(np.mean([len(t) for t in tags]) - hit.mean()), 3),
        "feeling": round(float(np.mean((np.array(felt) == rows["feeling"])[hit])), 4),
    }


def speed(tagger: Tagger, texts: list[str]) -> dict:
    """Return comments a second of one process, tagged end to end."""
    tagger.predict(texts[:32])
    start = time.perf_counter()
    tagger.predict(texts)
    took = time.perf_counter() - start
    tokens = tagger.bundle.encoder.tokenizer.encode_batch(texts, add_special_tokens=False)
    return {
        "comments": len(texts),
        "distinct": len(set(texts)),
        "tokens_a_comment": round(float(np.mean([len(t.ids) for t in tokens])), 1),
        "issues": len(tagger.taxonomy.leaves()),
        "comments_a_second": round(len(texts) / took),
    }


def main() -> None:
    """Score every set and write eval.json."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with the public sets")
    parser.add_argument("--issues", type=Path, required=True, help="folder with their lists")
    parser.add_argument("--model", type=Path, default=HERE.parent / "base")
    parser.add_argument("--rows", type=int, default=0, help="at most so many rows a set; 0: all")
    given = parser.parse_args()
    bundle = Bundle.open(given.model)
    sets: dict[str, dict] = {"sentiment": {}, "issues": {}}
    plain = Tagger(bundle, Taxonomy.load("general"))
    for name in SENTIMENT:
        frame = corpus.read_set(given.data, name)
        test = _some(frame[(frame["split"] == "test") & frame["sentiment"].notna()], given.rows)
        sets["sentiment"][name] = evaluate_sentiment(plain, test)
        print(name, sets["sentiment"][name], flush=True)
    for name in ISSUES:
        tagger = Tagger(bundle, Taxonomy.load(given.issues / f"{name}.toml"))
        frame = corpus.read_set(given.data, name)
        sets["issues"][name] = _issues(tagger, frame, given.rows)
        print(name, sets["issues"][name], flush=True)
    mabsa = corpus.read_set(given.data, "mabsa")
    for domain in DOMAINS:
        tagger = Tagger(bundle, Taxonomy.load(given.issues / f"mabsa_{domain}.toml"))
        for language in ("en", "th", "vi"):
            frame = mabsa[(mabsa["domain"] == f"mabsa/{domain}") & (mabsa["lang"] == language)]
            key = f"mabsa/{domain}/{language}"
            sets["issues"][key] = _issues(tagger, frame, given.rows)
            print(key, sets["issues"][key], flush=True)
    texts = corpus.read_set(given.data, "nps_telecom")["text"].tolist()[:1500]
    sets["speed"] = speed(plain, texts)
    print(sets["speed"])
    sets["lists"] = {name: evaluate_list(bundle, name) for name in Taxonomy.shipped()}
    document = {"model": bundle.version, **sets, "linear_macro_f1": LINEAR}
    (given.model / "eval.json").write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")


def _issues(tagger: Tagger, frame: pd.DataFrame, rows: int) -> dict:
    judged = frame[frame["labels"].notna()]
    dev = _some(judged[judged["split"] == "dev"], min(rows, 400) or 400)
    test = _some(judged[judged["split"] == "test"], rows)
    return evaluate_issues(tagger, dev, test)


def _some(frame: pd.DataFrame, rows: int) -> pd.DataFrame:
    return frame if rows == 0 or len(frame) <= rows else frame.sample(rows, random_state=0)


if __name__ == "__main__":
    main()
