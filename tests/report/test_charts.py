"""Charts: each with its files and numbers, readable without colour, drawn offline."""

from __future__ import annotations

from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest

from cxnlp.report import chart as parts
from cxnlp.report import draw
from cxnlp.report.charts import charts, stand_ins, write_charts
from cxnlp.report.impact import ranked, strongest

NAMES = ["scores", "drivers", "impact", "sentiment", "segments", "ticked"]


@pytest.fixture(scope="module")
def drawn(view):
    return charts(view.joined, view.explanation, view.survey.scale)


@pytest.fixture(scope="module")
def folder(drawn, tmp_path_factory):
    place = tmp_path_factory.mktemp("report") / "charts"
    write_charts(drawn, place)
    return place


def luminance(colour):
    parts_ = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts_]
    return float(np.dot(linear, [0.2126, 0.7152, 0.0722]))


def test_a_chart_in_a_plain_session_is_a_line(drawn):
    assert repr(drawn["impact"]).startswith("Chart('impact': ")
    assert all(len(repr(chart)) < 200 and "\n" not in repr(chart) for chart in drawn.values())


def test_every_chart_has_its_drawings_and_its_numbers(drawn, folder):
    assert list(drawn) == NAMES
    expected = {f"{name}.{kind}" for name in NAMES for kind in ("svg", "png", "csv")}
    assert {path.name for path in folder.iterdir()} == expected
    for name in NAMES:
        ElementTree.parse(folder / f"{name}.svg")
        assert (folder / f"{name}.png").read_bytes().startswith(b"\x89PNG")
        table = pd.read_csv(folder / f"{name}.csv", encoding="utf-8-sig")
        assert len(table) == len(drawn[name].data)


@pytest.mark.parametrize("colour", [parts.NEGATIVE, parts.POSITIVE, draw.INK, draw.QUIET])
def test_text_stands_out_from_white(colour):
    assert 1.05 / (luminance(colour) + 0.05) >= 4.5


def test_negative_and_positive_differ_by_shape_too(drawn):
    svg = draw.to_svg(drawn["drivers"].narrow)
    root = ElementTree.fromstring(svg)
    points = {
        (path.get("fill"), path.get("d"))
        for path in root.iter(f"{draw._SVG}path")
        if path.get("fill") in (parts.NEGATIVE, parts.POSITIVE)
    }
    shapes = {fill: {d for f, d in points if f == fill} for fill, _ in points}
    assert shapes[parts.NEGATIVE].isdisjoint(shapes[parts.POSITIVE])


def test_a_drawing_in_the_page_holds_nothing_but_shapes_and_text(drawn):
    source = draw.for_page(drawn["segments"].svg, "x")
    root = ElementTree.fromstring(source)
    tags = {element.tag for element in root.iter()}
    assert tags <= {
        "svg",
        "g",
        "path",
        "text",
        "tspan",
        "rect",
        "line",
        "circle",
        "defs",
        "clipPath",
    }
    for element in root.iter():
        assert not [k for k in element.attrib if k.startswith("on") or "href" in k or k == "style"]
    assert "<script>alert('x')</script>" in {t.text for t in root.iter("text")}


def test_a_svg_that_holds_more_is_stripped():
    hostile = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1" width="1" height="1" '
        'onload="x()"><script>x()</script><a href="http://e.example"><text>t</text></a>'
        '<text style="fill:url(http://e.example)" x="1">ok &lt;b&gt;</text></svg>'
    )
    kept = draw.for_page(hostile, "x")
    assert kept == (
        '<svg viewBox="0 0 1 1" width="1" height="1" aria-hidden="true">'
        '<text x="1">ok &lt;b&gt;</text></svg>'
    )


def test_two_issues_of_one_name_keep_a_row_each():
    made = parts.labels(["Price", "Price", "", "Price"], ["a", "b", "c", "b"])
    assert len(set(made)) == 4
    assert made[:3] == ["Price", "Price (b)", "c"]


def test_letters_without_a_font_are_replaced_in_the_png_and_said(drawn, tmp_path, monkeypatch):
    monkeypatch.setattr(draw, "_has_glyph", lambda letter: not "\u0e00" <= letter <= "\u0e7f")
    replaced = write_charts({"ticked": drawn["ticked"]}, tmp_path)
    assert replaced == {"ราคา": "[no font: 1]"}
    assert "ราคา" in (tmp_path / "ticked.svg").read_text(encoding="utf-8")
    shown = (tmp_path / "ticked.png").read_bytes()
    monkeypatch.setattr(draw, "_has_glyph", lambda letter: True)
    assert write_charts({"ticked": drawn["ticked"]}, tmp_path) == {}
    assert (tmp_path / "ticked.png").read_bytes() != shown


def test_latin_letters_can_always_be_drawn():
    assert draw.undrawable(["Đánh giá é ü", "plain"]) == frozenset()
    assert draw.undrawable(["\U0001fbff\u0378"]) or stand_ins({}) == {}


def test_a_chart_without_figures_is_not_drawn(view):
    drivers = view.explanation.drivers
    none = drivers.assign(net=np.nan, raw=np.nan)
    assert parts.around_zero(none[["raw"]]) == (-0.04, 0.04)
    assert ranked(none, 5) == []


def test_what_may_be_chance_comes_after_what_is_clear(view):
    rows = strongest(view.explanation.drivers, "positive", 20)
    clear = (rows["figure_low"] * rows["figure_high"] > 0).tolist()
    assert clear == sorted(clear, reverse=True)
    assert (rows["figure"] > 0).all()


def test_what_costs_most_comes_first(view):
    assert ranked(view.explanation.drivers, 4) == ["coverage", "speed", "hotline", "staff"]
    positive = view.explanation.drivers.query("feeling == 'positive'")
    assert ranked(positive, 2) == ["app", "staff"]
