"""The comparison on invented reviews; the whole of it is `python -m tests.subratings`."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from cxnlp.testing import FakeTagger, small_list
from tests.subratings.__main__ import markdown
from tests.subratings.sets import SETS, ReviewSet, read_set
from tests.subratings.study import PART, WHOLE, compare, tags_of

OF = ReviewSet(
    "invented", "general", {"cost": ("price",), "people": ("staff",), "pace": ("speed",)}
)
WORDS = {"cost": "price", "people": "staff", "pace": "speed"}
MATTERS = {"cost": 1.2, "people": 0.5, "pace": 0.0}


class Small(ReviewSet):
    """With the list of the fake tagger."""

    def taxonomy(self):
        whole = super().taxonomy()
        return type(whole)(whole.title, whole.issues[:3])


def reviews(n=900, seed=0):
    random = np.random.default_rng(seed)
    subs = {part: random.integers(1, 6, n).astype(float) for part in OF.parts}
    score = 3 + sum(MATTERS[part] * (subs[part] - 3) / 2 for part in OF.parts)
    score = np.clip(score + 0.6 * random.standard_normal(n), 1, 5)
    texts = []
    for row in range(n):
        said = [
            f"{'good' if subs[part][row] > 3 else 'bad'} {WORDS[part]}."
            for part in OF.parts
            if subs[part][row] != 3 and random.random() < 0.6
        ]
        texts.append(" ".join(said) or "hello there")
    return pd.DataFrame({"response": range(n), "text": texts, "score": score, **subs})


@pytest.fixture(scope="module")
def compared():
    frame, of = reviews(), Small(OF.name, OF.issues, OF.parts)
    return compare(of, frame, tags_of(frame, of, FakeTagger(taxonomy=small_list())))


def test_both_sides_find_the_order_that_was_made(compared):
    parts = compared.parts.set_index("part")
    assert tuple(compared.parts) == PART
    assert list(parts["rated_rank"]) == list(parts["text_rank"]) == [1, 2, 3]
    assert parts.loc["pace", "text_low"] < 0.01
    assert (parts["agreement"] > 0.6).all()


def test_the_text_explains_less_than_the_ratings_it_reports(compared):
    whole = compared.whole
    assert set(whole) == set(WHOLE)
    assert 0.2 < whole["text_parts"] < whole["rated"] <= whole["both"] + 0.01
    assert whole["order"] == 1
    assert whole["same_first"]


def test_the_tables_for_people_hold_every_part(compared):
    text = markdown(compared.parts, pd.DataFrame([compared.whole]), "fake 1")
    assert all(f"| {part} |" in text for part in OF.parts)
    assert "nan" not in text


def test_reviews_without_every_part_are_left_out(tmp_path):
    subs = [
        {"cost": 4, "people": 5, "pace": 1},
        {"cost": 4},
        None,
        {"cost": 1, "people": 2, "pace": 3},
    ]
    pd.DataFrame(
        {
            "text": list("abcd"),
            "rating": [10.0, 5.0, 5.0, 1.0],
            "rating_min": 1.0,
            "rating_max": 10.0,
            "meta": [json.dumps({"sub": each}) for each in subs],
        }
    ).to_parquet(tmp_path / "invented.parquet")
    found = read_set(OF, tmp_path, 10, 0)
    assert list(found["text"]) == ["a", "d"]
    assert list(found["score"]) == [5.0, 1.0]
    assert len(read_set(OF, tmp_path, 1, 0)) == 1


@pytest.mark.parametrize("of", SETS, ids=lambda of: of.name)
def test_every_part_has_an_issue_of_its_list(of):
    whole = {issue.id for issue in of.taxonomy().issues}
    assert {f"sub_{part}" for part in of.parts} <= whole
    assert not set(of.renamed()) & whole
