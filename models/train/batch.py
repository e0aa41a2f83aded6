"""A batch as tensors: what is read, and what people said of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import torch
from bank import MOST_SHOWN
from corpus import FEELINGS
from torch import Tensor

PAD = 1
UNSAID = -1


@dataclass
class Row:
    """A comment as the model reads it: all pieces, and which of them are the comment's own."""

    pieces: np.ndarray
    first: int
    spans: np.ndarray


class Batch(NamedTuple):
    """Some comments: b comments of t tokens, of which l are asked n issues each.

    `mask` is true at real tokens, `own` at the comments' own, `hidden` at those whose words are
    hidden. `sentiment` is a class or `UNSAID`, of `weight`; `signals` are the aims of those that
    are `judged`. `listed` are the places of the l comments. `text` and `examples` are rows of the
    bank's vectors, of which `shown` are real, as `asked` are of the issues; where people `told` of
    an issue, `mention` says whether it is there, `feeling` is a class or `UNSAID`, and `where` is
    true at the tokens that say so.
    """

    pieces: Tensor
    mask: Tensor
    own: Tensor
    hidden: Tensor
    source: Tensor
    sentiment: Tensor
    weight: Tensor
    grams: Tensor
    offsets: Tensor
    signals: Tensor
    judged: Tensor
    listed: Tensor
    text: Tensor
    examples: Tensor
    shown: Tensor
    asked: Tensor
    told: Tensor
    mention: Tensor
    feeling: Tensor
    where: Tensor

    def to(self, device: torch.device) -> Batch:
        """Return the batch on a device."""
        return Batch(*(tensor.to(device, non_blocking=True) for tensor in self))


def rounded(lengths: np.ndarray) -> np.ndarray:
    """Round numbers of tokens up to a multiple of eight."""
    return -(-lengths // 8) * 8


def padded(rows: Sequence[Row]) -> tuple[Tensor, Tensor, Tensor]:
    """Return pieces, the mask of real tokens, and the mask of the comments' own tokens."""
    longest = int(rounded(np.array([len(r.pieces) for r in rows])).max())
    pieces = torch.full((len(rows), longest), PAD)
    mask = torch.zeros(len(rows), longest, dtype=torch.bool)
    own = torch.zeros(len(rows), longest, dtype=torch.bool)
    for i, row in enumerate(rows):
        pieces[i, : len(row.pieces)] = torch.from_numpy(row.pieces)
        mask[i, : len(row.pieces)] = True
        own[i, row.first : row.first + len(row.spans)] = True
    return pieces, mask, own


class Asked:
    """What some comments are asked of issues, filled in one by one.

    Parameters
    ----------
    comments, issues, tokens : int
        The most of each.
    """

    def __init__(self, comments: int, issues: int, tokens: int) -> None:
        shape = (comments, issues)
        self.text = np.zeros(shape, int)
        self.examples = np.zeros((*shape, MOST_SHOWN), int)
        self.shown = np.zeros((*shape, MOST_SHOWN), bool)
        self.asked = np.zeros(shape, bool)
        self.told = np.zeros(shape, bool)
        self.mention = np.zeros(shape, np.float32)
        self.feeling = np.full(shape, UNSAID)
        self.where = np.zeros((*shape, tokens), bool)

    def ask(self, i: int, j: int, text: int, examples: np.ndarray, told: bool) -> None:
        """Ask the j-th issue of the i-th comment in these words."""
        self.text[i, j] = text
        self.examples[i, j, : len(examples)] = examples
        self.shown[i, j, : len(examples)] = True
        self.asked[i, j] = True
        self.told[i, j] = told

    def find(self, i: int, j: int, feeling: str | None, place: tuple | None, row: Row) -> None:
        """Say that the i-th comment mentions its j-th issue, how it feels, and where."""
        self.mention[i, j] = 1
        if feeling is not None:
            self.feeling[i, j] = FEELINGS.index(feeling)
        if place is not None:
            inside = (row.spans[:, 1] > place[0]) & (row.spans[:, 0] < place[1])
            self.where[i, j, row.first : row.first + len(row.spans)] = inside

    def tensors(self) -> tuple[Tensor, ...]:
        """Return everything in the order of `Batch`."""
        parts = (self.text, self.examples, self.shown, self.asked, self.told)
        labels = (self.mention, self.feeling, self.where)
        return tuple(torch.from_numpy(array) for array in (*parts, *labels))
