"""Which platform wrote a file."""

from __future__ import annotations

from dataclasses import replace

from cxnlp.errors import SurveyError
from cxnlp.survey.dialects import (
    delighted,
    google_forms,
    limesurvey,
    medallia,
    microsoft_forms,
    plain,
    play_console,
    qualtrics,
    questionpro,
    support,
    surveycto,
    surveymonkey,
    trustpilot,
    typeform,
)
from cxnlp.survey.dialects.cells import filled, width
from cxnlp.survey.dialects.layout import SNIFFED, Dialect, Layout, Rows

# The order decides between two that both see their marks: the stricter one comes first.
DIALECTS: tuple[Dialect, ...] = (
    Dialect("qualtrics", qualtrics.sniff),
    Dialect("questionpro", questionpro.sniff),
    Dialect("surveymonkey", surveymonkey.sniff),
    Dialect("play_console", play_console.sniff),
    Dialect("limesurvey", limesurvey.sniff),
    Dialect("typeform", typeform.sniff),
    Dialect("trustpilot", trustpilot.sniff),
    Dialect("medallia", medallia.sniff),
    Dialect("surveycto", surveycto.sniff),
    Dialect("zendesk", support.zendesk),
    Dialect("intercom", support.intercom),
    Dialect("helpscout", support.helpscout),
    Dialect("delighted", delighted.sniff),
    Dialect("microsoft_forms", microsoft_forms.sniff),
    Dialect("google_forms", google_forms.sniff),
)
SPSS = "spss"
ASKED = "It was asked for."


def platforms() -> list[str]:
    """Return the names that `--format` takes."""
    return [*(dialect.name for dialect in DIALECTS), SPSS, "plain"]


def find_layout(rows: Rows, name: str, first: int = 1, wanted: str | None = None) -> Layout:
    """Find the platform whose layout a file has.

    Parameters
    ----------
    rows : sequence of sequence of str
        The first rows of the file, header included, at most `SNIFFED` of them are looked at.
    name : str
        The file's name, for messages.
    first : int
        The number of the first of these rows in the file.
    wanted : str or None
        The platform the user named; found where None.

    Returns
    -------
    Layout
        Of that platform; plain where there are no marks of any.

    Raises
    ------
    SurveyError
        If there is no such platform, the file cannot be read as one of it, or a title stands
        above a plain table.
    """
    rows = rows[:SNIFFED]
    if wanted is not None:
        return _asked(rows, name, wanted)
    for above in dict.fromkeys((0, plain.names_at(rows))):
        for dialect in DIALECTS:
            layout = dialect.sniff(rows[above:], False)
            if layout is not None:
                return _below(layout, above)
    layout = plain.sniff(rows)
    if layout.first == 1:
        _refuse_title(rows, name, first)
    return layout


def _below(layout: Layout, above: int) -> Layout:
    """Place a layout found below rows of a title."""
    if not above:
        return layout
    reason = f"Below {above} rows of a title: {layout.codebook.reason}"
    book = replace(layout.codebook, reason=reason)
    return replace(layout, codebook=book, first=layout.first + above)


def check_platform(wanted: str) -> str:
    """Return a platform's name as it is written here.

    Raises
    ------
    SurveyError
        If there is none of that name.
    """
    key = wanted.strip().casefold().replace("-", "_").replace(" ", "_")
    alike = {each.replace("_", ""): each for each in platforms()}
    found = alike.get(key.replace("_", ""))
    if found is None:
        raise SurveyError(
            f"there is no format {wanted!r}",
            f"one of {', '.join(platforms())}",
            "give one of them with --format, or leave it out to have it found",
        )
    return found


def _asked(rows: Rows, name: str, wanted: str) -> Layout:
    key = check_platform(wanted)
    if key == "plain":
        layout: Layout | None = plain.sniff(rows)
    else:
        dialect = next((each for each in DIALECTS if each.name == key), None)
        layout = None if dialect is None else dialect.sniff(rows, True)
        above = plain.names_at(rows)
        strict = dialect.sniff(rows[above:], False) if dialect is not None and above else None
        layout = layout if strict is None else _below(strict, above)
    if layout is None:
        raise SurveyError(
            f"{name} does not have the layout of {key}",
            "the file as the platform wrote it",
            "leave --format out to have the layout found, or say --format plain",
        )
    return replace(layout, codebook=replace(layout.codebook, reason=ASKED))


def _refuse_title(rows: Rows, name: str, first: int) -> None:
    if len(rows) < 2 or len(filled(rows[0])) != 1 or width(rows) < 3:
        return
    counts = [len(filled(row)) for row in rows]
    if max(counts) >= 3:
        at = first + counts.index(max(counts))
        raise SurveyError(
            f"{name} looks like a title above the table: the first row has one cell, row {at} "
            f"has {max(counts)}",
            "one header row, then one row for each response",
            "put a row with the column names above the answers and read it again",
        )
