"""The queue: order, company, bounds, failures, the end."""

from __future__ import annotations

import asyncio

import pytest

from cxnlp.serve.queue import Failure, ModelQueue, QueueClosed, QueueFull
from cxnlp.testing import FakeTagger
from tests.serve.serving import Fragile, Gated


def run(story, tagger, **sizes):
    async def told():
        queue = ModelQueue(**{"waiting": 100, "together": 4, **sizes})
        await queue.start()
        try:
            return await asyncio.wait_for(story(queue, tagger), 60)
        finally:
            gate = getattr(tagger, "gate", None)
            if gate is not None:
                gate.set()
            await queue.close()

    return asyncio.run(told())


def some(*texts):
    return [(text, None) for text in texts]


def test_passes_are_bounded_and_in_order():
    tagger = Gated()

    async def story(queue, tagger):
        first = asyncio.create_task(queue.read(tagger, some("a")))
        await asyncio.sleep(0.05)
        rest = asyncio.create_task(queue.read(tagger, some(*"bcdefg")))
        await asyncio.sleep(0.05)
        tagger.gate.set()
        return [found.text for found in (await rest).outcomes], await first

    texts, _ = run(story, tagger)
    assert texts == list("bcdefg")
    assert tagger.passes == [["a"], list("bcde"), list("fg")]


def test_who_is_at_the_door_comes_along():
    tagger = Gated()
    tagger.gate.set()

    async def story(queue, tagger):
        async def after(turns, text):
            for _ in range(turns):
                await asyncio.sleep(0)
            return await queue.read(tagger, some(text))

        return await asyncio.gather(*(after(turns, text) for turns, text in enumerate("abc")))

    run(story, tagger)
    assert tagger.passes == [list("abc")]


def test_taggers_do_not_mix():
    one, two = Gated(), Gated(good=("x",))
    one.gate.set()

    async def story(queue, tagger):
        asked = [queue.read(each, some(f"{i}")) for i, each in enumerate([one, two, one, two])]
        two.gate.set()
        return await asyncio.gather(*asked)

    run(story, one)
    assert sorted(map(sorted, one.passes)) == [["0", "2"]]
    assert sorted(map(sorted, two.passes)) == [["1", "3"]]


def test_what_does_not_fit_is_not_taken_in_part():
    tagger = Gated()

    async def story(queue, tagger):
        asked = [asyncio.create_task(queue.read(tagger, some("a")))]
        await asyncio.sleep(0.05)
        asked.append(asyncio.create_task(queue.read(tagger, some("b", "c"))))
        await asyncio.sleep(0.05)
        with pytest.raises(QueueFull) as full:
            await queue.read(tagger, some("d", "e"))
        assert full.value.retry_after >= 1
        assert queue.waiting == 2
        asked.append(asyncio.create_task(queue.read(tagger, some("d", "e"), counted=False)))
        tagger.gate.set()
        return await asyncio.gather(*asked)

    assert len(run(story, tagger, waiting=3)) == 3


def test_who_stops_waiting_leaves():
    tagger = Gated()

    async def story(queue, tagger):
        asked = asyncio.create_task(queue.read(tagger, some("a")))
        await asyncio.sleep(0.05)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(queue.read(tagger, some("b", "c")), 0.05)
        assert queue.waiting == 0
        tagger.gate.set()
        await asked

    run(story, tagger)
    assert tagger.passes == [["a"]]


def test_one_failure_spoils_no_other():
    async def story(queue, tagger):
        return (await queue.read(tagger, some("good price", "poison", "bad speed"))).outcomes

    first, failed, last = run(story, Fragile())
    assert failed == Failure("ValueError")
    assert [first, last] == FakeTagger().predict(["good price", "bad speed"])


def test_the_end_finishes_what_was_taken_and_takes_no_more():
    tagger = Gated()

    async def told():
        queue = ModelQueue(100, 1)
        await queue.start()
        asked = asyncio.create_task(queue.read(tagger, some("a", "b")))
        await asyncio.sleep(0.05)
        closing = asyncio.create_task(queue.close())
        await asyncio.sleep(0.05)
        with pytest.raises(QueueClosed):
            await queue.read(tagger, some("c"))
        assert not closing.done()
        tagger.gate.set()
        await asyncio.wait_for(closing, 60)
        return await asked

    assert [found.text for found in asyncio.run(told()).outcomes] == ["a", "b"]


def test_the_time_to_wait_grows_with_what_waits():
    queue = ModelQueue(10_000, 4)
    assert queue.retry_after == 1
    queue._pace = 0.01
    queue._places.extend([None] * 1000)
    assert queue.retry_after == 10
    queue._places.extend([None] * 9000)
    assert queue.retry_after == 60
