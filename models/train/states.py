"""Token states of the training texts, made once and kept outside the checkout."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd

from cxnlp.model.encoder import Encoder

CHUNK = 512


def store(encoder: Encoder, texts: pd.Series, folder: Path) -> None:
    """Encode texts into `folder`, in float16, unless it already holds the same texts.

    Files: `vectors.npy` (tokens of all texts, hidden), `spans.npy` (tokens, 2), `ends.npy` (texts)
    and `texts.json`.
    """
    wanted = texts.tolist()
    done = folder / "texts.json"
    if done.exists() and json.loads(done.read_text()) == wanted:
        return
    folder.mkdir(parents=True, exist_ok=True)
    vectors, spans = [], []
    for start in range(0, len(wanted), CHUNK):
        for state in encoder.states(wanted[start : start + CHUNK]):
            vectors.append(state.vectors.astype(np.float16))
            spans.append(state.spans.astype(np.int32))
    np.save(folder / "vectors.npy", np.concatenate(vectors))
    np.save(folder / "spans.npy", np.concatenate(spans))
    np.save(folder / "ends.npy", np.cumsum([len(v) for v in vectors]))
    done.write_text(json.dumps(wanted, ensure_ascii=False))


class States:
    """Stored token states, read back by position."""

    def __init__(self, folder: Path) -> None:
        self.vectors = np.load(folder / "vectors.npy", mmap_mode="r")
        self.spans = np.load(folder / "spans.npy")
        self.ends = np.load(folder / "ends.npy")

    def __len__(self) -> int:
        return len(self.ends)

    def __getitem__(self, position: int) -> tuple[np.ndarray, np.ndarray]:
        """Return vectors (tokens, hidden) and spans (tokens, 2) of one text."""
        stop = self.ends[position]
        start = self.ends[position - 1] if position else 0
        return self.vectors[start:stop], self.spans[start:stop]
