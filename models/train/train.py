"""Train the encoder and all heads together: several tasks, one reading of each comment."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import losses
import mixture
import numpy as np
import pandas as pd
import torch
from bank import IssueBank, build_bank
from batch import Batch, Row, padded
from checkpoint import keep
from desk import Desk
from networks import Model, mean_state
from sklearn.metrics import f1_score
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.optim.lr_scheduler import OneCycleLR
from torch.utils.data import DataLoader, Dataset

from cxnlp.model.encoder import END, Encoder
from cxnlp.model.heads import SENTIMENTS

HERE = Path(__file__).resolve().parent
LONGEST_TEXT = 200
AT_ONCE = 64
SHOWN_EVERY = 50


def device() -> torch.device:
    """Return where to train: a graphics card if there is one."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def means_of(model: Model, tokenizer: Tokenizer, lead: list[int], texts: list[str]) -> np.ndarray:
    """Return the mean state of each text, read as a comment is."""
    encoded = tokenizer.encode_batch(texts, add_special_tokens=False)
    order = np.argsort([len(e.ids) for e in encoded])
    found = np.zeros((len(texts), 384), np.float32)
    where = next(model.parameters()).device
    was = model.training
    model.eval()
    with torch.no_grad():
        for start in range(0, len(order), AT_ONCE):
            chosen = order[start : start + AT_ONCE]
            rows = [
                Row(
                    np.array([*lead, *encoded[i].ids[:LONGEST_TEXT], END]),
                    len(lead),
                    np.zeros((min(len(encoded[i].ids), LONGEST_TEXT), 2)),
                )
                for i in chosen
            ]
            pieces, mask, own = (tensor.to(where) for tensor in padded(rows))
            found[chosen] = mean_state(model.reader(pieces, mask), own).cpu().numpy()
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
        """Write a checkpoint."""
        state = {
            "step": self.step,
            "model": self.model.state_dict(),
            "optimiser": self.optimiser.state_dict(),
            "schedule": self.schedule.state_dict(),
            "average": self.average.state,
        }
        keep(state, path)

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

    def learn(self, parts: Tensor, config: dict) -> None:
        """Go one step down what the tasks cost together."""
        self.optimiser.zero_grad(set_to_none=True)
        parts.sum().backward()
        nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimiser.step()
        self.schedule.step()
        if self.step % config["average_steps"] == 0:
            self.average.add(self.model)
        self.step += 1


class Steps(Dataset):
    """The batch of every step of a plan; processes of their own may lay them out."""

    def __init__(self, desk: Desk, plan: list[np.ndarray]) -> None:
        self.desk, self.plan = desk, plan

    def __len__(self) -> int:
        return len(self.plan)

    def __getitem__(self, step: int) -> Batch:
        rng = np.random.default_rng((self.desk.config["seed"], 99, step))
        return self.desk.batch(self.plan[step], rng)

    def from_step(self, first: int, last: int, place: torch.device) -> Iterator[Batch]:
        """Yield the batches of some steps in turn."""
        card = place.type == "cuda"
        workers = max(1, (os.cpu_count() or 1) - 2) if card else 0
        loader = DataLoader(
            self,
            batch_size=None,
            sampler=range(first, last),
            num_workers=workers,
            prefetch_factor=4 if workers else None,
            pin_memory=card,
        )
        return (batch.to(place) for batch in loader)


class Teacher:
    """A model that is asked what it makes of each batch, the issues in vectors of its own."""

    def __init__(self, model: Model, tokenizer: Tokenizer, desk: Desk) -> None:
        self.model = model.eval()
        means = means_of(model, tokenizer, desk.lead, list(desk.bank.place))
        self.vectors = torch.from_numpy(means).to(device())

    @torch.no_grad()
    def answer(self, batch: Batch) -> losses.Answers:
        """Answer everything that is asked."""
        return losses.answer(self.model, batch, self.vectors, None)


