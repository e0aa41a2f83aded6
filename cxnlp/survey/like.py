"""How a file was understood, kept as TOML, so that next month's file is read the same way.

What is kept: the column of each role, the scale, what the user said by hand, the form that gave
its words, and the file's shape. A file that lacks a column with a role is refused, and so is one
whose form is gone; every other difference is listed.
"""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from cxnlp.errors import SurveyError
from cxnlp.survey.roles.asked import Asked
from cxnlp.survey.survey import Survey
from cxnlp.survey.table import Source, Table, shorten
from cxnlp.survey.values.scales import SCALES, Scale

CHANGED = "Changed:"
ASKED_FOR = "It was asked for."
_BY_HAND = ("encoding", "delimiter", "sheet", "format")
_SHAPE = ("platform", "format", "encoding", "delimiter", "sheet")
_REMEDY = "write it again with `cxnlp inspect FILE --save survey.toml`"


@dataclass(frozen=True)
class Like:
    """How a file of the same survey was understood.

    Parameters
    ----------
    file : str
        The file's name, for messages.
    scale : str
        The scale; empty where there was none.
    columns : tuple of str
        All its columns, in their order.
    roles : mapping of str to list of str
        "score", "text", "segments", "date", "reasons", "id" to columns.
    by_hand : mapping of str to str
        "encoding", "delimiter", "sheet", "format", where the user had said it.
    shape : mapping of str to str
        "platform", "format", "encoding", "delimiter", "sheet" as used.
    codebook : mapping of str to str
        "file" and "sha256" of the form that gave its words to the codes; empty without one.
    """

    file: str
    scale: str
    columns: tuple[str, ...]
    roles: Mapping[str, list[str]]
    by_hand: Mapping[str, str] = field(default_factory=dict)
    shape: Mapping[str, str] = field(default_factory=dict)
    codebook: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, survey: Survey) -> Like:
        """Return how a survey was understood."""
        source = survey.source
        known = {"format": source.platform, "encoding": source.encoding, "sheet": source.sheet}
        known["delimiter"] = source.delimiter
        how = {"format": source.how.get("platform", ""), **_without_format(source)}
        return cls(
            source.name,
            survey.scale.name if survey.scale else "",
            tuple(map(str, survey.frame.columns)),
            {
                "score": survey.names("score"),
                "text": survey.text_columns,
                "segments": survey.segment_columns,
                "date": survey.names("date"),
                "reasons": survey.reason_columns,
                "id": survey.names("id"),
            },
            {key: known[key] for key in _BY_HAND if how.get(key) == ASKED_FOR},
            {key: str(getattr(source, key)) for key in _SHAPE},
            {"file": source.form, "sha256": source.form_sha256} if source.form else {},
        )

    @classmethod
    def load(cls, path: str | Path) -> Like:
        """Read what was kept.

        Raises
        ------
        SurveyError
            If there is no such file, or it is not one that `to_toml` wrote.
        """
        try:
            table = tomllib.loads(Path(path).read_text(encoding="utf-8-sig"))
        except (OSError, ValueError) as error:
            raise SurveyError(
                f"{path} cannot be read ({error})", "a survey.toml", _REMEDY
            ) from error
        table.setdefault("codebook", {})  # One written before forms were kept has none.
        try:
            made = cls(**{each.name: _typed(each.name, table[each.name]) for each in fields(cls)})
        except (KeyError, TypeError) as error:
            raise SurveyError(
                f"{path} does not say {error}", "what `cxnlp inspect --save` writes", _REMEDY
            ) from error
        return made._moved(lambda form: os.path.join(Path(path).parent, form))

    def beside(self, folder: Path) -> Like:
        """Return it with the form named as seen from the folder where it is to be written."""
        return self._moved(lambda form: _seen_from(folder, form))

    def _moved(self, move: Callable[[str], str]) -> Like:
        if not self.codebook:
            return self
        return replace(self, codebook={**self.codebook, "file": move(self.codebook["file"])})

    def to_toml(self) -> str:
        """Return it as TOML text, to be kept beside the files and changed by hand."""
        lines = [
            "# How cxnlp read the file named below. The next file of the same survey is read the",
            "# same way with: cxnlp analyze FILE --like survey.toml",
            f"file = {_quoted(self.file)}",
            f"scale = {_quoted(self.scale)}",
            "columns = [",
            *(f"  {_quoted(name)}," for name in self.columns),
            "]",
            "",
            "[roles]",
            *(f"{role} = [{', '.join(map(_quoted, names))}]" for role, names in self.roles.items()),
        ]
        tables = {"by_hand": self.by_hand, "shape": self.shape, "codebook": self.codebook}
        for title, table in tables.items():
            lines += [
                "",
                f"[{title}]",
                *(f"{key} = {_quoted(said)}" for key, said in table.items()),
            ]
        return "\n".join(lines) + "\n"

    def reading(self, given: Mapping[str, str | None]) -> dict[str, str | None]:
        """Return how to read the file: what the user says now, else what they said then."""
        return {key: self.by_hand.get(key) if said is None else said for key, said in given.items()}

    def form(self, given: str | Path | None) -> str | Path | None:
        """Return the form to use: what the user says now, else the one of then.

        Raises
        ------
        SurveyError
            If the one of then is not there any more: its codes would be read as words.
        """
        kept = self.codebook.get("file")
        if given is not None or kept is None:
            return given
        if not Path(kept).is_file():
            raise SurveyError(
                f"the form {kept} that gave its words to the codes of {self.file} is not there",
                "the form where it was when survey.toml was written",
                f"give it with --codebook, or, if there is none any more, {_REMEDY}",
            )
        return kept

    def apply(
        self, table: Table, asked: Asked, scale: str | Scale | None
    ) -> tuple[Table, Asked, str | Scale | None]:
        """Give a table's columns the roles of then, and say what is different.

        Parameters
        ----------
        table : Table
            The new file.
        asked : Asked
            What the user says now, which comes first.
        scale : str or Scale or None
            The scale the user says now.

        Returns
        -------
        table : Table
            With a note that begins with `CHANGED` for each difference.
        asked : Asked
            With the columns of then where the user says nothing.
        scale : str or Scale or None
            The scale of then where the user says none.

        Raises
        ------
        SurveyError
            If a column that had a role, and that the user does not replace, is not there.
        """
        made = {key: getattr(asked, key) for key in self.roles}
        names = set(map(str, table.frame.columns))
        wanted = [n for key, columns in self.roles.items() if made[key] is None for n in columns]
        missing = [name for name in wanted if name not in names]
        if missing:
            raise self._refusal(table, missing)
        for key, columns in self.roles.items():
            if made[key] is None and (columns or key in ("segments", "reasons")):
                made[key] = columns[0] if key in ("score", "date", "id") else list(columns)
        notes = (*table.notes, *(f"{CHANGED} {said}" for said in self.differences(table)))
        return replace(table, notes=notes), Asked(**made), scale or self.scale or None

    def _refusal(self, table: Table, missing: Sequence[str]) -> SurveyError:
        new = [name for name in map(str, table.frame.columns) if name not in self.columns]
        return SurveyError(
            f"{table.source.name} is not laid out as {self.file} was: it has no column "
            f"{_shown(missing)}" + (f" and is new in having {_shown(new)}" if new else ""),
            f"the columns that {self.file} had",
            f"name the right columns by hand, or, if the survey has changed, {_REMEDY}",
        )

    def differences(self, table: Table) -> list[str]:
        """Return what is different about a file that has all the columns needed, in sentences."""
        now = list(map(str, table.frame.columns))
        gone = [name for name in self.columns if name not in now]
        new = [name for name in now if name not in self.columns]
        said = [
            f"{key} is {after or 'none'!r} and was {before or 'none'!r} in {self.file}."
            for key, before in self.shape.items()
            if (after := str(getattr(table.source, key, before))) != before
        ]
        before, after = self.codebook.get("sha256", ""), table.source.form_sha256
        if before != after:
            was = f"the form is not the one of {self.file}" if before else "there was no form"
            said.append(f"{was}: codes may have other words (--codebook {table.source.form}).")
        if gone:
            said.append(f"{_shown(gone)} stood in {self.file} and is not here.")
        if new:
            said.append(f"{_shown(new)} did not stand in {self.file}; it is not analysed.")
        kept = [name for name in self.columns if name in now]
        if kept != [name for name in now if name in self.columns]:
            said.append(f"the columns stand in another order than in {self.file}.")
        return said


