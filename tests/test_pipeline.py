"""From an export to the files: what is written, in which columns, and that it is written again."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import cxnlp
import cxnlp.ext.pandas
from cxnlp.analysis import Analysis
from cxnlp.errors import CxError, ModelError, OutputError, SurveyError
from cxnlp.export import comment_table, write_tags
from cxnlp.files import prepare
from cxnlp.issues import Issue, Taxonomy
from cxnlp.model import Bundle
from cxnlp.pipeline import tag_survey
from cxnlp.tag import Prediction, Tagger, one_call
from cxnlp.tag.interface import Questions
from cxnlp.testing import FakeTagger, make_survey, small_list

SAMPLE = Path(__file__).resolve().parent.parent / "data" / "nps_plus_survey.csv"
FILES = {
    "comments.parquet",
    "drivers.csv",
    "report.html",
    "run.json",
    "summary.json",
    "tags.parquet",
}
OWN = [
    "cx_left_out",
    "cx_score",
    "cx_band",
    "cx_comment",
    "cx_language",
    "cx_no_content",
    "cx_sentiment",
    "cx_p_negative",
    "cx_p_neutral",
    "cx_p_positive",
    "cx_request",
    "cx_p_request",
    "cx_request_quote",
    "cx_complaint",
    "cx_p_complaint",
    "cx_complaint_quote",
    "cx_effort",
    "cx_p_effort",
    "cx_effort_quote",
    "cx_leave",
    "cx_p_leave",
    "cx_leave_quote",
    "cx_emotions",
    "cx_emotion_quotes",
    "cx_uncertain",
    "cx_possible",
    "cx_question",
    "cx_line",
]
TAGS = [
    *("comment", "issue", "probability", "feeling", "start", "end", "quote", "source"),
    "uncertain",
]
DRIVERS = [
    "issue",
    "name",
    "feeling",
    "mentions",
    "share",
    "index_with",
    "index_without",
    "raw",
    "raw_low",
    "raw_high",
    "effect",
    "effect_low",
    "effect_high",
    "effect_score",
    "net",
    "net_low",
    "net_high",
    "importance",
    "importance_low",
    "importance_high",
    "q",
    "n",
    "note",
]
ATTACKS = (
    "=HYPERLINK('http://evil.example') bad price",
    "<script>alert('x')</script> bad price",
    "@SUM(1+1) good staff",
    "</style><img src=x onerror=alert(1)> poor speed",
    "\u202egnorw si siht\u202c bad price",
)


def read_json(path: Path) -> dict[str, Any]:
    def refuse(constant: str) -> None:
        raise AssertionError(f"{constant} is not JSON")

    return json.loads(path.read_text(encoding="utf-8"), parse_constant=refuse)


def contents(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return every tenth response of the sample, as a file."""
    path = tmp_path_factory.mktemp("export") / "sample.csv"
    rows = pd.read_csv(SAMPLE, dtype=str, keep_default_na=False)
    rows.iloc[::10].to_csv(path, index=False)
    return path


