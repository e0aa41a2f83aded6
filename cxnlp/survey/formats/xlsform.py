"""An XLSForm beside the answers given on it: the questions and options that the codes stand for.

SurveyCTO, ODK and Kobo export codes; the form that was filled in has the words, on its sheets
`survey` (type, name, label) and `choices` (list_name, name, label).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from cxnlp.errors import SurveyError
from cxnlp.survey.codebook import Entry
from cxnlp.survey.dialects.cells import words
from cxnlp.survey.formats.excel import read_excel
from cxnlp.survey.formats.file import read_bytes
from cxnlp.survey.lexicon.names import plain
from cxnlp.survey.table import Table

_REMEDY = "give the XLSForm itself: an .xlsx with a sheet `survey` and a sheet `choices`"
_SELECT = re.compile(r"select_(one|multiple)(?:_external)?\s+(\S+)")
_FREE = frozenset({"text", "note"})


@dataclass(frozen=True)
class Question:
    """One question of a form.

    Parameters
    ----------
    text : str
        As respondents read it.
    kind : str
        Its type: "text", "select_one", "select_multiple", "integer" and others.
    options : mapping of str to str
        Code to what respondents read, for the two kinds that select.
    """

    text: str
    kind: str
    options: Mapping[str, str]


def with_form(table: Table, path: str | Path | None) -> Table:
    """Return a table whose codebook has the words of its form.

    Parameters
    ----------
    table : Table
        Answers.
    path : str or Path or None
        The form; without one the table is returned as it is.

    Raises
    ------
    SurveyError
        If it is not an XLSForm, or none of its questions is a column of the table.
    """
    if path is None:
        return table
    name = Path(path).name
    form, label = read_form(Path(path))
    known = table.codebook.by_name()
    entries = [known.get(str(each), Entry(str(each))) for each in table.frame.columns]
    made = [_told(entry, form, entries) for entry in entries]
    count = sum(new is not old for new, old in zip(made, entries, strict=True))
    if not count:
        raise SurveyError(
            f"no column of {table.source.name} is a question of {name}",
            f"columns such as {', '.join(list(form)[:5])}",
            "give the form that these answers were given on",
        )
    note = f"{count} columns have their words from {label!r} of {name}."
    digest = hashlib.sha256(read_bytes(Path(path))).hexdigest()
    return replace(
        table,
        codebook=replace(table.codebook, entries=tuple(made)),
        source=replace(table.source, form=str(path), form_sha256=digest),
        notes=(*table.notes, note),
    )


def read_form(path: Path) -> tuple[dict[str, Question], str]:
    """Read an XLSForm.

    Returns
    -------
    questions : dict of str to Question
        Name to question.
    label : str
        The column of labels that was used; of several languages it is the first.

    Raises
    ------
    SurveyError
        If it is not an XLSForm.
    """
    survey, choices = (_sheet(path, sheet) for sheet in ("survey", "choices"))
    label = _label(survey, path.name)
    lists: dict[str, dict[str, str]] = {}
    of, code = _column(choices, path.name, "list_name", "list name"), "name"
    if code not in choices:
        code = _column(choices, path.name, "value")
    said = label if label in choices else _label(choices, path.name)
    for where, option, text in zip(choices[of], choices[code], choices[said], strict=True):
        if option.strip():
            lists.setdefault(where.strip(), {})[option.strip()] = words(text) or option.strip()
    kinds, names = (_column(survey, path.name, each) for each in ("type", "name"))
    questions = {}
    for kind, name, text in zip(survey[kinds], survey[names], survey[label], strict=True):
        found = _SELECT.match(kind.strip())
        options = lists.get(found[2], {}) if found else {}
        if name.strip() and not kind.strip().startswith(("begin", "end")):
            shown = f"select_{found[1]}" if found else kind.strip()
            questions[name.strip()] = Question(words(text), shown, options)
    return questions, label


def _sheet(path: Path, sheet: str) -> pd.DataFrame:
    data = read_bytes(path)
    if not data.startswith(b"PK"):
        raise SurveyError(f"{path.name} is not a workbook", "an XLSForm", _REMEDY)
    frame = read_excel(data, path.name, "", sheet, "plain").frame
    return frame.set_axis([plain(str(name)) for name in frame.columns], axis=1)


def _column(sheet: pd.DataFrame, name: str, *wanted: str) -> str:
    for each in wanted:
        if each in sheet:
            return each
    raise SurveyError(f"a sheet of {name} has no column {wanted[0]!r}", "an XLSForm", _REMEDY)


def _label(sheet: pd.DataFrame, name: str) -> str:
    labels = [each for each in map(str, sheet) if re.match(r"label(:|$)", each)]
    filled = [each for each in labels if sheet[each].str.strip().any()]
    return filled[0] if filled else _column(sheet, name, "label")


def _told(entry: Entry, form: Mapping[str, Question], entries: list[Entry]) -> Entry:
    """Return what a form says of a column: the question, or an option of one."""
    question = form.get(_last(entry.name))
    if question is not None:
        many = question.kind == "select_multiple"
        return replace(
            entry,
            text=question.text,
            code=entry.code or entry.name,
            labels={**question.options, **entry.labels},
            open=entry.open or question.kind in _FREE,
            mark=" " if many else "",
        )
    if not (entry.question.isdigit() and entry.sub_label):
        return entry
    # A column of one option: the layout says at which place the whole question stands.
    whole = form.get(_last(entries[int(entry.question)].name))
    if whole is None:
        return entry
    label = whole.options.get(entry.sub_label, entry.sub_label)
    return replace(entry, text=whole.text, sub_label=label)


def _last(name: str) -> str:
    """Return a column's name without the groups that its question stands in."""
    return re.split(r"[/:]", name.strip())[-1].split("-")[-1]
