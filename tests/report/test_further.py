"""What changed, what to do first, who is at risk: charts, tables and the page's words."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from cxnlp.errors import ExplainError
from cxnlp.explain import Explanation, explain_scores, from_tables
from cxnlp.issues import Issue, Taxonomy
from cxnlp.report import Plots, render_html, write_further
from cxnlp.report.charts_change import change_chart
from cxnlp.report.charts_drivers import driver_chart
from cxnlp.report.further_files import EVERY
from cxnlp.report.tables_further import closing_table
from cxnlp.survey.values.scales import SCALES

NPS = SCALES["nps"]
CALL = "please call 081-234-5678 <script>alert(1)</script>"


def explained(label: str = "", dated: bool = True) -> Explanation:
    random = np.random.default_rng(0)
    n = 700
    said = {name: random.random(n) < 0.2 for name in ("wait", "price", "staff")}
    score = 8 - 3 * said["wait"] - said["price"] + 1.5 * said["staff"]
    score = np.clip(np.round(score + 1.5 * random.standard_normal(n)), 0, 10)
    responses = pd.DataFrame(
        {
            "response": np.arange(n),
            "score": score,
            "left": random.random(n) < 0.3 - 0.02 * score,
            "plan": random.choice(["basic", "plus"], n),
            "date": np.where(np.arange(n) < 350, "2024-01-10", "2024-02-10"),
        }
    )
    tags = pd.concat(
        pd.DataFrame(
            {
                "response": np.flatnonzero(who),
                "issue": name,
                "quote": CALL,
                "feeling": "positive" if name == "staff" else "negative",
            }
        )
        for name, who in said.items()
    )
    comments = pd.DataFrame({"response": np.arange(n), "text": CALL})
    joined = from_tables(
        responses,
        tags,
        NPS,
        date="date" if dated else None,
        churned=label or None,
        segments=("plan",),
        comments=comments,
    )
    issues = (
        Issue("wait", "Waiting", owner="Hotline"),
        Issue("price", "Price"),
        Issue("staff", "Staff"),
    )
    return explain_scores(joined, Taxonomy("Three", issues), scale=NPS)


@pytest.fixture(scope="module")
def explanation() -> Explanation:
    return explained()


def page_of(view, explanation: Explanation) -> str:
    return render_html(view.survey, view.taxonomy, view.tags, view.joined, explanation, view.run)


@pytest.fixture(scope="module")
def html(view, explanation) -> str:
    return page_of(view, explanation)


def test_the_page_says_what_to_do_first_what_changed_and_who_is_at_risk(html) -> None:
    for id_ in ("actions", "change", "risk"):
        assert f'id="{id_}"' in html
        assert f'href="#{id_}"' in html
    assert "Waiting · Hotline" in html
    assert "(350 and 350 responses)" in html
    assert "<b>similarity</b>, not a probability" in html


def test_the_page_explains_the_method_to_a_manager_and_to_a_statistician(html) -> None:
    assert "For a manager" in html
    assert "For a statistician" in html
    assert "DeLong" in html
    assert "This report has none" in html


def test_quotes_of_those_to_call_are_masked_and_escaped(html) -> None:
    assert "234-5678" not in html
    assert "<script>alert" not in html


def test_with_a_label_the_page_gives_a_probability_beside_the_score_alone(view) -> None:
    html = page_of(view, explained("left"))
    assert "<b>probability</b> of churn" in html
    assert "by the score alone" in html


def test_without_dates_or_figures_the_parts_are_left_out(view) -> None:
    html = page_of(view, explained(dated=False))
    assert 'id="change"' not in html
    bare = page_of(view, view.explanation)
    for id_ in ("actions", "change", "risk"):
        assert f'id="{id_}"' not in bare


def test_the_parts_that_are_shown_add_up(explanation) -> None:
    rows = closing_table(explanation.change(), NPS).rows
    figures = [float(row[1].replace("−", "-")) for row in rows]
    assert sum(figures[:-1]) == pytest.approx(figures[-1], abs=0.3)


def test_a_figure_that_could_not_be_told_apart_has_no_mark(explanation) -> None:
    change = explanation.change()
    few = change.assign(low=change["low"].where(change["part"] != "severity"))
    drawn = pd.DataFrame(change_chart(few, NPS).wide["data"]["values"])
    assert "how much each" not in set(drawn["how"])
    assert drawn["low"].notna().all()


def test_corrected_stands_beside_adjusted_and_raw_where_there_is_an_audit(
    explanation, view
) -> None:
    def titles(drivers: pd.DataFrame) -> list[str]:
        panels = driver_chart(drivers, NPS).wide["hconcat"]
        return [panel["title"]["text"].split(",")[0] for panel in panels]

    drivers = explanation.drivers.drop(
        columns=[name for name in explanation.drivers if name.startswith("net_corrected")]
    )
    assert titles(drivers) == ["Adjusted", "Raw", "Mentions"]
    columns = {f"net_corrected{end}": drivers[f"net{end}"] * 1.2 for end in ("", "_low", "_high")}
    audited = drivers.assign(**columns)
    assert titles(audited) == ["Corrected", "Adjusted", "Raw", "Mentions"]
    html = page_of(view, replace(explanation, drivers=audited))
    assert "Corrected</b> makes up for tagging errors" in html


def test_every_table_has_a_plot(explanation) -> None:
    plot = Plots(explanation)
    made = (
        plot.drivers(),
        plot.segments(),
        plot.trend(),
        plot.change(),
        plot.change("basic", "plus", by="plan"),
        plot.risk(),
        plot.actions(),
    )
    for chart in made:
        assert chart._repr_svg_().startswith("<svg")
        assert chart.narrow["width"] if "width" in chart.narrow else chart.narrow["vconcat"]
    with pytest.raises(ExplainError, match="trend"):
        Plots(explained(dated=False)).trend()


def test_the_tables_are_written_masked_and_old_ones_taken_away(explanation, tmp_path) -> None:
    write_further(explanation, tmp_path)
    names = {path.stem for path in tmp_path.iterdir()}
    assert {"actions", "callbacks", "change", "risk", "risk_quality", "trend"} <= names
    assert "234-5678" not in (tmp_path / "callbacks.csv").read_text(encoding="utf-8-sig")
    assert set(explanation.tables()) <= set(EVERY)
    write_further(explained(dated=False), tmp_path)
    assert not (tmp_path / "trend.csv").exists()
    assert not (tmp_path / "change.csv").exists()
