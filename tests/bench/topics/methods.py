"""What is compared. Each clusters the same vectors, as a user of it would with them.

A method returns the label of each comment (below 1 for none); told a number of topics, it places
every comment where it can. Libraries are imported inside, so each child process pays for its own.
"""

from __future__ import annotations

import contextlib
import io
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tests.bench.topics.corpora import Corpus


@dataclass(frozen=True)
class Outcome:
    """`labels` (n,), below 1 outside; the words that name each topic; labels told from disk."""

    labels: np.ndarray
    words: dict[int, list[str]]
    again: Callable[[], np.ndarray] | None = None


Method = Callable[[Corpus, int | None, int], Outcome]


def ours(corpus: Corpus, k: int | None, seed: int, engine: str = "kmeans") -> Outcome:
    from cxnlp.explore import Clauses, Search, load_topics
    from cxnlp.explore.find import find
    from cxnlp.explore.naming import phrase_table

    rows = [
        (f"{i}q1", i, 0, len(text), text, language, "neutral")
        for i, (text, language) in enumerate(zip(corpus.texts, corpus.languages, strict=True))
    ]
    clauses = Clauses.of(rows, corpus.vectors)
    search = Search(0.1 if k is None else 0.0, k, seed, engine=engine)  # type: ignore[arg-type]
    found = find(clauses, search)
    labels = found.model.tell(found.points)
    # Single words, as the other tools name by, not the phrases and sayings that we show.
    table = phrase_table(clauses, labels, found.model.ids, longest=1)
    words = {int(t): list(some) for t, some in table.groupby("topic")["phrase"]}

    def again() -> np.ndarray:
        from cxnlp.explore.files import save_model

        with tempfile.TemporaryDirectory() as folder:
            save_model(found.model, Path(folder))
            return load_topics(folder).transform(corpus.vectors, corpus.languages.tolist())

    return Outcome(labels, words, again)


def ours_evoc(corpus: Corpus, k: int | None, seed: int) -> Outcome:
    return ours(corpus, k, seed, "evoc")


def kmeans(corpus: Corpus, k: int | None, seed: int) -> Outcome:
    import joblib
    from sklearn.cluster import KMeans

    model = KMeans(k or 20, random_state=seed, n_init="auto").fit(corpus.vectors)

    def again() -> np.ndarray:
        file = io.BytesIO()
        joblib.dump(model, file)
        file.seek(0)
        return joblib.load(file).predict(corpus.vectors) + 1

    return Outcome(model.labels_ + 1, {}, again)


def bertopic(corpus: Corpus, k: int | None, seed: int) -> Outcome:
    from bertopic import BERTopic
    from umap import UMAP

    umap = UMAP(n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", random_state=seed)
    model = BERTopic(umap_model=umap, nr_topics=None if k is None else k + 1)
    texts = corpus.texts.tolist()
    found, _ = model.fit_transform(texts, embeddings=corpus.vectors)
    if k is not None and min(found) < 0 < max(found) + 1:
        found = model.reduce_outliers(
            texts, found, strategy="embeddings", embeddings=corpus.vectors
        )
    words = {
        t + 1: [w for w, _ in some[:5] if w] for t, some in model.get_topics().items() if t >= 0
    }

    def again() -> np.ndarray:
        with tempfile.TemporaryDirectory() as folder:
            model.save(folder, serialization="safetensors", save_ctfidf=True)
            read = BERTopic.load(folder)
            told, _ = read.transform(texts, embeddings=corpus.vectors)
        return np.asarray(told) + 1

    return Outcome(np.asarray(found) + 1, words, again if k is None else None)


class Unasked:
    """The encoder that Turftopic wants though it is given vectors."""

    def encode(self, *texts: object) -> np.ndarray:
        raise AssertionError("vectors were given")


def turftopic(corpus: Corpus, k: int | None, seed: int) -> Outcome:
    from turftopic import ClusteringTopicModel

    model = ClusteringTopicModel(Unasked(), n_reduce_to=k, random_state=seed)
    with contextlib.redirect_stdout(io.StringIO()):
        found = model.fit_predict(corpus.texts.tolist(), embeddings=corpus.vectors)
    terms = model.vectorizer.get_feature_names_out()
    words = {
        int(t) + 1: [str(terms[i]) for i in np.argsort(-row)[:5]]
        for t, row in zip(model.classes_, model.components_, strict=True)
        if t >= 0
    }
    return Outcome(np.asarray(found, np.intp) + 1, words)  # It tells no label of a new comment.


METHODS: dict[str, Method] = {
    "ours": ours,
    "ours, EVoC": ours_evoc,
    "KMeans": kmeans,
    "BERTopic": bertopic,
    "Turftopic": turftopic,
}
