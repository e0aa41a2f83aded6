"""A tagger without a model and a survey without customers, to test what is built on cxnlp.

>>> import cxnlp
>>> from cxnlp.testing import FakeTagger, make_survey
>>> analysis = cxnlp.analyze(make_survey(), tagger=FakeTagger())
>>> sorted(set(analysis.mentions["issue"]))
['price', 'speed', 'staff']
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cxnlp.issues import Issue, Taxonomy
from cxnlp.tag.base import BaseTagger
from cxnlp.tag.clauses import ClauseReading, Told
from cxnlp.tag.evidence import LONGEST
from cxnlp.tag.form import Form
from cxnlp.tag.inputs import Answer
from cxnlp.tag.interface import Questions
from cxnlp.tag.prediction import Evidence, Mention, Prediction, Sentiment, Signal, signal_fields
from cxnlp.text.segment import clauses

FAKE_HIDDEN = 64
GOOD = ("good", "great", "ดี", "خوب", "tốt")
BAD = ("bad", "poor", "แย่", "افتضاح", "tệ")
SIGNS: Mapping[str, Sequence[str]] = {
    "suggestion": ("should", "ควร", "باید", "nên"),
    "request": ("please", "ช่วย", "لطفا", "làm ơn"),
    "complaint": BAD,
    "easy": ("easy", "ง่าย", "آسان", "dễ"),
    "hard": ("difficult", "ยาก", "سخت", "khó"),
    "leave": ("switch", "ย้ายค่าย", "عوض", "chuyển mạng"),
    "anger": ("furious", "โมโห", "عصبانی", "bực"),
    "joy": ("happy", "ดีใจ", "خوشحال", "vui"),
}
"""Words by which `FakeTagger` knows what a comment does, by the name of the signal."""

SAYINGS: Mapping[tuple[str, str], Sequence[str]] = {
    ("price", "negative"): ("bad price for what we get", "ราคาแย่มากครับ", "قیمت افتضاح", "giá tệ"),
    ("price", "positive"): ("a good price all in all", "ราคาดีมากค่ะ", "قیمت خوب", "giá tốt"),
    ("speed", "negative"): ("poor speed every evening", "ความเร็วแย่", "سرعت افتضاح", "tốc độ tệ"),
    ("speed", "positive"): ("great speed at home", "ความเร็วดี", "سرعت خوب", "tốc độ tốt"),
    ("staff", "negative"): (
        "the staff was bad to us",
        "พนักงานแย่",
        "کارکنان افتضاح",
        "nhân viên tệ",
    ),
    ("staff", "positive"): ("such great staff", "พนักงานดี", "کارکنان خوب", "nhân viên tốt"),
}
"""What the customers of `make_survey` say of an issue, in English, Thai, Persian, Vietnamese."""

EFFECTS: Mapping[tuple[str, str], float] = {
    ("price", "negative"): -2.5,
    ("price", "positive"): 0.5,
    ("speed", "negative"): -1.5,
    ("speed", "positive"): 1.0,
    ("staff", "negative"): -1.0,
    ("staff", "positive"): 1.5,
}
"""What a mention adds to the score of `make_survey`, before it is rounded and kept in 0-10."""


def small_list() -> Taxonomy:
    """Return a list of three issues, two of them below a fourth, named in four languages."""
    return Taxonomy(
        "Small",
        (
            Issue("offer", "What is offered"),
            Issue("price", "Price", parent="offer", names=_names("ราคา", "قیمت", "giá")),
            Issue("speed", "Speed", parent="offer", names=_names("ความเร็ว", "سرعت", "tốc độ")),
            Issue("staff", "Staff", names=_names("พนักงาน", "کارکنان", "nhân viên")),
        ),
    )


def _names(th: str, fa: str, vi: str) -> dict[str, str]:
    return {"th": th, "fa": fa, "vi": vi}


@dataclass(frozen=True)
class FakeTagger(BaseTagger):
    """A tagger that looks for words: quick, exact, and without a model.

    It has the interface of `Tagger`, and what it returns keeps the same laws: evidence is cut from
    the comment, comments without content have no sentiment, a comment's answer depends on nothing
    but itself.

    Parameters
    ----------
    taxonomy : Taxonomy
        The known issues; `small_list` by default.
    keywords : mapping of str to sequence of str, optional
        By issue id, words that mention it wherever they stand, in any case. An issue that is not
        in it is known by its names.
    good, bad : sequence of str
        Words that make a clause, and the comment, positive or negative.
    signs : mapping of str to sequence of str
        Words that show a request, a complaint, effort, leaving or an emotion, by its name.

    Examples
    --------
    >>> found = FakeTagger().predict(["Good price, but poor speed every evening"])[0]
    >>> [(mention.id, mention.feeling, mention.evidence.text) for mention in found.issues]
    [('price', 'positive', 'Good price,'), ('speed', 'negative', 'but poor speed every evening')]
    """

    taxonomy: Taxonomy = field(default_factory=small_list)
    keywords: Mapping[str, Sequence[str]] = field(default_factory=dict)
    good: Sequence[str] = GOOD
    bad: Sequence[str] = BAD
    signs: Mapping[str, Sequence[str]] = field(default_factory=lambda: SIGNS)

    @property
    def model(self) -> dict[str, str]:
        """Name, version and a hash of the words that are looked for."""
        words = repr((sorted(self.keywords.items()), self.good, self.bad))
        digest = hashlib.sha256(words.encode()).hexdigest()
        return {"name": "fake", "version": "1", "sha256": digest}

    def read(self, answers: Sequence[Answer]) -> Iterator[Prediction]:
        """Tag distinct comments; what they answer is not read."""
        return (self._read(text) for text, _ in answers)

    def stream_clauses(self, texts: Iterable[str], questions: Questions = None) -> Iterator[Told]:
        """Tag comments as `stream` does; with each come its clauses.

        A clause's vector tells which issues' words and which other words are in it: clauses about
        one issue lie near one another, whatever their language.
        """
        for found in self.stream(texts, questions):
            form = Form.of(found.text)
            spans = clauses(form.opening) if form.is_read else []
            yield found, [self._clause(found.text, start, end) for start, end in spans]

    def _clause(self, text: str, start: int, end: int) -> ClauseReading:
        said = text[start:end]
        judged = self._sentiment(said)
        marks = [(issue.id, 4.0) for issue, words in self._words if words.search(said)]
        marks += [(word, 1.0) for word in said.casefold().split()]
        vector = sum((size * _direction(mark) for mark, size in marks), np.zeros(FAKE_HIDDEN))
        return ClauseReading(start, end, said, judged.label, vector.astype(np.float32))

    def _read(self, text: str) -> Prediction:
        form = Form.of(text)
        if not form.is_read:
            return form.unread()
        read = form.opening
        found = [(issue, words.search(read)) for issue, words in self._words]
        cut = clauses(read)
        issues = tuple(
            self._mention(issue, text, cut, match.start()) for issue, match in found if match
        )
        signals = self._signals(text, cut)
        sentiment = self._sentiment(read)
        return Prediction(text, form.language, False, sentiment, issues, **signal_fields(signals))

    def _signals(self, text: str, spans: Sequence[tuple[int, int]]) -> list[Signal]:
        matches = {name: _any_of(words).search(text) for name, words in self.signs.items()}
        return [
            Signal(name, 0.9, _quote(text, spans, match.start()))
            for name, match in matches.items()
            if match
        ]

    def _mention(
        self, issue: Issue, text: str, spans: Sequence[tuple[int, int]], place: int
    ) -> Mention:
        evidence = _quote(text, spans, place)
        good, bad = _count(self.good, evidence.text), _count(self.bad, evidence.text)
        feeling = (
            "mixed" if good and bad else "positive" if good else "negative" if bad else "neutral"
        )
        return Mention(issue.id, issue.name, 0.9, feeling, evidence)

    def _sentiment(self, text: str) -> Sentiment:
        good, bad = _count(self.good, text), _count(self.bad, text)
        weights = {"negative": bad + 0.5, "neutral": 0.5 + (good == bad), "positive": good + 0.5}
        total = sum(weights.values())
        label = max(weights, key=weights.__getitem__)
        negative, neutral, positive = (weight / total for weight in weights.values())
        return Sentiment(label, negative, neutral, positive)

    @cached_property
    def _words(self) -> list[tuple[Issue, re.Pattern[str]]]:
        return [
            (issue, _any_of(self.keywords.get(issue.id) or (issue.name, *issue.names.values())))
            for issue in self.taxonomy.leaves()
        ]


def _quote(text: str, spans: Sequence[tuple[int, int]], place: int) -> Evidence:
    """Return the clause at a place; of one too long to read, the words around it."""
    start, end = next(((a, b) for a, b in spans if a <= place < b), (place, len(text)))
    start, end = max(start, place - LONGEST // 2), min(end, place + LONGEST // 2)
    return Evidence(start, end, text[start:end])


def _direction(mark: str) -> NDArray[np.float64]:
    """Return a direction for a word or an issue, always the same."""
    seed = int.from_bytes(hashlib.blake2b(mark.encode(), digest_size=8).digest(), "little")
    return np.random.default_rng(seed).standard_normal(FAKE_HIDDEN)


def _any_of(words: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, words)), re.IGNORECASE)


def _count(words: Sequence[str], text: str) -> int:
    return len(_any_of(words).findall(text))


def make_survey(n: int = 120, seed: int = 0) -> pd.DataFrame:
    """Return an invented NPS survey in which it is known what the issues do to the score.

    Parameters
    ----------
    n : int
        Number of responses.
    seed : int
        The same seed gives the same survey.

    Returns
    -------
    DataFrame
        `id`, `date`, `plan` ("basic" or "plus"), `nps` (0-10), `comment` (in four languages, one in
        ten blank, one in twenty a dash). Each issue of `small_list` is mentioned by one in three
        of those who write; `EFFECTS` says what that adds to the score.
    """
    random = np.random.default_rng(seed)
    rows = [_response(random) for _ in range(n)]
    days = pd.Timestamp("2026-01-01") + pd.to_timedelta(random.integers(0, 90, n), unit="D")
    return pd.DataFrame(
        {
            "id": [f"R{i:04d}" for i in range(1, n + 1)],
            "date": days.strftime("%Y-%m-%d"),
            "plan": random.choice(["basic", "plus"], n),
            "nps": [score for score, _ in rows],
            "comment": [comment for _, comment in rows],
        }
    )


def _response(random: np.random.Generator) -> tuple[int, str]:
    latent = 8.0 + 1.5 * random.standard_normal()
    silent, language = random.random(), int(random.integers(4))
    said = []
    for issue in ("price", "speed", "staff"):
        feeling = "negative" if random.random() < 0.6 else "positive"
        if silent > 0.15 and random.random() < 1 / 3:
            said.append(SAYINGS[issue, feeling][language])
            latent += EFFECTS[issue, feeling]
    empty = "" if silent < 0.1 else "-" if silent < 0.15 else "ok 👍"
    return int(np.clip(np.round(latent), 0, 10)), "\n".join(said) or empty
