"""Learn a model's ballot of letters anew: `python models/train/vote.py --data DATA --work WORK`.

All else of the model stays as it is, bit for bit. How much the network and the letters count beside
each other, and when their sum is doubtful, is set on dev splits.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import tomllib
from pathlib import Path

import build
import calibrate
import mixture
import numpy as np
from restore import restore_model
from safetensors.numpy import load_file, save_file

from cxnlp.model import Bundle

HEADS = "heads.safetensors"


def voted(bundle: Bundle, data: Path, work: Path, config: dict) -> dict:
    """Return a bundle's sentiment head with votes of its own: arrays and settings."""
    frame = mixture.read_mixture(data, config)
    held = calibrate.Held(build.dev_rows(frame, config), bundle.encoder)
    model, votes = restore_model(bundle.folder), build.learned_votes(frame, work, config)
    found = calibrate.calibrate_sentiment(model, held, config["sentiment"], votes, config["bits"])
    return build.sentiment_head(model, found, votes)


def rewrite(folder: Path, head: dict) -> None:
    """Put a sentiment head into a bundle, and say so in its config."""
    arrays = load_file(folder / HEADS)
    for part, array in head["arrays"].items():
        arrays[f"sentiment.{part}"] = np.ascontiguousarray(array, np.float16)
    save_file(arrays, folder / HEADS)
    document = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    document["version"] = build.VERSION
    document["heads"]["sentiment"] = {k: v for k, v in head.items() if k != "arrays"}
    document["files"][HEADS] = hashlib.sha256((folder / HEADS).read_bytes()).hexdigest()
    (folder / "config.json").write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")


def main() -> None:
    """Learn the votes, and rewrite the model."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with the public sets")
    parser.add_argument("--work", type=Path, required=True, help="folder for what is kept")
    parser.add_argument("--model", type=Path, default=build.HERE.parent / build.NAME)
    given = parser.parse_args()
    given.work.mkdir(parents=True, exist_ok=True)
    recipe = tomllib.loads((build.HERE / "config.toml").read_text(encoding="utf-8"))
    head = voted(Bundle.open(given.model), given.data, given.work, build.rounds(recipe)[-1])
    rewrite(given.model, head)


if __name__ == "__main__":
    main()
