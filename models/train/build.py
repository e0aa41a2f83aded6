"""Rebuild the shipped model: `python models/train/build.py --data DATA --work WORK`.

Encoder, vocabulary, token states, sentiment head, issue head, thresholds, bundle: each step keeps
its result in the work folder and is not done again there. Seeds are fixed.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import tomllib
from pathlib import Path

import authored
import corpus
import graph
import issues
import numpy as np
import onnx
import onnxruntime
import pandas as pd
import sentiment
import source
import torch
import vocabulary
from bank import build_bank
from batches import Pool
from safetensors.numpy import save_file
from states import States, store
from tokenizers import Tokenizer

from cxnlp.model.bundle import FILES, SCHEMA
from cxnlp.model.encoder import Encoder
from cxnlp.model.heads import SENTIMENTS
from cxnlp.model.vectors import BLOCK, WordVectors

HERE = Path(__file__).resolve().parent
NAME, VERSION = "base", "1"
LAYERS = 12


def build_reader(data: Path, work: Path, config: dict) -> Encoder:
    """Make encoder.onnx, words.safetensors and tokenizer.json, and open them."""
    if not (work / "encoder.onnx").exists():
        tensors = source.read_source(source.source_path())
        dense = {name: t.dense() for name, t in tensors.items() if name != "emb.word"}
        document = source.tokenizer_path().read_text(encoding="utf-8")
        pieces = json.loads(document)["model"]["vocab"]
        keep = vocabulary.choose(pieces, _seen(data), config["common_pieces"])
        cut = vocabulary.cut_tokenizer(document, keep)
        (work / "tokenizer.json").write_text(cut, encoding="utf-8")
        rows = tensors["emb.word"].data[keep].reshape(len(keep), -1, source.BLOCK_BYTES)
        scales = np.ascontiguousarray(rows[:, :, :2]).view(np.float16)[..., 0]
        codes = np.ascontiguousarray(rows[:, :, 2:])
        assert codes.shape[1] * BLOCK == graph.HIDDEN
        save_file({"codes": codes, "scales": scales.copy()}, work / "words.safetensors")
        onnx.save(graph.build_encoder(dense, LAYERS), work / "encoder.onnx")
    return open_reader(work)


def open_reader(work: Path) -> Encoder:
    """Open the encoder's files with one thread, for several processes side by side."""
    from safetensors.numpy import load_file

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    words = load_file(work / "words.safetensors")
    return Encoder(
        onnxruntime.InferenceSession(str(work / "encoder.onnx"), options),
        Tokenizer.from_file(str(work / "tokenizer.json")),
        WordVectors(words["codes"], words["scales"]),
    )


def _seen(data: Path) -> set[int]:
    """Return the pieces met in the training texts of all sets."""
    tokenizer = Tokenizer.from_file(str(source.tokenizer_path()))
    seen: set[int] = set()
    for path in sorted(data.glob("*.parquet")):
        frame = pd.read_parquet(path, columns=["text", "split"])
        texts = frame.loc[frame["split"] == "train", "text"].dropna().tolist()
        seen.update(i for encoding in tokenizer.encode_batch(texts) for i in encoding.ids)
    return seen


def read_sets(data: Path, work: Path, encoder: Encoder, config: dict) -> pd.DataFrame:
    """Draw and encode every set; return all rows with their set's number and place in it."""
    frames = []
    for number, name in enumerate(set_names(config)):
        if name == authored.SOURCE:
            frame = authored.read_written()
            store(encoder, frame["text"], work / "states" / name)
            frames.append(frame.assign(set=number, place=np.arange(len(frame))))
            continue
        both = [config[task][name] for task in ("sentiment", "issues") if name in config[task]]
        rows = 0 if both == [0] or both == [0, 0] else max(both)
        frame = corpus.draw(
            corpus.read_set(data, name), rows, config["seed"], config["longest_characters"]
        )
        frame = bounded(frame, config).reset_index(drop=True)
        store(encoder, frame["text"], work / "states" / name)
        states = States(work / "states" / name)
        frame = frame.assign(set=number, place=np.arange(len(frame)))
        frames.append(frame[np.diff(states.ends, prepend=0) > 0])
        print(f"{name}: {len(frame)} comments", flush=True)
    return pd.concat(frames, ignore_index=True)


def set_names(config: dict) -> list[str]:
    """Return the names of all sets, in the order in which rows refer to them."""
    return sorted({**config["issues"], **config["sentiment"], authored.SOURCE: 0})


def bounded(frame: pd.DataFrame, config: dict) -> pd.DataFrame:
    """Keep at most `dev_rows` of the dev split for choosing, and no test row."""
    dev = frame[frame["split"] == "dev"]
    if len(dev) > config["dev_rows"]:
        dev = dev.sample(config["dev_rows"], random_state=1)
    return pd.concat([frame[frame["split"] == "train"], dev])


