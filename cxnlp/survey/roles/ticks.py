"""Reasons that respondents ticked: one column an option, or one column with a list in it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from cxnlp.survey.codebook import PLAIN, Codebook, Entry
from cxnlp.survey.lexicon.headers import NO, REASONS, TECHNICAL, YES
from cxnlp.survey.lexicon.names import plain
from cxnlp.survey.roles.profile import Profile, same_words

_MOST_OPTIONS = 60
_LONGEST_OPTION = 200
_NOTHING: Mapping[str, Entry] = {}
_UNASKED = frozenset({"-99", "n/a", "{question_not_shown}"})
_UNTICKED = frozenset({"not selected", "unselected", "not mentioned", "not ticked", "unticked"})
_MARKS = (";", "|", "\n", ",", "،")


@dataclass(frozen=True)
class Ticks:
    """The columns that hold ticked reasons.

    Parameters
    ----------
    columns : tuple of str
        One column with a list, or several with an option each.
    mark : str
        What parts the list; empty for several columns or where one option is chosen.
    labels : mapping of str to str
        Column to the option it stands for, for several columns.
    reason : str
        One sentence on why.
    """

    columns: tuple[str, ...]
    mark: str
    labels: Mapping[str, str]
    reason: str


def find_ticks(
    columns: Mapping[str, Profile],
    free: Sequence[str],
    entries: Mapping[str, Entry] = _NOTHING,
    frame: pd.DataFrame | None = None,
) -> Ticks | None:
    """Find the reasons among the columns that nothing else has claimed.

    Parameters
    ----------
    columns : mapping of str to Profile
        Every column.
    free : sequence of str
        The names of the unclaimed ones, in the file's order.
    entries : mapping of str to Entry
        What the platform says of the columns.
    frame : pandas.DataFrame, optional
        The cells, to tell lists that were offered to one group of respondents each.
    """
    return (
        _questions(columns, free, entries)
        or _one_hot(columns, free, entries)
        or _lists(columns, free, entries, frame)
    )


def _questions(
    columns: Mapping[str, Profile], free: Sequence[str], entries: Mapping[str, Entry]
) -> Ticks | None:
    """Take the questions that the platform spread over a column for each option."""
    parts: dict[str, list[str]] = {}
    for name in free:
        entry = entries.get(name)
        if entry is not None and entry.question and not entry.open:
            parts.setdefault(entry.question, []).append(name)
    chosen = [
        names
        for names in parts.values()
        if len(names) > 1
        and any(columns[name].filled for name in names)
        and all(_is_option(columns[name], entries[name]) for name in names)
    ]
    about = [names for names in chosen if REASONS.search(columns[names[0]].said)]
    taken = [name for names in about or chosen[:1] for name in names]
    if not taken:
        return None
    labels = {name: entries[name].sub_label or name for name in taken}
    reason = "The platform spread one question over a column for each option, ticked or blank."
    return Ticks(tuple(taken), "", labels, reason)


def _is_option(column: Profile, entry: Entry) -> bool:
    said = (entry.labels.get(value, value) for value in column.counts)
    values = {plain(value[:_LONGEST_OPTION]) for value in said} - _UNASKED
    return len(values) <= 1 or values <= YES | NO


def declared_ticks(columns: Mapping[str, Profile], names: Sequence[str]) -> Ticks:
    """Take the columns the user named for reasons."""
    if len(names) > 1:
        return Ticks(tuple(names), "", _option_labels(columns, names), "It was asked for.")
    only = columns[names[0]]
    if _is_ticked_or_blank(only):
        return Ticks((only.name,), "", {only.name: only.name}, "It was asked for.")
    mark = _mark(only)
    if mark is None:
        # Too few rows to tell by repetition; these two part nothing but lists.
        mark = next((sign for sign in ";|" if any(sign in cell for cell in only.counts)), "")
    return Ticks((only.name,), mark, {}, "It was asked for.")


def _is_ticked_or_blank(column: Profile) -> bool:
    """Tell whether the cells are an option's own label, or yes and no signs."""
    if column.distinct > len(YES | NO):
        return False
    values = [plain(value[:_LONGEST_OPTION]) for value in column.counts]
    if len(values) == 1 and (same_words(values[0], column.name) or values[0] in YES):
        return True
    return bool(values) and set(values) <= YES | NO and bool(set(values) & YES)


def _one_hot(
    columns: Mapping[str, Profile], free: Sequence[str], entries: Mapping[str, Entry]
) -> Ticks | None:
    best: list[str] = []
    run: list[str] = []
    for name in [*columns, None]:
        if name in free and name is not None and _is_ticked_or_blank(columns[name]):
            run.append(name)
            continue
        if len(run) >= 2 and _belong_together(columns, run) and len(run) > len(best):
            best = run
        run = []
    if not best:
        return None
    labels = _option_labels(columns, best, entries)
    reason = f"It is one of {len(best)} neighbouring columns that hold a tick or nothing."
    return Ticks(tuple(best), "", labels, reason)


def _belong_together(columns: Mapping[str, Profile], run: Sequence[str]) -> bool:
    if any(TECHNICAL.search(columns[name].said) for name in run):
        return False
    labelled = all(
        len(columns[name].counts) == 1 and same_words(next(iter(columns[name].counts)), name)
        for name in run
    )
    prefix = _shared_start([columns[name].said for name in run])
    return labelled or len(prefix) >= 2 or any(REASONS.search(columns[name].said) for name in run)


