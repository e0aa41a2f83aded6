"""Topics are found again: by another seed, from a file, in another language."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score

from cxnlp.errors import ExplainError
from cxnlp.explore import Clauses, Search, Topics
from cxnlp.explore.space import Space
from cxnlp.explore.tree import grow, layers_of
from tests.explore.worlds import make_clauses, purity


@pytest.fixture(scope="module")
def world() -> tuple[Topics, np.ndarray]:
    clauses, truth = make_clauses()
    return Topics.find(clauses, Search(outside=0.05, n_topics=5)), truth


def test_what_people_talk_about_is_found_across_languages(
    world: tuple[Topics, np.ndarray],
) -> None:
    topics, truth = world
    assert purity(topics.of_clauses, truth) == 1
    kept = topics.of_clauses > 0
    assert adjusted_rand_score(topics.of_clauses[kept], truth[kept]) > 0.9
    tongues = topics.clauses.table["language"].to_numpy()
    assert all(len(set(tongues[topics.of_clauses == topic])) == 4 for topic in topics.ids)


def test_without_centring_each_language_languages_would_be_topics() -> None:
    clauses, truth = make_clauses()
    one = Space.fit(clauses.vectors, ["und"] * len(clauses))
    points = one.points(clauses.vectors, ["und"] * len(clauses))
    (tree,) = grow(points, np.ones(len(points)), [5])
    found = tree.nearest(points)[0]
    assert adjusted_rand_score(found, truth) < 0.6


def test_the_same_seed_gives_the_same_and_another_nearly_so(
    world: tuple[Topics, np.ndarray],
) -> None:
    topics, _ = world
    again = Topics.find(topics.clauses, topics.search)
    np.testing.assert_array_equal(again.of_clauses, topics.of_clauses)
    np.testing.assert_array_equal(again.model.centres, topics.model.centres)
    other = Topics.find(topics.clauses, Search(outside=0.05, n_topics=5, seed=7))
    assert adjusted_rand_score(other.of_clauses, topics.of_clauses) >= 0.9


def test_the_share_outside_is_the_one_asked_for() -> None:
    clauses, truth = make_clauses(noise=60)
    for asked in (0.0, 0.1, 0.3):
        topics = Topics.find(clauses, Search(outside=asked, n_topics=5, repeats=0))
        assert topics.outside == pytest.approx(asked, abs=0.01)
    kept = Topics.find(clauses, Search(outside=60 / 360, n_topics=5, repeats=0)).of_clauses > 0
    assert (truth[~kept] == "").mean() > 0.6


def test_a_topic_there_is_holds_and_a_chance_one_does_not(
    world: tuple[Topics, np.ndarray],
) -> None:
    topics, _ = world
    assert min(topics.stability.values()) > 0.9
    random = np.random.default_rng(0).standard_normal(topics.clauses.vectors.shape)
    chance = Clauses(topics.clauses.table, random.astype(np.float32))
    found = Topics.find(chance, Search(n_topics=10))
    assert np.nanmean(list(found.stability.values())) < 0.6


def test_coarser_topics_are_unions_of_finer_ones() -> None:
    centres = np.random.default_rng(0).standard_normal((60, 8)).astype(np.float32)
    layers = layers_of(centres)
    assert len(layers) >= 3
    for fine, coarse in pairwise(layers):
        assert coarse.max() < fine.max()
        for group in range(fine.max() + 1):
            assert len(set(coarse[fine == group])) == 1


def test_a_clause_is_told_by_itself_to_the_bit(world: tuple[Topics, np.ndarray]) -> None:
    topics, _ = world
    vectors, tongues = topics.clauses.vectors, topics.clauses.table["language"].tolist()
    space = topics.model.space
    whole = space.points(vectors, tongues)
    for at in (0, 7, 8, 133):
        alone = space.points(vectors[at : at + 1], tongues[at : at + 1])
        np.testing.assert_array_equal(alone[0], whole[at])
        assert (
            topics.model.transform(vectors[at : at + 1], tongues[at : at + 1])[0]
            == (topics.of_clauses[at])
        )


def test_few_clauses_are_refused_in_words() -> None:
    clauses, _ = make_clauses(each=1)
    with pytest.raises(ExplainError, match="20 or more"):
        Topics.find(clauses)
    with pytest.raises(ExplainError, match="0 clauses"):
        Topics.find(Clauses.of([], []))


@pytest.mark.parametrize("outside", [-0.1, 1.0])
def test_an_impossible_share_outside_is_refused(outside: float) -> None:
    with pytest.raises(ExplainError, match="outside"):
        Search(outside=outside)


def test_vectors_that_do_not_fit_are_refused(world: tuple[Topics, np.ndarray]) -> None:
    topics, _ = world
    table = topics.clauses.table
    with pytest.raises(ExplainError, match="vectors of 3 x 4 for 300 clauses"):
        Clauses(table, np.zeros((3, 4), np.float32))
    with pytest.raises(ExplainError, match="finite"):
        Clauses(table, np.full((len(table), 4), np.nan, np.float32))
    with pytest.raises(ExplainError, match="same model"):
        topics.model.transform(np.zeros((1, 4), np.float32), ["en"])


def test_topics_do_not_hang_on_the_order_of_rows_where_a_sample_is_joined(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("cxnlp.explore.tree.SAMPLE", 80)
    clauses, truth = make_clauses()
    order = np.random.default_rng(3).permutation(len(clauses))
    search = Search(outside=0.0, n_topics=5, repeats=0)
    found = Topics.find(clauses, search).of_clauses
    again = Topics.find(clauses.take(order), search).of_clauses
    assert adjusted_rand_score(found[order], again) == 1
    assert purity(found, truth) > 0.9
    unasked = [
        Topics.find(some, Search(seed=seed)).of_clauses
        for seed, some in enumerate((clauses, clauses.take(order)))
    ]
    assert adjusted_rand_score(unasked[0][order], unasked[1]) == 1


def test_as_many_topics_as_asked_or_the_most_that_hold() -> None:
    clauses, _ = make_clauses()
    for asked in (2, 5, 9):
        found = Topics.find(clauses, Search(outside=0.0, n_topics=asked, repeats=0))
        assert len(found.ids) == asked
    unasked = Topics.find(clauses)
    assert unasked.layers[0].mean >= 0.6


def test_one_comment_over_and_over_is_one_topic() -> None:
    clauses, _ = make_clauses(each=1)
    same = clauses.take(np.zeros(200, np.intp))
    topics = Topics.find(same)
    assert topics.ids == [1]
    assert topics.outside == 0


def test_many_one_word_answers_are_as_many_topics_as_words() -> None:
    clauses, _ = make_clauses(each=1)
    many = clauses.take(np.random.default_rng(0).integers(0, 5, 5000))
    topics = Topics.find(many, Search(n_topics=5))
    assert 1 <= len(topics.ids) <= 5
    assert topics.outside <= 0.1


def test_one_language_only_is_fine() -> None:
    clauses, truth = make_clauses()
    english = (clauses.table["language"] == "en").to_numpy()
    topics = Topics.find(clauses.take(english), Search(n_topics=5, repeats=0))
    assert purity(topics.of_clauses, truth[english]) > 0.9
