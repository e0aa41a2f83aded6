"""An export of any length to Parquet, by the rules of `read_survey` and in bounded memory.

What the columns are, the platform, the encoding and the scale are told from the file's
beginning; then every row is read, typed, and used or left out for one reason, piece by piece.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from cxnlp.errors import OutputError, SurveyError
from cxnlp.survey.pieces.byte_stream import ByteStream
from cxnlp.survey.pieces.cut import Pieces
from cxnlp.survey.pieces.reading import Reading
from cxnlp.survey.pieces.rows import Wanted
from cxnlp.survey.pieces.sink import Converted, Sink
from cxnlp.survey.read import sniff
from cxnlp.survey.survey import Survey
from cxnlp.survey.understand import read_survey

HEAD = 1 << 18
Progress = Callable[[int, int], None]
"""Called with how many bytes are read and how many there are."""


def convert(
    source: str | Path,
    out: str | Path,
    *,
    progress: Progress | None = None,
    head: int = HEAD,
    **options: Any,  # noqa: ANN401 - named and typed by `read_survey`
) -> Converted:
    """Read an export and write it as Parquet, every row typed and accounted for.

    A CSV or TSV file may be larger than the memory; other formats are read whole, and so is a
    layout in which a later row takes the place of an earlier one (Google Play Console).

    Parameters
    ----------
    source : str or Path
        An export file.
    out : str or Path
        The Parquet file to write. Problems and repaired cells go beside it as
        `NAME.problems.parquet` and `NAME.repairs.parquet`.
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
        with _parts(target) as parts:
            sink = Sink(parts, survey.id_column)
            try:
                digest = _run(path, survey, streams, plan, sink, progress)
                if plan.id is None or not sink.ids_repeat_too_often():
                    return sink.finish(target, survey, plan, digest)
            finally:
                sink.stop()
    raise AssertionError("the second plan has no ids")


def _look(path: Path, head: int, options: dict[str, Any]) -> tuple[Survey, bool]:
    """Understand the file from its beginning; tell whether the rest can be streamed."""
    start = _start(path, head)
    lenient = {**options, "need_score": False, "need_text": False}
    if start is not None:
        with tempfile.TemporaryDirectory() as folder:
            # The same name, since messages tell it and its suffix can settle the delimiter.
            place = Path(folder) / path.name
            place.write_bytes(start)
            survey = read_survey(place, **lenient)
        if survey.codebook.latest is None:
            return survey, True
    survey = read_survey(path, **lenient)
    if survey.scale is not None and survey.score_column is not None:
        survey = read_survey(path, **{**lenient, "need_score": True})
    return survey, False


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
    path: Path, survey: Survey, streams: bool, plan: Wanted, sink: Sink, progress: Progress | None
) -> str:
    if not streams:
        sink.whole(survey)
        return survey.source.sha256
    size = path.stat().st_size
    with ByteStream(path, survey.source.encoding) as stream:
        header = stream.lines(int(survey.lines[0]) - 1)
        reading = Reading(survey, header, path.name, path.suffix.lower())
        pieces = Pieces(stream, int(survey.lines[0]), reading.delimiter, reading.cells)
        # One piece is written while the next is read; the rows stay in their order.
        with ThreadPoolExecutor(max_workers=1) as writer:
            written: Future[None] | None = None
            for piece in pieces:
                rows = reading.rows(piece, plan)
                if written is not None:
                    written.result()
                written = writer.submit(sink.add, rows)
                if progress is not None:
                    progress(stream.done, size)
            if written is not None:
                written.result()
        return stream.sha256


@contextmanager
def _parts(target: Path) -> Iterator[Path]:
    """Give a folder beside the target for what is not done yet; it goes away with what is in it."""
    try:
        with tempfile.TemporaryDirectory(
            prefix=f".{target.name[:100]}.", dir=target.parent, ignore_cleanup_errors=True
        ) as folder:
            yield Path(folder)
    except OSError as error:
        reason = error.strerror or str(error)
        raise OutputError(
            f"{target} cannot be written ({reason})",
            "a folder you may write to",
            "name one with -o",
        ) from error