def _shared_start(names: Sequence[str]) -> str:
    first, last = min(names), max(names)
    pairs = zip(first, last, strict=False)
    length = next((at for at, (one, other) in enumerate(pairs) if one != other), len(first))
    return first[:length]


def _option_labels(
    columns: Mapping[str, Profile], names: Sequence[str], entries: Mapping[str, Entry] = _NOTHING
) -> dict[str, str]:
    """Name each option by its column or question, without the words all of them share."""
    said = {name: entries[name].title if name in entries else name for name in names}
    prefix = _shared_start(list(said.values()))
    while prefix and prefix[-1].isalnum():
        prefix = prefix[:-1]
    labels = {}
    for name in names:
        values = list(columns[name].counts)
        word = values[0] if len(values) == 1 and plain(values[0]) not in YES | NO else ""
        labels[name] = word or said[name][len(prefix) :].strip(" []()_:-") or name
    return labels


def _lists(
    columns: Mapping[str, Profile],
    free: Sequence[str],
    entries: Mapping[str, Entry],
    frame: pd.DataFrame | None,
) -> Ticks | None:
    """Take the first column of lists, with those that others were offered in its place."""
    found = [
        (name, mark) for name in free if (mark := _list_mark(columns[name], entries)) is not None
    ]
    if not found:
        return None
    first, mark = found[0]
    names = [first]
    for name, own in found[1:]:
        if frame is not None and own == mark and _never_together(frame, [*names, name]):
            names.append(name)
    options = len({option for name in names for option in _options(columns[name], mark)})
    how = f"lists parted by {mark!r}" if mark else "one choice"
    reason = f"Its header speaks of reasons, and its cells are {how} from {options} options."
    return Ticks(tuple(names), mark, {}, reason)


def _list_mark(column: Profile, entries: Mapping[str, Entry]) -> str | None:
    if not REASONS.search(column.said) or not column.filled:
        return None
    if column.numeric > 0.5 and not _are_codes(column):
        return None
    return _mark(column, entries[column.name].mark if column.name in entries else "")


def _never_together(frame: pd.DataFrame, names: Sequence[str]) -> bool:
    filled = frame[list(names)].apply(lambda cells: cells.str.strip() != "")
    return bool((filled.sum(axis=1) <= 1).all())


def _options(column: Profile, mark: str) -> Counter[str]:
    found: Counter[str] = Counter()
    for value, count in column.counts.items():
        for part in split_list(value, mark):
            found[part] += count
    return found


def _is_off(cell: str) -> bool:
    return not cell.strip() or plain(cell[:_LONGEST_OPTION]) in NO | _UNASKED | _UNTICKED


def _are_codes(column: Profile) -> bool:
    """Tell lists of codes ("1,4,7") from numbers with a decimal comma."""
    return sum(n for cell, n in column.counts.items() if cell.count(",") > 1) >= 3


def _mark(column: Profile, own: str = "") -> str | None:
    """Find what parts the options; "" for single choices, None where they are no options."""
    for mark in ([own] if own else []) + list(_MARKS):
        parted = sum(n for value, n in column.counts.items() if len(split_list(value, mark)) > 1)
        options = _options(column, mark)
        if parted and _are_options(options, column.filled):
            return mark
    return "" if _are_options(_options(column, ""), column.filled) else None


def _are_options(options: Counter[str], filled: int) -> bool:
    """Tell options from text: few, short, and most of them chosen again and again."""
    if not options or len(options) > _MOST_OPTIONS:
        return False
    short = sum(len(option) for option in options) / len(options) <= 40
    again = sum(count for count in options.values() if count > 1) / sum(options.values())
    return short and again >= 0.6 and sum(options.values()) >= 1.5 * len(options) and filled >= 3


def split_list(cell: str, mark: str) -> list[str]:
    """Return the options in a cell, each once, in its order."""
    text = cell.strip()
    if text.startswith("["):
        try:
            made = json.loads(text)
        except (ValueError, RecursionError):
            made = None
        if isinstance(made, list):
            return list(dict.fromkeys(str(item).strip() for item in made if str(item).strip()))
    parts = text.split(mark) if mark else [text]
    return list(dict.fromkeys(part.strip() for part in parts if part.strip()))


def ticked_reasons(
    frame: pd.DataFrame, ticks: Ticks, shown: pd.DataFrame | None = None, book: Codebook = PLAIN
) -> pd.Series:
    """Return the reasons ticked in each row (n lists of str).

    Parameters
    ----------
    frame : pandas.DataFrame
        The cells as they stand.
    ticks : Ticks
        The columns.
    shown : pandas.DataFrame, optional
        The same columns with labels for codes.
    book : Codebook, optional
        Labels for the codes within lists.
    """
    shown = frame if shown is None else shown
    if not ticks.labels:
        entries = [entry for entry in book.entries if entry.name in ticks.columns]
        told = {code: said for entry in entries for code, said in entry.labels.items() if said}
        held = zip(*(shown[name] for name in ticks.columns), strict=True)
        lists = [[part for cell in row for part in split_list(cell, ticks.mark)] for row in held]
        named = [list(dict.fromkeys(told.get(part, part) for part in row)) for row in lists]
        return pd.Series(named, index=frame.index, dtype=object)
    made: list[list[str]] = [[] for _ in range(len(frame))]
    for name, label in ticks.labels.items():
        off = {cell for cell in {*frame[name], *shown[name]} if _is_off(cell)}
        for at, (cell, said) in enumerate(zip(frame[name], shown[name], strict=True)):
            if cell not in off and said not in off:
                made[at].append(label)
    return pd.Series(made, index=frame.index, dtype=object)
