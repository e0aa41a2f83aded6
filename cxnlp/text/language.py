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
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache

from cxnlp.text.common_words import votes
from cxnlp.text.likelihood import SEVERAL, likelihoods
from cxnlp.text.normal import persian_letters

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
_ASCII_LETTER = re.compile("[A-Za-z]")


def identify(text: str) -> str:
    """Return the ISO 639-1 code of a comment's language, `und` when nothing tells.

    Parameters
    ----------
    text : str
        One comment. Mixed comments get the language with the most letters.
    """
    return identify_all([text])[0]


def identify_all(texts: Iterable[str]) -> list[str]:
    """Return the language of each of some comments, as `identify` does; of many, it is faster."""
    given = list(texts)
    scripts = [main_script(text) for text in given]
    folded = [_folded(text) for text in given]
    found = [_at_sight(script, text) for script, text in zip(scripts, folded, strict=True)]
    for script in SEVERAL:
        left = [i for i, told in enumerate(found) if not told and scripts[i] == script]
        judged = _by_statistics(script, [folded[i] for i in left])
        for i, language in zip(left, judged, strict=True):
            found[i] = language
    return found


def is_read(text: str) -> bool:
    """Tell whether the model's vocabulary covers the script a comment is mostly written in.

    A comment without letters, such as one of emoji, is read.
    """
    script = main_script(text)
    return not script or script in READ


@lru_cache(maxsize=1024)  # asked for a comment more than once on its way
def main_script(text: str) -> str:
    """Return the script of most letters of a comment, "" without letters.

    Kana and ideographs are "CJK".
    """
    return _main_script(_folded(text))


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).split())


def _main_script(text: str) -> str:
    if text.isascii():
        return "LATIN" if _ASCII_LETTER.search(text) else ""
    counts: dict[str, int] = {}
    for character, count in Counter(text).items():
        script = _script_of_letter(character)
        counts[script] = counts.get(script, 0) + count
    counts.pop("", None)
    return max(counts, key=lambda script: counts[script], default="")


def _at_sight(script: str, text: str) -> str:
    """Name the language that a script, or some of its letters, tells; "" where neither does."""
    if script == "CJK":
        return "ja" if any(_script(c) in KANA for c in text if c.isalpha()) else "zh"
    if script not in SEVERAL:
        return ONE_LANGUAGE.get(script, UNKNOWN)
    return _by_letters(script, text)


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


def _by_statistics(script: str, texts: Sequence[str]) -> list[str]:
    """Name the likeliest of a script's languages for each of some comments."""
    told = likelihoods(script, [text.lower() for text in texts])
    return [_likeliest(script, text, each) for text, each in zip(texts, told, strict=True)]


def _likeliest(script: str, text: str, likelihood: Sequence[float] | None) -> str:
    """Weigh what the identifier says, None if it knows nothing of a comment, and common words."""
    if sum(map(str.isalpha, text)) < FEWEST_LETTERS:
        return UNKNOWN
    languages = SEVERAL[script]
    words = frozenset(_WORD.findall(persian_letters(text.lower())))
    found = [votes(words, language) for language in languages]
    if likelihood is None:
        likelihood = [0.0] * len(languages)
        if not any(found):
            return UNKNOWN
    weighed = [told + VOTE * vote for told, vote in zip(likelihood, found, strict=True)]
    return languages[weighed.index(max(weighed))]
