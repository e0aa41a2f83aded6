"""A list of known issues."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from cxnlp.errors import IssueListError
from cxnlp.issues.checks import check_issues, did_you_mean
from cxnlp.issues.issue import Issue
from cxnlp.issues.toml import read_issues, write_issues

LIBRARY = Path(__file__).parent / "library"


@dataclass(frozen=True)
class Taxonomy:
    """A list of known issues in two levels: parents, and the leaves that comments are tagged with.

    Parameters
    ----------
    title : str
        What a report calls the list.
    issues : tuple of Issue
        All issues, in the order reports keep where nothing else decides.

    Raises
    ------
    IssueListError
        If the list breaks a law: see `cxnlp.issues.checks.check_issues`.

    Examples
    --------
    >>> Taxonomy("Café", (Issue("coffee", "Coffee"), Issue("seats", "Seats"))).leaves()[0].id
    'coffee'
    """

    title: str
    issues: tuple[Issue, ...]

    def __post_init__(self) -> None:
        check_issues(self.issues, f'the list "{self.title}"')

    def __iter__(self) -> Iterator[Issue]:
        return iter(self.issues)

    def __len__(self) -> int:
        return len(self.issues)

    def __contains__(self, id_: object) -> bool:
        return id_ in self._by_id

    def __getitem__(self, id_: str) -> Issue:
        return self._by_id[id_]

    def leaves(self) -> tuple[Issue, ...]:
        """Return the issues with none below them, parents or not: what comments are tagged with."""
        return tuple(issue for issue in self.issues if issue.id not in self._parent_ids)

    def parents(self) -> tuple[Issue, ...]:
        """Return the issues with others below them: roll-ups, never tagged themselves."""
        return tuple(issue for issue in self.issues if issue.id in self._parent_ids)

    def children(self, id_: str) -> tuple[Issue, ...]:
        """Return the issues right below one.

        Parameters
        ----------
        id_ : str
            The id of an issue in this list.

        Raises
        ------
        KeyError
            If it is not in the list.
        """
        return tuple(issue for issue in self.issues if issue.parent == self[id_].id)

    @cached_property
    def sha256(self) -> str:
        """The hash of the content in hexadecimal; layout and comments of a file are not in it."""
        return sha256(self.to_toml().encode()).hexdigest()

    def to_toml(self) -> str:
        """Return the list as TOML; `from_toml` reads the same list back."""
        return write_issues(self.title, self.issues)

    @classmethod
    def from_toml(cls, text: str, *, origin: str = "the issue list") -> Taxonomy:
        """Read a list from TOML text.

        Parameters
        ----------
        text : str
            ``title`` (optional) and ``[[issue]]`` tables with ``id``, ``name`` and optionally
            ``description``, ``examples``, ``patterns``, ``parent``, ``owner``, ``names``.
        origin : str
            What messages call the text.

        Raises
        ------
        IssueListError
            If it is not TOML, or not a list of issues.
        """
        title, issues = read_issues(text, origin)
        check_issues(issues, origin)
        return cls(title, issues)

    @classmethod
    def load(cls, name_or_path: str | Path) -> Taxonomy:
        """Load a list that comes with the package, or one from a file.

        Parameters
        ----------
        name_or_path : str or Path
            A shipped name (see `shipped`) or the path of a TOML file in UTF-8. A plain word is
            a shipped name first; write ``./word`` for a file called so.

        Raises
        ------
        IssueListError
            If there is neither such a list nor such a file, or the file is not one.
        """
        if isinstance(name_or_path, str) and name_or_path in cls.shipped():
            text = (LIBRARY / f"{name_or_path}.toml").read_text(encoding="utf-8")
            return cls.from_toml(text, origin=f"the shipped list {name_or_path}")
        path = Path(name_or_path)
        return cls.from_toml(_read(path, str(name_or_path), cls.shipped()), origin=path.name)

    @staticmethod
    def shipped() -> tuple[str, ...]:
        """Return the names of the lists that come with the package."""
        return tuple(sorted(path.stem for path in LIBRARY.glob("*.toml")))

    @cached_property
    def _by_id(self) -> dict[str, Issue]:
        return {issue.id: issue for issue in self.issues}

    @cached_property
    def _parent_ids(self) -> frozenset[str]:
        return frozenset(issue.parent for issue in self.issues if issue.parent is not None)


def _read(path: Path, given: str, shipped: tuple[str, ...]) -> str:
    try:
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise IssueListError(
            f"{path.name} is not UTF-8 text (byte {error.start})", "TOML in UTF-8", "save it so"
        ) from error
    except FileNotFoundError as error:
        raise IssueListError(
            f'no issue list or file "{given}"',
            f"a TOML file or one of {', '.join(shipped)}",
            did_you_mean(given, shipped),
        ) from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise IssueListError(f'"{given}" cannot be read: {reason}', "a TOML file") from error
