"""The sheet that a person fills in: a row a text, a column an issue."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from cxnlp.audit.labels import answered
from cxnlp.audit.texts import Texts
from cxnlp.files import write_table, written
from cxnlp.issues import Taxonomy
from cxnlp.text.redact import mask

KEY, PLACE, TEXT, SAYS, REST = "key", "no.", "comment", "tagger says", "all others"
JUDGES = ("judge 1", "judge 2")
HOW = (
    "One row is one response. For every issue write how the comment mentions it:",
    "negative, positive, mixed (good and bad) or neutral; no where it is not mentioned.",
    "Short: n or 0 for no, - for negative, + for positive, +- for mixed, y for neutral.",
    "To save typing: fill in what is mentioned, then write no under 'all others'.",
    "A row counts only when every issue is decided. An empty cell is undecided.",
    "Go from the top to the bottom, without choosing rows; you may stop at any row.",
    "Judge by the comment alone. In every third row the tags are hidden, so that they do not "
    "lead you; in the others a tag may be wrong.",
    "A second person fills the sheet 'judge 2' without looking at this one; as many rows as there "
    "is time for. The report tells how far the two agree.",
)


def column_of(issue_id: str, name: str) -> str:
    """Return the head of an issue's column."""
    return f"{name} [{issue_id}]"


def sheet_table(
    texts: Texts,
    record: pd.DataFrame,
    taxonomy: Taxonomy,
    labels: pd.DataFrame,
    *,
    judge: str = JUDGES[0],
    show_personal_data: bool = False,
) -> pd.DataFrame:
    """Lay out the sheet: drawn texts in the order of checking, with the answers there are.

    Parameters
    ----------
    texts : Texts
        The texts of the survey; drawn ones that are not among them are not shown.
    record : DataFrame
        The record of draws.
    taxonomy : Taxonomy
        Its leaves are the columns to fill.
    labels : DataFrame
        The answers so far: `key`, `judge`, `issue`, `feeling`.
    judge : str
        Whose sheet.
    show_personal_data : bool
        Leave addresses, numbers and the like readable.
    """
    asked = record[record["place"] > 0].sort_values("place")
    at = pd.Series(range(len(texts.key)), index=texts.key)
    asked = asked[asked["key"].isin(at.index)]
    rows = at.loc[asked["key"]].to_numpy()
    says = [
        "(hidden)" if hidden else _says(texts.feeling.iloc[row], taxonomy)
        for row, hidden in zip(rows, asked["hidden"], strict=True)
    ]
    shown = [texts.text[row] for row in rows]
    table = pd.DataFrame(
        {
            KEY: asked["key"].to_numpy(dtype=object),
            PLACE: asked["place"].to_numpy(),
            TEXT: shown if show_personal_data else [mask(text).text for text in shown],
            SAYS: says,
        }
    )
    given = answered(labels, judge)
    for issue in taxonomy.leaves():
        column = given[issue.id] if issue.id in given else pd.Series(dtype=object)
        filled = table[KEY].map(column).astype(object)
        table[column_of(issue.id, issue.name)] = filled.where(filled.notna(), "")
    return table.assign(**{REST: ""})


def _says(feelings: pd.Series, taxonomy: Taxonomy) -> str:
    found = [
        f"{taxonomy[str(issue)].name}: {feeling}" for issue, feeling in feelings.items() if feeling
    ]
    return "; ".join(found) or "nothing on the list"


def write_sheets(tables: dict[str, pd.DataFrame], folder: Path) -> None:
    """Write the same sheets as one workbook, `audit.xlsx`, and as `audit-judge-N.csv`.

    Raises
    ------
    OutputError
        If the folder cannot be written.
    """
    for name, table in tables.items():
        write_table(table, folder / f"audit-{name.replace(' ', '-')}.csv")
    with written(folder / "audit.xlsx") as part:
        _write_workbook(tables, part)


def _write_workbook(tables: dict[str, pd.DataFrame], path: Path) -> None:
    import xlsxwriter

    # Comments are text whatever they begin with: no formula, no link, no number is made of them.
    with xlsxwriter.Workbook(path, {"strings_to_urls": False}) as book:
        wrap = book.add_format({"text_wrap": True, "valign": "top"})
        head = book.add_format({"text_wrap": True, "bold": True, "valign": "top"})
        for name, table in tables.items():
            sheet = book.add_worksheet(name)
            sheet.freeze_panes(1, 3)
            sheet.set_column(0, 0, 4, None, {"hidden": True})
            sheet.set_column(1, 1, 5, wrap)
            sheet.set_column(2, 2, 60, wrap)
            sheet.set_column(3, 3, 28, wrap)
            sheet.set_column(4, len(table.columns) - 1, 11, wrap)
            for column, title in enumerate(table.columns):
                sheet.write_string(0, column, str(title), head)
                for row, cell in enumerate(table[title], start=1):
                    if title == PLACE:
                        sheet.write_number(row, column, int(cell))
                    else:
                        sheet.write_string(row, column, str(cell)) if cell else None
            _offer(sheet, table)
        guide = book.add_worksheet("how to fill in")
        guide.set_column(0, 0, 110, wrap)
        for row, line in enumerate(HOW):
            guide.write_string(row, 0, line)


def _offer(sheet: Any, table: pd.DataFrame) -> None:  # noqa: ANN401 - xlsxwriter is untyped
    """Let cells be chosen from a list; short forms may still be typed."""
    choices = {
        "validate": "list",
        "source": ["no", "negative", "positive", "mixed", "neutral"],
        "error_type": "information",
    }
    titles = list(table.columns)
    start, end = titles.index(SAYS) + 1, titles.index(REST) - 1
    if len(table):
        sheet.data_validation(1, start, len(table), end, choices)