def _without_format(source: Source) -> dict[str, str]:
    return {key: said for key, said in source.how.items() if key != "format"}


def _seen_from(folder: Path, form: str) -> str:
    try:
        return Path(os.path.relpath(form, folder)).as_posix()
    except ValueError:  # On Windows there is no way from one drive to another.
        return Path(form).absolute().as_posix()


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _shown(names: Sequence[str]) -> str:
    listed = ", ".join(repr(shorten(name)) for name in names[:5])
    return listed + (f" and {len(names) - 5} more" if len(names) > 5 else "")


def _typed(name: str, value: Any) -> Any:  # noqa: ANN401 - TOML holds anything
    """Check one entry: text, a list of text, or a table of either."""
    if name in ("file", "scale") and isinstance(value, str):
        if name == "scale" and value and value not in SCALES:
            raise TypeError(f"one of {', '.join(SCALES)} as scale")
        return value
    if name == "columns" and _are_texts(value):
        return tuple(value)
    if isinstance(value, dict):
        of_lists = name == "roles" and all(map(_are_texts, value.values()))
        if of_lists and set(value) <= {each.name for each in fields(Asked)}:
            return value
        if name != "roles" and _are_texts(list(value.values())):
            return value
    raise TypeError(f"its {name} in the right form")


def _are_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)
