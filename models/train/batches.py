"""Stored states to padded batches of similar length."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import torch
from states import States
from torch import Tensor


class Pool:
    """Rows of several sets, each row a place in its set's stored states."""

    def __init__(self, sets: list[States], places: list[tuple[int, int]]) -> None:
        self.sets = sets
        self.places = places

    def __len__(self) -> int:
        return len(self.places)

    def states(self, row: int) -> np.ndarray:
        """Return the token states of one row, (tokens, hidden)."""
        which, position = self.places[row]
        return self.sets[which][position][0]

    def spans(self, row: int) -> np.ndarray:
        """Return the token spans of one row, (tokens, 2)."""
        which, position = self.places[row]
        return self.sets[which][position][1]

    def lengths(self) -> np.ndarray:
        """Return the number of tokens of each row."""
        ends = [np.diff(s.ends, prepend=0) for s in self.sets]
        return np.array([ends[which][position] for which, position in self.places])

    def padded(self, rows: np.ndarray) -> tuple[Tensor, Tensor]:
        """Return states (rows, tokens, hidden) and the mask of real tokens."""
        found = [self.states(row) for row in rows]
        longest = max(len(f) for f in found)
        states = np.zeros((len(rows), longest, found[0].shape[1]), np.float32)
        mask = np.zeros((len(rows), longest), bool)
        for i, vectors in enumerate(found):
            states[i, : len(vectors)] = vectors
            mask[i, : len(vectors)] = True
        return torch.from_numpy(states), torch.from_numpy(mask)


def shuffled(lengths: np.ndarray, size: int, rng: np.random.Generator) -> Iterator[np.ndarray]:
    """Yield batches of rows of similar length, in random order."""
    noisy = np.argsort(lengths + rng.uniform(0, 4, len(lengths)))
    batches = [noisy[i : i + size] for i in range(0, len(noisy), size)]
    for i in rng.permutation(len(batches)):
        yield batches[i]


def in_order(count: int, size: int) -> Iterator[np.ndarray]:
    """Yield batches of rows as they stand."""
    for start in range(0, count, size):
        yield np.arange(start, min(start + size, count))
