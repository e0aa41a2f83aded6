"""An export of any length to Parquet, by the rules of `read_survey` and in bounded memory.

What the columns are, the platform, the encoding and the scale are told from the file's
beginning; then every row is read, typed, and used or left out for one reason, piece by piece.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cxnlp.errors import OutputError, SurveyError
from cxnlp.survey.byte_stream import ByteStream
from cxnlp.survey.detect import is_near_unique
from cxnlp.survey.piece_reading import Reading
from cxnlp.survey.piece_rows import Rows, Wanted
from cxnlp.survey.pieces import Pieces
from cxnlp.survey.read import sniff
from cxnlp.survey.seen import SeenIds
from cxnlp.survey.survey import Survey
from cxnlp.survey.table import Problem
from cxnlp.survey.understand import read_survey

HEAD = 1 << 18
Progress = Callable[[int, int], None]
"""Called with how many bytes are read and how many there are."""


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
    rows : dict
        As `Survey.rows`.
    listed : int
        How many problems are listed.
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
    rows: dict[str, Any]
    listed: int
    roles: dict[str, list[str]]
    scale: str
    sha256: str
    notes: tuple[str, ...]


def convert(
    source: str | Path,
    out: str | Path,
    *,
    progress: Progress | None = None,
    head: int = HEAD,
    **options: Any,  # noqa: ANN401 - named and typed by `read_survey`
) -> Converted:
    """Read an export and write it as Parquet, every row typed and accounted for.

    A CSV or TSV file may be larger than the memory; other formats are read whole.

    Parameters
    ----------
    source : str or Path
        An export file.
    out : str or Path
        The Parquet file to write; problems go beside it as `NAME.problems.parquet`.
    progress : callable, optional
        Called with bytes read and bytes in all.
    head : int
        How many bytes to tell columns and scale from.
    **options
        As for `read_survey`.

    Returns
    -------
    Converted

    Raises
    ------
    SurveyError
        If the file cannot be read as a table.
    OutputError
        If `out` cannot be written.
    """
    path, target = Path(source), Path(out)
    survey, streams = _look(path, head, options)
    wanted = Wanted.of(survey)
    for plan in (wanted, wanted.without_ids()):
        with _outputs(target) as (part, aside):
            sink = _Sink(part, aside)
            digest = _run(path, survey, streams, plan, sink, progress)
            if plan.id is not None and sink.ids_repeat_too_often():
                continue
            return sink.close(target, survey, plan, digest)
    raise AssertionError("the second plan has no ids")


def _look(path: Path, head: int, options: dict[str, Any]) -> tuple[Survey, bool]:
    """Understand the file from its beginning; tell whether the rest can be streamed."""
    start = _start(path, head)
    lenient = {**options, "need_score": False, "need_text": False}
    if start is None:
        survey = read_survey(path, **lenient)
        if survey.scale is not None and survey.score_column is not None:
            survey = read_survey(path, **{**lenient, "need_score": True})
        return survey, False
    with tempfile.TemporaryDirectory() as folder:
        # The same name, since messages tell it and its suffix can settle the delimiter.
        place = Path(folder) / path.name
        place.write_bytes(start)
        return read_survey(place, **lenient), True


def _start(path: Path, head: int) -> bytes | None:
    """Return a long delimited file's first lines; None for a file to be read whole."""
    try:
        if not path.is_file() or path.stat().st_size <= head:
            return None
        with path.open("rb") as file:
            data = file.read(head)
    except (OSError, ValueError):
        return None  # `read_survey` says what is wrong.
    try:
        if data.startswith(b"PK\x03\x04") or sniff(data, path.name) != "delimited":
            return None
    except SurveyError:
        return None
    end = max(data.rfind(b"\n"), data.rfind(b"\r")) + 1
    # In UTF-16 with the low byte first, the other half of the line's end follows.
    end += end % 2 and data[end : end + 1] == b"\x00"
    return data[:end] or None


def _run(
    path: Path, survey: Survey, streams: bool, plan: Wanted, sink: _Sink, progress: Progress | None
) -> str:
    if not streams:
        sink.whole(survey)
        return survey.source.sha256
    size = path.stat().st_size
    with ByteStream(path, survey.source.encoding) as stream:
        header = stream.lines(int(survey.lines[0]) - 1)
        reading = Reading(survey, header, path.name, path.suffix.lower())
        pieces = Pieces(stream, int(survey.lines[0]), reading.delimiter, reading.cells)
        for piece in pieces:
            sink.add(reading.rows(piece, plan))
            if progress is not None:
                progress(stream.done, size)
        return stream.sha256


