"""The yardstick: a TF-IDF support vector machine trained on one set alone.

`python models/train/linear.py --data DATA` prints macro- and weighted F1 on the test splits. Its
penalty and class weights are chosen on dev.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import corpus
from measure_sentiment import SETS
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import f1_score
from sklearn.pipeline import FeatureUnion, make_union
from sklearn.svm import LinearSVC

GRID = [(penalty, weight) for penalty in (0.1, 0.3, 1) for weight in (None, "balanced")]


def features(spaces: bool) -> FeatureUnion:
    """Return word and letter features; letters run over spaces where words have none."""
    letters = "char_wb" if spaces else "char"
    return make_union(
        TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True),
        TfidfVectorizer(
            analyzer=letters, ngram_range=(2, 5), min_df=3, sublinear_tf=True, max_features=200_000
        ),
    )


def main() -> None:
    """Train and score on each sentiment set."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    given = parser.parse_args()
    for name in SETS:
        frame = corpus.read_set(given.data, name).dropna(subset=["sentiment"])
        train, dev, test = (frame[frame["split"] == s] for s in ("train", "dev", "test"))
        union = features(spaces=name != "wisesight_sentiment")
        seen, chosen, unseen = (
            union.fit_transform(train["text"]),
            union.transform(dev["text"]),
            union.transform(test["text"]),
        )
        models = [
            LinearSVC(C=penalty, class_weight=weight).fit(seen, train["sentiment"])
            for penalty, weight in GRID
        ]
        best = max(
            models, key=lambda m: f1_score(dev["sentiment"], m.predict(chosen), average="macro")
        )
        guess = best.predict(unseen)
        macro, weighted = (
            f1_score(test["sentiment"], guess, average=kind) for kind in ("macro", "weighted")
        )
        print(f"{name}: macro-F1 {macro:.4f}, weighted F1 {weighted:.4f}", flush=True)


if __name__ == "__main__":
    main()
