"""Train the issue head on stored states.

Every comment is asked about a handful of issues: those it mentions, others of the list it was
judged against, and a few of other lists. An issue comes as one of several texts (its name, a
paraphrase, a description, its name in another language), and half the time with a few labelled
comments as examples, so that the head learns to use whatever a list offers.
"""

from __future__ import annotations

import numpy as np
import torch
from batches import Pool, shuffled
from corpus import FEELINGS, Label
from networks import HIDDEN, IssueNet
from torch import Tensor

ASKED = 12
FOREIGN = 3
BATCH = 48
TOO_CLOSE = 0.55


class IssueBank:
    """The issues of all lists: vectors of their texts, and of comments that mention them.

    Parameters
    ----------
    texts : mapping of (domain, category) to float32 array, (variants, hidden)
        The first variant is the one that the public list gives.
    examples : mapping of (domain, category) to (rows, vectors)
        Rows of the pool that mention it, and their mean states, (rows, hidden).
    centre : float32 array, (hidden,)
        The mean comment.
    """

    def __init__(
        self,
        texts: dict[tuple[str, str], np.ndarray],
        examples: dict[tuple[str, str], tuple[np.ndarray, np.ndarray]],
        centre: np.ndarray,
    ) -> None:
        self.keys = sorted(texts)
        self.number = {key: i for i, key in enumerate(self.keys)}
        self.texts = [texts[k] for k in self.keys]
        self.examples = [examples.get(k, (np.zeros(0, int), np.zeros((0, 384)))) for k in self.keys]
        self.centre = centre
        self.domains: dict[str, np.ndarray] = {
            domain: np.array([i for i, k in enumerate(self.keys) if k[0] == domain])
            for domain in dict.fromkeys(k[0] for k in self.keys)
        }
        first = np.stack([t[0] for t in self.texts]) - centre
        first /= np.linalg.norm(first, axis=1, keepdims=True)
        self.alike = first @ first.T

    def ask(self, domain: str, mentioned: list[int], rng: np.random.Generator) -> np.ndarray:
        """Choose the issues to ask of one comment: all it mentions first, then others."""
        own = self.domains[domain]
        others = np.setdiff1d(own, mentioned)
        room = max(ASKED - len(mentioned) - FOREIGN, 2)
        picked = rng.permutation(others)[:room]
        far = (
            np.flatnonzero(self.alike[mentioned].max(0) < TOO_CLOSE)
            if mentioned
            else np.arange(len(self.keys))
        )
        foreign = rng.permutation(np.setdiff1d(far, own))[:FOREIGN]
        return np.concatenate([mentioned, picked, foreign])[:ASKED].astype(int)

    def vectors(
        self, issue: int, row: int, rng: np.random.Generator | None
    ) -> tuple[np.ndarray, np.ndarray]:
        """Return a text vector and example vectors, drawn at random; plain without `rng`."""
        if rng is None:
            return self.texts[issue][0], np.zeros((0, 384), np.float32)
        variants = self.texts[issue]
        text = variants[0 if rng.random() < 0.35 else rng.integers(len(variants))]
        rows, examples = self.examples[issue]
        usable = np.flatnonzero(rows != row)
        if rng.random() < 0.5 or not len(usable):
            return text, np.zeros((0, 384), np.float32)
        return text, examples[rng.permutation(usable)[: rng.integers(1, 9)]]

    def likeness(self, mean: np.ndarray, text: np.ndarray, examples: np.ndarray) -> list[float]:
        """Return what `IssueHead._likeness` does for one issue."""
        a = mean - self.centre
        b = np.concatenate([text[None], examples]) - self.centre
        cosines = b @ a / (np.linalg.norm(a) * np.linalg.norm(b, axis=1) + 1e-9)
        rest = cosines[1:]
        if len(rest):
            return [cosines[0], rest.max(), rest.mean(), 1.0]
        return [cosines[0], 0.0, 0.0, 0.0]


class IssueRows:
    """Comments judged against lists of issues."""

    def __init__(
        self, pool: Pool, domains: list[str], labels: list[list[Label]], bank: IssueBank
    ) -> None:
        self.pool, self.domains, self.bank = pool, domains, bank
        self.labels = [
            {bank.number[d, x.issue]: x for x in ls if (d, x.issue) in bank.number}
            for d, ls in zip(domains, labels, strict=True)
        ]
        self.means = np.stack([pool.states(i).astype(np.float32).mean(0) for i in range(len(pool))])

    def batch(self, rows: np.ndarray, rng: np.random.Generator) -> dict[str, Tensor]:
        """Return the inputs and targets of one training step."""
        states, mask = self.pool.padded(rows)
        shape = (len(rows), ASKED)
        text = np.zeros((*shape, 384), np.float32)
        example = np.zeros((*shape, 384), np.float32)
        likeness = np.zeros((*shape, 4), np.float32)
        asked = np.zeros(shape, bool)
        mention = np.zeros(shape, np.float32)
        feeling = np.full(shape, -1)
        where = np.zeros((*shape, states.shape[1]), bool)
        for i, row in enumerate(rows):
            found = self.labels[row]
            issues = self.bank.ask(self.domains[row], list(found), rng)
            for j, issue in enumerate(issues):
                t, e = self.bank.vectors(issue, int(row), rng)
                text[i, j], example[i, j] = t, e.mean(0) if len(e) else 0
                likeness[i, j] = self.bank.likeness(self.means[row], t, e)
                asked[i, j] = True
                label = found.get(int(issue))
                mention[i, j] = label is not None
                if label is not None and label.feeling is not None:
                    feeling[i, j] = FEELINGS.index(label.feeling)
                if label is not None and label.span is not None:
                    spans = self.pool.spans(row)
                    inside = (spans[:, 1] > label.span[0]) & (spans[:, 0] < label.span[1])
                    where[i, j, : len(spans)] = inside
        arrays = {"states": states, "mask": mask, "text": text, "example": example}
        targets = {"asked": asked, "mention": mention, "feeling": feeling, "where": where}
        return {
            k: torch.as_tensor(v) for k, v in {**arrays, "likeness": likeness, **targets}.items()
        }


