"""What is clustered: whole comments of public sets, each with its vector, and its label if any.

Vectors are made once and kept in a folder outside the checkout; every method is given the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

# Parts that nothing was chosen on; the encoder was trained on the train parts of the first four.
PARTS = {
    "banking77": ("test",),
    "truevoice_intent": ("test",),
    "uit_vsfc": ("test",),
    "nhs_phase1": ("test",),
    "nps_telecom": ("train", "dev", "test"),
    "sib200": ("dev", "test"),
}
LANGUAGES = ("en", "th", "vi", "fa")
MANY = (
    "nps_telecom",
    "banking77",
    "truevoice_intent",
    "uit_vsfc",
    "nhs_phase1",
    "snappfood",
    "wisesight_sentiment",
    "aivivn_2019",
    "digikala_comments",
    "twitter_us_airline",
    "nhs_fft",
    "uit_visfd",
    "skytrax_airline",
)
LONGEST = 500
CHUNK = 2000


@dataclass(frozen=True)
class Corpus:
    """n comments: `texts` and `languages` (n,), `vectors` (n, hidden), `labels` (n,) or None."""

    texts: np.ndarray
    languages: np.ndarray
    vectors: np.ndarray
    labels: np.ndarray | None

    def take(self, rows: np.ndarray) -> Corpus:
        labels = None if self.labels is None else self.labels[rows]
        return Corpus(self.texts[rows], self.languages[rows], self.vectors[rows], labels)


def comments_of(name: str, data: Path) -> pd.DataFrame:
    """Return `text`, `lang`, `topic` of a set's part, or of so many comments of all (`many-N`)."""
    if name.startswith("many-"):
        each = [pd.read_parquet(data / f"{one}.parquet", columns=["text", "lang"]) for one in MANY]
        table = pd.concat(each, ignore_index=True).assign(topic=None)
        table = _written(table).sample(frac=1, random_state=0).head(int(name.removeprefix("many-")))
        return table.reset_index(drop=True)
    table = _written(pd.read_parquet(data / f"{name}.parquet"))
    kept = table["split"].isin(PARTS[name]) & table["lang"].isin(LANGUAGES)
    return table.loc[kept, ["text", "lang", "topic"]].reset_index(drop=True)


def corpus_of(name: str, data: Path, kept: Path) -> Corpus:
    """Read comments and their vectors, which are made where there are none yet."""
    place, read = kept / f"{name}.npy", kept / f"{name}.parquet"
    if not place.is_file():
        kept.mkdir(parents=True, exist_ok=True)
        table = comments_of(name, data)
        table.to_parquet(read)
        np.save(place, vectors_of(table["text"].tolist()))
    table = pd.read_parquet(read)
    labels = table["topic"].astype(str).to_numpy(object) if table["topic"].notna().all() else None
    texts, languages = (table[column].to_numpy(object) for column in ("text", "lang"))
    return Corpus(texts, languages, np.load(place), labels)


def vectors_of(texts: list[str]) -> np.ndarray:
    """Return the vectors that cxnlp finds topics with, (n, hidden) float32."""
    from cxnlp.model import Bundle

    bundle = Bundle.open()
    made = []
    for start in range(0, len(texts), CHUNK):
        states = bundle.encoder.states(texts[start : start + CHUNK])
        hidden = bundle.gist.words[np.zeros(1, np.int64)].shape[-1]
        made += [
            bundle.gist.vector(state) if len(state.pieces) else np.zeros(hidden, np.float32)
            for state in states
        ]
    return np.stack(made)


def _written(table: pd.DataFrame) -> pd.DataFrame:
    table = table.dropna(subset=["text"])
    return table[table["text"].str.strip().str.len() > 0].assign(
        text=lambda some: some["text"].str.slice(0, LONGEST)
    )
