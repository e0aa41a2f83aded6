"""Every list that comes with the package is complete, and has sentences of its own to be tested by.

The sentences are in ``tests/golden/issue_sentences/<list>.jsonl``: two for each leaf and language.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from difflib import SequenceMatcher
from pathlib import Path

import pytest

from cxnlp.issues import Issue, Taxonomy

LISTS = (
    "airline",
    "banking_app",
    "clinic",
    "general",
    "hotel",
    "online_shop",
    "restaurant",
    "software",
    "telecom",
)
LANGUAGES = ("en", "th", "fa", "vi")
FEELINGS = {"negative", "neutral", "positive", "mixed"}
SENTENCES = Path(__file__).resolve().parent.parent / "golden" / "issue_sentences"
LONGEST_SHARED_RUN = 18
SCRIPTS = {"th": re.compile(r"[\u0e00-\u0e7f]"), "fa": re.compile(r"[\u0600-\u06ff]")}


def sentences(name: str) -> list[dict[str, str]]:
    lines = (SENTENCES / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def written_in(text: str, language: str) -> bool:
    """Tell whether a text is in the script of its language, which words it may mix with."""
    return all(bool(script.search(text)) == (code == language) for code, script in SCRIPTS.items())


def shared_run(one: str, other: str) -> int:
    pair = SequenceMatcher(None, one.casefold(), other.casefold(), autojunk=False)
    return pair.find_longest_match().size


def read_by_the_model(issue: Issue) -> tuple[str, ...]:
    return (issue.name, issue.description, *issue.names.values(), *issue.examples)


def test_the_shipped_lists_are_these() -> None:
    assert Taxonomy.shipped() == LISTS
    assert {path.stem for path in SENTENCES.glob("*.jsonl")} == set(LISTS)


def test_the_general_list_is_short_enough_to_read() -> None:
    general = Taxonomy.load("general")
    assert 20 <= len(general.leaves()) <= 30
    assert general.parents()


@pytest.mark.parametrize("name", LISTS)
class TestList:
    def test_ids_are_words_in_snake_case(self, name: str) -> None:
        assert all(re.fullmatch(r"[a-z][a-z0-9_]*", issue.id) for issue in Taxonomy.load(name))

    def test_names_are_unique_in_every_language(self, name: str) -> None:
        leaves = Taxonomy.load(name).leaves()
        for language in LANGUAGES:
            names = [issue.name_in(language).casefold() for issue in leaves]
            assert len(set(names)) == len(names), language

    def test_every_issue_is_named_and_described(self, name: str) -> None:
        for issue in Taxonomy.load(name):
            assert issue.description.endswith("."), issue.id
            assert set(issue.names) == {"th", "fa", "vi"}, issue.id
            for language, text in issue.names.items():
                assert written_in(text, language), (issue.id, text)

    def test_every_leaf_has_a_team_and_two_examples_a_language(self, name: str) -> None:
        for issue in Taxonomy.load(name).leaves():
            assert issue.owner, issue.id
            assert len(set(issue.examples)) == 2 * len(LANGUAGES), issue.id
            codes = [code for code in LANGUAGES for _ in range(2)]
            for code, example in zip(codes, issue.examples, strict=True):
                assert written_in(example, code), (issue.id, example)

    def test_no_example_serves_two_issues(self, name: str) -> None:
        examples = Counter(text for issue in Taxonomy.load(name) for text in issue.examples)
        assert examples.most_common(1)[0][1] == 1

    def test_all_text_is_composed_unicode(self, name: str) -> None:
        toml = Taxonomy.load(name).to_toml()
        assert unicodedata.is_normalized("NFC", toml)

    def test_there_are_two_sentences_for_each_leaf_and_language(self, name: str) -> None:
        rows = sentences(name)
        assert all(set(row) == {"issue", "language", "text", "feeling"} for row in rows)
        counts = Counter((row["issue"], row["language"]) for row in rows)
        leaves = Taxonomy.load(name).leaves()
        assert counts == {(issue.id, code): 2 for issue in leaves for code in LANGUAGES}
        assert len({row["text"] for row in rows}) == len(rows)

    def test_sentences_are_in_their_language_and_say_a_feeling(self, name: str) -> None:
        for row in sentences(name):
            assert row["feeling"] in FEELINGS, row
            assert written_in(row["text"], row["language"]), row
            assert unicodedata.is_normalized("NFC", row["text"]), row

    def test_no_sentence_repeats_what_the_model_reads(self, name: str) -> None:
        taxonomy = Taxonomy.load(name)
        for row in sentences(name):
            for text in read_by_the_model(taxonomy[row["issue"]]):
                assert shared_run(row["text"], text) <= LONGEST_SHARED_RUN, (row, text)

    def test_patterns_never_speak_for_another_issue(self, name: str) -> None:
        taxonomy = Taxonomy.load(name)
        for row in sentences(name):
            speaking = {issue.id for issue in taxonomy.leaves() if issue.find(row["text"])}
            assert speaking <= {row["issue"]}, row

    def test_patterns_keep_silent_on_other_issues_examples(self, name: str) -> None:
        taxonomy = Taxonomy.load(name)
        for issue in taxonomy.leaves():
            for other in taxonomy.leaves():
                if other is not issue:
                    assert not any(issue.find(text) for text in other.examples), issue.id
