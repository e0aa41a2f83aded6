"""An audit all the way: `audit`, a person, `analyze`, and tables of one's own."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cxnlp.explain import explain_scores, from_tables, read_audit
from cxnlp.explain.correction.sensitivity import SENSITIVITY
from cxnlp.explain.correction.table import CORRECTED
from cxnlp.explain.priority.actions import with_figures
from cxnlp.pipeline import analyze, draw_audit
from cxnlp.survey.values.scales import SCALES
from cxnlp.testing import FakeTagger
from tests.audit.test_folder import FIRST, fill, read
from tests.audit.worlds import BLURRED, TAXONOMY, told_apart

COLUMNS = {"score": "nps", "text": "comment", "scale": "nps", "id": "id"}
TAGGER = FakeTagger(keywords=BLURRED)


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    folder = tmp_path_factory.mktemp("audit")
    frame = told_apart(1500)
    made = draw_audit(frame, folder, size=300, tagger=TAGGER, **COLUMNS)
    assert (made.asked, made.decided) == (300, 0)
    fill(folder)
    analysis = analyze(frame, tagger=TAGGER, segments=[], audit=folder, **COLUMNS)
    return frame, folder, analysis


def row(analysis, issue, feeling):
    return analysis.drivers.set_index(["issue", "feeling"]).loc[(issue, feeling)]


def test_the_tagger_s_faults_are_found(run):
    _, _, analysis = run
    speed, staff = row(analysis, "speed", "any"), row(analysis, "staff", "positive")
    assert speed["recall_low"] < speed["recall"] < speed["recall_high"] < 0.95
    assert speed["precision_low"] > 0.9
    assert staff["precision_high"] < 1
    assert speed["share"] < speed["share_corrected"]


def test_drivers_are_corrected_towards_those_of_perfect_tags(run):
    frame, _, analysis = run
    perfect = analyze(frame, tagger=FakeTagger(), segments=[], **COLUMNS)
    for issue, feeling in (("price", "negative"), ("speed", "negative"), ("staff", "positive")):
        found, truth = row(analysis, issue, feeling), row(perfect, issue, feeling)
        assert found["effect_corrected_low"] < truth["effect"] < found["effect_corrected_high"]
        assert found["net_corrected_low"] < truth["net"] < found["net_corrected_high"]
        assert found["share_corrected_low"] <= truth["share"] <= found["share_corrected_high"]


def test_what_was_audited_is_told(run):
    _, _, analysis = run
    e = analysis.explanation
    assert e.audit.audited == len(set(e.audit.table["audited"])) or e.audit.audited > 300
    assert analysis.run["audit"]["texts"] == 300
    assert any("were checked by hand" in note for note in e.notes)
    assert not any("are not checked" in note for note in e.notes)
    assert e.audit.further_rows("price", "negative", 5.0) > 0
    assert set(e.actions["basis"]) <= {"corrected", "adjusted", "raw"}


def test_without_an_audit_drivers_rest_on_trust_and_say_how_far(run):
    frame, _, _ = run
    plain = analyze(frame, tagger=TAGGER, segments=[], **COLUMNS).explanation
    assert plain.audit is None
    assert not set(CORRECTED) & set(plain.drivers)
    assert tuple(plain.sensitivity) == SENSITIVITY
    assert any("rest on trust in the tagger" in note for note in plain.notes)


def test_the_answer_leads_with_the_corrected_figure(run):
    _, _, analysis = run
    headings = [line for line in analysis.lines() if "NPS points" in line]
    assert headings
    assert all("corrected" in line for line in headings)
    page = analysis.to_html()
    assert "How often the model is right on these comments" in page
    assert "If the model missed mentions" not in page
    best = with_figures(analysis.drivers.query("feeling == 'negative' and issue == 'price'"))
    assert list(best["basis"]) == ["corrected"]
    assert best["net"].item() == row(analysis, "price", "negative")["net_corrected"]
    assert best["q"].item() == row(analysis, "price", "negative")["q_corrected"]


def test_without_an_audit_the_page_says_how_far_figures_would_move(run):
    frame, _, _ = run
    plain = analyze(frame, tagger=TAGGER, segments=[], **COLUMNS)
    page = plain.to_html()
    assert "If the model missed mentions" in page
    assert "were 70 % found" in page
    assert "How often the model is right" not in page
    assert any("adjusted" in line for line in plain.lines())


def test_the_folder_has_the_audit_s_columns(run, tmp_path):
    _, _, analysis = run
    analysis.write(tmp_path / "out")
    table = read(tmp_path / "out" / "drivers.csv")
    assert set(CORRECTED) <= set(table)
    assert "precision" in read(tmp_path / "out" / "tables" / "audit.csv")
    assert "role" in read(tmp_path / "out" / "tables" / "roles.csv")
    assert "notes" in analysis.summary()


def test_tables_of_one_s_own(tmp_path):
    random = np.random.default_rng(0)
    n = 600
    truth = random.random((n, 2)) < [0.3, 0.2]
    score = np.clip(8 - 3 * truth[:, 0] + random.integers(-2, 3, n), 0, 10)
    seen = truth & (random.random((n, 2)) < 0.7)
    ids = [f"r{at}" for at in range(n)]
    issues = [issue.id for issue in TAXONOMY.leaves()][:2]
    tags = pd.DataFrame(
        [(ids[a], issues[b], "negative") for a, b in np.argwhere(seen)],
        columns=["response", "issue", "feeling"],
    )
    rows = [
        (ids[at], issue.id, "negative" if b < 2 and truth[at, b] else "none", "2.0")
        for at in range(0, n, 2)
        for b, issue in enumerate(TAXONOMY.leaves())
    ]
    path = tmp_path / "audit.csv"
    columns = ["response", "issue", "feeling", "weight"]
    pd.DataFrame(rows, columns=columns).to_csv(path, index=False)
    responses = pd.DataFrame({"response": ids, "score": score})
    joined = from_tables(responses, tags, SCALES["nps"])
    e = explain_scores(joined, TAXONOMY, scale=SCALES["nps"], audit=read_audit(path))
    found = e.drivers.set_index(["issue", "feeling"]).loc[(issues[0], "negative")]
    assert e.audit.audited == 300
    assert 0.6 < found["recall"] < 0.8
    assert found["effect_corrected_high"] < 0
    assert found["share_corrected"] == pytest.approx(truth[:, 0].mean(), abs=0.06)
    assert e.tables()["audit"].shape[0] == 3 * len(TAXONOMY.leaves())


def test_the_sheet_filled_half_is_enough(run):
    frame, folder, _ = run
    table = read(folder / FIRST)
    table.loc[150:, "all others"] = ""
    columns = [name for name in table.columns if name.endswith("]")]
    table.loc[150:, columns] = ""
    (folder / "labels.csv").unlink(missing_ok=True)
    table.to_csv(folder / FIRST, index=False, encoding="utf-8-sig")
    half = analyze(frame, tagger=TAGGER, segments=[], audit=folder / FIRST, **COLUMNS)
    assert half.run["audit"]["texts"] == 150
