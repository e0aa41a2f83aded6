"""Rebuild the shipped model: `python models/train/build.py --data DATA --work WORK`.

Vocabulary, training in rounds, export, calibration: what a step made is kept in the work folder and
not made again there, and training goes on from its last checkpoint. Seeds are fixed.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
from pathlib import Path

import calibrate
import graph
import mixture
import numpy as np
import onnx
import onnxruntime
import pandas as pd
import source
import torch
import vocabulary
from bank import IssueBank, build_bank
from gauge import measure_peaks
from networks import Model
from reader import Reader
from recipe import CONFIG, permissive_only, read_rounds
from safetensors.numpy import load_file, save_file
from tokenizers import Tokenizer
from train import device, encode_means, train

from cxnlp.model.bundle import FILES, SCHEMA
from cxnlp.model.encoder import Encoder
from cxnlp.model.vectors import BLOCK, PackedVectors

Weights = dict[str, torch.Tensor]

HERE = Path(__file__).resolve().parent
NAME, VERSION = "base", "6"
GAUGED = 8  # texts of each set that the scales of the int8 graph are measured on


def build_vocabulary(data: Path, work: Path, config: dict) -> None:
    """Make tokenizer.json and words.safetensors, the parts that training leaves as they are."""
    if (work / "words.safetensors").exists():
        return
    document = source.tokenizer_path().read_text(encoding="utf-8")
    pieces = json.loads(document)["model"]["vocab"]
    keep = vocabulary.choose(pieces, _seen(data), config["common_pieces"])
    (work / "tokenizer.json").write_text(vocabulary.cut_tokenizer(document, keep), encoding="utf-8")
    words = source.read_source(source.source_path())["emb.word"].data[keep]
    rows = words.reshape(len(keep), -1, source.BLOCK_BYTES)
    scales = np.ascontiguousarray(rows[:, :, :2]).view(np.float16)[..., 0]
    codes = np.ascontiguousarray(rows[:, :, 2:])
    assert codes.shape[1] * BLOCK == graph.HIDDEN
    save_file({"codes": codes, "scales": scales.copy()}, work / "words.safetensors")


def _seen(data: Path) -> set[int]:
    """Return the pieces met in the training texts of all sets."""
    tokenizer = Tokenizer.from_file(str(source.tokenizer_path()))
    seen: set[int] = set()
    for path in sorted(data.glob("*.parquet")):
        frame = pd.read_parquet(path, columns=["text", "split"])
        texts = frame.loc[frame["split"] == "train", "text"].dropna().tolist()
        seen.update(i for encoding in tokenizer.encode_batch(texts) for i in encoding.ids)
    return seen


def load_words(work: Path) -> PackedVectors:
    """Return the frozen table of word vectors."""
    words = load_file(work / "words.safetensors")
    return PackedVectors(words["codes"], words["scales"])


def new_reader(work: Path, config: dict) -> Reader:
    """Return the reader as training starts from it: some layers of the source."""
    tensors = source.read_source(source.source_path())
    dense = {name: t.dense() for name, t in tensors.items() if name != "emb.word"}
    reader = Reader(load_words(work), len(config["layers"]))
    reader.load(dense, config["layers"])
    return reader


def open_encoder(work: Path, onnx_file: Path) -> Encoder:
    """Open an exported encoder as it will be used."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    return Encoder(
        onnxruntime.InferenceSession(str(onnx_file), options),
        Tokenizer.from_file(str(work / "tokenizer.json")),
        load_words(work),
    )


def new_model(work: Path, config: dict, sources: int, before: Model | None) -> Model:
    """Return the model as a round starts from it: layers of the source, or of the round before.

    In the second case it has that one's heads too. How sets draw their lines is learned anew, since
    rounds may read different sets.
    """
    model = Model(new_reader(work, config), sources, config["bits"])
    if before is not None:
        model.load_state_dict(_kept(before.state_dict(), config["layers"]), strict=False)
    for layer in model.reader.layers:
        layer.dropout = config["dropout"]
    return model


