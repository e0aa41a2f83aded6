"""The answers of one column as scores: the platform's labels, words by their family, ends in words.

The order: what the codebook declares missing; numbers that labels carry; labels in words; the
number in the cell; words of the family that the whole column speaks. What is left is unreadable.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from cxnlp.survey.codebook import Entry
from cxnlp.survey.lexicon.answers import ENDS, FAMILIES, Family, answer_key, is_word
from cxnlp.survey.values.scores import Reading, read_score

_MOST_WORDS = 40
_LONGEST = 200
_NEARLY_ALL = 0.9
_WORDS = [(family, family.words()) for family in FAMILIES]


@dataclass(frozen=True)
class Answers:
    """What each distinct cell of a column says.

    Parameters
    ----------
    readings : mapping of str to Reading
        Distinct cell, stripped, to what it says as a score.
    scale : str
        The scale that the words or labels are answers on; empty where they do not tell.
    how : str
        One sentence on words or labels that were read; empty where there were none.
    """

    readings: Mapping[str, Reading]
    scale: str = ""
    how: str = ""


@dataclass(frozen=True)
class _Chosen:
    family: Family
    scores: Mapping[str, float] = field(default_factory=dict)


def read_answers(counts: Mapping[str, int], entry: Entry, in_words: bool = True) -> Answers:
    """Read the distinct cells of a column.

    Parameters
    ----------
    counts : mapping of str to int
        Distinct filled cells, stripped, with how often each occurs.
    entry : Entry
        What the platform says of the column.
    in_words : bool
        Whether words may be answers; in a column headed as comments "good" is a comment.
    """
    readings = {cell: read_score(cell) for cell in counts}
    absent = {_number_key(code) for code in entry.missing}
    for cell in readings if absent else ():
        if _number_key(cell) in absent:
            readings[cell] = Reading("missing")
    scale, how = "", ""
    if entry.labels:
        labelled, scale, how = _by_labels(readings, entry.labels)
        readings |= labelled
    words = {
        cell: n
        for cell, n in counts.items()
        if readings[cell].kind == "unreadable" and is_word(cell)
    }
    if not in_words or not words or len(words) > _MOST_WORDS:
        return Answers(readings, scale, how)
    ends = _ends(readings, words)
    if ends:
        return Answers({**readings, **ends}, scale, how)
    said: Counter[str] = Counter()
    for cell, n in words.items():
        said[answer_key(cell)] += n
    chosen = _family(said, said.total())
    if chosen is not None:
        made = _as_readings({cell: answer_key(cell) for cell in words}, chosen)
        return Answers({**readings, **made}, chosen.family.scale, _said(chosen, made))
    return Answers(readings, scale, how)


def _number_key(cell: str) -> str:
    """Return a code the way it is compared: "-99.0" is "-99", whatever the script."""
    if len(cell) > _LONGEST:
        return cell
    found = read_score(cell)
    return f"{found.value:g}" if found.kind == "number" and not found.label else answer_key(cell)


def _family(counts: Mapping[str, int], total: int) -> _Chosen | None:
    """Choose the family that speaks nearly all the words; None where none or several do."""
    fitting: list[_Chosen] = []
    for family, known in _WORDS:
        told = {word: known[word] for word in counts if word in known}
        places = [place for _, place in told.values()]
        scores = {word: score for word, (score, _) in told.items()}
        enough = sum(counts[word] for word in told) >= _NEARLY_ALL * total
        # A questionnaire names each step once: two words for one step are another family's.
        once = len(set(places)) == len(places)
        needed = not family.needs or any(answer_key(word) in told for word in family.needs)
        if enough and once and needed and len(set(scores.values())) >= 2:
            fitting.append(_Chosen(family, scores))
    if not fitting:
        return None
    best = min(each.family.rank for each in fitting)
    top = [each for each in fitting if each.family.rank == best]
    if any(each.scores != top[0].scores for each in top[1:]):
        return None
    return top[0]


def _as_readings(cells: Mapping[str, str], chosen: _Chosen) -> dict[str, Reading]:
    top = 10.0 if chosen.family.scale == "nps" else chosen.family.scores[-1]
    return {
        cell: Reading("number", chosen.scores[word], top, cell)
        for cell, word in cells.items()
        if word in chosen.scores
    }


def _said(chosen: _Chosen, made: Mapping[str, Reading]) -> str:
    ordered = sorted(made.items(), key=lambda pair: pair[1].value)
    shown = ", ".join(f"{cell!r} is {reading.value:g}" for cell, reading in ordered[:7])
    return f"Its answers are words of {chosen.family.name}: {shown}."


def _ends(readings: Mapping[str, Reading], words: Collection[str]) -> dict[str, Reading]:
    """Read the two ends of a 0-10 question where only they are written out in words."""
    inside = [r.value for r in readings.values() if r.kind == "number" and not r.label]
    if len(set(inside)) < 5 or not all(0 <= value <= 10 for value in inside) or max(inside) <= 5:
        return {}
    if not all(answer_key(cell) in ENDS for cell in words):
        return {}
    return {cell: Reading("number", ENDS[answer_key(cell)], 10.0, cell) for cell in words}


def _by_labels(
    readings: Mapping[str, Reading], labels: Mapping[str, str]
) -> tuple[dict[str, Reading], str, str]:
    """Read codes by what the platform says they stand for."""
    said = {_number_key(code): label for code, label in labels.items() if label.strip()}
    numbered = {
        code: found for code, label in said.items() if (found := read_score(label)).kind == "number"
    }
    if numbered:
        return _recoded(readings, numbered)
    how = f"The file's own labels name its answers ({'; '.join(list(said.values())[:5])})."
    words = {code: answer_key(label) for code, label in said.items() if is_word(label)}
    absent = [code for code, label in said.items() if read_score(label).kind == "missing"]
    back = {answer_key(label): code for code, label in said.items()}
    codes = {
        cell: back.get(answer_key(cell), _number_key(cell))
        for cell, reading in readings.items()
        if reading.kind != "missing" and len(cell) <= _LONGEST
    }
    chosen = _family(dict.fromkeys(words.values(), 1), len(set(words.values()))) if words else None
    scores = chosen.scores if chosen else _any_scores(words.values())
    told = {code: scores[word] for code, word in words.items() if word in scores}
    made = {cell: Reading("missing") for cell, code in codes.items() if code in absent}
    answered = {cell: code for cell, code in codes.items() if code not in absent}
    if chosen is not None and all(code in told for code in answered.values()):
        as_words = {cell: words[code] for cell, code in answered.items()}
        return made | _as_readings(as_words, chosen), chosen.family.scale, how
    line = _line(told)
    for cell, code in answered.items():
        number = read_score(code)
        if number.kind == "number":
            value = line[0] + line[1] * number.value
            made[cell] = Reading("number", value, label=said.get(code, ""))
    return made, "", how


def _any_scores(words: Collection[str]) -> Mapping[str, float]:
    """Return the scores of the first family that knows two of the words, for their order alone."""
    for _, known in _WORDS:
        scores = {word: known[word][0] for word in words if word in known}
        if len(set(scores.values())) >= 2:
            return scores
    return {}


def _line(told: Mapping[str, float]) -> tuple[float, float]:
    """Return offset and sign that turn a code into a score, from the codes whose label tells.

    A question whose first code is the best answer is turned round; one that counts in the steps
    of its words is moved onto them; else codes stand for themselves.
    """
    pairs = sorted(
        (found.value, score)
        for code, score in told.items()
        if (found := read_score(code)).kind == "number"
    )
    if len(pairs) < 2:
        return 0.0, 1.0
    (low, first), (high, last) = pairs[0], pairs[-1]
    for sign in (1.0, -1.0):
        if all(score - first == sign * (code - low) for code, score in pairs):
            return first - sign * low, sign
    return (low + high, -1.0) if last < first else (0.0, 1.0)


def _recoded(
    readings: Mapping[str, Reading], numbered: Mapping[str, Reading]
) -> tuple[dict[str, Reading], str, str]:
    """Read codes whose labels say the answer ("11" is "10 - Extremely likely")."""
    steps = {
        reading.value - float(code)
        for code, reading in numbered.items()
        if read_score(code).kind == "number"
    }
    made: dict[str, Reading] = {}
    for cell, reading in readings.items():
        code = _number_key(cell)
        if code in numbered:
            made[cell] = numbered[code]
        elif reading.kind == "number" and not reading.label and len(steps) == 1:
            made[cell] = replace(reading, value=reading.value + next(iter(steps)))
    moved = [f"{code} is {reading.value:g}" for code, reading in list(numbered.items())[:3]]
    return made, "", f"The file's own labels say which answer a code is ({', '.join(moved)})."
