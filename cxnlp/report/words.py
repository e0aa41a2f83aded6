"""Numbers and texts as a reader should meet them.

Everything that comes from a survey passes `shown` before it is printed: what would break a page
or turn a line around is taken out, what readers of Persian and Thai need stays.
"""

from __future__ import annotations

import math
import re

from cxnlp.survey.values.scales import Estimate, Scale

MISSING = "–"
_UNWANTED = re.compile(
    # Control characters, unpaired surrogates, non-characters, and the marks that embed, override
    # or isolate a direction: they reach beyond the text they stand in. ZWNJ, ZWJ, LRM, RLM stay.
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"
)
_LANGUAGES = {
    "th": "Thai",
    "fa": "Persian",
    "vi": "Vietnamese",
    "en": "English",
    "ar": "Arabic",
    "zh": "Chinese",
    "ja": "Japanese",
    "ko": "Korean",
    "id": "Indonesian",
    "ms": "Malay",
    "fr": "French",
    "de": "German",
    "es": "Spanish",
    "pt": "Portuguese",
    "ru": "Russian",
    "hi": "Hindi",
    "lo": "Lao",
    "km": "Khmer",
    "my": "Burmese",
    "tr": "Turkish",
    "ur": "Urdu",
    "it": "Italian",
    "nl": "Dutch",
    "uk": "Ukrainian",
    "bg": "Bulgarian",
    "el": "Greek",
    "he": "Hebrew",
    "bn": "Bengali",
    "ta": "Tamil",
    "te": "Telugu",
    "ka": "Georgian",
    "hy": "Armenian",
}


def shown(value: object, limit: int = 0) -> str:
    """Return a text fit to be shown: no control or direction-override marks, one line, shortened.

    Parameters
    ----------
    value : object
        Anything a survey holds; None and NaN are "".
    limit : int, optional
        The most characters kept, 0 for all; a shortened text ends in "…".
    """
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    text = " ".join(_UNWANTED.sub(" ", str(value)).split())
    return text if not limit or len(text) <= limit else text[: limit - 1].rstrip() + "…"


def clean(text: str) -> str:
    """Return `text` with what `shown` takes out replaced by spaces, so that offsets stay."""
    return _UNWANTED.sub(" ", text)


def number(value: float, digits: int = 0, *, signed: bool = False) -> str:
    """Return a number with a true minus and thousands marks; "–" where there is none.

    Examples
    --------
    >>> number(-1234.56, 1), number(7, signed=True), number(float("nan"))
    ('−1,234.6', '+7', '–')
    """
    if value is None or not math.isfinite(value):
        return MISSING
    rounded = round(value, digits) + 0.0
    text = f"{abs(rounded):,.{digits}f}"
    return ("−" if rounded < 0 else "+" if signed and rounded > 0 else "") + text


def percent(share: float, digits: int = 0) -> str:
    """Return a share (0-1) in per cent."""
    return MISSING if share is None or not math.isfinite(share) else f"{share * 100:.{digits}f} %"


def interval(low: float, high: float, digits: int = 0, *, signed: bool = False) -> str:
    """Return an interval as "low to high"; "–" where there is none."""
    if not (math.isfinite(low) and math.isfinite(high)):
        return MISSING
    return f"{number(low, digits, signed=signed)} to {number(high, digits, signed=signed)}"


def index_digits(scale: Scale) -> int:
    """Return how many decimals the index deserves: none for points of a hundred, two for means."""
    low, high = scale.index_range
    return 0 if high - low > 20 else 2


def effect_digits(scale: Scale) -> int:
    """Return how many decimals a difference of the index deserves."""
    return max(1, index_digits(scale))


def index_text(estimate: Estimate, scale: Scale) -> str:
    """Return the index with its name, such as "NPS −12" or "62 % satisfied"."""
    value = number(estimate.value, index_digits(scale), signed=scale.name == "nps")
    if scale.index_name.startswith("%"):
        return f"{value} {scale.index_name}"
    return f"{scale.index_name[:1].upper()}{scale.index_name[1:]} {value}"


def language_name(code: str) -> str:
    """Return a language's English name; the code itself for one not listed."""
    return _LANGUAGES.get(code, "not clear" if code in ("", "und") else shown(code, 12))


def language_tag(code: str) -> str:
    """Return `code` where it can be an HTML `lang`, else ""."""
    return code if re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", code) and code != "und" else ""


def counted(n: int, one: str, many: str = "") -> str:
    """Return a count with its noun: "1 response", "1,204 responses"."""
    return f"{n:,} {one if n == 1 else many or one + 's'}"
