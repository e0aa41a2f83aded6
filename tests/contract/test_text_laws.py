"""Laws that every tagger keeps, the real one and the fake, each with a tagger that breaks it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from cxnlp.issues import Taxonomy
from cxnlp.model import Bundle
from cxnlp.tag import Prediction, Sentiment, Tagger, TaggerLike
from cxnlp.testing import FakeTagger

COMMENTS = [
    "Great price, but the speed is poor and the staff was bad to us",
    "พนักงานดีมาก แต่ราคาแย่",
    "سرعت افتضاح ولی کارکنان خوب",
    "giá tốt nhưng tốc độ tệ",
    "",
    "   \n",
    "-",
    "ไม่มี",
    "👍👍",
    "ok",
    "The signal drops every evening. " * 20,
    "giá tốt nhưng tốc độ tệ",
    "\u200f\u202egnorw si siht\x00 \ud83d",
    "ᎣᏏᏲ ᏙᎯᏧ",
    "bad",
]
Law = Callable[[TaggerLike], None]


def containers_agree(tagger: TaggerLike) -> None:
    plain = tagger.predict(COMMENTS)
    odd = pd.Series(COMMENTS, index=np.arange(len(COMMENTS))[::-1] + 0.5, dtype=object)
    assert tagger.predict(odd) == plain
    assert tagger.predict(np.array(COMMENTS, dtype=object)) == plain
    assert tagger.predict(tuple(COMMENTS)) == plain
    assert tagger.predict(text for text in COMMENTS) == plain
    assert list(tagger.stream(COMMENTS)) == plain


def company_changes_nothing(tagger: TaggerLike) -> None:
    assert [tagger.predict([text])[0] for text in COMMENTS] == tagger.predict(COMMENTS)
    assert tagger.predict(COMMENTS * 30)[-len(COMMENTS) :] == tagger.predict(COMMENTS)


def order_changes_nothing(tagger: TaggerLike) -> None:
    assert tagger.predict(COMMENTS[::-1])[::-1] == tagger.predict(COMMENTS)


def again_is_the_same(tagger: TaggerLike) -> None:
    assert tagger.predict(COMMENTS) == tagger.predict(COMMENTS)


def nothing_gives_nothing(tagger: TaggerLike) -> None:
    assert tagger.predict([]) == []
    assert tagger.predict(pd.Series([], dtype=object)) == []
    assert list(tagger.stream([])) == []


def one_string_is_refused(tagger: TaggerLike) -> None:
    for ask in (tagger.predict, tagger.stream):
        with pytest.raises(TypeError, match="put it in a list"):
            ask("a lone comment")


def what_is_no_text_is_refused(tagger: TaggerLike) -> None:
    for odd in (None, float("nan"), 7, b"bytes", ["nested"]):
        with pytest.raises(TypeError, match=f"found {type(odd).__name__} at 1"):
            tagger.stream(["fine", odd])


def blank_says_nothing(tagger: TaggerLike) -> None:
    for found in tagger.predict(["", " \n\t", "\u200b"]):
        assert found.no_content
        assert found.sentiment is None
        assert found.issues == ()


def text_comes_back(tagger: TaggerLike) -> None:
    assert [found.text for found in tagger.predict(COMMENTS)] == COMMENTS


LAWS: tuple[Law, ...] = (
    containers_agree,
    company_changes_nothing,
    order_changes_nothing,
    again_is_the_same,
    nothing_gives_nothing,
    one_string_is_refused,
    what_is_no_text_is_refused,
    blank_says_nothing,
    text_comes_back,
)


@pytest.fixture(scope="module", params=["tagger", "fast_tagger", "fake"])
def either(request: pytest.FixtureRequest) -> TaggerLike:
    return FakeTagger() if request.param == "fake" else request.getfixturevalue(request.param)


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
def test_the_law_holds(law: Law, either: TaggerLike) -> None:
    law(either)


@dataclass(frozen=True)
class Broken(FakeTagger):
    """A tagger of which `spoil` breaks one law."""

    def stream(self, texts: Iterable[str]) -> Iterator[Prediction]:
        return iter(self.spoil(list(super().stream(texts))))

    def spoil(self, found: list[Prediction]) -> list[Prediction]:
        return found


class ByPosition(Broken):
    def stream(self, texts):
        return super().stream([texts[i] for i in range(len(texts))])


class ByTheRest(Broken):
    def spoil(self, found):
        share = sum(bool(each.issues) for each in found) / max(len(found), 1)
        tint = Sentiment("neutral", share / 1e6, 1 - share / 1e6, 0.0)
        return [replace(each, sentiment=tint if each.sentiment else None) for each in found]


class BySequence(Broken):
    def spoil(self, found):
        return [replace(each, language=f"{i % 4}") for i, each in enumerate(found)]


class ByChance(Broken):
    def spoil(self, found):
        return [replace(each, language=str(id(each))) for each in found]


class NeverEmpty(Broken):
    def spoil(self, found):
        return found or super().predict(["x"])


class Lenient(Broken):
    def stream(self, texts):
        return super().stream([str(text) for text in texts])


class Talkative(Broken):
    def spoil(self, found):
        return [replace(each, no_content=False) for each in found]


class Tidy(Broken):
    def spoil(self, found):
        return [replace(each, text=each.text.strip()) for each in found]


@pytest.mark.parametrize(
    ("law", "breaker"),
    [
        (containers_agree, ByPosition),
        (company_changes_nothing, ByTheRest),
        (order_changes_nothing, BySequence),
        (again_is_the_same, ByChance),
        (nothing_gives_nothing, NeverEmpty),
        (one_string_is_refused, Lenient),
        (what_is_no_text_is_refused, Lenient),
        (blank_says_nothing, Talkative),
        (text_comes_back, Tidy),
    ],
    ids=lambda each: each.__name__,
)
def test_a_tagger_that_breaks_the_law_is_caught(law: Law, breaker: type[Broken]) -> None:
    kept = (AssertionError, TypeError, KeyError, pytest.fail.Exception)
    with pytest.raises(kept):
        law(breaker())


def test_constructors_only_store() -> None:
    taxonomy = Taxonomy.load("telecom")
    bundle = Bundle(Path("there is no such folder"), {}, threads=3)
    assert vars(bundle) == {
        "folder": Path("there is no such folder"),
        "config": {},
        "threads": 3,
        "lesson": None,
    }
    assert vars(Tagger(bundle, taxonomy)) == {"bundle": bundle, "taxonomy": taxonomy}
    fake = FakeTagger(taxonomy, {"price": ["cost"]}, ["fine"], ["grim"])
    assert list(vars(fake).values())[:4] == [taxonomy, {"price": ["cost"]}, ["fine"], ["grim"]]