@dataclass
class _Sink:
    """Parquet files being written, and the counts."""

    part: Path
    aside: Path
    counts: Counter[str] = field(default_factory=Counter)
    listed: int = 0
    seen: SeenIds = field(default_factory=SeenIds)
    notes: list[str] = field(default_factory=list)
    writer: Any = None
    other: Any = None

    def add(self, rows: Rows) -> None:
        """Write some rows."""
        import pyarrow.parquet as pq

        problems = [*rows.problems, *rows.repeats(self.seen)]
        table = rows.table()
        if self.writer is None:
            self.writer = pq.ParquetWriter(self.part, table.schema)
        self.writer.write_table(table)
        self.counts.update(rows.counts())
        self._list(problems)

    def whole(self, survey: Survey) -> None:
        """Write a survey that was read whole."""
        self.add(Rows.of(survey))
        self._list(
            [Problem(int(each[0]), *each[1:]) for each in survey.problems.itertuples(index=False)]
        )
        self.notes += survey.notes

    def _list(self, problems: Sequence[Problem]) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        if not problems:
            return
        ordered = sorted(problems, key=lambda problem: problem.line)
        columns = {
            "line": pa.array([each.line for each in ordered], pa.int64()),
            "column": pa.array([each.column for each in ordered], pa.string()),
            "value": pa.array([each.value for each in ordered], pa.string()),
            "problem": pa.array([each.problem for each in ordered], pa.string()),
        }
        table = pa.table(columns)
        if self.other is None:
            self.other = pq.ParquetWriter(self.aside, table.schema)
        self.other.write_table(table)
        self.listed += len(ordered)

    def ids_repeat_too_often(self) -> bool:
        """Tell whether what looked like an id in the file's beginning repeats too often."""
        distinct = self.seen.distinct
        again = distinct < self.seen.filled and not is_near_unique(distinct, self.seen.filled)
        if again:
            self._finish()
        return again

    def _finish(self) -> None:
        for writer in (self.writer, self.other):
            if writer is not None:
                writer.close()

    def close(self, target: Path, survey: Survey, plan: Wanted, digest: str) -> Converted:
        """Put the files in their places and say what became of the input."""
        left = {reason: n for reason, n in sorted(self.counts.items()) if reason}
        rows = {"read": self.counts.total(), "used": self.counts[""], "left_out": left}
        roles: dict[str, list[str]] = {}
        for column in survey.columns:
            roles.setdefault(column.role, []).append(column.name)
        scale = survey.scale.name if survey.scale else ""
        notes = tuple(dict.fromkeys([*self.notes, *survey.notes, *plan.notes]))
        told = {"source": survey.source.name, "sha256": digest, "roles": roles, "scale": scale,
                "rows": rows, "notes": notes}  # fmt: skip
        if self.writer is None:
            raise SurveyError(f"{survey.source.name} holds no answers", "at least one row")
        self.writer.add_key_value_metadata({"cxnlp": json.dumps(told, ensure_ascii=False)})
        self._finish()
        problems = problems_path(target)
        self.part.replace(target)
        if self.other is None:
            problems.unlink(missing_ok=True)
        else:
            self.aside.replace(problems)
        listed = problems if self.other is not None else None
        return Converted(target, listed, rows, self.listed, roles, scale, digest, notes)


def problems_path(target: Path) -> Path:
    """Return where the problems of a converted file are listed."""
    return target.with_name(f"{target.stem}.problems.parquet")


@contextmanager
def _outputs(target: Path) -> Iterator[tuple[Path, Path]]:
    """Give two files to write beside the target; what is left of them goes away."""
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    aside = part.with_suffix(".problems")
    try:
        yield part, aside
    except OSError as error:
        reason = error.strerror or str(error)
        raise OutputError(
            f"{target} cannot be written ({reason})",
            "a folder you may write to",
            "name one with -o",
        ) from error
    finally:
        for place in (part, aside):
            with suppress(OSError):
                place.unlink()
