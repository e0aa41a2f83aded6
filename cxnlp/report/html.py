"""report.html: one file that asks nothing of any network."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import pandas as pd

from cxnlp.explain.evidence.vendor import vendor_table
from cxnlp.report.answer import short_answer
from cxnlp.report.chart import MOST_ISSUES, Chart
from cxnlp.report.charts import charts, latest_change, stand_ins
from cxnlp.report.draw import for_page, to_svg
from cxnlp.report.impact import ranked
from cxnlp.report.quotes import (
    Veil,
    callback_quotes,
    masked,
    quotes_by_issue,
    unexplained_quotes,
)
from cxnlp.report.segment_grid import segment_grids
from cxnlp.report.tables import Table, run_table, score_table, tables
from cxnlp.report.tables_further import further_tables
from cxnlp.report.tables_trust import trust_tables
from cxnlp.report.ticked import ticked_words
from cxnlp.report.vendor import vendor_rows, vendor_words
from cxnlp.report.words import counted, index_text, interval, language_name, number, shown

if TYPE_CHECKING:
    from cxnlp.explain import Explanation
    from cxnlp.issues import Taxonomy
    from cxnlp.join import Joined
    from cxnlp.survey import Survey
    from cxnlp.tag import Tags


@dataclass(frozen=True)
class Figure:
    """A chart in the page: its two drawings, its words, and its table."""

    name: str
    title: str
    text: str
    wide: str
    narrow: str
    table: Table | None


def render_html(
    survey: Survey,
    taxonomy: Taxonomy,
    tags: Tags,
    joined: Joined,
    explanation: Explanation,
    run: Mapping[str, Any],
    *,
    show_personal_data: bool = False,
    drawn: Mapping[str, Chart] | None = None,
) -> str:
    """Return the report as one self-contained HTML page.

    Parameters
    ----------
    survey, taxonomy, tags, joined, explanation
        The analysis, stage by stage.
    run : mapping
        The facts of the run (versions, hashes, options); any nested mapping of plain values.
    show_personal_data : bool
        Whether e-mail addresses, phone, card, account and id numbers in quotes stay readable.
    drawn : mapping of str to Chart, optional
        What `charts` returned, where that was done before.

    Returns
    -------
    str
        The page. It loads nothing: styles, script and drawings are inside, and its content
        security policy lets no other run.
    """
    veil = Veil(lifted=show_personal_data)
    bare = masked(explanation, veil)
    if drawn is None:
        drawn = charts(joined, bare, bare.scale, show_personal_data=show_personal_data)
    shown_tables = tables(survey, taxonomy, tags.comments, bare, veil)
    shown_tables |= further_tables(bare, latest_change(bare), veil) | trust_tables(bare)
    vendor = vendor_table(survey, tags, joined, taxonomy)
    shown_tables["vendor"] = vendor_rows(vendor, taxonomy, veil)
    page = {
        "survey": survey,
        "taxonomy": taxonomy,
        "explanation": bare,
        "scale": bare.scale,
        "answer": short_answer(survey, bare),
        "tables": shown_tables,
        "figures": _figures(drawn, shown_tables),
        **_quoted(bare, tags, veil),
        "vendor_words": vendor_words(vendor),
        **_read_off(bare, taxonomy),
        "facts": run_table(run),
        "boxes": {shown(text): other for text, other in stand_ins(drawn).items()},
        **_choices(bare.evidence, bare.scale.bands),
        **_counts(tags.comments, survey),
    }
    return fill("report.html.j2", {**page, "masked": dict(veil.counts), "veil": veil})


def _quoted(bare: Explanation, tags: Tags, veil: Veil) -> dict[str, Any]:
    """Return the comments that the page shows."""
    groups, unshown = quotes_by_issue(bare, ranked(bare.drivers, MOST_ISSUES), veil)
    languages = dict(zip(tags.comments["comment"], tags.comments["language"], strict=True))
    return {
        "groups": groups,
        "unshown": unshown,
        "unexplained": unexplained_quotes(bare, languages, veil),
        "calls": callback_quotes(bare, languages, veil),
    }


def _read_off(bare: Explanation, taxonomy: Taxonomy) -> dict[str, Any]:
    """Return what the page says of the explanation alone."""
    return {
        "risk": _risk(bare),
        "ticked_words": ticked_words(bare.ticked, {i.id: i.name for i in taxonomy.issues}),
        "grids": segment_grids(bare.segment_drivers, bare.scale),
        "drivers_n": int(bare.drivers["n"].max()) if len(bare.drivers) else 0,
        "audited": "net_corrected" in bare.drivers,
        "method": {"index": bare.scale.method},
    }


def _figures(drawn: Mapping[str, Chart], beside: Mapping[str, Table]) -> dict[str, Figure]:
    numbers = {
        name: score_table(chart.data) if name == "scores" else beside.get(name)
        for name, chart in drawn.items()
    }
    return {name: figure_of(chart, numbers[name]) for name, chart in drawn.items()}


def figure_of(chart: Chart, table: Table | None) -> Figure:
    """Return a chart as it stands in a page, with the table of its numbers."""
    wide = for_page(chart.svg, f"{chart.name}-w")
    narrow = for_page(to_svg(chart.narrow), f"{chart.name}-n")
    return Figure(chart.name, chart.title, chart.text, wide, narrow, table)


def _risk(explanation: Explanation) -> dict[str, str]:
    """Return in words what the figures on risk are, and how well they tell."""
    quality, table = explanation.risk_quality, explanation.risk
    if quality.empty:
        return {}
    row = quality.iloc[min(1, len(quality) - 1)]
    facts = {
        "kind": str(table["kind"].iloc[0]) if len(table) else "",
        "n": counted(len(table), "response"),
        "predicts": str(row["predicts"]),
        "high": number(int((table["risk"] > 0.5).sum()) if len(table) else 0),
        "auc": number(float(row["auc"]), 2),
        "range": interval(float(row["auc_low"]), float(row["auc_high"]), 2),
        "refused": "" if len(table) else str(row["note"]),
        "gain": "",
    }
    if len(quality) > 2:
        alone, gain = quality.iloc[0], quality.iloc[2]
        ends = interval(float(gain["auc_low"]), float(gain["auc_high"]), 2, signed=True)
        facts["gain"] = (
            f"{number(float(alone['auc']), 2)} by the score alone; the reasons "
            f"change it by {number(float(gain['auc']), 2, signed=True)} ({ends})"
        )
    return facts


def _choices(evidence: pd.DataFrame, bands: tuple[str, ...]) -> dict[str, list[str]]:
    given = sorted({language_name(str(code or "")) for code in evidence["language"]})
    used = set(evidence["band"])
    return {"languages": given, "bands": [band for band in bands if band in used]}


def _counts(comments: pd.DataFrame, survey: Survey) -> dict[str, str]:
    empty = comments["no_content"].astype(bool)
    unread = int((comments["sentiment"].isna() & ~empty).sum())
    dates = survey.dates.dropna() if survey.dates is not None else pd.Series(dtype=object)
    span = f"{dates.min():%-d %B %Y} to {dates.max():%-d %B %Y}" if len(dates) else ""
    return {
        "comment_count": counted(len(comments), "comment"),
        "no_content": f"{int(empty.sum()):,}",
        "unread": f"{unread:,}" if unread else "",
        "span": span,
    }


def fill(template: str, page: Mapping[str, Any]) -> str:
    """Return a template of this package filled in; style and script are at hand in it."""
    from jinja2 import Environment, PackageLoader, StrictUndefined
    from markupsafe import Markup

    templates = files("cxnlp.report") / "templates"
    style = (templates / "style.css").read_text(encoding="utf-8")
    script = (templates / "filter.js").read_text(encoding="utf-8")
    environment = Environment(
        loader=PackageLoader("cxnlp.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        shown=shown,
        counted=counted,
        index_text=index_text,
        drawing=Markup,
        style=Markup(style),
        script=Markup(script),
        style_hash=policy_hash(style),
        script_hash=policy_hash(script),
    )
    return environment.get_template(template).render(**page)


def policy_hash(text: str) -> str:
    """Return how a content security policy names a style or a script that may run."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
