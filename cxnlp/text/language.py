"""Which language a comment is in.

The script decides where it can; languages that share a script are told apart by letters that only
one of them has, then by a statistical identifier (py3langid) restricted to that script's
languages, to which common words of three of the main languages are added. A comment is judged by
itself, never by the rest of its file.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from copy import copy
from functools import cache, lru_cache
from threading import Lock
from typing import TYPE_CHECKING

from cxnlp.text.common_words import votes
from cxnlp.text.normal import persian_letters

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

UNKNOWN = "und"
EAST_ASIAN = frozenset(("CJK", "IDEOGRAPHIC", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA"))
KANA = EAST_ASIAN - {"CJK", "IDEOGRAPHIC"}
ONE_LANGUAGE = {
    "THAI": "th",
    "LAO": "lo",
    "HANGUL": "ko",
    "DEVANAGARI": "hi",
    "GREEK": "el",
    "HEBREW": "he",
    "KHMER": "km",
    "MYANMAR": "my",
    "BENGALI": "bn",
    "TAMIL": "ta",
    "TELUGU": "te",
    "GEORGIAN": "ka",
    "ARMENIAN": "hy",
    "SINHALA": "si",
    "ETHIOPIC": "am",
    "GUJARATI": "gu",
    "GURMUKHI": "pa",
    "KANNADA": "kn",
    "MALAYALAM": "ml",
}
SEVERAL = {
    "LATIN": ("en", "vi", "es", "de", "fr", "it", "pt", "nl", "tr", "id"),
    "ARABIC": ("fa", "ar", "ur"),
    "CYRILLIC": ("ru", "uk", "bg"),
}
READ = frozenset(("THAI", "HANGUL", "DEVANAGARI", "GREEK", "HEBREW", "CJK", *SEVERAL))
VIETNAMESE = frozenset("ăđơưĂĐƠƯ") | {chr(c) for c in range(0x1EA0, 0x1EFA)}
# The last is the half-space (ZWNJ), which Persian keyboards have and Arabic ones do not.
PERSIAN = frozenset("پچژگکی\u200c")
URDU = frozenset("ٹڈڑےںہھ")
FEWEST_LETTERS = 3
# Half the words of Vietnamese have such a letter, and 19 of 20 comments have it in a tenth of
# theirs; a name or two in another language's comment stay below.
VIETNAMESE_WORDS = 0.2
# What one common word adds to the logarithm of a language's likelihood.
VOTE = 8.0
_WORD = re.compile(r"[^\W\d_]+")
# Loading takes half a second and 100 MB for a moment: threads that want it wait for the first.
_LOADING = Lock()


def identify(text: str) -> str:
    """Return the ISO 639-1 code of a comment's language, `und` when nothing tells.

    Parameters
    ----------
    text : str
        One comment. Mixed comments get the language with the most letters.
    """
    text = " ".join(unicodedata.normalize("NFKC", text).split())
    script = _main_script(text)
    if script == "CJK":
        return "ja" if any(_script(c) in KANA for c in text if c.isalpha()) else "zh"
    if script not in SEVERAL:
        return ONE_LANGUAGE.get(script, UNKNOWN)
    return _by_letters(script, text) or _by_statistics(script, text)


def is_read(text: str) -> bool:
    """Tell whether the model's vocabulary covers the script a comment is mostly written in.

    A comment without letters, such as one of emoji, is read.
    """
    script = _main_script(" ".join(unicodedata.normalize("NFKC", text).split()))
    return not script or script in READ


@lru_cache(maxsize=16)
def _main_script(text: str) -> str:
    """Return the script of most letters, "" without letters; kana and ideographs are "CJK"."""
    counts: dict[str, int] = {}
    for character, count in Counter(text).items():
        script = _script_of_letter(character)
        counts[script] = counts.get(script, 0) + count
    counts.pop("", None)
    return max(counts, key=lambda script: counts[script], default="")


@cache
def _script_of_letter(character: str) -> str:
    """Return a letter's script as it is counted, "" of anything else."""
    script = _script(character) if character.isalpha() else ""
    return "CJK" if script in EAST_ASIAN else script


@cache
def _script(character: str) -> str:
    return unicodedata.name(character, UNKNOWN).split()[0]


def _by_letters(script: str, text: str) -> str:
    """Name the language that alone has some of these letters, or nothing."""
    if script == "LATIN":
        words = [word for word in text.split() if any(map(str.isalpha, word))]
        theirs = sum(not VIETNAMESE.isdisjoint(word) for word in words)
        return "vi" if theirs >= VIETNAMESE_WORDS * len(words) else ""
    if script == "ARABIC":
        letters = set(text)
        return "ur" if letters & URDU else "fa" if letters & PERSIAN else ""
    return ""


def _by_statistics(script: str, text: str) -> str:
    if sum(map(str.isalpha, text)) < FEWEST_LETTERS:
        return UNKNOWN
    words = frozenset(_WORD.findall(persian_letters(text.lower())))
    found = {language: votes(words, language) for language in SEVERAL[script]}
    ranked = dict(_identifier(script).rank(text.lower()))
    # The identifier returns the lowest float when it knows none of the text's features.
    if min(ranked.values()) < -1e30:
        ranked = {language: 0.0 for language in ranked}
        if not any(found.values()):
            return UNKNOWN
    return max(found, key=lambda language: float(ranked[language]) + VOTE * found[language])


@cache
def _identifier(script: str) -> LanguageIdentifier:
    with _LOADING:
        identifier = copy(_identifier_of_all())
    identifier.set_languages(list(SEVERAL[script]))
    return identifier


@cache
def _identifier_of_all() -> LanguageIdentifier:
    """Load the identifier without the table's columns of the many languages that we never ask."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    whole = LanguageIdentifier.from_model_file(MODEL_FILE)
    whole.set_languages([language for some in SEVERAL.values() for language in some])
    return LanguageIdentifier(
        whole.nb_ptc,
        whole.nb_pc,
        whole.nb_classes,
        whole.tk_nextmove,
        whole.tk_output,
        tk_row=whole.tk_row,
    )
