"""Results in the files insight teams work with: a workbook and an SPSS file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from cxnlp.errors import OutputError
from cxnlp.issues import Taxonomy
from cxnlp.survey import Survey
from cxnlp.tag import Tags
from cxnlp.writeback.responses import response_table
from cxnlp.writeback.spss import write_sav
from cxnlp.writeback.workbook import write_workbook

__all__ = [
    "FORMATS",
    "check_formats",
    "response_table",
    "write_results",
    "write_sav",
    "write_workbook",
]

FORMATS = ("xlsx", "sav")


def check_formats(formats: Sequence[str]) -> None:
    """Refuse a format that is not known, before any work is done.

    Raises
    ------
    OutputError
        If one is not of `FORMATS`.
    """
    for name in formats:
        if name not in FORMATS:
            raise OutputError(
                f"results as {name!r}", " or ".join(FORMATS), "name one of them with --also"
            )


def write_results(
    survey: Survey, tags: Tags, taxonomy: Taxonomy, folder: str | Path, formats: Sequence[str]
) -> list[Path]:
    """Write `results.xlsx` or `results.sav`, or both, into a folder.

    Parameters
    ----------
    survey, tags, taxonomy
        What was read, what was found in it, and the list of issues.
    folder : str or Path
        A folder that is there.
    formats : sequence of str
        Of `FORMATS`.

    Returns
    -------
    list of Path
        The files written.

    Raises
    ------
    OutputError
        If a format is not known, or a file cannot be written.
    """
    check_formats(formats)
    if not formats:
        return []
    responses = response_table(survey, tags, taxonomy)
    written = []
    for name in dict.fromkeys(formats):
        path = Path(folder) / f"results.{name}"
        if name == "xlsx":
            write_workbook(responses, tags, taxonomy, path)
        else:
            write_sav(responses, path)
        written.append(path)
    return written
