"""The record of a run: what would give the same result again."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from importlib.metadata import version
from typing import Any

import cxnlp
from cxnlp.survey import Survey
from cxnlp.tag import TaggerLike, Tags

PACKAGES = (
    "numpy",
    "onnxruntime",
    "pandas",
    "py3langid",
    "scipy",
    "tokenizers",
)
SEED = 0


def record(
    survey: Survey, tagger: TaggerLike, tags: Tags, options: Mapping[str, Any]
) -> dict[str, Any]:
    """Return versions, hashes, options and counts, as plain values for JSON.

    `rows` always adds up: `read` is `used` plus all of `left_out`. There is no time in it, so
    that the same run writes the same record.
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
        "seed": SEED,
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
