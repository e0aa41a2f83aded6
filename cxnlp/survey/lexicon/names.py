"""Names the user gave, matched to names there are."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Collection, Iterable, Sequence

from cxnlp.errors import SurveyError

_SHOWN = 5


def plain(name: str) -> str:
    """Return a name as one would say it: NFKC, one space, no case, no joiners or marks.

    Persian letters come out one way whichever keyboard wrote them.
    """
    folded = unicodedata.normalize("NFKC", name).casefold()
    folded = folded.translate({0x064A: 0x06CC, 0x0649: 0x06CC, 0x0643: 0x06A9, 0x200C: " "})
    kept = "".join(sign for sign in folded if unicodedata.category(sign) != "Cf")
    return " ".join(kept.split())


def nearest(wanted: str, names: Sequence[str]) -> list[str]:
    """Return the names closest to `wanted`, nearest first, at most five."""
    key = plain(wanted)
    ranked = sorted(names, key=lambda name: -_likeness(key, plain(name)))
    return ranked[:_SHOWN]


def apart(names: Iterable[str], ours: Collection[str]) -> list[str]:
    """Put " (input)" behind names that are ours, once more where that is taken too.

    Examples
    --------
    >>> apart(["cx_line", "nps"], ["cx_line"])
    ['cx_line (input)', 'nps']
    """
    given = list(names)
    free: list[str] = []
    for name in given:
        other = name
        while other in ours or (other != name and other in {*given, *free}):
            other = f"{other} (input)"
        free.append(other)
    return free


def _likeness(wanted: str, name: str) -> float:
    inside = 0.5 if wanted and (wanted in name or (name and name in wanted)) else 0.0
    return inside + difflib.SequenceMatcher(None, wanted[:100], name[:100]).ratio()


def find_column(wanted: str, names: Sequence[str], flag: str) -> str:
    """Return the column the user means.

    Parameters
    ----------
    wanted : str
        What the user wrote.
    names : sequence of str
        The columns there are.
    flag : str
        The option it was given to, for the message.

    Returns
    -------
    str
        The column of exactly that name, else the only one that differs from it in case, spaces
        or invisible characters.

    Raises
    ------
    SurveyError
        If no column or more than one is meant; the message names the nearest.
    """
    if wanted in names:
        return wanted
    alike = [name for name in names if plain(name) == plain(wanted)]
    if len(alike) == 1:
        return alike[0]
    shown = ", ".join(repr(" ".join(name.split())) for name in nearest(wanted, names))
    raise SurveyError(
        f"there is no column {wanted!r}",
        f"one of the file's {len(names)} columns, the nearest being {shown}",
        f"give {flag} one of these, or run `cxnlp inspect` to see them all",
    )
