"""Names, edits, files and the list of issues that topics become."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from cxnlp.errors import ExplainError, ModelError
from cxnlp.explore import Brief, Clauses, Search, Topics, load_topics, refound_table
from cxnlp.explore.naming import phrase_table
from cxnlp.explore.words import function_words, phrases
from cxnlp.issues import Taxonomy
from tests.explore.worlds import SAID, make_clauses

FOUND = Search(outside=0.05, n_topics=5, repeats=0)


@pytest.fixture(scope="module")
def world() -> tuple[Topics, np.ndarray]:
    clauses, truth = make_clauses()
    return Topics.find(clauses, FOUND), truth


def topic_of(topics: Topics, truth: np.ndarray, name: str) -> int:
    """Return the topic that most clauses about a thing are in."""
    own = topics.of_clauses[truth == name]
    return int(np.bincount(own[own > 0]).argmax())


def test_names_are_what_is_said_in_each_language(world: tuple[Topics, np.ndarray]) -> None:
    topics, truth = world
    brief = topics.briefs[topic_of(topics, truth, "staff")]
    assert set(brief.phrases) == {"en", "th", "vi", "fa"}
    assert any("not helpful" in phrase for phrase in brief.phrases["en"])
    assert any("ไม่" in phrase for phrase in brief.phrases["th"])
    assert any("không" in phrase for phrase in brief.phrases["vi"])
    assert len(set(topics.names.values())) == len(topics.ids)
    assert not any(name.startswith("Topic ") for name in topics.names.values())


def test_phrases_keep_negations_and_drop_what_names_nothing() -> None:
    found = phrases("The staff was not helpful, and it is never on time", "en")
    assert {"staff", "not helpful"} <= found
    assert "helpful" not in found
    assert phrases("sooo slowww", "en") == phrases("so slow", "en")
    assert "nên mua" not in phrases("mình ko nên mua", "vi")
    assert "không nên mua" in phrases("mình ko nên mua", "vi")
    assert not {"the", "was", "and", "the staff", "helpful and"} & found
    for language, word in (("th", "ไม่"), ("vi", "không"), ("fa", "نیست"), ("en", "never")):
        assert word not in function_words(language)
    assert "ครับ" in function_words("th")
    assert phrases("12 345 !!", "en") == set()


def test_what_is_praised_names_a_topic_before_the_praise() -> None:
    said = ["good", "good broadband speed", "good and a fair broadband speed"] * 10
    other = ["rude staff", "the staff was too slow", "slow"] * 10
    rows = [
        (f"{i}q1", i, 0, len(text), text, "en", "neutral") for i, text in enumerate([*said, *other])
    ]
    clauses = Clauses.of(rows, [np.zeros(2, np.float32)] * 60)
    table = phrase_table(clauses, np.repeat([1, 2], 30), [1, 2])
    first = table[table["rank"] == 1].set_index("topic")["phrase"]
    assert "broadband speed" in first[1]
    assert "staff" in first[2]
    assert "good" in set(table["phrase"]) | {first[1].split()[0]}


def test_no_phrase_ends_before_what_it_denies_or_measures() -> None:
    assert "price is too" not in phrases("the price is too high", "en")
    assert "too high" in phrases("the price is too high", "en")
    assert "ไม่ดี" in phrases("ไม่ดี", "th")


def test_quotes_are_the_topics_own_and_do_not_repeat(world: tuple[Topics, np.ndarray]) -> None:
    topics, _ = world
    table = topics.clauses.table.assign(topic=topics.of_clauses)
    for topic, quotes in topics.quotes.groupby("topic"):
        own = table.loc[table["topic"] == topic, "text"]
        assert set(quotes["quote"]) <= set(own)
        assert len(quotes) == len(set(quotes["language"]))


def test_a_namer_of_ones_own_names_all_but_what_a_person_named(
    world: tuple[Topics, np.ndarray],
) -> None:
    topics, _ = world
    asked: list[Brief] = []

    def namer(brief: Brief) -> str:
        asked.append(brief)
        return f"No. {brief.topic}"

    own = Topics.find(topics.clauses, FOUND, namer=namer).rename({1: "By hand"})
    assert own.names == {1: "By hand", **{t: f"No. {t}" for t in own.ids if t != 1}}
    assert all(brief.quotes and brief.clauses for brief in asked)


def test_editing_leaves_the_other_topics_and_these_alone(
    world: tuple[Topics, np.ndarray],
) -> None:
    topics, _ = world
    merged = topics.merge(2, 3, name="Both")
    assert merged.names[2] == "Both"
    assert 3 not in merged.ids
    np.testing.assert_array_equal(
        merged.of_clauses, np.where(topics.of_clauses == 3, 2, topics.of_clauses)
    )
    dropped = topics.drop(1)
    assert dropped.outside > topics.outside
    assert topics.ids == [1, 2, 3, 4, 5]
    split = merged.split(2)
    parts = [t for t in split.ids if t not in merged.ids or t == 2]
    assert len(parts) == 2
    own = merged.of_clauses == 2
    assert set(split.of_clauses[own]) <= set(parts)
    np.testing.assert_array_equal(split.of_clauses[~own], merged.of_clauses[~own])
    again = {frozenset(np.flatnonzero(split.of_clauses == t)) for t in parts}
    assert again == {frozenset(np.flatnonzero(topics.of_clauses == t)) for t in (2, 3)}


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (lambda t: t.merge(1), "two or more"),
        (lambda t: t.merge(1, 99), "no topic 99"),
        (lambda t: t.rename({1: " "}), "blank"),
        (lambda t: t.split(1, into=1), "2 or more"),
        (lambda t: t.drop(0), "no topic 0"),
        (lambda t: t.at(99), "no granularity 99"),
        (lambda t: t.freeze([]), "no topic to freeze"),
        (lambda t: t.scores(), "without scores"),
    ],
)
def test_an_impossible_edit_is_refused_in_words(
    world: tuple[Topics, np.ndarray], edit: object, words: str
) -> None:
    with pytest.raises(ExplainError, match=words):
        edit(world[0])  # type: ignore[operator]


def test_what_is_saved_tells_exactly_the_same(
    world: tuple[Topics, np.ndarray], tmp_path: Path
) -> None:
    topics = world[0].merge(2, 3, name="ราคา").drop(1)
    read = load_topics(topics.save(tmp_path / "topics"))
    vectors, tongues = topics.clauses.vectors, topics.clauses.table["language"].tolist()
    np.testing.assert_array_equal(read.transform(vectors, tongues), topics.of_clauses)
    assert read.names == topics.model.names
    assert read.touched == topics.model.touched
    assert {path.suffix for path in (tmp_path / "topics").iterdir()} == {".json", ".safetensors"}


def test_a_folder_amiss_is_refused_in_words(
    world: tuple[Topics, np.ndarray], tmp_path: Path
) -> None:
    with pytest.raises(ModelError, match="does not hold topics"):
        load_topics(tmp_path)
    folder = world[0].save(tmp_path / "topics")
    facts = folder / "topics.json"
    facts.write_text(facts.read_text("utf-8").replace('"schema": 1', '"schema": 9'), "utf-8")
    with pytest.raises(ModelError, match="schema 9"):
        load_topics(folder)


def test_edits_survive_the_next_exploration(world: tuple[Topics, np.ndarray]) -> None:
    topics, truth = world
    price, staff = (topic_of(topics, truth, name) for name in ("price", "staff"))
    edited = topics.rename({price: "What it costs"}).drop(staff)
    later, kinds = make_clauses(seed=5)
    again = Topics.find(later, FOUND, earlier=edited.model)
    assert again.names[price] == "What it costs"
    assert (again.of_clauses[kinds == "price"] == price).mean() > 0.85
    assert (again.of_clauses[kinds == "staff"] == 0).mean() > 0.85
    new = [t for t in again.ids if t != price]
    assert min(new) > max(edited.ids)
    assert topic_of(again, kinds, "roaming") in new


def test_frozen_topics_are_issues_of_a_list(world: tuple[Topics, np.ndarray]) -> None:
    topics, truth = world
    staff = topic_of(topics, truth, "staff")
    named = topics.rename({staff: "Staff who help"})
    taxonomy = named.freeze([staff], Taxonomy.load("general"))
    issue = taxonomy["staff_who_help"]
    assert Taxonomy.from_toml(taxonomy.to_toml()) == taxonomy
    assert set(issue.names) == {"th", "vi", "fa"}
    assert issue.description.count(".") >= 3
    assert any(SAID["staff"][0] in example for example in issue.examples)
    twice = named.freeze([staff], taxonomy)
    assert "staff_who_help_2" in twice


def test_what_is_found_again_of_a_frozen_topic(world: tuple[Topics, np.ndarray]) -> None:
    topics, _ = world
    issues = topics.as_issues([1])
    own = topics.clauses.table.loc[topics.of_clauses == 1, "comment"].tolist()
    other = topics.clauses.table.loc[topics.of_clauses == 2, "comment"].tolist()
    tagged = own[: len(own) // 2] + other[:10]
    mentions = pd.DataFrame({"comment": tagged, "issue": issues[1].id})
    row = refound_table(topics.clauses, topics.of_clauses, issues, mentions).iloc[0]
    assert row["recall"] == pytest.approx((len(own) // 2) / len(own))
    assert row["precision"] == pytest.approx((len(own) // 2) / (len(own) // 2 + 10))
    assert row["recall_low"] < row["recall"] < row["recall_high"]
