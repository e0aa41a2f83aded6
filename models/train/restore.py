"""A bundle back as torch modules, to be trained further."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import onnx
import torch
from graph import HIDDEN
from networks import Model
from onnx import numpy_helper
from reader import Reader
from safetensors.numpy import load_file

from cxnlp.model.vectors import PackedVectors


def restore_model(folder: Path, bits: int) -> Model:
    """Return a bundle as a torch module: its int8 and half-precision weights as floats."""
    model = Model(restore_reader(folder), sources=1, bits=bits)
    held = load_file(folder / "heads.safetensors")
    nets = {"sentiment": model.sentiment, "signals": model.signals, "issues": model.issues}
    with torch.no_grad():
        for head, net in nets.items():
            for name, tensor in net.arrays().items():
                tensor.copy_(torch.from_numpy(held[f"{head}.{name}"].astype(np.float32)))
        votes = torch.from_numpy(held["sentiment.ngrams"].astype(np.float32))
        model.ballot.ngrams.weight.copy_(votes)
    return model.eval()


def restore_reader(folder: Path) -> Reader:
    """Return a bundle's encoder as a torch module, its int8 weights as floats."""
    held = {
        each.name: numpy_helper.to_array(each)
        for each in onnx.load(str(folder / "encoder.onnx")).graph.initializer
    }
    layers = sum(name.endswith(".q.codes") for name in held)
    arrays = {
        "emb.pos": held["positions"],
        "emb.type": np.zeros((2, HIDDEN), np.float32),
        "emb.ln.w": held["emb.ln.w"],
        "emb.ln.b": held["emb.ln.b"],
    }
    for layer in range(layers):
        for part in ("q", "k", "v", "ao", "fi", "fo"):
            name = f"l{layer}.{part}"
            arrays[f"{name}.w"] = _dense(held, name)
            arrays[f"{name}.b"] = held[f"{name}.bias"]
        for part in ("aln", "oln"):
            arrays |= {f"l{layer}.{part}.{x}": held[f"l{layer}.{part}.{x}"] for x in "wb"}
    words = load_file(folder / "words.safetensors")
    reader = Reader(PackedVectors(words["codes"], words["scales"]), layers)
    reader.load(arrays, range(layers))
    return reader


def _dense(held: Mapping[str, np.ndarray], name: str) -> np.ndarray:
    """Return a matrix (outputs, inputs) from its codes, with the evening of channels undone."""
    layer, part = name.split(".")
    evened = f"{layer}.q" if part in "qkv" else name
    matrix = held[f"{name}.codes"].astype(np.float32) * held[f"{name}.scale"]
    evening = held.get(f"{evened}.evening")
    return (matrix if evening is None else matrix * evening[:, None]).T
