"""Phrases get the same bucket wherever they stand, whichever library hashes them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis.strategies import integers, lists

from cxnlp.model.phrases import phrases

BITS = 19
rows = lists(integers(0, 250_000), min_size=3, max_size=12).map(lambda some: np.array(some))


@given(rows, integers(1, 24))
def test_buckets_are_of_the_number_there_is(pieces: np.ndarray, bits: int) -> None:
    for found in phrases(pieces[:-2], pieces[1:-1], pieces[2:], bits):
        assert found.dtype == np.int64
        assert np.all((found >= 0) & (found < 2**bits))


@given(rows)
def test_a_phrase_has_its_bucket_in_any_company(pieces: np.ndarray) -> None:
    together = phrases(pieces[:-2], pieces[1:-1], pieces[2:], BITS)
    for i in range(len(pieces) - 2):
        alone = phrases(*(pieces[i + k : i + k + 1] for k in range(3)), BITS)
        assert [each[i] for each in together] == [each[0] for each in alone]


def test_order_counts_and_buckets_are_spread() -> None:
    first, second = (each.ravel() for each in np.indices((400, 400)))
    nothing = np.full(len(first), 500)
    pairs, triples = phrases(first, second, nothing, BITS)
    assert np.mean(pairs == pairs.reshape(400, 400).T.ravel()) < 0.01
    # So many thrown at random into so many buckets leave e^(-n/m) of them empty.
    expected = 1 - np.exp(-len(first) / 2**BITS)
    for found in (pairs, triples):
        assert len(np.unique(found)) / 2**BITS > 0.95 * expected


@given(rows)
def test_torch_hashes_alike(pieces: np.ndarray) -> None:
    torch = pytest.importorskip("torch", reason="needs the extra `train`")
    ours = phrases(pieces[:-2], pieces[1:-1], pieces[2:], BITS)
    row = torch.from_numpy(pieces)
    theirs = phrases(row[:-2], row[1:-1], row[2:], BITS)
    assert [each.tolist() for each in ours] == [each.tolist() for each in theirs]
