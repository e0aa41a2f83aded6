"""The lists of issues that a service reads by, and a tagger for each."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from functools import cache
from typing import Any

from cxnlp.errors import IssueListError
from cxnlp.issues import Issue, Taxonomy
from cxnlp.issues.checks import did_you_mean
from cxnlp.tag import TaggerLike

KEPT = 16


@cache
def shipped_lists() -> Mapping[str, Taxonomy]:
    """Return the lists that come with the package, by name."""
    return {name: Taxonomy.load(name) for name in Taxonomy.shipped()}


class Lists:
    """Taggers by list. All share one model; those of lists asked for last are kept ready.

    Parameters
    ----------
    tagger : TaggerLike
        The tagger with the service's own list. Other lists need one that is a dataclass with a
        field `taxonomy`, as `Tagger` is, or one around such a `tagger`.
    """

    def __init__(self, tagger: TaggerLike) -> None:
        self.own = tagger
        self._kept: OrderedDict[str, TaggerLike] = OrderedDict()

    @property
    def takes_others(self) -> bool:
        """Whether requests may choose their list."""
        return _reading_by(self.own, self.own.taxonomy) is not None

    def named(self, name: str) -> Taxonomy:
        """Return a list that comes with the package; never a file, for names come over the wire.

        Raises
        ------
        IssueListError
            If there is none of that name.
        """
        known = shipped_lists()
        if name not in known:
            raise IssueListError(
                "there is no list of issues of that name",
                f"one of {', '.join(known)}",
                did_you_mean(name, list(known)),
            )
        return known[name]

    def tagger(self, wanted: str | Sequence[Issue] | None) -> TaggerLike:
        """Return the tagger of a list.

        Parameters
        ----------
        wanted : str or sequence of Issue or None
            A shipped list's name, the issues themselves, or None for the service's own list.

        Raises
        ------
        IssueListError
            If there is no such list, it breaks a law, or the service reads by one list only.
        """
        if wanted is None:
            return self.own
        if isinstance(wanted, str):
            return self._for(self.named(wanted))
        return self._for(Taxonomy("Issues of a request", tuple(wanted)))

    def _for(self, taxonomy: Taxonomy) -> TaggerLike:
        if taxonomy.sha256 == self.own.taxonomy.sha256:
            return self.own
        if taxonomy.sha256 not in self._kept:
            made = _reading_by(self.own, taxonomy)
            if made is None:
                raise IssueListError(
                    "this service's tagger reads by one list", "a request without issues"
                )
            self._kept[taxonomy.sha256] = made
        self._kept.move_to_end(taxonomy.sha256)
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return self._kept[taxonomy.sha256]


def _reading_by(tagger: object, taxonomy: Taxonomy) -> TaggerLike | None:
    """Return a tagger that is the same but for its list, or None if it cannot be made."""
    own: Any = tagger
    parts = {each.name for each in fields(own)} if is_dataclass(own) else set()
    if "taxonomy" in parts:
        other: TaggerLike = replace(own, taxonomy=taxonomy)
        return other
    inner = _reading_by(own.tagger, taxonomy) if "tagger" in parts else None
    return None if inner is None else replace(own, tagger=inner)
