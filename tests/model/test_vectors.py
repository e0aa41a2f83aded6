"""Four-bit word vectors mean what their format says."""

from __future__ import annotations

import numpy as np
import pytest

from cxnlp.model import Bundle
from cxnlp.model.vectors import BLOCK, PackedVectors

PIECES, BLOCKS = 7, 3


@pytest.fixture(scope="module")
def vectors() -> PackedVectors:
    random = np.random.default_rng(5)
    codes = random.integers(0, 256, (PIECES, BLOCKS, BLOCK // 2), dtype=np.uint8)
    return PackedVectors(codes, random.normal(size=(PIECES, BLOCKS)).astype(np.float16))


def one_by_one(vectors: PackedVectors, piece: int) -> list[float]:
    """Read a vector weight by weight, as the format is described."""
    weights = []
    for block in range(BLOCKS):
        step = float(vectors.scales[piece, block])
        bytes_ = [int(code) for code in vectors.codes[piece, block]]
        nibbles = [code % 16 for code in bytes_] + [code // 16 for code in bytes_]
        weights += [(nibble - 8) * step for nibble in nibbles]
    return weights


def test_vectors_are_read_as_described(vectors: PackedVectors) -> None:
    for piece in range(PIECES):
        assert vectors[np.array([piece])][0].tolist() == one_by_one(vectors, piece)


def test_the_shape_is_that_of_the_pieces(vectors: PackedVectors) -> None:
    pieces = np.array([[0, 1, 2], [3, 4, 5]])
    found = vectors[pieces]
    assert found.shape == (2, 3, BLOCKS * BLOCK)
    assert found.dtype == np.float32
    assert np.array_equal(found[1, 0], vectors[np.array([3])][0])
    assert vectors[np.zeros(0, np.int64)].shape == (0, BLOCKS * BLOCK)


def test_the_shipped_vectors_belong_to_the_tokenizer(bundle: Bundle) -> None:
    words, tokenizer = bundle.encoder.words, bundle.encoder.tokenizer
    assert len(words.codes) == len(words.scales) == tokenizer.get_vocab_size()
    assert np.isfinite(words.scales).all()
