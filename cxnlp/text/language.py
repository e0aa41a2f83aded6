"""Which language a comment is in.

The script decides where it can; languages that share a script are told apart by letters that only
one of them has, then by a statistical identifier (py3langid) restricted to that script's
languages. A comment is judged by itself, never by the rest of its file.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

UNKNOWN = "und"
ONE_LANGUAGE = {
    "THAI": "th",
    "LAO": "lo",
    "HANGUL": "ko",
    "HIRAGANA": "ja",
    "KATAKANA": "ja",
    "CJK": "zh",
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
READ = frozenset(
    "th fa vi en ar es de fr it pt nl tr id ru uk bg zh ja ko hi el he ur und".split()
)
VIETNAMESE = frozenset("ăđơưĂĐƠƯ") | {chr(c) for c in range(0x1EA0, 0x1EFA)}
PERSIAN = frozenset("پچژگی")
URDU = frozenset("ٹڈڑےںہھ")
FEWEST_LETTERS = 3


def identify(text: str) -> str:
    """Return the ISO 639-1 code of a comment's language, `und` when nothing tells.

    Parameters
    ----------
    text : str
        One comment. Mixed comments get the language with the most letters.
    """
    text = unicodedata.normalize("NFC", text)
    letters = [c for c in text if c.isalpha()]
    if not letters:
        return UNKNOWN
    counts = Counter(_script(c) for c in letters)
    if counts["HIRAGANA"] or counts["KATAKANA"]:
        return "ja"
    script = counts.most_common(1)[0][0]
    if script in ONE_LANGUAGE:
        return ONE_LANGUAGE[script]
    if script not in SEVERAL:
        return UNKNOWN
    return _by_letters(script, set(letters)) or _by_statistics(script, text, len(letters))


def is_read(language: str) -> bool:
    """Tell whether the model's vocabulary covers the script of a language."""
    return language in READ


@cache
def _script(character: str) -> str:
    return unicodedata.name(character, UNKNOWN).split()[0]


def _by_letters(script: str, letters: set[str]) -> str:
    """Name the language that alone has one of these letters, or nothing."""
    if script == "LATIN":
        return "vi" if letters & VIETNAMESE else ""
    if script == "ARABIC":
        return "ur" if letters & URDU else "fa" if letters & PERSIAN else ""
    return ""


def _by_statistics(script: str, text: str, letters: int) -> str:
    if letters < FEWEST_LETTERS:
        return UNKNOWN
    language, score = _identifier(script).classify(text.lower())
    # The identifier returns the lowest float when it knows none of the text's features.
    return UNKNOWN if score < -1e30 else str(language)


@cache
def _identifier(script: str) -> LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages(list(SEVERAL[script]))
    return identifier
