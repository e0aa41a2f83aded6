"""A list of issues: levels, lookup, its file and its hash."""

from __future__ import annotations

import dataclasses
import pickle
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxnlp.errors import IssueListError
from cxnlp.issues import Issue, Taxonomy

CAFE = Taxonomy(
    "Café",
    (
        Issue("drinks", "Drinks", names={"th": "เครื่องดื่ม"}),
        Issue("coffee", "Coffee", "Taste and strength.", ("too bitter",), parent="drinks"),
        Issue("seats", "Seats", owner="Facilities", patterns=(r"\bchairs?\b",)),
        Issue("tea", "Tea", parent="drinks"),
    ),
)

visible = st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(str.strip)
ids = st.text("abcdef_ #&éกی", min_size=1, max_size=6).filter(lambda id_: id_ == id_.strip())
patterns = st.sampled_from([r"\d+\s*baht", 'it\'s "x"', r"roaming|โรมมิ่ง|رومینگ", "'''\\\\"])


@st.composite
def taxonomies(draw: st.DrawFn) -> Taxonomy:
    """Draw a list of issues with any text the file format can be asked to hold."""
    names = draw(st.lists(ids, min_size=1, max_size=5, unique=True))
    top = names[: draw(st.integers(1, len(names)))]
    parent = st.sampled_from(top)
    issues = [
        Issue(
            id_,
            draw(visible),
            draw(st.text(st.characters(exclude_categories=["Cs"]))),
            tuple(draw(st.lists(visible, max_size=3))),
            tuple(draw(st.lists(patterns, max_size=2))),
            None if id_ in top else draw(parent),
            draw(st.text(st.characters(exclude_categories=["Cs"]))),
            draw(st.dictionaries(st.sampled_from(["th", "fa", "vi", "pt-BR"]), visible)),
        )
        for id_ in names
    ]
    return Taxonomy(draw(st.text(st.characters(exclude_categories=["Cs"]))), tuple(issues))


@given(taxonomies())
def test_written_and_read_again_it_is_the_same(taxonomy: Taxonomy) -> None:
    again = Taxonomy.from_toml(taxonomy.to_toml())
    assert again == taxonomy
    assert again.sha256 == taxonomy.sha256


@given(taxonomies())
def test_every_issue_is_a_leaf_or_a_parent(taxonomy: Taxonomy) -> None:
    leaves, parents = taxonomy.leaves(), taxonomy.parents()
    assert {issue.id for issue in leaves} | {issue.id for issue in parents} == {
        issue.id for issue in taxonomy
    }
    assert not set(leaves) & set(parents)
    assert all(taxonomy.children(issue.id) for issue in parents)
    assert not any(taxonomy.children(issue.id) for issue in leaves)


def test_levels_keep_the_order_of_the_list() -> None:
    assert [issue.id for issue in CAFE.leaves()] == ["coffee", "seats", "tea"]
    assert [issue.id for issue in CAFE.parents()] == ["drinks"]
    assert [issue.id for issue in CAFE.children("drinks")] == ["coffee", "tea"]


def test_it_is_a_collection_by_id() -> None:
    assert CAFE["tea"].name == "Tea"
    assert "tea" in CAFE
    assert "wine" not in CAFE
    assert len(CAFE) == len(list(CAFE)) == 4
    with pytest.raises(KeyError):
        CAFE["wine"]
    with pytest.raises(KeyError):
        CAFE.children("wine")


def test_it_cannot_be_changed_and_can_be_pickled_and_hashed() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        CAFE.title = "Bar"  # type: ignore[misc]
    assert pickle.loads(pickle.dumps(CAFE)) == CAFE
    assert hash(CAFE) == hash(pickle.loads(pickle.dumps(CAFE)))


def test_the_hash_follows_the_content_and_not_the_layout() -> None:
    laid_out = "# ours\n\n" + CAFE.to_toml().replace("\n", "\r\n").replace(" = ", "   = ")
    assert Taxonomy.from_toml(laid_out).sha256 == CAFE.sha256
    for field, value in [("name", "Teas"), ("description", "x"), ("examples", ("x",))]:
        other = dataclasses.replace(CAFE.issues[3], **{field: value})
        assert Taxonomy(CAFE.title, (*CAFE.issues[:3], other)).sha256 != CAFE.sha256


def test_a_file_is_read_by_its_path(tmp_path: Path) -> None:
    path = tmp_path / "café issues.toml"
    path.write_text(CAFE.to_toml(), encoding="utf-8")
    assert Taxonomy.load(path) == Taxonomy.load(str(path)) == CAFE
    path.write_text(CAFE.to_toml(), encoding="utf-8-sig")
    assert Taxonomy.load(path) == CAFE


def test_a_title_may_be_left_out() -> None:
    assert Taxonomy.from_toml('[[issue]]\nid = "a"\nname = "A"').title


def test_a_word_means_the_shipped_list_even_beside_a_file_called_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "general").write_text(CAFE.to_toml(), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert Taxonomy.load("general") != CAFE
    assert Taxonomy.load("./general") == CAFE


@pytest.mark.parametrize(
    ("given_", "part"),
    [
        ("telecomm", 'did you mean "telecom"?'),
        ("General", 'did you mean "general"?'),
        ("no such file.toml", "banking_app"),
        ("", "cannot be read"),
        ("a\0b", "cannot be read"),
        ("x" * 5000, "cannot be read"),
    ],
)
def test_a_name_that_is_neither_list_nor_file(given_: str, part: str) -> None:
    with pytest.raises(IssueListError) as caught:
        Taxonomy.load(given_)
    assert part in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("content", "part"),
    [
        (CAFE.to_toml().encode("utf-16"), "not UTF-8"),
        (b"\x89PNG\r\n\x1a\n\0\0", "not UTF-8"),
        (b"id,name\na,A\n", "not TOML"),
        (b"", "lists no issue"),
    ],
)
def test_a_file_that_is_no_list_is_named(tmp_path: Path, content: bytes, part: str) -> None:
    path = tmp_path / "mine.toml"
    path.write_bytes(content)
    with pytest.raises(IssueListError, match=r"mine\.toml") as caught:
        Taxonomy.load(path)
    assert part in str(caught.value)


def test_a_folder_is_no_list(tmp_path: Path) -> None:
    with pytest.raises(IssueListError, match="cannot be read"):
        Taxonomy.load(tmp_path)


def test_the_public_data_sets_lists_load(shared: Path) -> None:
    paths = sorted((shared / "issues").glob("*.toml"))
    assert paths
    for path in paths:
        taxonomy = Taxonomy.load(path)
        assert taxonomy.leaves() == taxonomy.issues
        assert Taxonomy.from_toml(taxonomy.to_toml()) == taxonomy
