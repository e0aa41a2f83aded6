"""Train the encoder and all heads together: several tasks, one reading of each comment."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from pathlib import Path

import losses
import mixture
import numpy as np
import pandas as pd
import torch
from bank import IssueBank, build_bank
from desk import Desk, Row, padded
from networks import Model, mean_state
from sklearn.metrics import f1_score
from tokenizers import Tokenizer
from torch import nn
from torch.optim.lr_scheduler import OneCycleLR

from cxnlp.model.encoder import END, Encoder
from cxnlp.model.heads import SENTIMENTS
from cxnlp.model.ngrams import buckets

HERE = Path(__file__).resolve().parent
LONGEST_TEXT = 200


def means_of(model: Model, tokenizer: Tokenizer, lead: list[int], texts: list[str]) -> np.ndarray:
    """Return the mean state of each text, read as a comment is."""
    encoded = tokenizer.encode_batch(texts, add_special_tokens=False)
    order = np.argsort([len(e.ids) for e in encoded])
    found = np.zeros((len(texts), 384), np.float32)
    was = model.training
    model.eval()
    with torch.no_grad():
        for start in range(0, len(order), 64):
            chosen = order[start : start + 64]
            rows = [
                Row(
                    np.array([*lead, *encoded[i].ids[:LONGEST_TEXT], END]),
                    len(lead),
                    np.zeros((min(len(encoded[i].ids), LONGEST_TEXT), 2)),
                )
                for i in chosen
            ]
            pieces, mask, own = padded(rows)
            found[chosen] = mean_state(model.reader(pieces, mask), own).numpy()
    model.train(was)
    return found


def optimiser_of(model: Model, config: dict) -> torch.optim.AdamW:
    """Let the upper layers learn faster than the lower ones, and the new heads fastest."""
    rate, decay = config["rate"], config["rate_decay"]
    layers = model.reader.layers
    groups = [
        {"params": layer.parameters(), "lr": rate * decay ** (len(layers) - 1 - i)}
        for i, layer in enumerate(layers)
    ]
    below = [model.reader.position, *model.reader.norm.parameters()]
    groups.append({"params": below, "lr": rate * decay ** len(layers)})
    heads = [model.sentiment, model.signals, model.issues]
    groups.append({"params": [p for h in heads for p in h.parameters()], "lr": config["head_rate"]})
    groups.append(
        {"params": model.ballot.parameters(), "lr": config["ballot_rate"], "weight_decay": 0.0}
    )
    return torch.optim.AdamW(groups, weight_decay=0.01, betas=(0.9, 0.98), fused=True)


class Average:
    """The running mean of the weights, which does better than the last of them."""

    def __init__(self, model: Model, decay: float) -> None:
        self.decay = decay
        self.state = {k: v.detach().clone() for k, v in model.state_dict().items()}

    def add(self, model: Model) -> None:
        """Take in the weights of now."""
        for name, value in model.state_dict().items():
            self.state[name].lerp_(value.detach(), 1 - self.decay)


@dataclass
class Run:
    """Everything that changes while training, and is kept in a checkpoint."""

    model: Model
    optimiser: torch.optim.AdamW
    schedule: OneCycleLR
    average: Average
    step: int = 0

    @classmethod
    def begin(cls, model: Model, steps: int, config: dict) -> Run:
        """Start anew: a short warm-up, then a straight line down."""
        optimiser = optimiser_of(model, config)
        schedule = OneCycleLR(
            optimiser,
            [group["lr"] for group in optimiser.param_groups],
            total_steps=steps,
            pct_start=0.06,
            anneal_strategy="linear",
            cycle_momentum=False,
            final_div_factor=50,
        )
        return cls(model, optimiser, schedule, Average(model, config["average"]))

    def save(self, path: Path) -> None:
        """Write a checkpoint; the one before it is there until the new one is whole."""
        state = {
            "step": self.step,
            "model": self.model.state_dict(),
            "optimiser": self.optimiser.state_dict(),
            "schedule": self.schedule.state_dict(),
            "average": self.average.state,
        }
        fresh = path.with_suffix(".new")
        torch.save(state, fresh)
        fresh.replace(path)

    def resume(self, path: Path) -> None:
        """Take up a checkpoint, if there is one."""
        if not path.exists():
            return
        state = torch.load(path)
        self.model.load_state_dict(state["model"])
        self.optimiser.load_state_dict(state["optimiser"])
        self.schedule.load_state_dict(state["schedule"])
        self.average.state = state["average"]
        self.step = state["step"]


def dev_scores(model: Model, desk: Desk, places: np.ndarray) -> dict[str, float]:
    """Return macro-F1 of sentiment by set, without the set's bias."""
    model.eval()
    guess = np.zeros(len(places), int)
    order = np.argsort(desk.lengths[places])
    with torch.no_grad():
        for start in range(0, len(order), 48):
            at = order[start : start + 48]
            rows = desk.read(places[at], None)
            pieces, mask, own = padded(rows)
            states = model.reader(pieces, mask)
            grams = [buckets(desk.frame["text"][p], desk.config["bits"]) for p in places[at]]
            offsets = torch.from_numpy(np.cumsum([0, *(len(g) for g in grams[:-1])]))
            logits = model.sentiment(states, own)
            logits += model.ballot(torch.from_numpy(np.concatenate(grams)), offsets)
            guess[at] = logits.argmax(1).numpy()
    model.train()
    truth, source = desk.sentiment[places], desk.frame["source"].to_numpy()[places]
    return {
        str(name): round(
            float(
                f1_score(
                    truth[source == name],
                    guess[source == name],
                    labels=np.unique(truth[source == name]),
                    average="macro",
                )
            ),
            4,
        )
        for name in np.unique(source)
    }


