"""What the user said about columns, and the short way to say it: `score=Q1,text=Q2`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cxnlp.errors import SurveyError
from cxnlp.survey.codebook import Codebook, Role
from cxnlp.survey.lexicon.names import find_column, plain

_KEYS = {
    "score": "score",
    "text": "text",
    "comment": "text",
    "comments": "text",
    "segment": "segments",
    "segments": "segments",
    "date": "date",
    "reasons": "reasons",
    "reason": "reasons",
    "id": "id",
}
_SEVERAL = frozenset({"text", "segments", "reasons"})
_PART = re.compile(rf"(?:^|,)\s*({'|'.join(_KEYS)})\s*=", re.IGNORECASE)


@dataclass(frozen=True)
class Asked:
    """What the user said about columns; None where they left it to be found.

    Parameters
    ----------
    score, date, id : str or None
        One column each.
    text, segments, reasons : list of str or None
        Several columns each; an empty list means none.
    """

    score: str | None = None
    text: list[str] | None = None
    segments: list[str] | None = None
    date: str | None = None
    reasons: list[str] | None = None
    id: str | None = None

    def roles(self) -> frozenset[Role]:
        """Return the roles of which the user chose the columns."""
        said: dict[Role, object] = {
            "score": self.score,
            "comment": self.text,
            "segment": self.segments,
            "date": self.date,
            "reasons": self.reasons,
            "id": self.id,
        }
        return frozenset(role for role, columns in said.items() if columns is not None)

    def with_map(self, columns: str | Mapping[str, str | Sequence[str]] | None) -> Asked:
        """Add what a map of columns says.

        Parameters
        ----------
        columns : str or mapping or None
            "score=Q1,text=Q2,text=Q3", or role to column or columns. Roles: score, text (or
            comment), segment, date, reasons, id.

        Raises
        ------
        SurveyError
            If a role is not known, is given twice, or was said by its own option too.
        """
        said = read_map(columns) if isinstance(columns, str) else _listed(columns or {})
        made = {name: getattr(self, name) for name in set(_KEYS.values())}
        for role, names in said.items():
            if made[role] is not None or (role not in _SEVERAL and len(names) > 1):
                raise SurveyError(
                    f"the {role} column is said twice", "once", f"leave {role} out of one place"
                )
            made[role] = names if role in _SEVERAL else names[0]
        return Asked(**made)


def read_map(said: str) -> dict[str, list[str]]:
    """Read "score=Q1,text=Q2,text=Q3"; a name may hold commas.

    Returns
    -------
    dict of str to list of str
        Role ("score", "text", "segments", "date", "reasons", "id") to columns.

    Raises
    ------
    SurveyError
        If it does not begin with a role, or a column is missing.
    """
    marks = list(_PART.finditer(said))
    if not marks or said[: marks[0].start()].strip(" ,"):
        raise SurveyError(
            f"{said!r} does not say which column is what",
            f"role=column pairs, roles being {', '.join(dict.fromkeys(_KEYS))}",
            "write it like --columns score=Q1,text=Q2",
        )
    ends = [mark.start() for mark in marks[1:]] + [len(said)]
    pairs = [
        (mark[1], said[mark.end() : end].strip()) for mark, end in zip(marks, ends, strict=True)
    ]
    grouped: dict[str, list[str]] = {}
    for role, name in pairs:
        grouped.setdefault(role, []).append(name)
    return _listed(grouped)


def _listed(columns: Mapping[str, str | Sequence[str]]) -> dict[str, list[str]]:
    made: dict[str, list[str]] = {}
    for role, names in columns.items():
        key = _KEYS.get(role.strip().casefold())
        given = [names] if isinstance(names, str) else list(names)
        if key is None or not all(given):
            what = f"the role {role!r}" if key is None else f"no column after {role!r}"
            raise SurveyError(what, f"one of {', '.join(dict.fromkeys(_KEYS))}, each with a column")
        made.setdefault(key, []).extend(given)
    return made


def resolve(wanted: str, names: Sequence[str], codebook: Codebook, flag: str) -> str:
    """Return the column the user means by its name, export code, internal id or question.

    Raises
    ------
    SurveyError
        If no column or more than one is meant.
    """
    if wanted in names:
        return wanted
    key = plain(wanted)
    for words in ("code", "internal_id", "text", "title"):
        alike = [
            entry.name for entry in codebook.entries if plain(getattr(entry, words)) == key and key
        ]
        if len(alike) == 1:
            return alike[0]
    return find_column(wanted, names, flag)
