"""The trained fast network as a bundle: arrays calibrated on dev splits, as they will be read."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
import pandas as pd
from calibrate import even, fit_mentions, fit_sentiment, fit_signals, of_all_sentiments
from fast_network import FastNetwork
from safetensors.numpy import save_file
from teacher import BARE, WHOLE, Asked
from torch import Tensor

from cxnlp.model import Bundle
from cxnlp.model.bundle import SCHEMA, TEACHER
from cxnlp.model.fast import FILES
from cxnlp.model.heads import SENTIMENTS
from cxnlp.model.lesson import logit
from cxnlp.model.parts import Parts
from cxnlp.model.static import States, StaticNet
from cxnlp.model.vectors import BLOCK, PackedVectors
from cxnlp.model.words import Words

Arrays = dict[str, np.ndarray]
HIGHEST, SMALLEST = 7, 1e-4
SHARES = np.linspace(0.6, 1, 9)  # of the scale by which nothing is cut off


def arrays_of(net: FastNetwork, centre: np.ndarray) -> Arrays:
    """Return the arrays of `cxnlp.model.static`, rounded as the bundle keeps them."""
    size, heads, width = net.words.embedding_dim, net.heads, net.width
    window = net.window.weight.T
    # What scores and topics are divided by while training is divided out here.
    write = np.ones(net.write.out_features, np.float32)
    write[: heads * width] = write[heads * (width + 1) + 1 :] = 1 / 8
    tensors = {
        **{"before": window[:size], "own": window[size : 2 * size], "after": window[2 * size :]},
        **{"state.b": net.window.bias, "pool": net.pool.weight.T, "trust": net.trust},
        **_linear("summary", net.summarise.weight, net.summarise.bias),
        "question.w": net.question.weight.T,
        **_linear("sentiment", net.sentiment.weight, net.sentiment.bias),
        **_linear("signals", net.signals.weight, net.signals.bias),
        **_linear("issue.in", net.asked.weight, net.asked.bias),
        **_linear("issue.out", net.write.weight, net.write.bias),
        **_linear("topic", net.topic.weight, net.topic.bias),
        "phrase": net.phrase.weight.T,
        "feeling.w": net.feeling.weight.T,
        **_linear("mood", net.mood.weight, net.mood.bias),
    }
    found = {name: tensor.detach().numpy() for name, tensor in tensors.items()}
    found["issue.out.w"] = found["issue.out.w"] * write
    found["issue.out.b"] = found["issue.out.b"] * write
    found["question.centre"] = centre
    return found


def _linear(name: str, weight: Tensor, bias: Tensor) -> dict[str, Tensor]:
    return {f"{name}.w": weight.T, f"{name}.b": bias}


def vectors_of(net: FastNetwork) -> tuple[PackedVectors, PackedVectors]:
    """Return the vectors of all pieces and of all phrases, rounded to four bits a weight."""
    pieces, phrases = (each.weight.detach().numpy() for each in (net.words, net.phrases))
    return rounded(pieces[: net.nothing]), rounded(phrases)


def rounded(vectors: np.ndarray) -> PackedVectors:
    """Round vectors (pieces, size) in blocks, each by the scale that leaves the least error."""
    blocks = vectors.reshape(len(vectors), -1, BLOCK)
    largest = np.maximum(np.abs(blocks).max(-1), SMALLEST) / HIGHEST
    best = np.full(largest.shape, np.inf)
    codes, scales = np.zeros(blocks.shape, np.int8), np.zeros(largest.shape, np.float16)
    for share in SHARES:
        scale = (largest * share).astype(np.float16)
        steps = scale.astype(np.float32)[..., None]
        tried = np.round(blocks / steps).clip(-HIGHEST - 1, HIGHEST)
        error = np.square(tried * steps - blocks).sum(-1)
        better = error < best
        codes[better], scales[better], best[better] = tried[better], scale[better], error[better]
    low, high = np.split((codes + HIGHEST + 1).astype(np.uint8), 2, axis=-1)
    return PackedVectors(low | (high << 4), scales)


class Reading:
    """Dev comments as the exported network reads them.

    Parameters
    ----------
    net : StaticNet
        The network, without calibration.
    frame : DataFrame
        The comments.
    words : Words
        Splits them.
    questions : mapping of str to float32 array
        The vectors of questions.
    """

    def __init__(
        self, net: StaticNet, frame: pd.DataFrame, words: Words, questions: dict[str, np.ndarray]
    ) -> None:
        counts = words.line(frame["text"].tolist()).counts
        self.frame = frame[counts > 0].reset_index(drop=True)
        self.net = net
        nothing = np.zeros_like(net.weights["question.centre"])
        asked = [questions[q] if isinstance(q, str) else nothing for q in self.frame["question"]]
        self.states = net.states(words.line(self.frame["text"].tolist()))
        self.summary = net.summary(self.states, net.question(np.stack(asked)))

    def mentions(self, rows: np.ndarray, asked: Asked, domain: str) -> np.ndarray:
        """Return the logits of a list's mentions in some comments: (comments, issues)."""
        ours = domain.startswith("list/")
        issues = self.net.prepare(asked.of(domain, WHOLE if ours else BARE))
        parts = self.states.parts
        some = States(self.states.vectors[parts.tokens_of(rows)], Parts(parts.counts[rows]))
        scores = self.net.scores(some, issues)
        return logit(self.net.mentions(scores, some, self.summary[rows], issues))


