"""Train the fast network to say what the accurate model says, and what people said."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from checkpoint import keep
from fast_desk import Batch, FastDesk
from fast_network import FastNetwork
from torch import Tensor, nn

F = nn.functional
SMALL = 1e-6


def sentiment_loss(net: FastNetwork, summary: Tensor, batch: Batch, people: float) -> Tensor:
    """Cross-entropy with the teacher's probabilities, and with people's labels by their set."""
    logits = net.sentiment(summary)
    loss = -(batch.sentiment * F.log_softmax(logits, -1)).sum(-1).mean()
    said = batch.label >= 0
    if said.any():
        own = (logits + net.sentiment_bias[batch.source])[said]
        each = F.cross_entropy(own, batch.label[said], reduction="none", label_smoothing=0.05)
        loss = loss + people * (each * batch.weight[said]).sum() / len(said)
    return loss + 0.02 * net.sentiment_bias.square().sum()


def signal_loss(net: FastNetwork, summary: Tensor, batch: Batch, people: float) -> Tensor:
    """Binary cross-entropy of every signal, with the teacher's and with people's word."""
    logits = net.signals(summary)
    loss = 2 * F.binary_cross_entropy_with_logits(logits, batch.signals)
    own = logits + net.signal_bias[batch.source]
    each = F.binary_cross_entropy_with_logits(own, batch.target, reduction="none")
    said = people * (each * batch.judged).sum() / (4 * len(logits))
    return loss + said + 0.005 * net.signal_bias.square().sum()


def issue_loss(net: FastNetwork, states: Tensor, summary: Tensor, batch: Batch) -> Tensor:
    """Mention, feeling where there is one, and where the teacher looked."""
    mention, feeling, attention = net.issues(states, batch.mask, summary, batch.queries)
    real = batch.real
    loss = 3 * F.binary_cross_entropy_with_logits(mention[real], batch.mention[real])
    share = (batch.mention * real)[..., None]
    felt = -(batch.feeling * F.log_softmax(feeling, -1) * share).sum()
    loss = loss + 0.3 * felt / share.sum().clamp(min=1)
    clear = (batch.looked >= 0).nonzero()[:, 0]
    if len(clear):
        where = batch.where[clear] / batch.where[clear].sum(-1, keepdim=True)
        seen = torch.log(attention[clear, batch.looked[clear]] + SMALL)
        loss = loss - 0.1 * (where * seen).sum(-1).mean()
    return loss


@dataclass
class Run:
    """Everything that changes while training, and is kept in a checkpoint."""

    net: FastNetwork
    sparse: torch.optim.SparseAdam
    dense: torch.optim.AdamW
    rng: np.random.Generator
    step: int = 0

    @classmethod
    def begin(cls, net: FastNetwork, config: dict) -> Run:
        """Start anew."""
        looked_up = [net.words.weight, net.phrases.weight]
        others = [p for p in net.parameters() if all(p is not each for each in looked_up)]
        return cls(
            net,
            torch.optim.SparseAdam(looked_up, config["words_rate"]),
            torch.optim.AdamW(others, config["rate"], weight_decay=0.01),
            np.random.default_rng(config["seed"]),
        )

    def save(self, path: Path) -> None:
        """Write a checkpoint."""
        state = {
            "step": self.step,
            "net": self.net.state_dict(),
            "sparse": self.sparse.state_dict(),
            "dense": self.dense.state_dict(),
            "numpy": self.rng.bit_generator.state,
            "torch": torch.get_rng_state(),
        }
        keep(state, path)

    def resume(self, path: Path) -> None:
        """Take up a checkpoint, if there is one."""
        if not path.exists():
            return
        state = torch.load(path)
        self.net.load_state_dict(state["net"])
        self.sparse.load_state_dict(state["sparse"])
        self.dense.load_state_dict(state["dense"])
        self.rng.bit_generator.state = state["numpy"]
        torch.set_rng_state(state["torch"])
        self.step = state["step"]

    def learn(self, batch: Batch, config: dict, share: float) -> list[float]:
        """Learn from one batch at a share of the rates; return what each task cost."""
        self.sparse.param_groups[0]["lr"] = share * config["words_rate"]
        self.dense.param_groups[0]["lr"] = share * config["rate"]
        net, people = self.net, config["people"]
        hidden = (torch.rand(batch.mask.shape) < config["hidden_words"]) & batch.mask
        states = net.states(batch.pieces, hidden)
        summary = net.drop(net.summary(states, batch.mask, batch.asked))
        parts = [
            sentiment_loss(net, summary, batch, people),
            signal_loss(net, summary, batch, people),
            issue_loss(net, states, summary, batch),
        ]
        self.sparse.zero_grad(set_to_none=True)
        self.dense.zero_grad(set_to_none=True)
        torch.stack(parts).sum().backward()
        nn.utils.clip_grad_norm_(self.dense.param_groups[0]["params"], 1.0)
        self.sparse.step()
        self.dense.step()
        self.step += 1
        return [float(p.detach()) for p in parts]


def train(net: FastNetwork, desk: FastDesk, rows: np.ndarray, config: dict, path: Path) -> None:
    """Train for the recipe's epochs; go on from the checkpoint if there is one.

    Rates rise for a moment, then fall in a straight line.
    """
    run = Run.begin(net, config)
    plan = [batch for _ in range(config["epochs"]) for batch in desk.batches(rows, run.rng)]
    run.resume(path)
    costs: list[list[float]] = []
    net.train()
    for chosen in plan[run.step :]:
        share = min(1, (run.step + 1) / config["warm_steps"])
        share *= max(0.02, 1 - run.step / len(plan))
        costs.append(run.learn(desk.batch(chosen, run.rng), config, share))
        if run.step % 100 == 0:
            shown = np.mean(costs[-100:], 0).round(4).tolist()
            print(f"{time.strftime('%H:%M:%S')} {run.step} of {len(plan)}: {shown}", flush=True)
        if run.step % config["check_steps"] == 0:
            run.save(path)
    net.eval()