@pytest.fixture(scope="module")
def written(export: Path, tagger: Tagger, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return what the shipped model's analysis of it wrote."""
    folder = tmp_path_factory.mktemp("written") / "deep" / "report"
    assert cxnlp.analyze(export, tagger=tagger).write(folder) == folder
    return folder


@pytest.fixture(scope="module")
def analysis() -> Analysis:
    """Return an invented analysis in which some rows are left out and some comments attack."""
    frame = make_survey(150).astype(object)
    for place, text in enumerate(ATTACKS):
        frame.loc[place, "comment"] = text
    frame.loc[10, "nps"] = "eleven"
    frame.loc[11, "nps"] = 77
    frame.loc[12, "nps"] = ""
    frame.loc[13, "id"] = frame.loc[14, "id"]
    return cxnlp.analyze(frame, tagger=FakeTagger())


class TestFiles:
    def test_everything_is_written(self, written: Path) -> None:
        assert {path.name for path in written.iterdir()} == FILES | {"charts", "tables"}
        kinds = {path.suffix for path in (written / "charts").iterdir()}
        assert kinds == {".png", ".svg", ".csv"}
        assert 10_000 < (written / "report.html").stat().st_size < 2_000_000

    def test_comments_hold_the_input_untouched_and_then_ours(
        self, written: Path, export: Path
    ) -> None:
        table = pd.read_parquet(written / "comments.parquet")
        source = pd.read_csv(export, dtype=str, keep_default_na=False)
        assert list(table) == [*source, *OWN]
        pd.testing.assert_frame_equal(table[list(source)], source, check_dtype=False)

    def test_every_row_is_used_or_left_out_for_a_reason(self, written: Path) -> None:
        table = pd.read_parquet(written / "comments.parquet")
        blank = table["comment"].str.strip() == ""
        used = table["cx_left_out"] == ""
        assert (table["cx_comment"].notna() == (used & ~blank)).all()
        assert set(table.loc[table["nps"] == "", "cx_left_out"]) <= {"no score"}
        assert table["cx_line"].is_monotonic_increasing

    def test_what_is_said_of_a_comment_is_whole(self, written: Path) -> None:
        table = pd.read_parquet(written / "comments.parquet").dropna(subset=["cx_comment"])
        assert table["cx_comment"].is_unique
        assert table["cx_language"].str.fullmatch("[a-z]{2}|und").all()
        content = table[~table["cx_no_content"].astype(bool)].dropna(subset=["cx_sentiment"])
        assert set(content["cx_sentiment"]) <= {"negative", "neutral", "positive"}
        chances = content[["cx_p_negative", "cx_p_neutral", "cx_p_positive"]]
        assert np.allclose(chances.sum(axis=1), 1, atol=1e-5)
        assert table.loc[table["cx_no_content"].astype(bool), "cx_sentiment"].isna().all()

    def test_tags_belong_to_comments_and_quote_them(self, written: Path) -> None:
        tags = pd.read_parquet(written / "tags.parquet")
        comments = pd.read_parquet(written / "comments.parquet").set_index("cx_comment")["comment"]
        assert list(tags) == TAGS
        assert len(tags) > 20
        assert not tags.duplicated(["comment", "issue"]).any()
        assert set(tags["feeling"]) <= {"negative", "neutral", "positive", "mixed"}
        assert tags["probability"].between(0, 1).all()
        for tag in tags.itertuples():
            assert comments[tag.comment][tag.start : tag.end] == tag.quote

    def test_drivers_have_a_row_for_each_issue_and_feeling(self, written: Path) -> None:
        assert (written / "drivers.csv").read_bytes().startswith(b"\xef\xbb\xbf")
        table = pd.read_csv(written / "drivers.csv", encoding="utf-8-sig")
        assert list(table) == DRIVERS
        leaves = [issue.id for issue in Taxonomy.load("telecom").leaves()]
        found = set(zip(table["issue"], table["feeling"], strict=True))
        assert found == {(i, f) for i in leaves for f in ("negative", "positive", "any")}
        assert table["share"].between(0, 1).all()
        both = table.dropna(subset=["raw_low", "raw", "raw_high"])
        assert ((both["raw_low"] <= both["raw"]) & (both["raw"] <= both["raw_high"])).all()

    def test_the_run_is_recorded_so_that_it_can_be_repeated(
        self, written: Path, export: Path, tagger: Tagger
    ) -> None:
        run = read_json(written / "run.json")
        assert run["input"]["sha256"] == hashlib.sha256(export.read_bytes()).hexdigest()
        assert run["model"] == tagger.model
        assert run["issues"]["sha256"] == tagger.taxonomy.sha256
        assert run["cxnlp"] == cxnlp.__version__
        assert {"numpy", "onnxruntime", "pandas"} <= set(run["packages"])
        rows = run["rows"]
        assert rows["read"] == rows["used"] + sum(rows["left_out"].values())
        assert rows["read"] == len(pd.read_csv(export, dtype=str))

    def test_the_summary_says_what_the_tables_say(self, written: Path) -> None:
        summary = read_json(written / "summary.json")
        run = read_json(written / "run.json")
        assert summary["rows"] == run["rows"]
        assert summary["scale"] == "nps"
        assert summary["index"]["low"] <= summary["index"]["value"] <= summary["index"]["high"]
        scores = pd.read_parquet(written / "comments.parquet")["nps"]
        given = pd.to_numeric(scores[scores != ""])
        index = 100 * ((given >= 9).mean() - (given <= 6).mean())
        assert summary["index"]["value"] == pytest.approx(index)
        assert summary["index"]["n"] == run["rows"]["used"]

    def test_a_second_run_writes_the_same_bytes(
        self, written: Path, export: Path, tagger: Tagger, tmp_path: Path
    ) -> None:
        cxnlp.analyze(export, tagger=tagger).write(tmp_path)
        first, second = contents(written), contents(tmp_path)
        assert set(first) == set(second)
        assert [name for name in first if first[name] != second[name]] == []

    def test_another_input_gives_another_record(self, analysis: Analysis) -> None:
        other = cxnlp.analyze(make_survey(150), tagger=FakeTagger())
        assert other.run["input"]["sha256"] != analysis.run["input"]["sha256"]
        assert other.summary() != analysis.summary()
        assert other.to_html() != analysis.to_html()


class TestRows:
    def test_rows_add_up_and_each_reason_is_counted(self, analysis: Analysis) -> None:
        assert analysis.run["rows"] == {
            "read": 150,
            "used": 146,
            "left_out": {
                "duplicate id": 1,
                "no score": 1,
                "score not readable": 1,
                "score outside the scale": 1,
            },
        }
        assert analysis.explanation.index.n == 146

    def test_rows_left_out_are_in_the_table_with_their_reason(self, analysis: Analysis) -> None:
        table = analysis.comments
        assert len(table) == 150
        assert table["cx_left_out"].tolist()[10:13] == [
            "score not readable",
            "score outside the scale",
            "no score",
        ]
        assert table.loc[table["cx_left_out"] != "", "cx_comment"].isna().all()
        assert table["nps"].tolist()[10:12] == ["eleven", "77"]

    def test_bad_cells_are_listed_with_their_line(self, analysis: Analysis, tmp_path: Path) -> None:
        write_tags(analysis.survey, analysis.tags, analysis.run, tmp_path)
        listed = pd.read_csv(tmp_path / "problems.csv", encoding="utf-8-sig")
        assert list(listed) == ["line", "column", "value", "problem"]
        assert {"eleven", "77"} <= set(listed["value"])
        assert len(listed) == sum(read_json(tmp_path / "run.json")["problems"].values())

    def test_problems_of_an_earlier_run_do_not_stay(
        self, analysis: Analysis, tmp_path: Path
    ) -> None:
        write_tags(analysis.survey, analysis.tags, analysis.run, tmp_path)
        assert (tmp_path / "problems.csv").exists()
        whole = cxnlp.read_survey(make_survey(40))
        write_tags(whole, tag_survey(whole, FakeTagger()), analysis.run, tmp_path)
        assert not (tmp_path / "problems.csv").exists()

    def test_two_questions_give_two_rows_for_a_response(self) -> None:
        frame = make_survey(60)
        frame["more"] = [f"poor speed {i}" if i % 2 else "" for i in range(60)]
        made = cxnlp.analyze(frame, tagger=FakeTagger(), text=["comment", "more"])
        table = made.comments
        answered = (frame["comment"] != "").astype(int) + (frame["more"] != "")
        assert table.groupby("id").size().tolist() == answered.clip(lower=1).tolist()
        ids = table["cx_comment"].dropna()
        assert ids.is_unique
        both = table[table["id"] == "R0002"]
        assert both["cx_comment"].tolist() == ["2q1", "2q2"]
        assert both["cx_question"].tolist() == ["comment", "more"]
        assert len(made.joined.responses) == 60

    def test_an_input_frame_is_left_as_it_is(self) -> None:
        frame = make_survey(40)
        before = frame.copy(deep=True)
        cxnlp.analyze(frame, tagger=FakeTagger()).to_html()
        pd.testing.assert_frame_equal(frame, before)

    def test_our_own_output_can_be_read_again_and_again(self) -> None:
        frame = make_survey(40)
        for _ in range(3):
            frame = cxnlp.analyze(frame, tagger=FakeTagger(), score="nps", text="comment").comments
        assert len(set(frame.columns)) == len(frame.columns)
        assert list(frame)[-len(OWN) :] == OWN
        assert "cx_comment (input)" in frame
        assert "cx_comment (input) (input)" in frame

    def test_a_question_is_read_with_the_comments_and_a_label_is_not(self) -> None:
        class Listener(FakeTagger):
            def stream(self, texts: Iterable[str], questions: Questions = None) -> Any:
                heard.append(questions)
                return super().stream(texts, questions)

        frame = make_survey(8).assign(comment="good price")
        heard: list[Questions] = []
        for name in ("comment", "Why did you give us this score?"):
            survey = cxnlp.read_survey(frame.rename(columns={"comment": name}), text=name)
            tag_survey(survey, Listener())
        tag_survey(survey, Listener(), question="What else?")
        assert heard == [[None] * 8, ["Why did you give us this score?"] * 8, ["What else?"] * 8]

    def test_without_tags_every_row_is_there(self) -> None:
        survey = cxnlp.read_survey(make_survey(20))
        tags = tag_survey(survey, FakeTagger())
        nobody = type(tags)(tags.comments.iloc[:0], tags.mentions.iloc[:0])
        assert comment_table(survey, nobody)["cx_comment"].isna().tolist() == [True] * 20


class TestHostileComments:
    def test_comments_stay_text_in_every_table(self, analysis: Analysis, tmp_path: Path) -> None:
        write_tags(analysis.survey, analysis.tags, analysis.run, tmp_path / "new")
        comments = pd.read_parquet(tmp_path / "new" / "comments.parquet")["comment"].tolist()
        assert tuple(comments[: len(ATTACKS)]) == ATTACKS
        tags = pd.read_parquet(tmp_path / "new" / "tags.parquet")
        assert set(tags.loc[tags["comment"] == "1q1", "quote"]) == {ATTACKS[0]}

    def test_the_page_runs_nothing_of_them(self, analysis: Analysis) -> None:
        page = analysis.to_html()
        assert "<script>alert" not in page
        assert "<img src=x" not in page

    def test_the_notebook_runs_nothing_of_them(self) -> None:
        names = Taxonomy("<b>T</b>", (Issue("price", "<script>alert(1)</script>"),))
        tagger = FakeTagger(names, {"price": ["price"]})
        shown = cxnlp.analyze(make_survey(80), tagger=tagger)._repr_html_()
        assert "<script>" not in shown
        assert "&lt;script&gt;" in shown

    def test_the_notebook_shows_one_adjusted_figure(self) -> None:
        analysis = cxnlp.analyze(make_survey(300), tagger=FakeTagger())
        table = analysis._repr_html_().split("</pre>")[1]
        heads = re.findall(r"<th>(.*?)</th>", table)
        assert heads == ["name", "feeling", "mentions", "raw", "net", "note"]
        net = analysis.drivers["net"].dropna()
        assert len(net) > 0
        assert all(f"<td>{value:.1f}</td>" in table for value in net)

    def test_tables_for_spreadsheets_hold_no_formula(self, tmp_path: Path) -> None:
        names = Taxonomy("Formulas", (Issue("price", "=1+1"), Issue("staff", "@SUM(A1)")))
        tagger = FakeTagger(names, {"price": ["price"], "staff": ["staff"]})
        frame = make_survey(80)
        frame["plan"] = "=cmd()" + frame["plan"]
        frame["nps"] = frame["nps"].astype(object)
        frame.loc[3, "nps"] = "=2+3"
        cxnlp.analyze(frame, tagger=tagger, segments=["plan"]).write(tmp_path)
        for path in tmp_path.rglob("*.csv"):
            table = pd.read_csv(path, dtype=str, encoding="utf-8-sig", keep_default_na=False)
            for cell in table.to_numpy().ravel():
                number = cell.lstrip("-").replace(".", "", 1).isdigit()
                assert number or not cell.startswith(("=", "+", "@", "-")), (path.name, cell)


@pytest.fixture
def opened(bundle: Bundle, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Return the models that are opened, of which each is the one that is open already."""
    names: list[str] = []

    def open_again(name: str, threads: int = 0) -> Bundle:
        names.append(name)
        return bundle

    monkeypatch.setattr(Bundle, "open", staticmethod(open_again))
    one_call._kept.cache_clear()
    yield names
    one_call._kept.cache_clear()


class TestPredict:
    def test_one_comment_gives_one_prediction_and_a_list_a_list(
        self, opened: list[str], tmp_path: Path
    ) -> None:
        text, file = "The network is down again", tmp_path / "small.toml"
        file.write_text(small_list().to_toml(), encoding="utf-8")
        one = cxnlp.predict(text, issues=file)
        assert isinstance(one, Prediction)
        assert one.sentiment
        assert one.sentiment.label == "negative"
        assert cxnlp.predict([text, "-"], issues=file)[0] == one
        assert cxnlp.predict([], issues=file) == []
        assert opened == ["base"]

    def test_an_edited_list_is_read_anew(self, opened: list[str], tmp_path: Path) -> None:
        file = tmp_path / "own.toml"
        for id_ in ("first", "second"):
            own = Taxonomy("Own", (Issue(id_, id_, patterns=("money",)),))
            file.write_text(own.to_toml(), encoding="utf-8")
            (mention,) = cxnlp.predict("I want my money back", issues=file).issues
            assert mention.id == id_
            tagged = pd.DataFrame({"said": ["I want my money back"]}).cx.tag("said", issues=file)
            assert tagged["cx_issues"].tolist() == [(id_,)]
        assert opened == ["base", "base"]

    def test_a_list_of_issues_may_be_given(self, opened: list[str]) -> None:
        money = Taxonomy("One", (Issue("x", "X", patterns=("money",)),))
        (mention,) = cxnlp.predict("I want my money back", issues=money, model="mine").issues
        assert (mention.id, mention.evidence.text) == ("x", "I want my money back")
        assert opened == ["mine"]

    def test_a_service_keeps_one_ready(self, opened: list[str]) -> None:
        kept = cxnlp.load(issues=small_list())
        assert kept.taxonomy == small_list()
        assert opened == ["base"]


class TestPython:
    def test_progress_is_told_to_the_end(self) -> None:
        told: list[tuple[int, int]] = []
        frame = make_survey(30)
        cxnlp.analyze(frame, tagger=FakeTagger(), progress=lambda *step: told.append(step))
        written = int((frame["comment"] != "").sum())
        assert told == [(done, written) for done in range(1, written + 1)]

    def test_a_survey_read_before_is_taken_as_it_is(self) -> None:
        survey = cxnlp.read_survey(make_survey(60))
        made = cxnlp.analyze(survey, tagger=FakeTagger(), segments=[])
        assert made.survey is survey
        assert made.joined.segments == ()
        assert made.run["options"] == {"segments": []}

    def test_what_was_asked_for_is_noted_and_gives_the_same_again(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("cxnlp.opening.load", lambda model, issues: FakeTagger())
        frame = make_survey(60)
        asked = {"score": "nps", "text": "comment", "scale": "nps", "segments": ["plan"]}
        made = cxnlp.analyze(frame, issues=tmp_path / "own.toml", **asked)
        options = {**asked, "issues": str(tmp_path / "own.toml"), "model": "base"}
        assert made.run["options"] == options
        assert cxnlp.analyze(frame, **options).run == made.run

    def test_a_list_in_memory_is_noted_by_its_hash_alone(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("cxnlp.opening.load", lambda model, issues: FakeTagger())
        made = cxnlp.analyze(make_survey(30), issues=small_list())
        assert made.run["options"] == {"model": "base"}
        assert made.run["issues"]["sha256"] == small_list().sha256

    @pytest.mark.parametrize("door", [cxnlp.analyze, cxnlp.find_topics, cxnlp.draw_audit])
    def test_how_to_read_what_was_read_is_refused(self, door: Callable[..., object]) -> None:
        place = ["folder"] if door is cxnlp.draw_audit else []
        with pytest.raises(SurveyError, match=r"how to read it \(score, fooo\)"):
            door(cxnlp.read_survey(make_survey(30)), *place, score="nps", fooo=1)

    @pytest.mark.parametrize("named", [{"issues": "telecom"}, {"model": "mine"}])
    def test_a_list_beside_a_tagger_that_is_ready_is_refused(self, named: dict[str, str]) -> None:
        with pytest.raises(ModelError, match="a tagger that is ready"):
            cxnlp.analyze(make_survey(30), tagger=FakeTagger(), **named)

    def test_a_few_rows_are_analysed_without_numbers_that_mean_nothing(self) -> None:
        made = cxnlp.analyze(make_survey(3), tagger=FakeTagger(), scale="nps")
        assert made.drivers["effect"].isna().all()
        assert (made.drivers["note"] != "").all()
        assert made.to_html()

    @pytest.mark.parametrize(
        "frame",
        [
            pd.DataFrame(),
            make_survey(0),
            make_survey(30).drop(columns="nps"),
            make_survey(30).drop(columns="comment"),
            make_survey(30).assign(comment=" "),
        ],
    )
    def test_what_cannot_be_analysed_is_refused_in_words(self, frame: pd.DataFrame) -> None:
        with pytest.raises(SurveyError) as caught:
            cxnlp.analyze(frame, tagger=FakeTagger())
        assert caught.value.found
        assert caught.value.expected

    def test_a_folder_that_cannot_be_written_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("x", encoding="utf-8")
        made = cxnlp.analyze(make_survey(30), tagger=FakeTagger())
        for place in (tmp_path / "file", tmp_path / "file" / "below"):
            with pytest.raises(OutputError, match="cannot be written"):
                made.write(place)
            with pytest.raises(OutputError, match="name another with -o"):
                prepare(place)

    def test_the_proof_leaves_nothing_behind(self, tmp_path: Path) -> None:
        prepare(tmp_path / "a" / "b")
        assert list(tmp_path.iterdir()) == []
        (tmp_path / "kept").mkdir()
        prepare(tmp_path / "kept")
        assert [path.name for path in tmp_path.iterdir()] == ["kept"]

    def test_every_error_has_one_base(self) -> None:
        assert issubclass(SurveyError, CxError)
        assert issubclass(OutputError, CxError)
        assert len(small_list().leaves()) == 3
