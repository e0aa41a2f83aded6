"""The bytes of a file, where it is one that can be read at all."""

from __future__ import annotations

from pathlib import Path

from cxnlp.errors import SurveyError

MAX_BYTES = 2 << 30


def read_bytes(path: Path) -> bytes:
    """Return a file's bytes.

    Raises
    ------
    SurveyError
        If there is no such file, or it is no ordinary one, or larger than 2 GiB.
    """
    remedy = "give the path of an export file"
    try:
        if path.is_dir():
            raise SurveyError(f"{path} is a folder", "a file", remedy)
        if path.exists() and not path.is_file():
            raise SurveyError(f"{path} is not an ordinary file", "a file", remedy)
        if path.stat().st_size > MAX_BYTES:
            raise SurveyError(f"{path.name} is larger than 2 GiB", "a smaller file", "split it")
        return path.read_bytes()
    except FileNotFoundError as error:
        raise SurveyError(f"there is no file {str(path)!r}", "", remedy) from error
    except (OSError, ValueError) as error:
        raise SurveyError(f"{path.name} cannot be read ({error})", "", remedy) from error
