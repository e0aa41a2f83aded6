"""Comments as a report quotes them: masked, shortened around what they show, grouped by issue."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from cxnlp.report.chart import records
from cxnlp.report.words import clean, language_name, language_tag, number, shown
from cxnlp.text.redact import mask

if TYPE_CHECKING:
    from cxnlp.explain import Explanation

LONGEST = 420
"""The most characters of a comment that a quote shows."""
MOST_BYTES = 900_000
"""The most that all quotes of a page may take, so that it stays under 2 MB."""
_FEELINGS = ("negative", "positive", "mixed", "neutral")
_MARGIN = 2_000
_MARKUP = 320  # bytes of the page around each quote


@dataclass(frozen=True)
class Quote:
    """A comment as shown.

    Parameters
    ----------
    before, marked, after : str
        The text, parted where the evidence begins and ends.
    language, tag : str
        Its language's name, and what HTML calls it ("" where that is not known).
    score, band, feeling, comment : str
        Of the response and the mention; the comment's id.
    expected : str
        What the model expected, for comments it does not explain.
    """

    before: str
    marked: str
    after: str
    language: str
    tag: str
    score: str
    band: str
    feeling: str
    comment: str
    expected: str = ""

    @property
    def size(self) -> int:
        """About how many bytes it takes in a page."""
        text = self.before + self.marked + self.after
        # The worst that escaping does is five bytes for one.
        return _MARKUP + len(text.encode()) + 4 * sum(text.count(c) for c in "<>&\"'")


@dataclass(frozen=True)
class IssueQuotes:
    """The quotes of one issue."""

    issue: str
    name: str
    mentions: int
    quotes: tuple[Quote, ...]


@dataclass
class Veil:
    """Masks personal data, and counts what it masked.

    Parameters
    ----------
    lifted : bool
        Whether personal data is shown after all.
    counts : Counter
        How many things of each kind were masked so far.
    """

    lifted: bool = False
    counts: Counter[str] = field(default_factory=Counter)

    def parts(
        self, text: str, start: int, end: int, longest: int = LONGEST
    ) -> tuple[str, str, str]:
        """Return what to show of `text` before, in and after `start` to `end`."""
        text = clean(text)
        left = max(0, start - _MARGIN)
        window = text[left : end + _MARGIN]
        origin: Sequence[int] = range(len(window))
        if not self.lifted:
            masked = mask(window)
            window, origin = masked.text, masked.origin
            self.counts.update(masked.counts)
        inside = [i for i, at in enumerate(origin) if start <= left + at < end]
        a, b = (inside[0], inside[-1] + 1) if inside else (0, 0)
        before, marked, after = (_one_line(part) for part in (window[:a], window[a:b], window[b:]))
        # A space at an edge of the evidence belongs to the text beside it.
        before = before.lstrip() + " " * (marked.startswith(" ") and not before.endswith(" "))
        after = " " * (marked.endswith(" ") and not after.startswith(" ")) + after.rstrip()
        return _fitted((before, marked.strip(), after), longest)

    def hide(self, value: object, longest: int = 0) -> str:
        """Return a short text of the survey as shown, masked."""
        text = shown(value)
        if not self.lifted:
            masked = mask(text)
            self.counts.update(masked.counts)
            text = masked.text
        return shown(text, longest)


def _one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def _fitted(parts: tuple[str, str, str], longest: int) -> tuple[str, str, str]:
    before, marked, after = parts
    if len(before) + len(marked) + len(after) <= longest:
        return parts
    marked = shown(marked, longest)
    room = longest - len(marked)
    behind = min(len(after), max(room // 2, room - len(before)))
    ahead = min(len(before), room - behind)
    if ahead < len(before):
        before = "…" + (before[len(before) - ahead :] if ahead else "")
    if behind < len(after):
        after = after[:behind] + "…"
    return before, marked, after


def masked(explanation: Explanation, veil: Veil) -> Explanation:
    """Return `explanation` with ticked reasons and levels of segments masked: people type there."""
    return replace(
        explanation,
        ticked=explanation.ticked.assign(reason=explanation.ticked["reason"].map(veil.hide)),
        **{
            name: table.assign(level=table["level"].map(veil.hide)) if len(table) else table
            for name in ("segments", "segment_drivers")
            for table in [getattr(explanation, name)]
        },
    )


def quotes_by_issue(
    explanation: Explanation, order: Sequence[str], veil: Veil
) -> tuple[tuple[IssueQuotes, ...], int]:
    """Return the quotes of each issue, and how many were left out to keep the page small.

    Parameters
    ----------
    explanation : Explanation
        Its `evidence` and the issues' names.
    order : sequence of str
        Issue ids, those to be shown first; the others follow as they come.
    veil : Veil
        Masks them.
    """
    evidence = explanation.evidence
    if evidence.empty:
        return (), 0
    drivers = explanation.drivers[explanation.drivers["feeling"] == "any"].set_index("issue")
    ids = dict.fromkeys([*order, *drivers.index, *evidence["issue"]])
    by_issue = {str(issue): rows for issue, rows in evidence.groupby("issue", sort=False)}
    groups, room, left_out = [], MOST_BYTES, 0
    for issue in (id_ for id_ in ids if id_ in by_issue):
        kept = []
        place = by_issue[issue]["feeling"].map({f: at for at, f in enumerate(_FEELINGS)})
        ordered = by_issue[issue].assign(place=place).sort_values(["place", "rank"], kind="stable")
        for row in records(ordered):
            quote = _quote(row, veil)
            room -= quote.size
            kept += [quote] if room >= 0 else []
            left_out += room < 0
        known = issue in drivers.index
        name = shown(drivers.loc[issue, "name"] if known else issue, 120)
        mentions = int(drivers.loc[issue, "mentions"]) if known else len(kept)
        groups += [IssueQuotes(issue, name, mentions, tuple(kept))] if kept else []
    return tuple(groups), left_out


def unexplained_quotes(
    explanation: Explanation, languages: Mapping[str, str], veil: Veil, most: int = 12
) -> tuple[Quote, ...]:
    """Return the comments whose score is furthest from what their issues suggest."""
    rows = records(explanation.unexplained.head(most))
    return tuple(
        _quote({**row, "language": languages.get(str(row["comment"]), "")}, veil) for row in rows
    )


def callback_quotes(
    explanation: Explanation,
    languages: Mapping[str, str],
    veil: Veil,
    issues: int = 8,
    most: int = 4,
) -> tuple[IssueQuotes, ...]:
    """Return the customers to call back first about each of the first actions, with quotes.

    Parameters
    ----------
    explanation : Explanation
        Its `actions` and `callbacks`.
    languages : mapping of str to str
        The language of each comment.
    veil : Veil
        Masks them.
    issues, most : int
        How many actions, and how many customers for each, at most.
    """
    groups = []
    for action in records(explanation.actions.head(issues)):
        rows = explanation.callbacks[explanation.callbacks["issue"] == action["issue"]]
        quotes = tuple(
            _quote(
                {
                    **row,
                    "text": row["quote"],
                    "feeling": "negative",
                    "language": languages.get(str(row["comment"]), ""),
                },
                veil,
            )
            for row in records(rows.head(most))
            if row["quote"]
        )
        if quotes:
            name = f"{shown(action['name'], 80)} · {shown(action['owner'], 60)}"
            groups.append(IssueQuotes(str(action["issue"]), name, len(rows), quotes))
    return tuple(groups)


def _quote(row: Mapping[str, object], veil: Veil) -> Quote:
    start, end = _whole(row.get("start")), _whole(row.get("end"))
    before, marked, after = veil.parts(str(row["text"]), start, end)
    language = str(row.get("language") or "")
    expected = row.get("expected")
    return Quote(
        before,
        marked,
        after,
        language_name(language),
        language_tag(language),
        _score(row["score"]),
        shown(row.get("band"), 40),
        shown(row.get("feeling"), 20),
        shown(row["comment"], 40),
        "" if expected is None else number(float(str(expected)), 1),
    )


def _whole(value: object) -> int:
    at = 0.0 if value is None else float(str(value))
    return max(0, int(at)) if math.isfinite(at) else 0


def _score(value: object) -> str:
    score = float(str(value))
    return number(score, 0 if math.isfinite(score) and score == round(score) else 1)