def calibrate(arrays: Arrays, reading: Reading, asked: Asked, recipe: dict) -> dict:
    """Fold the calibration of every head into its arrays; return the settings of config.json."""
    return {
        "sentiment": _sentiment(arrays, reading, recipe["sentiment"]),
        "issues": _issues(arrays, reading, asked),
        "signals": _signals(arrays, reading),
    }


def _sentiment(arrays: Arrays, reading: Reading, sources: list[str]) -> dict:
    frame = reading.frame
    rows = np.flatnonzero(of_all_sentiments(frame, sources))
    logits = np.log(reading.net.sentiment(reading.summary[rows]))
    truth = np.array([SENTIMENTS.index(s) for s in frame["sentiment"].iloc[rows]])
    weight = even(frame["source"].iloc[rows].reset_index(drop=True))
    found = fit_sentiment(logits, np.zeros_like(logits), truth, weight)
    arrays["sentiment.w"] = arrays["sentiment.w"] * found["read"]
    arrays["sentiment.b"] = arrays["sentiment.b"] * found["read"] + found["bias"]
    return {"uncertain_below": found["uncertain_below"]}


def _signals(arrays: Arrays, reading: Reading) -> dict:
    judged = [pair is not None and bool(pair[1].any()) for pair in reading.frame["signals"]]
    rows = np.flatnonzero(judged)
    logits = logit(reading.net.signals(reading.summary[rows]))
    found = fit_signals(logits, reading.frame.iloc[rows])
    scale = np.array(found["scale"], np.float32)
    arrays["signals.w"] = arrays["signals.w"] * scale
    arrays["signals.b"] = arrays["signals.b"] * scale + np.array(found["shift"], np.float32)
    return {name: found[name] for name in ("thresholds", "uncertain")}


def _issues(arrays: Arrays, reading: Reading, asked: Asked) -> dict:
    frame, bank = reading.frame, asked.bank
    judged = frame["labels"].notna() & frame["domain"].isin(list(bank.domains))
    logits, truth, domains = [], [], []
    for domain, rows in frame.index[judged].to_series().groupby(frame["domain"][judged]):
        logits += list(reading.mentions(rows.to_numpy(), asked, domain))
        for labels in frame["labels"].iloc[rows]:
            meant = {bank.number.get((domain, label.issue)) for label in labels}
            truth.append(np.array([issue in meant for issue in bank.domains[domain]]))
            domains.append(domain)
    found = fit_mentions(logits, truth, domains)
    heads, width = len(arrays["trust"]), arrays["own"].shape[1]
    scale = np.ones(len(arrays["issue.out.b"]), np.float32)
    scale[heads * width :] = found["scale"]
    arrays["issue.out.w"] = arrays["issue.out.w"] * scale
    arrays["issue.out.b"] = arrays["issue.out.b"] * scale
    arrays["issue.out.b"][heads * (width + 1)] += found["shift"]
    arrays["trust"] = arrays["trust"] * found["scale"]
    settings = {name: v for name, v in found.items() if name not in ("scale", "shift")}
    return {"attention_heads": heads, **settings}


def write_bundle(
    out: Path,
    arrays: Arrays,
    vectors: tuple[PackedVectors, PackedVectors],
    heads: dict,
    teacher: Bundle,
    told: dict,
) -> None:
    """Write the bundle's files and the config with their hashes; `told` is of the training."""
    out.mkdir(parents=True, exist_ok=True)
    kept = {k: np.ascontiguousarray(v, np.float16) for k, v in arrays.items()}
    save_file(kept, out / FILES[0])
    for file, each in zip(FILES[1:], vectors, strict=True):
        save_file({"codes": each.codes, "scales": each.scales}, out / file)
    document = {
        "schema": SCHEMA,
        **told,
        "version": teacher.config["version"],
        TEACHER: {"name": teacher.config["name"], "sha256": teacher.fingerprint},
        "heads": heads,
        "files": {file: hashlib.sha256((out / file).read_bytes()).hexdigest() for file in FILES},
    }
    (out / "config.json").write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
