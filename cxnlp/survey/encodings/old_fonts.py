"""Vietnamese typed for the fonts of the 1990s (VNI, TCVN3), which no codec reads: found, refused.

In these encodings a tone is a second sign after the vowel ("raát" for "rất") or the letter is a
symbol or capital in the middle of a word ("rÊt", "®Ñp"). No language writes so, and Vietnamese in
Unicode always has letters that these texts never have.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from cxnlp.errors import SurveyError
from cxnlp.survey.table import Table, shorten

_UNICODE = re.compile("[ăđơưĂĐƠƯ\u1ea0-\u1ef9\u0300-\u0309\u0323]")
_SYMBOLS = "\u00a8-\u00ac\u00ae\u00b5-\u00b9\u00bb-\u00be"
_TCVN3 = re.compile(f"[A-Za-z][{_SYMBOLS}]|[{_SYMBOLS}][A-Za-z]|[a-z][ÆÇÈÉÊËÌÎÏÐÑÒÓÔÕÖ×ØÜÝÞ]")
_SYMBOL = re.compile(f"[{_SYMBOLS}]")
_VNI = re.compile(
    "[aA][âáàåãäêéèúüëùøûõï]|[eE][âáàåãäùøûõï]|[oO][âáåãäùøûõï]|[uU][ùøûõï]|[öôÖÔ][ùøûõï]|[yY][ùøûõ]"
)
_ROWS = 2000
_FEWEST = 5
_MOSTLY = 0.4
_FEWEST_KINDS = 4


def old_vietnamese(texts: Iterable[str]) -> tuple[str, str]:
    """Tell whether texts are Vietnamese in an old font encoding.

    Parameters
    ----------
    texts : iterable of str
        Texts as they were read, one byte of the old encoding a character of Windows-1252.

    Returns
    -------
    name : str
        "VNI" or "TCVN3 (ABC)"; empty where they are not.
    example : str
        One of the words that tell.
    """
    words = [word for text in texts if not text.isascii() for word in text.split()]
    wide = [word for word in words if not word.isascii()]
    if any(map(_UNICODE.search, wide)):
        return "", ""
    for name, pattern, proof in (("VNI", _VNI, _VNI), ("TCVN3 (ABC)", _TCVN3, _SYMBOL)):
        hits = [word for word in wide if pattern.search(word)]
        kinds = Counter(found[0] for word in hits if (found := pattern.search(word)))
        enough = len(hits) >= max(_FEWEST, _MOSTLY * len(wide))
        proved = sum(bool(proof.search(word)) for word in hits) >= len(hits) / 4
        if enough and len(kinds) >= _FEWEST_KINDS and proved:
            return name, hits[0]
    return "", ""


def refuse_old_fonts(table: Table) -> None:
    """Refuse a table whose text is in an old Vietnamese font encoding.

    Raises
    ------
    SurveyError
        With the name of the encoding and how to convert it.
    """
    encoding = table.source.encoding
    texts = [str(name) for name in table.frame.columns]
    for _, cells in table.frame.items():
        texts += [cell for cell in cells.tolist()[:_ROWS] if not cell.isascii()]
    if encoding and not encoding.lower().startswith(("utf", "cp1252")):
        texts = [_as_bytes(text, encoding) for text in texts]
    found, word = old_vietnamese(texts)
    if found:
        raise old_font_error(table.source.name, found, word)


def old_font_error(name: str, found: str, word: str) -> SurveyError:
    """Return the error that refuses a text in an old font encoding."""
    return SurveyError(
        f"{name} is Vietnamese in the old font encoding {found} (such as {shorten(word)!r})",
        "Vietnamese in Unicode",
        "convert it to Unicode first (UniKey's Toolkit does, as do most Vietnamese editors) "
        "and read the converted file",
    )


def _as_bytes(text: str, encoding: str) -> str:
    """Undo a guessed code page: the text as it would be in Windows-1252."""
    return text.encode(encoding, errors="ignore").decode("cp1252", errors="ignore")
