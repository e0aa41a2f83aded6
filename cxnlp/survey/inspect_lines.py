"""What was understood of a survey, as lines for a terminal."""

from __future__ import annotations

import shlex
from typing import Any

from cxnlp.errors import SurveyError
from cxnlp.survey.inspect import SAMPLE_ROWS, describe
from cxnlp.survey.survey import Survey
from cxnlp.survey.table import shorten

SHOWN_PROBLEMS = 10
_SHOWN_LINES = 8


def describe_lines(survey: Survey, refusal: str = "") -> list[str]:
    """Return what was understood as lines of plain text for a terminal; see `describe`."""
    told = describe(survey, refusal)
    lines = _source_lines(told)
    if told["dates"]:
        lines.append(f"  dates: {told['dates']['first']} to {told['dates']['last']}")
    lines.append(f"  scale: {told['scale'] or 'not known'}. {told['scale_reason']}")
    lines += ["", "Columns"]
    for column in told["roles"]:
        name = shorten(column["name"])
        lines.append(f"  {column['role']:<8}  {name}: {column['reason']}")
    lines += _quality_lines(told)
    lines += ["", "An analysis reads", *(f"  {line}" for line in told["analysed"] or ["nothing"])]
    lines += _problem_lines(told) + _sample_lines(survey)
    lines += ["", "To say it differently", "  " + " ".join(told["flags"])]
    return lines


def _source_lines(told: dict[str, Any]) -> list[str]:
    source = told["source"]
    lines = [f"{source['name']}: {source['format']}, {told['platform']} layout"]
    shown = {"platform": told["platform"], "encoding": told["encoding"], **source}
    for key in ("platform", "encoding", "delimiter", "sheet"):
        why = source["how"].get(key, "")
        if shown[key] and (why or key != "platform"):
            lines.append(f"  {key}: {shown[key]}. {why}".rstrip())
    return lines


def _quality_lines(told: dict[str, Any]) -> list[str]:
    lines = ["", "Rows"]
    for row in told["quality"]:
        shown = ", ".join(map(str, row["lines"][:_SHOWN_LINES]))
        more = ", …" if len(row["lines"]) > _SHOWN_LINES else ""
        where = f" (lines {shown}{more})" if shown else ""
        lines.append(f"  {row['rows']:>8}  {row['kind']}: {row['what']}{where}")
    cut = [row["what"] for row in told["quality"] if len(row["lines"]) > _SHOWN_LINES]
    return [*lines, f"            all of them: --rows {shlex.quote(cut[0])}"] if cut else lines


def _problem_lines(told: dict[str, Any]) -> list[str]:
    lines: list[str] = []
    refused = [told["refusal"]] if told["refusal"] else []
    wanted = (("An analysis would stop", refused), ("Still needed", told["missing"]))
    for title, texts in (*wanted, ("Notes", told["notes"])):
        if texts:
            lines += ["", title, *(f"  {text}" for text in texts)]
    problems = told["problems"]
    if problems:
        lines += ["", f"Problems ({len(problems)})"]
        for each in problems[:SHOWN_PROBLEMS]:
            where = f", {each['column']}" if each["column"] else ""
            value = f" [{each['value']}]" if each["value"] else ""
            lines.append(f"  line {each['line']}{where}: {each['problem']}{value}")
        if len(problems) > SHOWN_PROBLEMS:
            lines.append(f"  and {len(problems) - SHOWN_PROBLEMS} more")
    return lines


def _sample_lines(survey: Survey) -> list[str]:
    shown = [column.name for column in survey.columns if column.role not in {"other", "derived"}]
    lines = ["", f"First rows of {len(shown)} columns"]
    for at, row in enumerate(survey.frame[shown].head(SAMPLE_ROWS).itertuples(index=False)):
        cells = " | ".join(shorten(str(cell))[:40] for cell in row)
        lines.append(f"  {survey.lines[at]}: {cells}")
    return lines


def row_lines(survey: Survey, reason: str) -> list[str]:
    """Return the rows left out or flagged for a reason, one line each: its line, then its cells.

    Raises
    ------
    SurveyError
        If no row was left out or flagged for it.
    """
    table = survey.quality()
    known = table[table["kind"].isin(["left out", "kept"])]
    chosen = known[known["what"].str.casefold() == reason.strip().casefold()]
    if chosen.empty:
        names = ", ".join(map(repr, known["what"])) or "none: every row is used"
        raise SurveyError(f"no row is there for {reason!r}", f"one of {names}", "name one of them")
    wanted = {line for lines in chosen["lines"] for line in lines}
    rows = zip(survey.lines.tolist(), survey.frame.itertuples(index=False), strict=True)
    return [
        f"{line}: " + " | ".join(shorten(str(cell))[:40] for cell in row)
        for line, row in rows
        if line in wanted
    ]
