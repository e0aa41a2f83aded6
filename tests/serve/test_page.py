"""The page: whole in itself, and named for those who do not see it."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from cxnlp.serve import Settings
from tests.serve.serving import serving

ASKS = re.compile(r"""(?:https?:)?//\w|@import|url\(""")


class Elements(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.found = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


@pytest.fixture(scope="module")
def page(client):
    return client.get("/")


def test_it_asks_nobody_else(page):
    assert ASKS.search(page.text) is None
    assert ASKS.search('<script src="https://cdn.example/x.js">')
    for tag, attrs in Elements(page.text).found:
        assert "src" not in attrs, tag
        assert not any(name.startswith("on") for name in attrs), tag
        assert "style" not in attrs, tag


def test_the_browser_is_told_so(page):
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert policy.count("'sha256-") == 2
    assert "unsafe" not in policy


def test_everything_one_fills_in_has_a_name(page):
    elements = Elements(page.text).found
    labelled = {attrs["for"] for tag, attrs in elements if tag == "label" and "for" in attrs}
    ids = [attrs["id"] for _, attrs in elements if "id" in attrs]
    assert len(ids) == len(set(ids))
    for tag, attrs in elements:
        if tag in ("textarea", "select") or (tag == "input" and attrs["type"] != "checkbox"):
            assert attrs["id"] in labelled, attrs
        for name in ("aria-labelledby", "aria-describedby"):
            assert attrs.get(name, ids[0]) in ids


def test_it_can_be_switched_off():
    with serving(settings=Settings(page=False)) as client:
        assert client.get("/").status_code == 404
