"""What rounding to int8 costs: the shipped bundle beside the same weights in float32.

`python models/train/precision.py --data DATA --issues ISSUES --work WORK` scores a twin of the
bundle, whose encoder is not rounded, on sentiment and issues, and writes both figures of every set
to the bundle's eval.json, which has those of int8 already. Thresholds and calibration are the same.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
from collections.abc import Mapping
from pathlib import Path

import build
import evaluate
import graph
import onnx
from reader import Reader
from recipe import read_rounds
from torch import Tensor

from cxnlp.model import Bundle
from cxnlp.model.bundle import FILES

PARTS = ("sentiment", "issues")
MEASURES = ("macro_f1", "weighted_f1", "micro_f1")
SHOWN = 0.003


def twin(bundle: Path, weights: Mapping[str, Tensor], config: dict, out: Path) -> None:
    """Write the bundle again with its encoder in float32.

    Parameters
    ----------
    bundle : Path
        The shipped one.
    weights : mapping of str to Tensor
        As `build.final_weights` returns them.
    config : dict
        The recipe of that round.
    out : Path
        The folder of the twin.
    """
    out.mkdir(parents=True, exist_ok=True)
    for file in FILES:
        shutil.copyfile(bundle / file, out / file)
    prefix = "reader."
    state = {
        name.removeprefix(prefix): value
        for name, value in weights.items()
        if name.startswith(prefix)
    }
    reader = Reader(build.load_words(bundle), len(config["layers"]))
    reader.load_state_dict(state)
    model = graph.build_encoder(reader.arrays(), len(config["layers"]), peaks=None)
    onnx.save(model, out / "encoder.onnx")
    document = json.loads((bundle / "config.json").read_text(encoding="utf-8"))
    sha = hashlib.sha256((out / "encoder.onnx").read_bytes()).hexdigest()
    document["files"]["encoder.onnx"] = sha
    (out / "config.json").write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")


def beside(rounded: dict, exact: dict) -> dict[str, dict[str, list[float]]]:
    """Return `{set: {measure: [int8, float32]}}` of everything that both have."""
    found: dict[str, dict[str, list[float]]] = {}
    for part in PARTS:
        for name, figures in rounded[part].items():
            if name not in exact.get(part, {}):
                continue
            other = exact[part][name]["overall"]
            found[name] = {
                f"{what}: {measure}": [cells["all"]["all"][measure]["value"], same["value"]]
                for what, cells in figures["overall"].items()
                for measure in MEASURES
                if (same := other.get(what, {}).get("all", {}).get("all", {}).get(measure))
            }
    return found


def main() -> None:
    """Make the twin, score it, and note both figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with the public sets")
    parser.add_argument("--issues", type=Path, required=True, help="folder with their lists")
    parser.add_argument("--work", type=Path, required=True, help="the work folder of build.py")
    parser.add_argument("--model", type=Path, default=build.HERE.parent / build.NAME)
    given = parser.parse_args()
    recipes = read_rounds()
    out = given.work / "float32"
    twin(given.model, build.final_weights(given.work, len(recipes)), recipes[-1], out)
    given.only, given.rows = list(PARTS), 0
    bundle = Bundle.open(out)
    evaluate.write(evaluate.told(evaluate.measure(bundle, given)), bundle, out / "eval.json")
    path = given.model / "eval.json"
    document = json.loads(path.read_text(encoding="utf-8"))
    exact = json.loads((out / "eval.json").read_text(encoding="utf-8"))
    document["precision"] = beside(document, exact)
    path.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", "utf-8")
    for name, measures in document["precision"].items():
        for measure, (rounded, full) in measures.items():
            mark = " <-" if abs(rounded - full) > SHOWN else ""
            print(f"{name} {measure}: int8 {rounded:.4f}, float32 {full:.4f}{mark}")


if __name__ == "__main__":
    main()
