"""Mask what identifies a person in a comment: addresses, phone, card, account and id numbers.

Only things with a form of their own are found. Names, streets and order numbers are not; who
needs them gone must read the comments.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from cxnlp.text.identifiers import (
    iban_length,
    is_card,
    is_iban,
    is_iranian_id,
    is_thai_id,
    is_vietnamese_id,
)

Found = tuple[int, int, str]
"""Start, end and kind of one thing found."""

REGIONS = ("TH", "IR", "VN", "GB", "US")
"""Countries whose numbers are known when written without the country code."""

_EMAIL = re.compile(
    r"(?<![\w.+-])[\w.+%'-]{1,64}\s?@\s?(?:[^\W_][\w-]{0,62}\.){1,8}[^\W\d_]{2,24}(?![\w@])"
)
_DIGITS = re.compile(r"(?<![\d.,])\d+(?:[ -]\d+)*(?![\d]|[.,]\d)")
_IBAN = re.compile(r"(?<![^\W_])[A-Za-z]{2}\d{2}(?:[ -]?[A-Za-z0-9]){11,30}")
_CALLING_CODES = ("66", "98", "84", "44")
_KINDS: tuple[tuple[str, Callable[[str], bool], frozenset[tuple[int, ...]]], ...] = (
    # What it is, its check digits, and the groups people write it in.
    ("card", is_card, frozenset({(4, 4, 4, 4), (4, 6, 5), (4, 6, 4), (4, 4, 4, 4, 3)})),
    ("national id", is_thai_id, frozenset({(1, 4, 5, 2, 1)})),
    ("national id", is_vietnamese_id, frozenset({(3, 3, 3, 3), (3, 3, 6)})),
    ("national id", is_iranian_id, frozenset({(3, 6, 1)})),
)


@dataclass(frozen=True)
class Masked:
    """A text without what identifies a person.

    Parameters
    ----------
    text : str
        The text, with "[e-mail]", "[phone]", "[card]", "[IBAN]" or "[national id]" in place.
    counts : mapping of str to int
        How many things of each kind were masked; kinds not met are absent.
    origin : sequence of int
        For each character of `text`, where it stood before; a placeholder's characters all point
        to the start of what it stands for.
    """

    text: str
    counts: Mapping[str, int] = field(default_factory=dict)
    origin: Sequence[int] = ()


def mask(text: str, regions: Sequence[str] = REGIONS) -> Masked:
    """Replace e-mail addresses, phone, card, account and national id numbers by their kind.

    Parameters
    ----------
    text : str
        Any text. Digits of any script are read (Persian, Thai, fullwidth ...).
    regions : sequence of str
        Countries (ISO 3166) whose phone numbers are known without a country code. With a "+" any
        country's are.

    Returns
    -------
    Masked
        Masking it again changes nothing.

    Examples
    --------
    >>> mask("write to me: a.b@example.com or +66 2 123 4567, I paid 1,500,000").text
    'write to me: [e-mail] or [phone], I paid 1,500,000'
    """
    origin: Sequence[int] = range(len(text))
    counts: Counter[str] = Counter()
    # What stood beside a masked number can be one by itself; each round leaves fewer digits.
    while found := find_personal(text, regions):
        counts.update(kind for _, _, kind in found)
        text, origin = _replace(text, origin, found)
    return Masked(text, dict(counts), origin)


def find_personal(text: str, regions: Sequence[str] = REGIONS) -> tuple[Found, ...]:
    """Return where `text` identifies a person: start, end and kind, in order, not overlapping."""
    plain = _ascii_digits(text)
    taken: list[Found] = []
    for finder in (_emails, _ibans, _numbers, lambda given: _phones(given, regions)):
        for start, end, kind in finder(plain):
            if all(end <= a or b <= start for a, b, _ in taken):
                taken.append((start, end, kind))
    return tuple(sorted(taken))


def _replace(text: str, origin: Sequence[int], found: Sequence[Found]) -> tuple[str, list[int]]:
    parts: list[str] = []
    moved: list[int] = []
    at = 0
    for start, end, kind in found:
        placeholder = f"[{kind}]"
        parts += [text[at:start], placeholder]
        moved += [*origin[at:start], *[origin[start]] * len(placeholder)]
        at = end
    return "".join([*parts, text[at:]]), [*moved, *origin[at:]]


def _ascii_digits(text: str) -> str:
    # One character for one, so that offsets stay.
    if text.isascii():
        return text
    return "".join(
        str(unicodedata.decimal(c)) if c.isdecimal() and not c.isascii() else c for c in text
    )


def _emails(text: str) -> Iterator[Found]:
    if "@" in text:
        for match in _EMAIL.finditer(text):
            yield match.start(), match.end(), "e-mail"


def _ibans(text: str) -> Iterator[Found]:
    for match in _IBAN.finditer(text):
        length = iban_length(match[0])
        places = [i for i, letter in enumerate(match[0]) if letter.isalnum()][:length]
        if length and len(places) == length and is_iban("".join(match[0][i] for i in places)):
            yield match.start(), match.start() + places[-1] + 1, "IBAN"


def _numbers(text: str) -> Iterator[Found]:
    for run in _DIGITS.finditer(text):
        groups = [group.span() for group in re.finditer(r"\d+", run[0])]
        at = 0
        while at < len(groups):
            count, kind = _identifier(run[0], groups[at : at + 5])
            if kind:
                yield run.start() + groups[at][0], run.start() + groups[at + count - 1][1], kind
            at += count


def _identifier(run: str, groups: Sequence[tuple[int, int]]) -> tuple[int, str]:
    """Return how many of the first groups make an identifier, and which; 1 and "" for none."""
    texts = [run[start:end] for start, end in groups]
    for count in range(len(texts), 0, -1):
        digits, shape = "".join(texts[:count]), tuple(len(text) for text in texts[:count])
        for kind, check, shapes in _KINDS:
            if (count == 1 or shape in shapes) and check(digits):
                return count, kind
    return 1, ""


def _phones(text: str, regions: Sequence[str]) -> Iterator[Found]:
    if sum(letter.isdigit() for letter in text) < 8:
        return
    from phonenumbers import Leniency, PhoneNumberMatcher

    for region in regions:
        for match in PhoneNumberMatcher(text, region, leniency=Leniency.VALID, max_tries=200):
            if _reads_as_phone(match.raw_string, region):
                yield match.start, match.end, "phone"


def _reads_as_phone(raw: str, region: str) -> bool:
    """Tell a phone number from an amount or an order number that would be a valid one."""
    digits = re.sub(r"\D", "", raw)
    if raw.lstrip(" (").startswith("+") or digits.startswith("00"):
        return len(digits) >= 8
    if region == "US":
        written_apart = re.search(r"\d[\s().-]+\d{3}[\s.-]+\d{4}$", raw)
        return len(digits) in (10, 11) and written_apart is not None
    return len(digits) >= (9 if digits.startswith("0") else 11) and digits.startswith(
        ("0", *_CALLING_CODES)
    )
