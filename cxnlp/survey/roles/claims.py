"""Roles being given out: what the user asked for, what the platform says, then what is seen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from cxnlp.survey.codebook import Codebook, Entry, Role
from cxnlp.survey.roles.column import Column
from cxnlp.survey.roles.profile import Profile

_SINGLE: frozenset[Role] = frozenset({"score", "date", "id"})


class Claims:
    """Roles of columns; the first claim on a column stands.

    Parameters
    ----------
    columns : mapping of str to Profile
        Every column.
    codebook : Codebook
        What the platform says of them.
    """

    def __init__(self, columns: Mapping[str, Profile], codebook: Codebook) -> None:
        self.columns = dict(columns)
        self.codebook = codebook
        self.entries = codebook.by_name()
        self.made: dict[str, Column] = {}
        self._parts = Counter(entry.question for entry in codebook.entries)

    def claim(self, name: str, role: Role, reason: str) -> None:
        """Give a column a role, if it has none."""
        self.made.setdefault(name, Column(name, role, reason))

    def turn(self, column: Profile, role: Role, reason: str) -> None:
        """Give a column another role than it has, and the profile that goes with it."""
        self.columns[column.name] = column
        self.made[column.name] = Column(column.name, role, reason)

    def free(self) -> list[Profile]:
        """Return the columns without a role, in the file's order."""
        return [column for name, column in self.columns.items() if name not in self.made]

    def has(self, role: Role) -> bool:
        """Tell whether some column has a role."""
        return any(column.role == role for column in self.made.values())

    def is_part(self, name: str) -> bool:
        """Tell whether the column is one of several that a question was spread over."""
        question = self.entries[name].question if name in self.entries else ""
        return bool(question) and self._parts[question] > 1

    def is_embedded(self, name: str) -> bool:
        """Tell whether the company wrote the column beside the answers."""
        return name in self.entries and self.entries[name].embedded

    def is_open(self, name: str) -> bool:
        """Tell whether the platform says that the answers are in respondents' own words."""
        return name in self.entries and self.entries[name].open


def claim_declared(claims: Claims, asked: frozenset[Role]) -> None:
    """Give the columns the roles that the platform's layout decides.

    Parameters
    ----------
    claims : Claims
        What the user asked for stands already.
    asked : frozenset of str
        Roles the user gave to columns of their own choice; the platform gives out none of them.
    """
    taken: dict[Role, Entry] = {}
    ranked = sorted(claims.codebook.entries, key=lambda entry: entry.role == "group")
    for entry in ranked:
        role = entry.role
        if not role or role in asked or not claims.columns[entry.name].filled:
            continue
        before = taken.get(role)
        if role in _SINGLE and before is not None:
            reason = f"{entry.reason} But {before.name!r} was taken for the {role}."
            claims.claim(entry.name, "other", reason)
        elif role == "group" and _of_another(entry, taken.get("score")):
            claims.claim(entry.name, "derived", f"{entry.reason} It is another question's.")
        else:
            claims.claim(entry.name, role, entry.reason)
            taken.setdefault(role, entry)


def _of_another(group: Entry, score: Entry | None) -> bool:
    return score is not None and bool(group.question) and group.question != score.internal_id
