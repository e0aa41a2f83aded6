"""The body of a request: a JSON document with the event's fields in its places.

A format is a JSON file with `body`, and optionally `lookups`: `{"priority": {"of": "feeling",
"negative": "high", …}}` makes a further field of one. In the body's texts, `{field}` stands for
that field; a text that is nothing else becomes the value itself, be it a number or null.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from cxnlp.errors import OutputError
from cxnlp.ext.webhook.events import Event

FORMATS = Path(__file__).parent / "formats"
_FIELD = re.compile(r"\{(\w+)\}")
_NAMES = tuple(field.name for field in fields(Event))


def shipped_formats() -> tuple[str, ...]:
    """Return the names of the formats that come with the package."""
    return tuple(sorted(path.stem for path in FORMATS.glob("*.json")))


@dataclass(frozen=True)
class Format:
    """How an event is written.

    Parameters
    ----------
    body : object
        The JSON document, with `{field}` in its texts.
    lookups : mapping of str to mapping
        Further fields: of which field (`of`), and the value for each of its values.
    """

    body: Any
    lookups: Mapping[str, Mapping[str, str]]

    @classmethod
    def load(cls, name_or_path: str | Path) -> Format:
        """Load a format that comes with the package, or one from a file.

        Raises
        ------
        OutputError
            If there is none, it is not JSON, or it names a field that there is not.
        """
        shipped = str(name_or_path) in shipped_formats()
        path = FORMATS / f"{name_or_path}.json" if shipped else Path(name_or_path)
        try:
            document = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise OutputError(
                f"the format {str(name_or_path)!r} cannot be read ({error})",
                f"one of {', '.join(shipped_formats())}, or a JSON file",
            ) from error
        made = cls(*_parts(document, path.name))
        made._check(path.name)
        return made

    def render(self, event: Event) -> bytes:
        """Return the body for an event, JSON in UTF-8."""
        known = event.fields()
        for name, lookup in self.lookups.items():
            known[name] = lookup.get(str(known[lookup["of"]]))
        return json.dumps(_filled(self.body, known), ensure_ascii=False).encode()

    def _check(self, origin: str) -> None:
        named = set(_FIELD.findall(json.dumps(self.body, ensure_ascii=False)))
        of = {lookup.get("of", "") for lookup in self.lookups.values()}
        for name in sorted((named - set(self.lookups)) | of):
            if name not in _NAMES:
                raise OutputError(
                    f"the format {origin} names the field {name!r}", f"one of {', '.join(_NAMES)}"
                )


def _parts(document: object, origin: str) -> tuple[Any, Mapping[str, Mapping[str, str]]]:
    """Take body and lookups out of a format's document."""
    lookups = document.get("lookups", {}) if isinstance(document, dict) else None
    if (
        not isinstance(document, dict)
        or "body" not in document
        or not isinstance(lookups, dict)
        or not all(isinstance(lookup, dict) for lookup in lookups.values())
    ):
        raise OutputError(
            f"the format {origin} has no body, or lookups that are no objects",
            '{"body": …, "lookups": {name: {"of": field, value: text}}}',
        )
    return document["body"], lookups


def _filled(part: Any, known: Mapping[str, Any]) -> Any:  # noqa: ANN401 - any part of JSON
    if isinstance(part, dict):
        return {name: _filled(value, known) for name, value in part.items()}
    if isinstance(part, list):
        return [_filled(value, known) for value in part]
    if not isinstance(part, str):
        return part
    alone = _FIELD.fullmatch(part)
    if alone:
        return known[alone[1]]
    return _FIELD.sub(lambda found: _said(known[found[1]]), part)


def _said(value: object) -> str:
    return "" if value is None else str(value)