def loss_of(net: IssueNet, b: dict[str, Tensor]) -> Tensor:
    """Mention, feeling and place: cross-entropies over what is labelled."""
    mention, feeling, attention = net(
        b["states"], b["mask"], b["text"], b["example"], b["likeness"]
    )
    f = torch.nn.functional
    asked = b["asked"]
    loss = f.binary_cross_entropy_with_logits(mention[asked], b["mention"][asked])
    felt = b["feeling"] >= 0
    if felt.any():
        share = felt.sum() / asked.sum()
        loss = loss + share * f.cross_entropy(feeling[felt], b["feeling"][felt])
    placed = b["where"].any(-1)
    if placed.any():
        mass = (attention * b["where"]).sum(-1)[placed]
        loss = loss - 0.3 * placed.sum() / asked.sum() * torch.log(mass + 1e-6).mean()
    return loss


def train(rows: IssueRows, epochs: int, seed: int, rate: float = 1.5e-3) -> IssueNet:
    """Train with AdamW and one cycle of the learning rate."""
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    net = IssueNet(torch.from_numpy(rows.bank.centre))
    optimiser = torch.optim.AdamW(net.parameters(), lr=rate, weight_decay=0.02)
    lengths = rows.pool.lengths()
    steps = epochs * (len(rows.pool) // BATCH + 1)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, rate, total_steps=steps, pct_start=0.1
    )
    for epoch in range(epochs):
        net.train()
        total, count = 0.0, 0
        for batch in shuffled(lengths, BATCH, rng):
            loss = loss_of(net, rows.batch(batch, rng))
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            total, count = total + loss.item(), count + 1
        print(f"issues epoch {epoch}: loss {total / count:.4f}", flush=True)
    return net.eval()


def choose_threshold(net: IssueNet, rows: IssueRows) -> float:
    """Return the mention probability with the best mean F1 over lists, one for all of them.

    Each row is asked about the whole list it was judged against, as it will be in use; our own
    lists come with their examples.
    """
    truth: dict[str, list[np.ndarray]] = {}
    guess: dict[str, list[np.ndarray]] = {}
    for row, domain in enumerate(rows.domains):
        issues = rows.bank.domains[domain]
        found = rows.labels[row]
        truth.setdefault(domain, []).append(np.array([int(i) in found for i in issues]))
        guess.setdefault(domain, []).append(_whole_list(net, rows, row, issues))
    pairs = [(np.stack(truth[d]), np.stack(guess[d])) for d in truth]
    grid = np.arange(0.2, 0.8, 0.02)
    scores = [np.mean([_micro_f1(t, g >= cut) for t, g in pairs]) for cut in grid]
    best = int(np.argmax(scores))
    print(f"threshold {grid[best]:.2f}: mean F1 {scores[best]:.4f}, {len(pairs)} lists", flush=True)
    return round(float(grid[best]), 2)


def _whole_list(net: IssueNet, rows: IssueRows, row: int, issues: np.ndarray) -> np.ndarray:
    """Return the probability that a comment mentions each issue of its list."""
    bank, ours = rows.bank, rows.domains[row].startswith("list/")
    nothing = np.zeros((0, HIDDEN), np.float32)
    texts = [bank.texts[i][0] for i in issues]
    shown = [bank.examples[i][1] if ours else nothing for i in issues]
    likeness = [bank.likeness(rows.means[row], t, e) for t, e in zip(texts, shown, strict=True)]
    moved = [e.mean(0) if len(e) else np.zeros(HIDDEN, np.float32) for e in shown]
    states, mask = rows.pool.padded(np.array([row]))
    arrays = (np.stack(x)[None].astype(np.float32) for x in (texts, moved, np.array(likeness)))
    with torch.no_grad():
        mention, _, _ = net(states, mask, *(torch.from_numpy(x) for x in arrays))
    return torch.sigmoid(mention)[0].numpy()


def _micro_f1(truth: np.ndarray, hit: np.ndarray) -> float:
    return float(2 * (hit & truth).sum() / max(1, hit.sum() + truth.sum()))