def _kept(state: Weights, layers: list[int]) -> Weights:
    """Return the weights without the layers that are not kept, the others renumbered."""
    kept = {
        name: value
        for name, value in state.items()
        if not name.startswith("reader.layers.") and not name.endswith("source_bias")
    }
    for place, layer in enumerate(layers):
        of = f"reader.layers.{layer}."
        for name, value in state.items():
            if name.startswith(of):
                kept[f"reader.layers.{place}.{name.removeprefix(of)}"] = value
    return kept


def final_weights(work: Path, number: int) -> Weights:
    """Return the weights that a round of training, counted from one, ended with."""
    weights: Weights = torch.load(work / f"round-{number}" / "final.pt", map_location="cpu")
    return weights


def trained(data: Path, work: Path, recipes: list[dict]) -> tuple[Model, pd.DataFrame]:
    """Train round by round, or take up what was trained; return the model and the last mixture.

    A round in which people's word is not all that counts is taught by the one before.
    """
    model: Model | None = None
    for number, config in enumerate(recipes, 1):
        path = work / f"round-{number}" / "final.pt"
        path.parent.mkdir(exist_ok=True)
        torch.set_num_threads(config["threads"])
        torch.manual_seed(config["seed"])
        frame = mixture.read_mixture(data, config)
        before, model = model, new_model(work, config, frame["source"].nunique(), model)
        if not path.exists():
            tokenizer = Tokenizer.from_file(str(work / "tokenizer.json"))
            teacher = before.to(device()) if before and config["people"] < 1 else None
            train(frame, model.to(device()), tokenizer, config, path.parent, teacher)
            torch.save(model.state_dict(), path)
        model.cpu().load_state_dict(final_weights(work, number))
    assert model is not None
    return model.eval(), frame


def gauged(frame: pd.DataFrame) -> list[str]:
    """Return the training texts that the scales of the int8 graph are measured on."""
    learn = frame[frame["split"] == "train"].sample(frac=1, random_state=0)
    return learn.groupby("source").head(GAUGED)["text"].str[:300].tolist()


def export(model: Model, texts: list[str], work: Path) -> Encoder:
    """Write the encoder with int8 weights, its scales measured on training text, and open it."""
    path = work / "encoder.onnx"
    weights, layers = model.reader.arrays(), len(model.reader.layers)
    tokenizer = Tokenizer.from_file(str(work / "tokenizer.json"))
    peaks = measure_peaks(weights, layers, tokenizer, load_words(work), texts)
    onnx.save(graph.build_encoder(weights, layers, peaks), path)
    return open_encoder(work, path)


def calibrated(model: Model, frame: pd.DataFrame, encoder: Encoder, config: dict) -> dict:
    """Return the heads: arrays with their calibration folded in, and settings."""
    learn = frame[(frame["split"] == "train") & frame["labels"].notna()]
    bank: IssueBank = build_bank(HERE / "categories.toml", learn)
    bank.refresh(lambda texts: encode_means(encoder, texts))
    model.issues.centre.copy_(torch.from_numpy(bank.vectors.mean(0)))
    held = calibrate.Held(dev_rows(frame, config), encoder)
    sentiment = calibrate.calibrate_sentiment(model, held, config["sentiment"], config["bits"])
    issues = calibrate.calibrate_issues(model, held, bank)
    signals = calibrate.calibrate_signals(model, held)
    return {
        "sentiment": _sentiment_head(model, sentiment),
        "issues": issue_head(model, issues),
        "signals": _signal_head(model, signals),
    }


def dev_rows(frame: pd.DataFrame, config: dict) -> pd.DataFrame:
    """Return at most so many dev comments of each set, and of each list of issues."""
    dev = frame[frame["split"] == "dev"].sample(frac=1, random_state=config["seed"])
    few = dev.groupby("source").head(config["calibration_rows"])
    judged = dev[dev["labels"].notna()].groupby("domain").head(config["calibration_list_rows"])
    return dev.loc[few.index.union(judged.index)]


