"""The record of a run: what would give the same result again."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

import cxnlp
from cxnlp.survey import Survey
from cxnlp.survey.values.scales import Scale
from cxnlp.tag import TaggerLike, Tags

PACKAGES = (
    "charset-normalizer",
    "ftfy",
    "icu4py",
    "numpy",
    "onnxruntime",
    "pandas",
    "persiantools",
    "py3langid",
    "pyarrow",
    "pyreadstat",
    "python-calamine",
    "scikit-learn",
    "scipy",
    "tokenizers",
)
"""Those that read cells, text, dates or languages, or compute: another version, another figure."""


def asked(**given: object) -> dict[str, Any]:
    """Return what was asked for as plain values for JSON.

    What is None or False was left to us and is not in it. A file is its path as it was given, a
    scale or a survey its name; a table in memory has none and is its type.

    Examples
    --------
    >>> asked(score="nps", segments=[], weight=None, audit_of=[Path("january.csv")])
    {'score': 'nps', 'segments': [], 'audit_of': ['january.csv']}
    """
    return {
        name: _plain(value)
        for name, value in given.items()
        if value is not None and value is not False
    }


def _plain(value: object) -> object:
    if isinstance(value, str | int | float):
        return value
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, Mapping):
        return {str(name): _plain(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    if isinstance(value, Survey):
        return value.source.name
    return value.name if isinstance(value, Scale) else type(value).__name__


def record(
    survey: Survey, tagger: TaggerLike, tags: Tags, options: Mapping[str, Any]
) -> dict[str, Any]:
    """Return versions, hashes, options and counts, as plain values for JSON.

    `rows` always adds up: `read` is `used` plus all of `left_out`. There is no time in it, so
    that the same run writes the same record.

    Parameters
    ----------
    survey, tagger, tags
        What was read, what tagged it, and what it found.
    options : mapping
        What was asked for, as `asked` gives it.
    """
    taxonomy = tagger.taxonomy
    return {
        "cxnlp": cxnlp.__version__,
        "python": platform.python_version(),
        "packages": {name: version(name) for name in PACKAGES},
        "model": dict(tagger.model),
        "issues": {
            "title": taxonomy.title,
            "sha256": taxonomy.sha256,
            "leaves": len(taxonomy.leaves()),
        },
        "input": _input(survey),
        "options": dict(options),
        "rows": survey.rows(),
        "problems": _counts(survey.problems["problem"]),
        "comments": _comments(tags),
        "notes": list(survey.notes),
    }


def _input(survey: Survey) -> dict[str, Any]:
    source = survey.source
    roles: dict[str, list[str]] = {}
    for column in survey.columns:
        roles.setdefault(column.role, []).append(column.name)
    return {
        "name": source.name,
        "sha256": source.sha256,
        "format": source.format,
        "encoding": source.encoding,
        "delimiter": source.delimiter,
        "sheet": source.sheet,
        "scale": survey.scale.name if survey.scale else None,
        "columns": roles,
    }


def _comments(tags: Tags) -> dict[str, Any]:
    table = tags.comments
    unread = table["sentiment"].isna() & ~table["no_content"]
    return {
        "read": len(table),
        "no_content": int(table["no_content"].sum()),
        "script_not_read": int(unread.sum()),
        "languages": _counts(table["language"]),
        "with_an_issue": int(tags.mentions["comment"].nunique()),
        "mentions": len(tags.mentions),
    }


def _counts(values: Any) -> dict[str, int]:  # noqa: ANN401 - a Series of any dtype
    return {str(k): int(v) for k, v in values.value_counts().sort_index().items()}
