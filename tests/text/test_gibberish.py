"""Keys struck at random are told from words, abbreviations and sounds."""

from __future__ import annotations

import pytest

from cxnlp.issues import Taxonomy
from cxnlp.text.gibberish import is_gibberish


@pytest.mark.parametrize(
    "text",
    ["asdfghjkl", "ASDF asdf!", "qwertyuiop", "jkhgfjkh", "bdhfgjkdfhg", "zxcvbnm,", "hjkl hjkl"],
)
def test_struck_keys_are_no_language(text: str) -> None:
    assert is_gibberish(text)


@pytest.mark.parametrize(
    "text",
    [
        *("property", "poverty", "opera", "rhythm", "hmmmm", "grrrrr", "goooddddd", "pssst"),
        *("Schlechtschmeckt", "Angstschweiß", "strč prst skrz krk", "vcl dkm", "ko đc", "dc r"),
        *("asdf but the app is good", "ดฟหกด", "سثبثسب", "", "-", "👍", "12345", "ok", "wtf"),
    ],
)
def test_words_and_sounds_are(text: str) -> None:
    assert not is_gibberish(text)


@pytest.mark.parametrize("name", Taxonomy.shipped())
def test_no_phrase_of_a_list_is_taken_for_it(name: str) -> None:
    for issue in Taxonomy.load(name).leaves():
        phrases = [issue.name, *issue.examples, *issue.names.values()]
        assert [phrase for phrase in phrases if is_gibberish(phrase)] == []