def _sentiment_head(model: Model, found: dict) -> dict:
    arrays = _numpy(model.sentiment.arrays())
    arrays["out.w"] = arrays["out.w"] * found["read"]
    arrays["out.b"] = arrays["out.b"] * found["read"] + found["bias"]
    arrays["ngrams"] = model.ballot.ngrams.weight.detach().numpy() * found["ballot"]
    return {"arrays": arrays, "uncertain_below": found["uncertain_below"]}


def issue_head(model: Model, found: dict) -> dict:
    """Return the issue head with its scale and shift folded in, and its settings."""
    arrays = _numpy(model.issues.arrays())
    arrays["out.w"] = np.column_stack(
        [arrays["out.w"][:, :1] * found["scale"], arrays["out.w"][:, 1:]]
    )
    arrays["out.b"] = np.concatenate(
        [arrays["out.b"][:1] * found["scale"] + found["shift"], arrays["out.b"][1:]]
    )
    settings = {k: v for k, v in found.items() if k not in ("scale", "shift")}
    return {"arrays": arrays, "attention_heads": model.issues.heads, **settings}


def _signal_head(model: Model, found: dict) -> dict:
    arrays = _numpy(model.signals.arrays())
    scale = np.array(found["scale"], np.float32)
    arrays["out.w"] = arrays["out.w"] * scale
    arrays["out.b"] = arrays["out.b"] * scale + np.array(found["shift"], np.float32)
    settings = {k: v for k, v in found.items() if k not in ("scale", "shift")}
    return {"arrays": arrays, **settings}


def _numpy(tensors: dict[str, torch.Tensor]) -> dict[str, np.ndarray]:
    return {name: t.detach().numpy() for name, t in tensors.items()}


def write_bundle(
    work: Path, out: Path, heads: dict, config: dict, trained_on: dict[str, int], name: str = NAME
) -> None:
    """Write the bundle's files and the config with their hashes."""
    out.mkdir(parents=True, exist_ok=True)
    for file in ("encoder.onnx", "words.safetensors", "tokenizer.json"):
        if (work / file).resolve() != (out / file).resolve():
            shutil.copyfile(work / file, out / file)
    arrays = {
        f"{head}.{part}": np.ascontiguousarray(array, np.float16)
        for head, made in heads.items()
        for part, array in made["arrays"].items()
    }
    save_file(arrays, out / "heads.safetensors")
    settings = {
        head: {k: v for k, v in made.items() if k != "arrays"} for head, made in heads.items()
    }
    document = {
        "schema": SCHEMA,
        "name": name,
        "version": VERSION,
        "seed": config["seed"],
        "layers": len(config["layers"]),
        "pieces": Tokenizer.from_file(str(out / "tokenizer.json")).get_vocab_size(),
        "training_rows": trained_on,
        "heads": settings,
        "files": {
            file: hashlib.sha256((out / file).read_bytes()).hexdigest() for file in sorted(FILES)
        },
    }
    (out / "config.json").write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")


def main() -> None:
    """Run every step."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with the public sets")
    parser.add_argument("--work", type=Path, required=True, help="folder for what is kept")
    parser.add_argument("--out", type=Path, default=HERE.parent / NAME)
    parser.add_argument("--config", type=Path, default=CONFIG)
    parser.add_argument("--permissive", action="store_true", help="learn from free sets alone")
    given = parser.parse_args()
    given.work.mkdir(parents=True, exist_ok=True)
    recipes = read_rounds(given.config)
    if given.permissive:
        recipes = [permissive_only(recipes[0])]
    config = recipes[-1]
    build_vocabulary(given.data, given.work, config)
    model, frame = trained(given.data, given.work, recipes)
    encoder = export(model, gauged(frame), given.work)
    heads = calibrated(model, frame, encoder, config)
    trained_on = frame.loc[frame["split"] == "train", "source"].value_counts().to_dict()
    write_bundle(given.work, given.out, heads, config, trained_on)


if __name__ == "__main__":
    main()
