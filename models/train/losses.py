"""What answers cost, beside what people said and beside what a teacher says."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import torch
from batch import UNSAID, Batch
from networks import Model
from torch import Tensor, nn

F = nn.functional
SMALL = 1e-6


class Answers(NamedTuple):
    """What a model makes of a batch, in logits but for `attention`; see `Batch` for the sizes.

    `states` (b, t, hidden), `read` and `ballot` (b, 3), `signals` (b, signals), `mention` (l, n),
    `feeling` (l, n, 4), `attention` (l, n, t).
    """

    states: Tensor
    read: Tensor
    ballot: Tensor
    signals: Tensor
    mention: Tensor
    feeling: Tensor
    attention: Tensor


def answer(model: Model, batch: Batch, vectors: Tensor, hidden: Tensor | None) -> Answers:
    """Answer everything that is asked; `vectors` are the bank's, `hidden` the words not seen."""
    states = model.reader(batch.pieces, batch.mask, hidden)
    own, at = batch.own, batch.listed
    found = model.issues(
        states[at], own[at], vectors[batch.text], vectors[batch.examples], batch.shown
    )
    return Answers(
        states,
        model.sentiment(states, own),
        model.ballot(batch.grams, batch.offsets),
        model.signals(states, own),
        *found,
    )


def people_loss(model: Model, found: Answers, batch: Batch, set_lines: float) -> Tensor:
    """Return what sentiment, issues and signals cost beside people's labels, (3,)."""
    lines = model.sentiment.source_bias * set_lines
    parts = [
        sentiment_loss(found, batch, lines),
        issue_loss(found, batch),
        signal_loss(found, batch, model.signals.source_bias),
    ]
    return torch.stack(parts)


def sentiment_loss(found: Answers, batch: Batch, lines: Tensor) -> Tensor:
    """Cross-entropies of the network, the ballot of letters and both together.

    Each set draws its own `lines`, (sets, 3).
    """

    def entropy(logits: Tensor) -> Tensor:
        loss = F.cross_entropy(
            logits + lines[batch.source],
            batch.sentiment,
            reduction="none",
            label_smoothing=0.05,
            ignore_index=UNSAID,
        )
        return (loss * batch.weight).sum() / len(loss)

    penalty = 0.02 * lines.square().sum()
    return _threefold(entropy, found) + penalty


def _threefold(entropy: Callable[[Tensor], Tensor], found: Answers) -> Tensor:
    both = found.read + found.ballot
    return entropy(found.read) + 0.3 * entropy(found.ballot) + 0.2 * entropy(both)


def signal_loss(found: Answers, batch: Batch, lines: Tensor) -> Tensor:
    """Binary cross-entropy of every signal that a row's set judged."""
    logits = found.signals + lines[batch.source]
    loss = F.binary_cross_entropy_with_logits(logits, batch.signals, reduction="none")
    judged = batch.judged.sum(1)
    usual = judged.sum() / (judged > 0).sum().clamp(min=1)
    penalty = 0.005 * lines.square().sum()
    return 1.5 * (loss * batch.judged).sum() / (usual.clamp(min=1) * len(loss)) + penalty


def issue_loss(found: Answers, batch: Batch) -> Tensor:
    """Mention, feeling and place: cross-entropies over what is labelled."""
    known = batch.asked & batch.told
    asked = known.sum().clamp(min=1)
    loss = F.binary_cross_entropy_with_logits(found.mention, batch.mention, reduction="none")
    felt = F.cross_entropy(
        found.feeling.flatten(0, 1), batch.feeling.flatten(), reduction="sum", ignore_index=UNSAID
    )
    placed = batch.where.any(-1)
    mass = (found.attention * batch.where).sum(-1)
    seen = (torch.log(mass + SMALL) * placed).sum()
    whole = (loss * known).sum() + 1.5 * felt - 0.3 * seen
    return 3.0 * whole / asked * _share(batch)


def _share(batch: Batch) -> Tensor:
    """Return the share of the comments whose issues people told."""
    return batch.told.any(-1).sum() / len(batch.pieces)


def teacher_loss(found: Answers, told: Answers, batch: Batch) -> Tensor:
    """Return what sentiment, issues, signals and states cost beside a teacher's answers, (4,)."""
    sure = torch.softmax(told.read + told.ballot, -1)

    def entropy(logits: Tensor) -> Tensor:
        return -(sure * F.log_softmax(logits, -1)).sum(-1).mean()

    signals = F.binary_cross_entropy_with_logits(found.signals, torch.sigmoid(told.signals))
    apart = (found.states - told.states).square().mean(-1) * batch.mask
    states = apart.sum() / (told.states.square().mean(-1) * batch.mask).sum()
    issues = _told_issues(found, told, batch)
    return torch.stack([_threefold(entropy, found), issues, 3 * signals, states])


def _told_issues(found: Answers, told: Answers, batch: Batch) -> Tensor:
    """Mention of all that is asked; feeling and place as far as the teacher sees the issue."""
    likely = torch.sigmoid(told.mention)
    loss = F.binary_cross_entropy_with_logits(found.mention, likely, reduction="none")
    felt = -(torch.softmax(told.feeling, -1) * F.log_softmax(found.feeling, -1)).sum(-1)
    seen = -(told.attention * torch.log(found.attention + SMALL)).sum(-1)
    whole = loss + likely * (1.5 * felt + 0.1 * seen)
    return 3.0 * (whole * batch.asked).sum() / batch.asked.sum().clamp(min=1)
