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

__all__ = ["FORMATS", "response_table", "write_results", "write_sav", "write_workbook"]

FORMATS = ("xlsx", "sav")


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
    unknown = [name for name in formats if name not in FORMATS]
    if unknown:
        raise OutputError(
            f"results as {unknown[0]!r}", " or ".join(FORMATS), "name one of them with --also"
        )
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
