"""Parts of a row are told apart, and handed out with others of their length."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis.strategies import integers, lists

from cxnlp.model.parts import Parts

counts = lists(integers(1, 4), max_size=8)


@given(counts)
def test_every_part_comes_once_with_its_tokens(lengths: list[int]) -> None:
    parts = Parts(np.array(lengths, np.int64))
    tokens = np.arange(sum(lengths), dtype=np.float32)[:, None]
    seen = []
    for some, (own, twice) in parts.blocks(tokens, np.hstack([tokens, 2 * tokens])):
        seen += list(range(some.start, some.stop))
        for part, block, both in zip(range(some.start, some.stop), own, twice, strict=True):
            start = parts.starts[part]
            assert block[:, 0].tolist() == list(range(start, start + lengths[part]))
            assert both[:, 1].tolist() == [2 * x for x in block[:, 0].tolist()]
    assert seen == list(range(len(lengths)))


@given(counts)
def test_parts_of_one_length_side_by_side_come_together(lengths: list[int]) -> None:
    sizes = [
        own.shape[1]
        for _, (own,) in Parts(np.array(sorted(lengths), np.int64)).blocks(
            np.zeros((sum(lengths), 1), np.float32)
        )
    ]
    assert sizes == sorted(set(lengths))


@given(counts.filter(bool), lists(integers(0, 100), max_size=6))
def test_tokens_of_chosen_parts_are_theirs(lengths: list[int], drawn: list[int]) -> None:
    parts = Parts(np.array(lengths, np.int64))
    chosen = np.array([i % len(lengths) for i in drawn], np.int64)
    expected = [parts.starts[i] + k for i in chosen.tolist() for k in range(lengths[i])]
    assert parts.tokens_of(chosen).tolist() == expected
