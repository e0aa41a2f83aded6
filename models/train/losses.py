"""What each task costs: sentiment, signals, and the issues of a list."""

from __future__ import annotations

import numpy as np
import torch
from bank import MOST_SHOWN
from corpus import FEELINGS
from desk import Desk, Row
from networks import Model
from torch import Tensor, nn

from cxnlp.model.ngrams import buckets

F = nn.functional


def sentiment_loss(
    model: Model, desk: Desk, places: np.ndarray, states: Tensor, own: Tensor
) -> Tensor:
    """Cross-entropies of the network, the ballot of letters and both together."""
    labels = torch.from_numpy(desk.sentiment[places])
    judged = labels >= 0
    if not judged.any():
        return states.sum() * 0
    at = judged.nonzero()[:, 0]
    source = torch.from_numpy(desk.source[places])[at]
    grams = [buckets(desk.frame["text"][p], desk.config["bits"]) for p in places[at.numpy()]]
    offsets = torch.from_numpy(np.cumsum([0, *(len(g) for g in grams[:-1])]))
    ballot = model.ballot(torch.from_numpy(np.concatenate(grams)), offsets)
    read = model.sentiment(states[at], own[at])
    bias = model.sentiment.source_bias[source] * desk.config["set_lines"]
    weight = torch.from_numpy(desk.weight[places])[at]

    def entropy(logits: Tensor) -> Tensor:
        loss = F.cross_entropy(logits + bias, labels[at], reduction="none", label_smoothing=0.05)
        return (loss * weight).sum() / len(places)

    penalty = 0.02 * model.sentiment.source_bias.square().sum()
    return entropy(read) + 0.3 * entropy(ballot) + 0.2 * entropy(read + ballot) + penalty


def signal_loss(
    model: Model, desk: Desk, places: np.ndarray, states: Tensor, own: Tensor
) -> Tensor:
    """Binary cross-entropy of every signal that a row's set judged."""
    known = [i for i, p in enumerate(places) if desk.frame["signals"][p] is not None]
    known = [i for i in known if desk.frame["signals"][places[i]][1].any()]
    if not known:
        return states.sum() * 0
    pairs = [desk.frame["signals"][places[i]] for i in known]
    target = torch.from_numpy(np.stack([t for t, _ in pairs]))
    judged = torch.from_numpy(np.stack([j for _, j in pairs]))
    source = torch.from_numpy(desk.source[places[known]])
    logits = model.signals(states[known], own[known]) + model.signals.source_bias[source]
    loss = F.binary_cross_entropy_with_logits(logits, target, reduction="none")
    penalty = 0.005 * model.signals.source_bias.square().sum()
    return 1.5 * (loss * judged).sum() / (judged.sum(1).float().mean() * len(places)) + penalty


def issue_batch(
    desk: Desk, places: np.ndarray, rows: list[Row], tokens: int, rng: np.random.Generator
) -> dict[str, Tensor]:
    """Choose what each comment is asked, and lay out what should be found."""
    bank = desk.bank
    asked = desk.config["asked"]
    shape = (len(places), asked)
    text = np.zeros(shape, int)
    example = np.zeros((*shape, MOST_SHOWN), int)
    shown = np.zeros((*shape, MOST_SHOWN), bool)
    real = np.zeros(shape, bool)
    mention = np.zeros(shape, np.float32)
    feeling = np.full(shape, -1)
    where = np.zeros((*shape, tokens), bool)
    for i, (place, row) in enumerate(zip(places, rows, strict=True)):
        found, told = desk.labels[place], desk.frame["text"][place]
        domain = desk.frame["domain"][place]
        issues = bank.ask(domain, list(found), asked, desk.config["foreign"], rng)
        for j, issue in enumerate(issues):
            wording, some = bank.describe(int(issue), told, rng)
            text[i, j] = wording
            example[i, j, : len(some)] = some
            shown[i, j, : len(some)] = True
            real[i, j] = True
            label = found.get(int(issue))
            if label is None:
                continue
            mention[i, j] = 1
            if label.feeling is not None:
                feeling[i, j] = FEELINGS.index(label.feeling)
            if label.span is not None:
                inside = (row.spans[:, 1] > label.span[0]) & (row.spans[:, 0] < label.span[1])
                where[i, j, row.first : row.first + len(row.spans)] = inside
    vectors = torch.from_numpy(bank.vectors)
    return {
        "text": vectors[torch.from_numpy(text)],
        "examples": vectors[torch.from_numpy(example)],
        "shown": torch.from_numpy(shown),
        "real": torch.from_numpy(real),
        "mention": torch.from_numpy(mention),
        "feeling": torch.from_numpy(feeling),
        "where": torch.from_numpy(where),
    }


def issue_loss(
    model: Model,
    desk: Desk,
    places: np.ndarray,
    rows: list[Row],
    states: Tensor,
    own: Tensor,
    rng: np.random.Generator,
) -> Tensor:
    """Mention, feeling and place: cross-entropies over what is labelled."""
    known = [i for i, p in enumerate(places) if desk.labels[p] is not None]
    if not known:
        return states.sum() * 0
    b = issue_batch(desk, places[known], [rows[i] for i in known], states.shape[1], rng)
    mention, feeling, attention = model.issues(
        states[known], own[known], b["text"], b["examples"], b["shown"]
    )
    real = b["real"]
    loss = F.binary_cross_entropy_with_logits(mention[real], b["mention"][real])
    felt = b["feeling"] >= 0
    if felt.any():
        loss = loss + 1.5 * felt.sum() / real.sum() * F.cross_entropy(
            feeling[felt], b["feeling"][felt]
        )
    placed = b["where"].any(-1)
    if placed.any():
        mass = (attention * b["where"]).sum(-1)[placed]
        loss = loss - 0.3 * placed.sum() / real.sum() * torch.log(mass + 1e-6).mean()
    return 3.0 * loss * len(known) / len(places)