def pool_of(rows: pd.DataFrame, work: Path, names: list[str]) -> Pool:
    """Return the stored states of some rows."""
    sets = [States(work / "states" / name) for name in names]
    return Pool(sets, list(zip(rows["set"], rows["place"], strict=True)))


def train_sentiment(rows: pd.DataFrame, work: Path, names: list[str], config: dict) -> dict:
    """Train the sentiment head; return its arrays."""
    sources = list(config["sentiment"])
    chosen = rows[rows["sentiment"].isin(SENTIMENTS) & rows["source"].isin(sources)]
    parts = {}
    for split in ("train", "dev"):
        part = chosen[chosen["split"] == split]
        parts[split] = sentiment.SentimentRows(pool_of(part, work, names), part, sources)
    net = sentiment.train(
        parts["train"], parts["dev"], len(sources), config["sentiment_epochs"], config["seed"]
    )
    cooled = sentiment.temperature(net, parts["dev"])
    arrays = net.arrays()
    for name in ("out.w", "out.b", "ngrams"):
        arrays[name] = arrays[name] / cooled
    return {"arrays": arrays, "temperature_folded_in": cooled}


def train_issues(
    rows: pd.DataFrame, work: Path, names: list[str], config: dict, encoder: Encoder
) -> dict:
    """Train the issue head; return its arrays and the threshold of a mention."""
    chosen = rows[
        rows["labels"].notna() & rows["source"].isin([*config["issues"], authored.SOURCE])
    ]
    train = chosen[chosen["split"] == "train"]
    ours = train[train["source"] == authored.SOURCE]
    train = pd.concat([train, *[ours] * (config["written_times"] - 1)], ignore_index=True)
    dev = chosen[chosen["split"] == "dev"].groupby("domain").head(150).reset_index(drop=True)
    pool = pool_of(train, work, names)
    bank = build_bank(encoder, HERE / "categories.toml", train, pool)
    questions = issues.IssueRows(pool, train["domain"].tolist(), train["labels"].tolist(), bank)
    net = issues.train(questions, config["issue_epochs"], config["seed"])
    torch.save(net.state_dict(), work / "issues.pt")
    held = issues.IssueRows(
        pool_of(dev, work, names), dev["domain"].tolist(), dev["labels"].tolist(), bank
    )
    threshold = issues.choose_threshold(net, held)
    return {"arrays": net.arrays(), "threshold": threshold, "attention_heads": net.heads}


def write_bundle(
    work: Path, out: Path, heads: dict, config: dict, trained_on: dict[str, int]
) -> None:
    """Write the bundle's files and the config with their hashes."""
    out.mkdir(parents=True, exist_ok=True)
    for name in ("encoder.onnx", "words.safetensors", "tokenizer.json"):
        shutil.copyfile(work / name, out / name)
    arrays = {
        f"{head}.{name}": tensor.detach().contiguous().numpy().astype(np.float16)
        for head, made in heads.items()
        for name, tensor in made["arrays"].items()
    }
    save_file(arrays, out / "heads.safetensors")
    settings = {
        head: {k: v for k, v in made.items() if k != "arrays"} for head, made in heads.items()
    }
    document = {
        "schema": SCHEMA,
        "name": NAME,
        "version": VERSION,
        "seed": config["seed"],
        "pieces": Tokenizer.from_file(str(out / "tokenizer.json")).get_vocab_size(),
        "training_rows": trained_on,
        "heads": settings,
        "files": {
            name: hashlib.sha256((out / name).read_bytes()).hexdigest() for name in sorted(FILES)
        },
    }
    (out / "config.json").write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")


def main() -> None:
    """Run every step."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with the public sets")
    parser.add_argument("--work", type=Path, required=True, help="folder for what is kept")
    parser.add_argument("--out", type=Path, default=HERE.parent / NAME)
    given = parser.parse_args()
    given.work.mkdir(parents=True, exist_ok=True)
    config = tomllib.loads((HERE / "config.toml").read_text(encoding="utf-8"))
    torch.set_num_threads(config["threads"])
    encoder = build_reader(given.data, given.work, config)
    names = set_names(config)
    rows = read_sets(given.data, given.work, encoder, config)
    heads = {
        "sentiment": train_sentiment(rows, given.work, names, config),
        "issues": train_issues(rows, given.work, names, config, encoder),
    }
    trained_on = rows.loc[rows["split"] == "train", "source"].value_counts().to_dict()
    write_bundle(given.work, given.out, heads, config, trained_on)


if __name__ == "__main__":
    main()
