"""Train the fast network to say what the accurate model says, and what people said."""

from __future__ import annotations

import time

import numpy as np
import torch
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


def train(net: FastNetwork, desk: FastDesk, rows: np.ndarray, config: dict) -> None:
    """Train for the recipe's epochs; rates rise for a moment, then fall in a straight line."""
    torch.manual_seed(config["seed"])
    rng = np.random.default_rng(config["seed"])
    others = [p for name, p in net.named_parameters() if name != "words.weight"]
    sparse = torch.optim.SparseAdam([net.words.weight], config["words_rate"])
    dense = torch.optim.AdamW(others, config["rate"], weight_decay=0.01)
    plan = [batch for _ in range(config["epochs"]) for batch in desk.batches(rows, rng)]
    costs: list[list[float]] = []
    net.train()
    for step, chosen in enumerate(plan):
        share = min(1, (step + 1) / config["warm_steps"]) * max(0.02, 1 - step / len(plan))
        sparse.param_groups[0]["lr"] = share * config["words_rate"]
        dense.param_groups[0]["lr"] = share * config["rate"]
        batch = desk.batch(chosen, rng)
        hidden = (torch.rand(batch.mask.shape) < config["hidden_words"]) & batch.mask
        states = net.states(batch.pieces, hidden)
        summary = net.drop(net.summary(states, batch.mask, batch.asked))
        parts = [
            sentiment_loss(net, summary, batch, config["people"]),
            signal_loss(net, summary, batch, config["people"]),
            issue_loss(net, states, summary, batch),
        ]
        sparse.zero_grad(set_to_none=True)
        dense.zero_grad(set_to_none=True)
        torch.stack(parts).sum().backward()
        nn.utils.clip_grad_norm_(others, 1.0)
        sparse.step()
        dense.step()
        costs.append([float(p.detach()) for p in parts])
        if (step + 1) % 100 == 0:
            shown = np.mean(costs[-100:], 0).round(4).tolist()
            print(f"{time.strftime('%H:%M:%S')} {step + 1} of {len(plan)}: {shown}", flush=True)
    net.eval()
