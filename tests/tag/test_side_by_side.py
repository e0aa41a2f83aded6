"""Chunks side by side: in order, few ahead, and each distinct comment read once."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest

from cxnlp.issues import Taxonomy
from cxnlp.model import Bundle
from cxnlp.tag import Tagger, tagger
from cxnlp.tag.side_by_side import in_order


@pytest.mark.parametrize("workers", [1, 2, 3, 50])
@pytest.mark.parametrize("parts", [0, 1, 2, 20])
def test_results_come_in_order_whatever_is_done_first(workers: int, parts: int) -> None:
    def work(part: int) -> int:
        time.sleep(0.002 * (part % 3 == 0))
        return part * part

    assert list(in_order(work, range(parts), workers)) == [part**2 for part in range(parts)]


def counting() -> tuple[list[int], Callable[[int], int]]:
    begun: list[int] = []

    def work(part: int) -> int:
        begun.append(part)
        if part == 5:
            raise ValueError("five")
        return part

    return begun, work


@pytest.mark.parametrize("workers", [1, 2])
def test_no_more_is_begun_than_is_wanted(workers: int) -> None:
    begun, work = counting()
    results = in_order(work, range(5), workers)
    assert next(results) == 0
    assert isinstance(results, Iterator)
    results.close()  # type: ignore[attr-defined]
    assert len(begun) <= workers + 1


@pytest.mark.parametrize("workers", [1, 2])
def test_an_error_comes_in_its_turn_and_ends_the_work(workers: int) -> None:
    begun, work = counting()
    results = in_order(work, range(100), workers)
    assert [next(results) for _ in range(5)] == [0, 1, 2, 3, 4]
    with pytest.raises(ValueError, match="five"):
        next(results)
    assert len(begun) <= 5 + workers + 1


def test_many_comments_get_what_each_gets_alone(
    bundle: Bundle, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Equal bits, in chunks of three in two threads; repeated comments are encoded once."""
    monkeypatch.setattr(tagger, "FEW", 2)
    monkeypatch.setattr(tagger, "CHUNK", 3)
    opened = Tagger(Bundle(bundle.folder, bundle.config, threads=2), Taxonomy.load("hotel"))
    texts = [f"Room {place % 7} was cold, but the staff were kind" for place in range(17)]
    texts[4] = "-"
    read: list[str] = []
    encoder = type(opened.bundle.encoder)
    states = encoder.states

    def noted(self: object, some: list[str], *more: object) -> object:
        read.extend(some)
        return states(self, some, *more)  # type: ignore[arg-type]

    opened.queries  # noqa: B018 - the list is read before the comments
    monkeypatch.setattr(encoder, "states", noted)
    together = opened.predict(texts)
    told = list(opened.stream_clauses(texts))
    assert sorted(read) == sorted(2 * [text for text in dict.fromkeys(texts) if text != "-"])
    monkeypatch.undo()
    for text, found, (same, clauses) in zip(texts, together, told, strict=True):
        assert opened.predict([text]) == [found] == [same]
        assert found.text == text
        assert bool(clauses) == (text != "-")
