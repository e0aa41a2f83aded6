"""Some issues of a list are taught, and the others stay as they were."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import cxnlp
from cxnlp.errors import ModelError
from cxnlp.fit.beside import teach_beside
from cxnlp.issues import Issue, Taxonomy
from cxnlp.model import Bundle

LIST = Taxonomy(
    "Weather", (Issue("price", "Price"), Issue("blue", "Blue things"), Issue("staff", "Staff"))
)
SEA = ["The sky was wonderful", "We loved the sea", "The ocean was cold", "The open sea again"]
OTHER = ["The staff were kind", "Far too expensive", "An hour in the queue", "Good coffee"]
TEXTS = [f"{text} {when}" for text in [*SEA, *OTHER] for when in ("today", "on Monday", "once")]
SAID = np.array([[text.startswith(tuple(SEA))] for text in TEXTS])
NEW = ["The sea at night, and so expensive", "A rude waiter", "The sky over the ocean"]


@pytest.fixture(scope="module")
def lesson(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("lesson") / "sea"
    return teach_beside(place, LIST, ["blue"], TEXTS, [None] * len(TEXTS), SAID)


def test_what_was_taught_is_found_and_the_rest_as_before(lesson: Path) -> None:
    before = cxnlp.load("base", LIST).predict(NEW)
    after = cxnlp.load(lesson, LIST).predict(NEW)
    blue = [{m.id for m in each.issues} & {"blue"} for each in after]
    assert blue == [{"blue"}, set(), {"blue"}]
    for old, new in zip(before, after, strict=True):
        others = [
            [
                (m.id, pytest.approx(m.probability, abs=1e-5), m.feeling)
                for m in each.issues
                if m.id != "blue"
            ]
            for each in (old, new)
        ]
        assert others[0] == others[1]


def test_the_threshold_is_the_bases(lesson: Path, bundle: Bundle) -> None:
    taught = Bundle.open(lesson)
    assert taught.settings.mention.threshold == pytest.approx(
        bundle.settings.mention.threshold, abs=1e-4
    )
    assert taught.lesson is not None
    assert taught.lesson.ids == ("blue",)


def test_a_lesson_is_not_taught_again(lesson: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="itself taught"):
        teach_beside(tmp_path, LIST, ["blue"], TEXTS, [None] * len(TEXTS), SAID, model=lesson)
