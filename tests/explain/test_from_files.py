"""Tables of one's own, as files or frames: read, refused in words, and explained."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from cxnlp.cli import app
from cxnlp.errors import CxError
from cxnlp.explain import explain_scores, read_material
from cxnlp.explain.drivers.table import DRIVERS
from tests.explain.worlds import NPS, tables, taxonomy


def frames(n=200):
    responses, tags, _ = tables(n)
    return responses.rename(columns={"response": "id", "score": "nps"}), tags.drop(columns="quote")


def material(responses, tags, **changes):
    return read_material(responses, tags, **{"id": "id", "score": "nps", **changes})


def explained(found):
    return explain_scores(found.joined, found.taxonomy, scale=found.scale)


def test_files_and_frames_are_explained_alike(tmp_path):
    responses, tags = frames()
    responses.to_csv(tmp_path / "answers.csv", index=False)
    tags.to_parquet(tmp_path / "tags.parquet")
    asked = {"weight": "weight", "segments": ["plan"], "issues": taxonomy()}
    first = material(tmp_path / "answers.csv", tmp_path / "tags.parquet", **asked)
    second = material(responses, tags, **asked)
    pd.testing.assert_frame_equal(explained(first).drivers, explained(second).drivers)
    assert first.joined.responses["weight"].tolist() == responses["weight"].tolist()
    assert first.scale == NPS


def test_without_a_list_the_issues_are_those_of_the_tags():
    responses, tags = frames()
    found = material(responses, tags)
    assert {issue.id for issue in found.taxonomy.issues} == set(tags["issue"])
    assert set(explained(found).drivers["issue"]) == set(tags["issue"])


def test_a_scale_whose_lowest_score_is_best_is_turned_around():
    responses, tags = frames()
    turned = responses.assign(nps=10 - responses["nps"])
    first, second = material(responses, tags), material(turned, tags, lower_is_better=True)
    pd.testing.assert_frame_equal(explained(first).drivers, explained(second).drivers)


def test_any_yes_or_no_outcome_is_explained():
    responses, tags = frames(400)
    stays = responses.assign(nps=(responses["nps"] >= 7).astype(int))
    found = explained(material(stays, tags, scale="binary"))
    assert found.index.value == pytest.approx(100 * stays["nps"].mean())
    assert found.drivers["effect"].min() < 0


def test_rows_without_a_score_are_left_out_and_counted():
    responses, tags = frames()
    blank = responses.astype({"nps": object})
    blank.loc[:4, "nps"] = ""
    found = material(blank, tags)
    assert (len(found.joined.responses), found.joined.left_out) == (195, 5)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda r, t: (r, t.drop(columns="feeling"), {}), "no column 'feeling'"),
        (lambda r, t: (r, t.assign(feeling="sad"), {}), "the feeling 'sad'"),
        (lambda r, t: (r, t.assign(response="nobody"), {}), "which has no row"),
        (lambda r, t: (r, t.assign(probability="high"), {}), "'high' in the column"),
        (lambda r, t: (r.assign(weight="x"), t, {"weight": "weight"}), "'x' in the column"),
        (lambda r, t: (r, t, {"weight": "w8"}), "no column 'w8'"),
        (lambda r, t: (r.assign(nps=r["nps"] * 10), t, {}), "scale"),
        (lambda r, t: (r.assign(weight=-1), t, {"weight": "weight"}), "negative"),
        (lambda r, t: (r.assign(day="soon"), t, {"date": "day"}), "no cell of the column 'day'"),
        (lambda r, t: (r, t, {"score": "grade"}), "grade"),
        (lambda r, t: (r, t.assign(issue="new"), {"issues": taxonomy()}), "the issue 'new'"),
    ],
)
def test_tables_that_contradict_themselves_are_refused_in_words(change, words):
    responses, tags, asked = change(*frames())
    with pytest.raises(CxError, match=words):
        material(responses, tags, **asked)


def test_the_command_writes_the_tables(tmp_path):
    responses, tags = frames()
    responses.to_csv(tmp_path / "answers.csv", index=False)
    tags.to_csv(tmp_path / "tags.csv", index=False)
    given = ["--id", "id", "--score", "nps", "--tags", str(tmp_path / "tags.csv")]
    command = ["explain", str(tmp_path / "answers.csv"), *given, "--segment", "plan"]
    done = CliRunner().invoke(app, [*command, "--target", "90", "-o", str(tmp_path / "out")])
    assert done.exit_code == 0, done.output
    compared = pd.read_csv(tmp_path / "out" / "comparisons.csv").iloc[0]
    assert (compared["other"], compared["p"] < 0.01) == (90, True)
    written = pd.read_csv(tmp_path / "out" / "drivers.csv")
    assert list(written) == list(DRIVERS)
    expected = explained(material(responses, tags, segments=["plan"])).drivers
    np.testing.assert_allclose(written["net"], expected["net"])
    figures = json.loads((tmp_path / "out" / "explanation.json").read_text("utf-8"))
    assert figures["index"]["n"] == 200


@pytest.mark.parametrize("shown", [False, True])
def test_the_command_masks_personal_data_and_leaves_no_old_table(tmp_path, shown):
    responses, tags = frames()
    said = responses.assign(said="Call 081-234-5678")
    said.to_csv(tmp_path / "answers.csv", index=False)
    tags.to_csv(tmp_path / "tags.csv", index=False)
    out = tmp_path / "out"
    out.mkdir()
    (out / "risk.csv").write_text("of a former run", encoding="utf-8")
    given = ["--id", "id", "--score", "nps", "--tags", str(tmp_path / "tags.csv")]
    asked = [*given, "--text", "said", "-o", str(out), *["--show-personal-data"] * shown]
    done = CliRunner().invoke(app, ["explain", str(tmp_path / "answers.csv"), *asked])
    assert done.exit_code == 0, done.output
    assert not (out / "risk.csv").exists()
    for name in ("evidence", "unexplained"):
        table = pd.read_csv(out / f"{name}.csv", encoding="utf-8-sig")
        assert table["text"].str.contains("081-234-5678").all() == shown


def test_the_command_counts_what_it_leaves_out(tmp_path):
    responses, tags = frames()
    responses.loc[:4, "nps"] = np.nan
    responses.to_csv(tmp_path / "answers.csv", index=False)
    tags.to_csv(tmp_path / "tags.csv", index=False)
    given = ["--id", "id", "--score", "nps", "--tags", str(tmp_path / "tags.csv")]
    done = CliRunner().invoke(
        app, ["explain", str(tmp_path / "answers.csv"), *given, "-o", str(tmp_path / "out")]
    )
    assert "200 rows read, 195 analysed; left out: no score on the scale (5)." in done.output


def test_another_model_is_taken_when_asked_and_refused_when_unknown():
    found = material(*frames(400))
    figures = {
        model: explain_scores(found.joined, found.taxonomy, scale=NPS, regression=model).drivers
        for model in ("linear", "ordinal", "multinomial")
    }
    nets = pd.DataFrame({model: table["net"] for model, table in figures.items()}).dropna()
    assert len(nets) >= 6
    assert (nets["linear"] != nets["ordinal"]).all()
    assert (nets.sub(nets["linear"], axis=0).abs().max() < 5).all()
    with pytest.raises(CxError, match="the regression 'forest'"):
        explain_scores(found.joined, found.taxonomy, scale=NPS, regression="forest")


def test_who_left_makes_the_risk_a_probability():
    responses, tags = frames(400)
    random = np.random.default_rng(0)
    left = random.random(400) < np.where(responses["nps"] <= 5, 0.6, 0.1)
    said = responses.assign(gone=np.where(left, "Yes", "no"), stays=(~left).astype(int))
    risk = explained(material(said, tags, churned="gone")).risk
    assert set(risk["kind"]) == {"probability"}
    turned = explained(material(said, tags, recommended="stays")).risk
    assert list(turned["response"]) == list(risk["response"])
    with pytest.raises(CxError, match=r"'perhaps' in the column 'gone'"):
        material(said.assign(gone="perhaps"), tags, churned="gone")
    with pytest.raises(CxError, match="no column 'left'"):
        material(said, tags, churned="left")