def train(
    frame: pd.DataFrame, model: Model, tokenizer: Tokenizer, config: dict, work: Path
) -> None:
    """Train for the recipe's steps; go on from the checkpoint in `work` if there is one.

    The model has the averaged weights then.
    """
    torch.manual_seed(config["seed"])
    sources = sorted(frame["source"].unique())
    learn = frame[frame["split"] == "train"].reset_index(drop=True)
    bank = build_bank(HERE / "categories.toml", learn[learn["labels"].notna()])
    desk = Desk(learn, tokenizer, sources, bank, config)
    held = frame[(frame["split"] == "dev") & frame["sentiment"].isin(SENTIMENTS)]
    held = held.groupby("source", group_keys=False).head(config["quick_dev_rows"])
    held_desk = Desk(held, tokenizer, sources, bank, config)
    plan = _plan(desk, config)
    run = Run.begin(model, len(plan), config)
    run.resume(work / "checkpoint.pt")
    print(f"{len(learn)} comments, {len(bank.keys)} issues, {len(plan)} steps", flush=True)
    model.train()
    costs: list[list[float]] = []
    first = run.step
    for places in plan[first : config["stop"] or None]:
        if run.step % config["refresh_steps"] == 0 or run.step == first:
            _refresh(bank, model, tokenizer, desk.lead)
        costs.append(_step(run, desk, places, config))
        if run.step % 50 == 0:
            shown = np.mean(costs[-50:], 0).round(4).tolist()
            print(f"{time.strftime('%H:%M:%S')} step {run.step}: {shown}", flush=True)
        if run.step % config["check_steps"] == 0:
            run.save(work / "checkpoint.pt")
            _check(run, held_desk, work)
    model.load_state_dict(run.average.state)


def _plan(desk: Desk, config: dict) -> list[np.ndarray]:
    """Return the rows of every step."""
    plan = []
    for epoch in range(config["epochs"]):
        rng = np.random.default_rng((config["seed"], epoch))
        plan += desk.batches(mixture.epoch_rows(desk.frame, config, rng), rng)
    return plan[: config["steps"]]


def _refresh(bank: IssueBank, model: Model, tokenizer: Tokenizer, lead: list[int]) -> None:
    bank.refresh(lambda texts: means_of(model, tokenizer, lead, texts))
    model.issues.centre.copy_(torch.from_numpy(bank.vectors.mean(0)))


def _step(run: Run, desk: Desk, places: np.ndarray, config: dict) -> list[float]:
    """Learn from one batch; return what each task cost."""
    rng = np.random.default_rng((config["seed"], 99, run.step))
    model = run.model
    rows = desk.read(places, rng)
    pieces, mask, own = padded(rows)
    hide = torch.from_numpy(rng.random(own.shape) < config["hidden_words"]) & own
    states = model.reader(pieces, mask, hide)
    parts = [
        losses.sentiment_loss(model, desk, places, states, own),
        losses.issue_loss(model, desk, places, rows, states, own, rng),
        losses.signal_loss(model, desk, places, states, own),
    ]
    run.optimiser.zero_grad(set_to_none=True)
    torch.stack(parts).sum().backward()
    nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    run.optimiser.step()
    run.schedule.step()
    if run.step % config["average_steps"] == 0:
        run.average.add(model)
    run.step += 1
    return [float(p.detach()) for p in parts]


def _check(run: Run, held: Desk, work: Path) -> None:
    """Score the averaged weights on dev, for the record."""
    current = {k: v.clone() for k, v in run.model.state_dict().items()}
    run.model.load_state_dict(run.average.state)
    scores = dev_scores(run.model, held, np.flatnonzero(held.lengths > 0))
    run.model.load_state_dict(current)
    line = {"step": run.step, "mean": float(np.mean(list(scores.values()))), **scores}
    with (work / "dev.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps(line) + "\n")
    print(line, flush=True)


def encode_means(encoder: Encoder, texts: list[str]) -> np.ndarray:
    """Return the mean state of each text as the exported encoder reads it."""
    return np.stack([s.vectors.mean(0) for s in encoder.states(texts)])
