"""A table of vectors, four bits a weight."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

BLOCK = 32


@dataclass(frozen=True)
class PackedVectors:
    """Vectors, of pieces or of phrases, in blocks of 32 four-bit weights.

    Parameters
    ----------
    codes : uint8 array, (rows, blocks, 16)
        The low halves are the block's first 16 weights, the high halves the last 16; each is the
        weight plus 8, in steps of the block's scale.
    scales : float16 array, (rows, blocks)
        The step of each block.
    """

    codes: NDArray[np.uint8]
    scales: NDArray[np.float16]

    def __getitem__(self, rows: NDArray[np.integer]) -> NDArray[np.float32]:
        """Return the vectors of rows given by number: one more axis, blocks * 32 long."""
        packed = self.codes[rows]
        halves = np.concatenate([packed & 15, packed >> 4], axis=-1).astype(np.float32) - 8
        steps = self.scales[rows].astype(np.float32)[..., None]
        return np.asarray(
            (halves * steps).reshape(*rows.shape, self.codes.shape[1] * BLOCK), np.float32
        )
