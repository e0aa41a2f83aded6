"""The page asks nothing of any network, runs nothing of a survey's, and leaves nothing out."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from cxnlp.report import render_html
from cxnlp.survey.values.scales import SCALES

VOID = {"meta", "br", "link", "img", "input", "hr"}
ALLOWED = set(
    "html head meta title style body a header p h1 h2 h3 b bdi span nav ul ol li main section div "
    "table thead tbody tr th td details summary figure figcaption blockquote mark form label "
    "select option button dl dt dd footer script svg g path text tspan rect line circle defs "
    "clippath".split()
)


class Page(HTMLParser):
    """Elements with attributes, the text, and whether every element is closed in its turn."""

    def __init__(self, source):
        super().__init__(convert_charrefs=True)
        self.elements, self.open, self.texts, self.crossed = [], [], [], []
        self.scripts, self.styles = [], []
        self.feed(source)
        self.close()
        self.text = " ".join(" ".join(self.texts).split())
        self.unparted = " ".join("".join(self.texts).split())

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.crossed.append(tag)

    def handle_data(self, data):
        where = self.open[-1] if self.open else ""
        {"script": self.scripts, "style": self.styles}.get(where, self.texts).append(data)

    def of(self, tag):
        return [attrs for name, attrs in self.elements if name == tag]


def render(view, **options):
    return render_html(
        view.survey, view.taxonomy, view.tags, view.joined, view.explanation, view.run, **options
    )


@pytest.fixture(scope="module")
def source(view):
    return render(view)


@pytest.fixture(scope="module")
def page(source):
    return Page(source)


def test_every_element_is_known_and_closed(page):
    assert {tag for tag, _ in page.elements} <= ALLOWED
    assert page.crossed == []
    assert page.open == []


def test_nothing_is_asked_of_any_network(page):
    for _, attrs in page.elements:
        assert not {"src", "srcset", "action", "data", "poster", "background", "style"} & set(attrs)
        assert attrs.get("href", "#").startswith("#")
        assert not any(name.startswith("on") for name in attrs)
    assert not re.search(r"url\(|@import|//", "".join(page.styles))
    assert not re.search(r"fetch|XMLHttp|import\(|https?:", "".join(page.scripts))


def test_only_the_page_s_own_style_and_script_may_run(page):
    policy = next(m["content"] for m in page.of("meta") if "http-equiv" in m)
    assert len(page.scripts) == len(page.styles) == 1
    for kind, (text,) in (("script-src", page.scripts), ("style-src", page.styles)):
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{kind} 'sha256-{digest}'" in policy
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_attacks_are_shown_as_the_text_they_are(page, attacks):
    for attack in attacks[:4]:
        assert attack in page.unparted


def test_marks_that_turn_lines_around_or_control_a_terminal_are_gone(source):
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\u202a-\u202e\u2066-\u2069]", source)


def test_a_template_expression_in_a_comment_is_not_evaluated(page):
    assert "{{ 7*7 }}" in page.text or "7*7" not in page.text
    assert " 49 " not in page.text


def test_rows_read_left_out_and_analysed_add_up_in_the_page(page):
    for number in ("1,227", "1,204", "−14", "−5", "−4"):
        assert number in page.text
    for reason in ("no score", "score outside the scale", "duplicate id"):
        assert reason in page.text


def test_the_headline_names_index_interval_and_strongest_issues(page, view):
    head = page.text.split("What was analysed", 1)[0]
    assert re.search(r"NPS \+13 95 % interval \+8 to \+17 · 1,204 responses", head)
    assert "Network coverage" in head
    assert "Staff" in head
    assert "31 %" in head
    assert "not causes" in head


def test_each_chart_has_words_a_caption_and_its_table(source):
    figures = re.findall(r'<figure>\s*<div role="img" aria-label="([^"]+)"', source)
    assert len(figures) == 6
    parts = source.split('<div role="img"')[1:]
    for part in parts:
        assert part.index("<figcaption>") < part.index("</figure>") < part.index("<table>")


def test_comments_say_their_language_and_find_their_own_direction(page):
    quotes = page.of("blockquote")
    assert {q.get("lang") for q in quotes} >= {"th", "fa", "vi", "en"}
    assert all(q["dir"] == "auto" for q in quotes)
    assert all(re.fullmatch(r"[a-z]{2,3}", q["lang"]) for q in quotes if "lang" in q)


def test_without_script_every_quote_is_there_and_the_filter_is_not(page, view):
    quotes = [attrs for attrs in page.of("figure") if "quote" in attrs.get("class", "")]
    expected = len(view.explanation.evidence) + len(view.explanation.unexplained)
    assert len(quotes) == expected
    assert not any("hidden" in attrs for attrs in quotes)
    assert all("hidden" in attrs for attrs in page.of("form"))


def test_filter_values_are_those_the_quotes_carry(page):
    quotes = [a for a in page.of("figure") if a.get("data-issue")]
    choices = {attrs["value"] for attrs in page.of("option")} - {""}
    for key in ("data-issue", "data-band", "data-language"):
        assert {quote[key] for quote in quotes} <= choices


def test_personal_data_is_masked_and_counted_unless_asked_for(view, source):
    lifted = render(view, show_personal_data=True)
    for secret in ("081-234-5678", "sara@example.com", "0912 345 678"):
        assert secret not in source
        assert secret in lifted
    assert "Personal data was masked" in source
    assert "1,500,000" in source


def test_headings_go_down_one_level_at_a_time(page):
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(b <= a + 1 for a, b in pairwise(levels))


def test_tables_tell_headings_from_cells(page):
    assert all(attrs.get("scope") in ("col", "row") for attrs in page.of("th"))


def test_links_within_the_page_arrive(page):
    ids = [attrs["id"] for _, attrs in page.elements if "id" in attrs]
    assert len(ids) == len(set(ids))
    assert {attrs["href"][1:] for attrs in page.of("a")} <= set(ids)


def test_the_same_analysis_gives_the_same_page_and_stays_as_it_was(view, source):
    before = view.explanation.ticked.copy()
    assert render(view) == source
    pd.testing.assert_frame_equal(view.explanation.ticked, before)


@pytest.mark.parametrize("name", sorted(SCALES.keys() - {"nps"}))
def test_other_scales_have_their_page(name, make):
    page = Page(render(make(name)))
    assert page.crossed == []
    said = {"csat": "% satisfied", "ces": "effort", "stars": "stars", "binary": "% yes"}
    assert said[name] in page.text


def test_an_analysis_without_figures_says_so(view):
    gone = view.explanation
    numbers = [c for c in gone.drivers.columns if gone.drivers[c].dtype == float and c != "share"]
    nothing = replace(
        gone,
        drivers=gone.drivers.assign(**dict.fromkeys(numbers, np.nan)),
        explained=replace(gone.explained, value=np.nan, low=np.nan, high=np.nan),
        segments=gone.segments.iloc[:0],
        ticked=gone.ticked.iloc[:0],
        evidence=gone.evidence.iloc[:0],
        unexplained=gone.unexplained.iloc[:0],
        sentiment_by_issue=gone.sentiment_by_issue.assign(mentions=0),
    )
    page = Page(render(SimpleNamespace(**{**vars(view), "explanation": nothing})))
    assert page.crossed == []
    assert "Too few" in page.text
    assert not re.search(r"\bnan\b", page.text.lower())


def test_two_thousand_long_comments_stay_under_two_megabytes(view):
    evidence = view.explanation.evidence
    long = "บริการแย่มากและรอนานเกินไป <b>&\"' " * 400
    issues = [f"issue{i}" for i in range(200)]
    many = pd.concat([evidence.head(10).assign(issue=issue) for issue in issues])
    many = many.assign(text=long, start=3000, end=3050)
    heavy = replace(view.explanation, evidence=many)
    source = render(SimpleNamespace(**{**vars(view), "explanation": heavy}))
    assert len(source.encode()) < 2_000_000
    assert "would have made the page too large" in source
