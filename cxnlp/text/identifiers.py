"""Check digits of the numbers that identify a person: card, national id, bank account.

Each function takes ASCII digits (letters too for an IBAN) without separators and says whether
the number is one that can have been issued. None looks anything up.
"""

from __future__ import annotations

# First three digits of a Vietnamese citizen id: the 63 provinces of the 1999-2025 coding
# (Circular 59/2021/TT-BCA, annex 1).
_PROVINCES = frozenset(
    "001 002 004 006 008 010 011 012 014 015 017 019 020 022 024 025 026 027 030 031 033 034 035 "
    "036 037 038 040 042 044 045 046 048 049 051 052 054 056 058 060 062 064 066 067 068 070 072 "
    "074 075 077 079 080 082 083 084 086 087 089 091 092 093 094 095 096".split()
)

# Length of an IBAN by country, from the IBAN registry (ISO 13616).
_IBAN_LENGTHS = {
    country: int(length)
    for length, countries in (
        ("15", "NO"),
        ("16", "BE"),
        ("18", "DK FI FO GL NL SD"),
        ("19", "MK SI"),
        ("20", "AT BA EE KZ LT LU MN XK"),
        ("21", "CH HR LI LV"),
        ("22", "BG BH CR DE GB GE IE ME RS VA"),
        ("23", "AE GI IL IQ OM SO TL"),
        ("24", "AD CZ ES MD PK RO SA SE SK TN VG"),
        ("25", "LY PT ST"),
        ("26", "IR IS TR"),
        ("27", "BI DJ FR GR IT MC MR SM"),
        ("28", "AL AZ BY CY DO GT HU LB NI PL SV"),
        ("29", "BR EG PS QA UA"),
        ("30", "JO KW MU YE"),
        ("31", "MT SC"),
        ("33", "RU"),
    )
    for country in countries.split()
}


def is_card(digits: str) -> bool:
    """Tell whether `digits` (14-19) can be a payment card: a known prefix, and Luhn's check digit.

    Luhn, H. P. (1960), US patent 2950048; prefixes by ISO/IEC 7812.
    """
    if not 14 <= len(digits) <= 19:
        return False
    network = digits[0] in "4568" or digits[:2] in {"30", "34", "35", "36", "37", "38"}
    if not (network or 2221 <= int(digits[:4]) <= 2720):
        return False
    doubled = (int(d) * (2 if i % 2 else 1) for i, d in enumerate(reversed(digits)))
    return sum(d - 9 if d > 9 else d for d in doubled) % 10 == 0


def is_thai_id(digits: str) -> bool:
    """Tell whether `digits` (13) can be a Thai national id: weights 13 to 2, modulo 11."""
    if len(digits) != 13 or digits[0] not in "12345678" or _round(digits):
        return False
    total = sum(int(d) * weight for d, weight in zip(digits, range(13, 1, -1), strict=False))
    return (11 - total % 11) % 10 == int(digits[12])


def is_iranian_id(digits: str) -> bool:
    """Tell whether `digits` (10) can be an Iranian national code: weights 10 to 2, modulo 11."""
    if len(digits) != 10 or _round(digits) or len(set(digits)) == 1:
        return False
    rest = sum(int(d) * weight for d, weight in zip(digits, range(10, 1, -1), strict=False)) % 11
    return int(digits[9]) == (rest if rest < 2 else 11 - rest)


def is_vietnamese_id(digits: str) -> bool:
    """Tell whether `digits` (12) can be a Vietnamese citizen id (CCCD).

    Province of birth, then a digit for century and sex (0-3 for those born until 2099), then the
    year of birth and six digits; it has no check digit (Decree 137/2015/ND-CP, article 7).
    """
    return len(digits) == 12 and digits[:3] in _PROVINCES and digits[3] in "0123"


def iban_length(text: str) -> int:
    """Return how long an IBAN of the country that `text` starts with is, 0 for none."""
    return _IBAN_LENGTHS.get(text[:2].upper(), 0)


def is_iban(text: str) -> bool:
    """Tell whether `text` is an IBAN: its country's length, remainder 1 modulo 97 (ISO 7064)."""
    if len(text) != iban_length(text) or not (text.isascii() and text.isalnum()):
        return False
    return int("".join(str(int(letter, 36)) for letter in text[4:] + text[:4])) % 97 == 1


def _round(digits: str) -> bool:
    # 1500000000 is an amount of rial, not somebody's code: no serial number ends in four zeros.
    return digits.endswith("0000")
