"""Topics beside scores: the same figures as issues have, and what the known issues miss."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import cxnlp
from cxnlp.discover.files import write
from cxnlp.discover.find import read
from cxnlp.discover.lines import topic_lines
from cxnlp.errors import ExplainError
from cxnlp.explain import explain_scores
from cxnlp.explore import Topics
from cxnlp.issues import Taxonomy
from cxnlp.survey import read_survey
from cxnlp.testing import FakeTagger, make_survey, small_list


@pytest.fixture(scope="module")
def frame() -> pd.DataFrame:
    return make_survey(400, seed=3)


@pytest.fixture(scope="module")
def topics(frame: pd.DataFrame) -> Topics:
    return cxnlp.find_topics(frame, tagger=FakeTagger(), n_topics=4, outside=0.0)


def of_issue(topics: Topics, issue: str) -> int:
    """Return the topic that an issue covers best."""
    known = topics.known()
    return int(known[known["issue"] == issue].sort_values("comments")["topic"].iloc[-1])


def test_reading_for_topics_tags_as_tagging_does(frame: pd.DataFrame) -> None:
    survey = read_survey(frame)
    tags, clauses = read(survey, FakeTagger())
    plain = cxnlp.analyze(frame, tagger=FakeTagger()).tags
    pd.testing.assert_frame_equal(tags.comments, plain.comments)
    pd.testing.assert_frame_equal(tags.mentions, plain.mentions)
    texts = tags.comments.set_index("comment")["text"]
    for row in clauses.table.to_dict("records"):
        assert texts[row["comment"]][row["start"] : row["end"]] == row["text"]


def test_figures_of_topics_are_those_an_explanation_gives(topics: Topics) -> None:
    from cxnlp.explore.scores import as_issues

    table = topics.scores().set_index("topic")
    assert topics.scored is not None
    joined = topics.scored.by_topic(topics.clauses, topics.of_clauses)
    explained = explain_scores(joined, as_issues(topics.names), scale=topics.scored.scale).drivers
    for topic in topics.ids:
        row = explained[(explained["issue"] == str(topic)) & (explained["feeling"] == "any")].iloc[
            0
        ]
        assert table.loc[topic, "raw"] == pytest.approx(row["raw"])
        assert table.loc[topic, "share"] == pytest.approx(row["share"])
        assert table.loc[topic, "share_low"] <= row["share"] <= table.loc[topic, "share_high"]


def test_known_issues_cover_their_topics(topics: Topics) -> None:
    known = topics.known()
    assert {"price", "speed", "staff"} <= set(known["issue"])
    best = known[known["issue"] != ""]
    assert (best.loc[best["covered"] >= 0.5, "status"] == "known").all()
    issues = topics.issues()
    assert set(issues["issue"]) == {"price", "speed", "staff"}
    assert (issues.groupby("issue")["share"].max() > 0.4).all()


def test_what_the_list_lacks_is_new_and_ranks_first(frame: pd.DataFrame) -> None:
    class Blind(FakeTagger):
        """Reads as before, and does not tag the price."""

        def stream_clauses(self, texts, questions=None):  # type: ignore[no-untyped-def]
            for found, clauses in super().stream_clauses(texts, questions):
                yield (
                    replace(found, issues=tuple(m for m in found.issues if m.id != "price")),
                    clauses,
                )

    blind = cxnlp.find_topics(frame, tagger=Blind(), n_topics=4, outside=0.0)
    seen = cxnlp.find_topics(frame, tagger=FakeTagger(), n_topics=4, outside=0.0)
    price = of_issue(seen, "price")
    row = blind.known().set_index("topic").loc[price]
    told = seen.known().set_index("topic").loc[price]
    assert row["status"] == "new"
    assert row["unexplained"] > 0.05 > told["unexplained"]
    assert blind.known()["topic"].iloc[0] == price
    assert row["points_high"] < 0


def test_a_response_without_a_score_has_topics_and_spoils_no_figure(frame: pd.DataFrame) -> None:
    some = frame.astype({"nps": object})
    said = some["comment"].str.len() > 5
    some.loc[said.idxmax(), "nps"] = ""
    topics = cxnlp.find_topics(some, tagger=FakeTagger(), n_topics=4, outside=0.0)
    assert int(said.idxmax()) in set(topics.clauses.table["row"])
    table = topics.scores()
    assert np.isfinite(table.loc[table["responses"] >= 10, ["index", "raw"]]).all(axis=None)
    assert topics.known()["unexplained"].notna().any()


def test_growth_sees_what_grew() -> None:
    early, late = make_survey(300, seed=1), make_survey(300, seed=2)
    early["date"], late["date"] = "2026-01-10", "2026-02-10"
    keep = ~early["comment"].str.contains("price|ราคา|قیمت|giá")
    both = pd.concat([early[keep], late], ignore_index=True)
    both["id"] = [f"R{i}" for i in range(len(both))]
    topics = cxnlp.find_topics(both, tagger=FakeTagger(), n_topics=4, outside=0.0)
    price = of_issue(topics, "price")
    table = topics.growth("2026-01", "2026-02")
    row = table.set_index("topic").loc[price]
    assert table["topic"].iloc[0] == price
    assert row["share_before"] == 0
    assert row["clear"]
    assert 0 < row["low"] < row["growth"] < row["high"]
    with pytest.raises(ExplainError, match="10 or more"):
        topics.growth("2026-01", "2026-07")


def test_a_segment_that_says_nothing_else_stands_out(frame: pd.DataFrame) -> None:
    moved = frame.copy()
    about = moved["comment"].str.contains("staff|พนักงาน|کارکنان|nhân viên")
    moved["plan"] = np.where(about, "plus", "basic")
    topics = cxnlp.find_topics(moved, tagger=FakeTagger(), n_topics=4, outside=0.0)
    staff = of_issue(topics, "staff")
    out = topics.segments()
    clear = out[out["stands_out"] & (out["topic"] == staff) & (out["level"] == "plus")]
    assert len(clear) == 1
    assert clear["share"].iloc[0] > clear["elsewhere"].iloc[0]


def test_a_survey_without_scores_has_topics_too(frame: pd.DataFrame) -> None:
    only = frame[["id", "comment"]]
    bare = cxnlp.find_topics(only, tagger=FakeTagger(), n_topics=4, text="comment")
    assert bare.scored is None
    assert len(bare.table) == len(bare.ids) > 1


def test_a_tagger_that_hands_nothing_on_is_refused(frame: pd.DataFrame) -> None:
    class Mute:
        taxonomy = small_list()
        model = {"name": "mute"}  # noqa: RUF012

        def predict(self, texts, questions=None):  # type: ignore[no-untyped-def]
            return FakeTagger().predict(texts)

        def stream(self, texts, questions=None):  # type: ignore[no-untyped-def]
            return FakeTagger().stream(texts)

    with pytest.raises(ExplainError, match="stream_clauses"):
        cxnlp.find_topics(frame, tagger=Mute())


def test_three_comments_and_empty_ones_are_refused_in_words(frame: pd.DataFrame) -> None:
    for few in (frame.head(3), frame.assign(comment="-").head(60)):
        with pytest.raises(cxnlp.CxError, match=r"clauses with content|comment"):
            cxnlp.find_topics(few, tagger=FakeTagger(), text="comment", score="nps")


def test_the_folder_holds_what_it_says(topics: Topics, tmp_path: Path) -> None:
    place = write(topics, tmp_path / "out")
    names = {path.name for path in place.iterdir()}
    assert {
        "map.html",
        "topics.csv",
        "scores.csv",
        "known.csv",
        "issues.csv",
        "segments.csv",
        "growth.csv",
        "phrases.csv",
        "quotes.csv",
        "clauses.parquet",
        "charts",
        "suggested.toml",
        "topics",
        "run.json",
    } == names
    assert len(Taxonomy.load(place / "suggested.toml")) == len(topics.ids)
    assert len(pd.read_parquet(place / "clauses.parquet")) == len(topics.clauses)
    told = topic_lines(topics)
    assert told[0].startswith(f"{len(topics.ids)} topics in")
    assert told[1].startswith("Clustered by Ward and k-means, scikit-learn")
    assert told[3].split() == ["topic", "share", "stability", "issue", "name"]
    places = [told[3].index(word) + len(word) for word in ("topic", "share", "stability")]
    assert all(line[place - 1].strip() for line in told[4:] for place in places)


def test_a_folder_keeps_no_table_of_the_run_before(topics: Topics, tmp_path: Path) -> None:
    write(topics, tmp_path)
    (tmp_path / "refound.csv").write_text("of topics with other numbers", "utf-8")
    write(replace(topics, scored=None), tmp_path)
    assert {path.stem for path in tmp_path.glob("*.csv")} == {"topics", "phrases", "quotes"}
    assert (tmp_path / "suggested.toml").exists()
    write(topics.drop(*topics.ids), tmp_path)
    assert not (tmp_path / "suggested.toml").exists()
