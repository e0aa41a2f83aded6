"""The map asks nothing of any network, and nothing a customer wrote can run in it."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import replace

import numpy as np
import pytest

from cxnlp.explore import Clauses, Search, Topics
from cxnlp.explore.layout import map_points
from cxnlp.report.topic_map import map_chart, render_map
from tests.explore.worlds import make_clauses

HOSTILE = "</script><img src=x onerror=alert(1)> call me at alice@example.com"


@pytest.fixture(scope="module")
def topics() -> Topics:
    clauses, _ = make_clauses()
    table = clauses.table.copy()
    table.loc[0, "text"] = HOSTILE
    found = Topics.find(Clauses(table, clauses.vectors), Search(n_topics=5, repeats=0))
    return found.rename({1: "<b>ราคา & price</b>"})


@pytest.fixture(scope="module")
def page(topics: Topics) -> str:
    return render_map(topics)


def data_of(page: str) -> dict[str, list[object]]:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    assert found
    return json.loads(found[1])


def test_the_page_loads_nothing(page: str) -> None:
    assert not re.search(r"(?:src|href|url\()\s*=?\s*[\"']?(?:https?:)?//", page)
    assert "default-src 'none'" in page
    for kind in ("style", "script"):
        inside = re.search(rf"<{kind}>(.*?)</{kind}>", page, re.DOTALL)
        assert inside
        digest = base64.b64encode(hashlib.sha256(inside[1].encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}'" in page


def test_what_a_customer_wrote_stays_text(page: str, topics: Topics) -> None:
    assert "<img" not in page
    assert "<b>ราคา" not in page
    texts = data_of(page)["c"]
    assert any("</script>" in str(text) for text in texts)
    assert "alice@example.com" not in page
    assert "alice@example.com" in render_map(topics, show_personal_data=True)


def test_every_clause_is_on_the_map(page: str, topics: Topics) -> None:
    data = data_of(page)
    n = len(topics.clauses)
    assert {len(data[name]) for name in "xytfbcl"} == {n}
    assert sum(topic == -1 for topic in data["t"]) == round(topics.outside * n)
    assert max(abs(float(x)) for x in [*data["x"], *data["y"]]) <= 1.32


def test_like_clauses_are_near_on_the_map(topics: Topics) -> None:
    places = map_points(topics.points, topics.of_clauses, topics.ids)
    again = map_points(topics.points, topics.of_clauses, topics.ids)
    np.testing.assert_array_equal(places, again)
    middles = np.stack([places[topics.of_clauses == topic].mean(0) for topic in topics.ids])
    kept = np.flatnonzero(topics.of_clauses)
    far = np.linalg.norm(places[kept, None] - middles[None], axis=2)
    nearest = np.array(topics.ids)[far.argmin(1)]
    assert (nearest == topics.of_clauses[kept]).mean() > 0.98


def test_topics_in_one_place_part() -> None:
    points = np.ones((40, 4), np.float32) / 2
    places = map_points(points, np.repeat([1, 2], 20), [1, 2])
    assert np.isfinite(places).all()
    assert np.linalg.norm(places[:20].mean(0) - places[20:].mean(0)) > 0.2


def test_the_picture_has_the_names(topics: Topics) -> None:
    chart = map_chart(topics)
    assert "ราคา" in chart.svg
    assert chart.svg.count("<path") > 200 or chart.svg.count("<circle") > 200


def test_a_topic_without_a_clause_here_has_no_place(topics: Topics) -> None:
    kept = topics.of_clauses != 2
    fewer = replace(topics, clauses=topics.clauses.take(kept), points=topics.points[kept])
    page = render_map(fewer)
    assert len(data_of(page)["topics"]) == page.count('<button type="button" data-topic') == 4
    assert topics.names[2] not in map_chart(fewer).svg
