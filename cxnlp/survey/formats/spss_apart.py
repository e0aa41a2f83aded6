"""An SPSS file read in a process of its own.

The C library that reads SPSS files can be made to end its process by a damaged file, and nothing
in Python can catch that. Apart from this one, it ends alone and the file is refused in words.
"""

from __future__ import annotations

import io
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SECONDS = 600
MOST_MEMORY = 2 << 30
_TOO_LARGE = 3


class SpssDamaged(ValueError):
    """The library refused the file, or did not come back from it."""


class SpssTooLarge(ValueError):
    """The file declares more cells than fit in memory."""


@dataclass(frozen=True)
class Spss:
    """What an SPSS file holds.

    Parameters
    ----------
    columns : dict of str to list of str
        Variable to its cells as text.
    encoding : str
        What the file declares.
    labels : dict of str to str
        Variable to its label.
    codes : dict of str to dict of str to str
        Variable to code to that code's label.
    missing : dict of str to list
        Variable to its ranges declared missing, each with `lo` and `hi`.
    """

    columns: dict[str, list[str]]
    encoding: str
    labels: dict[str, str]
    codes: dict[str, dict[str, str]]
    missing: dict[str, list[dict[str, Any]]]


def read_apart(data: bytes, encoding: str | None, most_cells: int) -> Spss:
    """Read an SPSS file in another process.

    Parameters
    ----------
    data : bytes
        The whole file.
    encoding : str or None
        Its encoding, instead of the one it declares.
    most_cells : int
        How many cells it may declare.

    Raises
    ------
    SpssDamaged, SpssTooLarge
        If it cannot be read.
    """
    root = str(Path(__file__).resolve().parents[2])
    code = (
        f"import sys; sys.path.insert(0, {root!r}); "
        f"from cxnlp.survey.formats.spss_apart import answer; answer({encoding!r}, {most_cells})"
    )
    try:
        done = subprocess.run(
            [sys.executable, "-c", code],
            input=data,
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise SpssDamaged(f"reading it took more than {SECONDS} s") from error
    if done.returncode == _TOO_LARGE:
        raise SpssTooLarge(done.stdout.decode("utf-8"))
    if done.returncode:
        said = done.stdout.decode("utf-8", "replace").strip()
        raise SpssDamaged(said or "reading it ended its process")
    return Spss(**json.loads(done.stdout))


def answer(encoding: str | None, most_cells: int) -> None:
    """Read a file from standard input and write what it holds to standard output, as JSON."""
    _limit_memory()
    out = sys.stdout.buffer
    try:
        found = _read(sys.stdin.buffer.read(), encoding, most_cells)
    except SpssTooLarge as error:
        out.write(str(error).encode("utf-8", "replace"))
        sys.exit(_TOO_LARGE)
    except (ValueError, OverflowError, LookupError, OSError, MemoryError) as error:
        said = "it needs more than 2 GB of memory" if isinstance(error, MemoryError) else str(error)
        out.write(said.encode("utf-8", "replace"))
        sys.exit(1)
    # ASCII, so that half a character in a cell goes through.
    out.write(json.dumps(found.__dict__).encode("ascii"))


def _limit_memory() -> None:
    """Let the library have what a survey needs and no more, where the system can see to it."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_DATA, (MOST_MEMORY, MOST_MEMORY))


def _read(data: bytes, encoding: str | None, most_cells: int) -> Spss:
    import pyreadstat

    from cxnlp.survey.values.cells import as_text

    try:
        _, meta = pyreadstat.read_sav(io.BytesIO(data), metadataonly=True, encoding=encoding)
        size = (meta.number_rows or 0) * max(meta.number_columns or 0, 1)
        if size > most_cells:
            raise SpssTooLarge(f"{size:,}")
        columns, meta = pyreadstat.read_sav(
            io.BytesIO(data), user_missing=True, encoding=encoding, output_format="dict"
        )
    except (pyreadstat.ReadstatError, pyreadstat.PyreadstatError) as error:
        raise SpssDamaged(str(error)) from error
    return Spss(
        {str(name): [as_text(cell) for cell in cells] for name, cells in columns.items()},
        str(meta.file_encoding or ""),
        {str(name): str(label or "") for name, label in meta.column_names_to_labels.items()},
        {
            str(name): {as_text(code): str(said) for code, said in labels.items()}
            for name, labels in meta.variable_value_labels.items()
        },
        _ranges(meta),
    )


def _ranges(meta: Any) -> dict[str, list[dict[str, Any]]]:  # noqa: ANN401
    return {str(name): list(ranges) for name, ranges in meta.missing_ranges.items()}
