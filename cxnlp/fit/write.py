"""A lesson as files: small, with hashes, and with no comment in it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from cxnlp.files import make_folder, write_table, written
from cxnlp.fit.crossfit import Learned
from cxnlp.issues import Taxonomy
from cxnlp.model import Bundle
from cxnlp.model.lesson import ARRAYS, LESSON, SCHEMA

FIGURES, LEFT_OUT = "figures.csv", "left_out.csv"
DIGITS = 4


def write_lesson(
    folder: Path,
    base: Bundle,
    taxonomy: Taxonomy,
    learned: Learned,
    keys: Sequence[str],
    facts: Mapping[str, Any],
    figures: pd.DataFrame,
    left_out: pd.DataFrame,
) -> None:
    """Write `lesson.json`, `lesson.safetensors`, `figures.csv` and `left_out.csv`.

    Parameters
    ----------
    folder : Path
        Where to write; its name becomes the lesson's.
    base : Bundle
        The model that was taught.
    taxonomy : Taxonomy
        The list.
    learned : Learned
        What was learned.
    keys : sequence of str
        The hashes of the texts it was learned from.
    facts : mapping
        What else to keep in lesson.json: rows, labels, seed.
    figures, left_out : DataFrame
        How good it is, and which rows were not used.

    Raises
    ------
    OutputError
        If the folder cannot be written.
    """
    made = make_folder(folder)
    with written(made / ARRAYS) as part:
        part.write_bytes(_arrays(learned))
    digest = hashlib.sha256((made / ARRAYS).read_bytes()).hexdigest()
    overall = figures[figures["issue"] == ""].drop(columns="issue").round(DIGITS)
    said = {
        "schema": SCHEMA,
        "name": folder.resolve().name,
        "base": {
            "name": base.config["name"],
            "version": base.config["version"],
            "sha256": base.fingerprint,
        },
        "issues": {
            "title": taxonomy.title,
            "sha256": taxonomy.sha256,
            "ids": [issue.id for issue in taxonomy.leaves()],
        },
        **facts,
        "threshold": round(learned.threshold, DIGITS),
        "figures": overall.to_dict("records"),
        "files": {ARRAYS: digest},
        "rows": sorted(set(keys)),
    }
    with written(made / LESSON) as part:
        text = json.dumps(said, ensure_ascii=False, indent=2)
        part.write_text(text + "\n", encoding="utf-8", newline="\n")
    write_table(figures.round(DIGITS), made / FIGURES)
    write_table(left_out, made / LEFT_OUT)


def _arrays(learned: Learned) -> bytes:
    from safetensors.numpy import save

    mentions, feelings = learned.mentions, learned.feelings
    arrays = {
        "mention.slope": mentions.slope,
        "mention.shift": mentions.shift,
        "mention.weights": mentions.weights,
        "feeling.slope": np.array([feelings.slope]),
        "feeling.shift": feelings.shift,
        "feeling.weights": feelings.weights,
    }
    return bytes(save({k: np.ascontiguousarray(v, np.float32) for k, v in arrays.items()}))