def dev_scores(model: Model, desk: Desk, places: np.ndarray) -> dict[str, float]:
    """Return macro-F1 of sentiment by set, without the set's bias."""
    model.eval()
    where = next(model.parameters()).device
    guess = np.zeros(len(places), int)
    order = np.argsort(desk.lengths[places])
    with torch.no_grad():
        for start in range(0, len(order), AT_ONCE):
            at = order[start : start + AT_ONCE]
            batch = desk.batch(places[at], None).to(where)
            states = model.reader(batch.pieces, batch.mask)
            logits = model.sentiment(states, batch.own)
            logits += model.ballot(batch.grams, batch.offsets)
            guess[at] = logits.argmax(1).cpu().numpy()
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
    frame: pd.DataFrame,
    model: Model,
    tokenizer: Tokenizer,
    config: dict,
    work: Path,
    teaching: Model | None = None,
) -> None:
    """Train for the recipe's steps; go on from the checkpoint in `work` if there is one.

    With a model that is `teaching`, what it says of a comment counts beside people's labels. The
    model has the averaged weights then.
    """
    torch.manual_seed(config["seed"])
    torch.set_float32_matmul_precision("high")
    place = next(model.parameters()).device
    desk, held = _desks(frame, tokenizer, config, teaching is not None)
    _refresh(desk, model, tokenizer)
    teacher = None if teaching is None else Teacher(teaching, tokenizer, desk)
    plan = _plan(desk, config)
    run = Run.begin(model, len(plan), config)
    run.resume(work / "checkpoint.pt")
    print(f"{len(desk.frame)} comments, {len(desk.bank.keys)} issues, {len(plan)} steps")
    model.train()
    costs: list[Tensor] = []
    first = run.step
    for batch in Steps(desk, plan).from_step(first, len(plan), place):
        if run.step % config["refresh_steps"] == 0 or run.step == first:
            vectors = _refresh(desk, model, tokenizer)
        parts = _parts(model, batch, vectors, teacher, config)
        run.learn(parts, config)
        costs.append(parts.detach())
        if run.step % SHOWN_EVERY == 0:
            shown = [round(cost, 4) for cost in torch.stack(costs).mean(0).tolist()]
            print(f"{time.strftime('%H:%M:%S')} step {run.step}: {shown}", flush=True)
            costs = []
        if run.step % config["check_steps"] == 0:
            run.save(work / "checkpoint.pt")
            _check(run, held, work)
    model.load_state_dict(run.average.state)


def _desks(
    frame: pd.DataFrame, tokenizer: Tokenizer, config: dict, everyone: bool
) -> tuple[Desk, Desk]:
    """Return the comments to learn from, and a few of each dev split."""
    sources = sorted(frame["source"].unique())
    learn = frame[frame["split"] == "train"].reset_index(drop=True)
    bank: IssueBank = build_bank(HERE / "categories.toml", learn[learn["labels"].notna()])
    held = frame[(frame["split"] == "dev") & frame["sentiment"].isin(SENTIMENTS)]
    held = held.groupby("source", group_keys=False).head(config["quick_dev_rows"])
    return (
        Desk(learn, tokenizer, sources, bank, config, everyone),
        Desk(held, tokenizer, sources, bank, config),
    )


def _plan(desk: Desk, config: dict) -> list[np.ndarray]:
    """Return the rows of every step."""
    plan: list[np.ndarray] = []
    for epoch in range(config["epochs"]):
        rng = np.random.default_rng((config["seed"], epoch))
        plan += desk.batches(mixture.epoch_rows(desk.frame, config, rng), rng)
    return plan[: config["steps"]]


def _refresh(desk: Desk, model: Model, tokenizer: Tokenizer) -> Tensor:
    """Read the bank again, and return its vectors."""
    desk.bank.refresh(lambda texts: means_of(model, tokenizer, desk.lead, texts))
    vectors = torch.from_numpy(desk.bank.vectors).to(model.issues.centre.device)
    model.issues.centre.copy_(vectors.mean(0))
    return vectors


def _parts(
    model: Model, batch: Batch, vectors: Tensor, teacher: Teacher | None, config: dict
) -> Tensor:
    """Return what each task costs in one batch."""
    found = losses.answer(model, batch, vectors, batch.hidden)
    people = losses.people_loss(model, found, batch, config["set_lines"])
    if teacher is None:
        return people
    told = losses.teacher_loss(found, teacher.answer(batch), batch)
    return torch.cat([config["people"] * people, (1 - config["people"]) * told])


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
