"""Edits as they are typed, and the lists of issues that topics become in files."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from cxnlp.cli import main
from cxnlp.cli.explore import list_place
from cxnlp.discover.edits import Edits
from cxnlp.discover.lines import list_lines
from cxnlp.discover.lists import FrozenList
from cxnlp.discover.teach import lowest_half
from cxnlp.errors import ExplainError, IssueListError, OutputError
from cxnlp.explore import Search, Topics
from cxnlp.issues import Taxonomy
from cxnlp.testing import FakeTagger, make_survey
from tests.explore.worlds import make_clauses

BY_HAND = """# Ours, since 2019
title = "Ours"

[[issue]]
id = "shop"      # the one in town
name = "The shop"
"""


@pytest.fixture(scope="module")
def topics() -> Topics:
    return Topics.find(make_clauses()[0], Search(outside=0.05, n_topics=5, repeats=0))


def frozen(topics: Topics, known: Taxonomy, *ids: int) -> FrozenList:
    taxonomy = topics.freeze(ids, known)
    own = topics.clauses.table.loc[topics.of_clauses == ids[0], "comment"]
    mentions = pd.DataFrame({"comment": own, "issue": taxonomy.issues[len(known)].id})
    return FrozenList(known, taxonomy, topics.refound(mentions, taxonomy, ids))


def test_edits_are_read_as_typed() -> None:
    read = Edits.typed(["6, 10"], ["3"], ["2=Broken = promises"], ["4,11", "5"], ["2,6", "2"])
    assert read == Edits(((6, 10),), (3,), {2: "Broken = promises"}, (4, 11, 5), (2, 6))
    assert Edits.typed() == Edits()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"merge": ["6;10"]}, "--merge '6;10'; expected numbers"),
        ({"freeze": ["price"]}, "topics.csv"),
        ({"rename": ["2"]}, "a number and a name"),
        ({"rename": ["two=Price"]}, "a number and a name"),
    ],
)
def test_what_is_no_edit_is_refused_in_words(typed: dict[str, list[str]], words: str) -> None:
    with pytest.raises(ExplainError, match=words):
        Edits.typed(**typed)


def test_edits_are_made_and_what_is_frozen_is_kept(topics: Topics) -> None:
    made = Edits(((1, 2),), names={1: "Both"}, drop=(3,), freeze=(1, 4)).apply(topics)
    assert made.ids == [1, 4, 5]
    assert made.names[1] == "Both"
    assert made.model.touched == {1, 3, 4}
    assert made.model.names[4] == topics.names[4]
    assert Edits().apply(topics) is topics
    with pytest.raises(ExplainError, match="no topic 2"):
        Edits(((1, 2),), freeze=(2,)).apply(topics)


def test_a_list_grows_below_what_was_written_by_hand(topics: Topics, tmp_path: Path) -> None:
    place = tmp_path / "ours.toml"
    place.write_text(BY_HAND, encoding="utf-8")
    grown = frozen(topics, Taxonomy.load(place), 1, 2)
    assert list_place(place, tmp_path, str(place)) == place
    grown.write(place, tmp_path, BY_HAND)
    text = place.read_text(encoding="utf-8")
    assert text.startswith(BY_HAND)
    assert Taxonomy.from_toml(text) == grown.taxonomy
    assert len(pd.read_csv(tmp_path / "refound.csv")) == 2


def test_a_list_that_nothing_can_follow_stays_as_it_is(topics: Topics, tmp_path: Path) -> None:
    place, listed = tmp_path / "ours.toml", 'issue = [{id = "shop", name = "The shop"}]'
    place.write_text(listed, encoding="utf-8")
    grown = frozen(topics, Taxonomy.load(place), 1)
    with pytest.raises(IssueListError, match=r"\[\[issue\]\] tables"):
        grown.write(place, tmp_path, listed)
    assert place.read_text(encoding="utf-8") == listed


def test_another_list_is_not_written_over(tmp_path: Path) -> None:
    place = tmp_path / "list.toml"
    assert list_place(None, tmp_path, "general") == place
    place.write_text(BY_HAND, encoding="utf-8")
    for out in (None, tmp_path, place):
        with pytest.raises(OutputError, match=r"is there already.*give --issues"):
            list_place(out, tmp_path, "general")
    assert list_place(place, tmp_path, str(place)) == place
    assert list_place(tmp_path / "new.TOML", tmp_path, str(place)) == tmp_path / "new.TOML"


def test_what_is_found_again_is_said_and_what_is_not(topics: Topics) -> None:
    known = Taxonomy.load("general")
    told = "\n".join(list_lines(frozen(topics, known, 1, 2), topics))
    first, second = (topics.freeze([t], known).issues[-1].id for t in (1, 2))
    assert f"1 {first}: 100 % " in told
    assert f"2 {second}: 0 % " in told
    assert "none tagged" in told
    assert "–" not in told
    assert f"Little is found again of {second}:" in told


def test_what_was_taught_is_told_of_comments_it_was_not_taught_by(topics: Topics) -> None:
    known = Taxonomy.load("general")
    made = frozen(topics, known, 1, 2)
    half = {f"{i}q1" for i in range(0, 300, 2)}
    mentions = pd.DataFrame({"comment": ["1q1", "2q1"], "issue": made.taxonomy.issues[-2].id})
    taught = topics.refound(mentions, made.taxonomy, [1, 2], among=half)
    whole = topics.refound(mentions, made.taxonomy, [1, 2])
    assert (taught["comments"] < whole["comments"]).all()
    assert taught["tagged"].tolist() == [1, 0]
    told = "\n".join(list_lines(replace(made, taught=taught, lesson=Path("here/lesson")), topics))
    assert "Taught by half of the comments (--model here/lesson), of the others" in told
    assert "give --teach" not in told
    assert "give --teach" in "\n".join(list_lines(made, topics))


def test_the_half_that_teaches_hangs_on_what_was_written_alone() -> None:
    keys = ["d", "a", "b", "a", "c"]
    assert lowest_half(keys).tolist() == [False, True, True, True, False]
    assert lowest_half([f"{i:05}" for i in range(5000)]).sum() == 1000


@pytest.mark.parametrize(
    ("words", "said"),
    [(["--teach"], "--teach without --freeze"), (["--engine", "umap"], "kmeans or evoc")],
)
def test_what_the_command_cannot_do_is_said(
    words: list[str],
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    make_survey(60).to_csv("nps.csv", index=False)
    assert told(["explore", "nps.csv", *words], monkeypatch) == 2
    assert said in capsys.readouterr().err


def test_the_command_freezes_and_the_next_exploration_keeps(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for module in ("cxnlp.opening", "cxnlp.discover.lists"):
        monkeypatch.setattr(f"{module}.load", lambda model, issues: FakeTagger(listed(issues)))
    make_survey(300).to_csv("nps.csv", index=False)
    words = ["explore", "nps.csv", "--topics", "4", "--issues", "general"]
    assert told(words, monkeypatch) == 0
    edits = ["--rename", "1=Broken promises", "--drop", "2", "--freeze", "1,3", "-o", "list.toml"]
    assert told([*words, *edits], monkeypatch) == 0
    out = capsys.readouterr().out
    assert "List: list.toml" in out
    assert "broken_promises: " in out
    grown = Taxonomy.load(Path("list.toml"))
    assert len(grown) == len(Taxonomy.load("general")) + 2
    refound = pd.read_csv("nps-topics/refound.csv")
    assert refound["issue"].tolist() == [issue.id for issue in grown.issues[-2:]]
    again = ["explore", "nps.csv", "--issues", "list.toml", "--earlier", "nps-topics", "-o", "next"]
    assert told(again, monkeypatch) == 0
    topics = pd.read_csv("next/topics.csv").set_index("topic")["name"]
    assert topics[1] == "Broken promises"
    assert 3 in topics.index
    assert 2 not in topics.index
    capsys.readouterr()
    assert told([*words, "--freeze", "1", "-o", "list.toml"], monkeypatch) == 2
    assert "give --issues list.toml to add to it" in capsys.readouterr().err


def listed(issues: str | Taxonomy) -> Taxonomy:
    return issues if isinstance(issues, Taxonomy) else Taxonomy.load(issues)


def told(words: list[str], monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(sys, "argv", ["cxnlp", *words])
    try:
        main()
    except SystemExit as stop:
        return int(stop.code or 0)
    return 0
