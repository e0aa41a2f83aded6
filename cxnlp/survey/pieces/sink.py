"""The rows of a long file as they are written: one Parquet file, and lists beside it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cxnlp.errors import SurveyError
from cxnlp.survey.pieces.repeats import Repeats, write_again
from cxnlp.survey.pieces.rows import Rows, Wanted
from cxnlp.survey.pieces.seen import SeenIds
from cxnlp.survey.roles.detect import is_near_unique
from cxnlp.survey.rows.repeats import EXACT
from cxnlp.survey.survey import Survey
from cxnlp.survey.table import Problem


@dataclass(frozen=True)
class Converted:
    """What became of a file.

    Parameters
    ----------
    path : Path
        The Parquet file: the input's columns as text under their own names, then `cx_line`,
        `cx_score` (float), `cx_date` (timestamp), `cx_left_out` ("" for a row that is used).
    problems : Path or None
        A Parquet file with every bad cell and line: line, column, value, problem.
    repairs : Path or None
        A Parquet file with every cell whose letters were repaired: line, column, original.
    rows : dict
        As `Survey.rows`.
    listed, repaired : int
        How many problems are listed, and how many cells were repaired.
    roles : dict of str to list of str
        Role to columns.
    scale : str
        The scale's name, empty where there is none.
    sha256 : str
        Hash of the input.
    notes : tuple of str
        What else a reader should know.
    """

    path: Path
    problems: Path | None
    repairs: Path | None
    rows: dict[str, Any]
    listed: int
    repaired: int
    roles: dict[str, list[str]]
    scale: str
    sha256: str
    notes: tuple[str, ...]


@dataclass
class Listing:
    """A list that grows beside the rows; no file where it stays empty.

    Parameters
    ----------
    part : Path
        Where it is written until all is done.
    name : str
        What it lists; it goes to `TARGET.name.parquet`.
    columns : tuple of str
        The columns after `line`, all text.
    count : int
        How many lines it has.
    """

    part: Path
    name: str
    columns: tuple[str, ...]
    count: int = 0
    writer: Any = None

    def add(self, found: Sequence[tuple[Any, ...]]) -> None:
        """Write some lines: the line in the file, then the columns."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        if not found:
            return
        parts = zip(*sorted(found, key=lambda each: int(each[0])), strict=True)
        names = ("line", *self.columns)
        table = pa.table(
            {
                name: pa.array(part, pa.int64() if name == "line" else pa.string())
                for name, part in zip(names, parts, strict=True)
            }
        )
        if self.writer is None:
            self.writer = pq.ParquetWriter(self.part, table.schema)
        self.writer.write_table(table)
        self.count += len(found)

    def close(self) -> None:
        """Finish the file, if there is one."""
        if self.writer is not None:
            self.writer.close()

    def put(self, target: Path) -> Path | None:
        """Put the list beside a file; an earlier run's goes away."""
        place = target.with_name(f"{target.stem}.{self.name}.parquet")
        if self.writer is None:
            place.unlink(missing_ok=True)
            return None
        return self.part.replace(place)


@dataclass
class Sink:
    """Parquet files being written, and the counts.

    Parameters
    ----------
    parts : Path
        A folder for what is not done yet.
    id_name : str or None
        The column that names each response, or each customer.
    """

    parts: Path
    id_name: str | None = None
    counts: Counter[str] = field(default_factory=Counter)
    seen: SeenIds = field(default_factory=SeenIds)
    notes: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    writer: Any = None

    def __post_init__(self) -> None:
        """Begin the lists."""
        self.part = self.parts / "rows"
        told = ("column", "value", "problem")
        self.problems = Listing(self.parts / "problems", "problems", told)
        self.repairs = Listing(self.parts / "repairs", "repairs", ("column", "original"))
        self.repeats = Repeats(self.id_name)

    def add(self, rows: Rows) -> None:
        """Write some rows of a file that is read in pieces."""
        problems = [*rows.problems, *rows.repeats(self.seen)]
        used = rows.left == ""
        # Where ids tell responses apart, no two rows that are used have the same.
        self.repeats.add(rows.cells, used if rows.ids is None else used & (rows.ids == ""))
        self._write(rows)
        self._list(problems)
        self.repairs.add(rows.repairs)

    def whole(self, survey: Survey) -> None:
        """Write a survey that was read whole."""
        self._write(Rows.of(survey))
        found = survey.problems.itertuples(index=False)
        self._list([Problem(int(each[0]), *each[1:]) for each in found])
        if survey.repairs is not None:
            told = survey.repairs[["line", "column", "original"]]
            self.repairs.add(list(told.itertuples(index=False, name=None)))
        self.notes += survey.notes

    def _write(self, rows: Rows) -> None:
        import pyarrow.parquet as pq

        table = rows.table()
        if self.writer is None:
            self.names = rows.cells.column_names
            self.writer = pq.ParquetWriter(self.part, table.schema)
        self.writer.write_table(table)
        self.counts.update(rows.counts())

    def _list(self, problems: Sequence[Problem]) -> None:
        self.problems.add([(each.line, each.column, each.value, each.problem) for each in problems])

    def ids_repeat_too_often(self) -> bool:
        """Tell whether what looked like an id in the file's beginning repeats too often."""
        distinct = self.seen.distinct
        return distinct < self.seen.filled and not is_near_unique(distinct, self.seen.filled)

    def stop(self) -> None:
        """Close what is open."""
        for writer in (self.writer, self.problems, self.repairs):
            if writer is not None:
                writer.close()

    def _leave_out_repeats(self) -> None:
        if not self.repeats.some():
            return
        self.writer.close()
        again = self.parts / "again"
        rows, first = self.repeats.find(self.part, self.names)
        self.writer, problems = write_again(self.part, again, rows, first)
        self.part = again
        self._list(problems)
        self.counts[""] -= len(rows)
        self.counts[EXACT] += len(rows)

    def finish(self, target: Path, survey: Survey, plan: Wanted, digest: str) -> Converted:
        """Put the files in their places and say what became of the input."""
        if self.writer is None:
            raise SurveyError(f"{survey.source.name} holds no answers", "at least one row")
        self._leave_out_repeats()
        left = {reason: n for reason, n in sorted(self.counts.items()) if reason and n}
        rows = {"read": self.counts.total(), "used": self.counts[""], "left_out": left}
        roles: dict[str, list[str]] = {}
        for column in survey.columns:
            roles.setdefault(column.role, []).append(column.name)
        scale = survey.scale.name if survey.scale else ""
        notes = tuple(dict.fromkeys([*self.notes, *survey.notes, *plan.notes]))
        told = {
            "source": survey.source.name,
            "sha256": digest,
            "roles": roles,
            "scale": scale,
            "rows": rows,
            "notes": notes,
        }
        self.writer.add_key_value_metadata({"cxnlp": json.dumps(told, ensure_ascii=False)})
        self.stop()
        self.part.replace(target)
        return Converted(
            target,
            self.problems.put(target),
            self.repairs.put(target),
            rows,
            self.problems.count,
            self.repairs.count,
            roles,
            scale,
            digest,
            notes,
        )
