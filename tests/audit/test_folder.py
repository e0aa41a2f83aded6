"""An audit from draw to figures: written, filled in a spreadsheet, read, kept."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from cxnlp.audit import audit_table, make_audit, read_checked
from cxnlp.audit.texts import gather, text_key, texts_with
from cxnlp.errors import SurveyError
from cxnlp.explain.correction.audit import take_audit
from cxnlp.explain.sample.responses import take_sample
from cxnlp.testing import FakeTagger
from tests.audit.worlds import LEAVES, TAXONOMY, tagged, told_apart, truth_of

FIRST = "audit-judge-1.csv"


def read(path):
    return pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")


def head(table, issue):
    return next(name for name in table.columns if name.endswith(f"[{issue}]"))


def fill(folder, rows=None, file=FIRST, change=None):
    """Fill in a CSV as a person would: what is mentioned, then "no" for all others."""
    table = read(folder / file)
    for at in range(len(table) if rows is None else rows):
        said = truth_of(table.loc[at, "comment"])
        for issue in LEAVES:
            if issue in said:
                table.loc[at, head(table, issue)] = said[issue]
        table.loc[at, "all others"] = "no"
    if change:
        table = change(table)
    table.to_csv(folder / file, index=False, encoding="utf-8-sig")


@pytest.fixture(scope="module")
def joined():
    return tagged(told_apart())


@pytest.fixture
def folder(joined, tmp_path):
    make_audit(joined, TAXONOMY, tmp_path, size=90)
    return tmp_path


def workbook(path):
    book = CalamineWorkbook.from_path(path)
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def test_the_sheets_ask_for_every_issue_and_hide_a_third_of_the_tags(folder):
    table = read(folder / FIRST)
    assert len(table) == 90
    assert table["key"].is_unique
    assert (table["tagger says"] == "(hidden)").sum() == 30
    assert all((table[head(table, issue)] == "").all() for issue in LEAVES)
    book = workbook(folder / "audit.xlsx")
    assert list(book) == ["judge 1", "judge 2", "how to fill in"]
    assert [row[0] for row in book["judge 1"][1:]] == list(table["key"])
    assert [row[0] for row in book["judge 2"][1:]] == list(table["key"])
    assert "score" not in " ".join(table.columns).lower()  # it would lead the judge


def test_nothing_filled_in_is_an_audit_of_nothing(folder, joined):
    assert len(audit_table(read_checked(folder), joined, TAXONOMY)) == 0


def test_a_filled_sheet_gives_the_truth_with_weights_that_add_up(folder, joined):
    fill(folder)
    table = audit_table(read_checked(folder), joined, TAXONOMY)
    audit = take_audit(table, take_sample(joined, TAXONOMY))
    texts = gather(joined, TAXONOMY).text
    assert table["unit"].nunique() == 90
    units = table.drop_duplicates("unit")["weight"]
    assert units.sum() == pytest.approx(len(texts), rel=0.25)
    for at in range(len(audit)):
        comments = joined.comments.set_index("response")["text"]
        said = truth_of(comments[audit.sample.response[at]])
        for column, issue in enumerate(LEAVES):
            assert audit.truth["any"][at, column] == (issue in said)
            assert audit.truth["negative"][at, column] == (said.get(issue) in ("negative", "mixed"))


def test_equal_texts_are_judged_once_and_count_for_all_their_responses(folder, joined):
    fill(folder)
    table = audit_table(read_checked(folder), joined, TAXONOMY)
    responses = table.drop_duplicates("response")
    assert len(responses) > responses["unit"].nunique()
    weights = responses.groupby("unit")["weight"].agg(["min", "max"])
    assert (weights["min"] == weights["max"]).all()


def test_rows_undecided_do_not_count_and_stopping_early_keeps_the_weights_right(folder, joined):
    fill(folder, rows=45)
    half = audit_table(read_checked(folder), joined, TAXONOMY)
    assert half["unit"].nunique() == 45
    texts = gather(joined, TAXONOMY).text
    assert half.drop_duplicates("unit")["weight"].sum() == pytest.approx(len(texts), rel=0.3)

    def undecide(table):
        table.loc[0, "all others"] = ""
        return table

    fill(folder, rows=45, change=undecide)
    assert audit_table(read_checked(folder), joined, TAXONOMY)["unit"].nunique() <= 45


def test_the_second_judge_is_compared_and_fills_gaps(folder, joined):
    fill(folder, rows=60)

    def differ(table):
        table.loc[:4, head(table, "staff")] = "mixed"
        return table

    fill(folder, rows=70, file="audit-judge-2.csv", change=differ)
    checked = read_checked(folder)
    rows = checked.agreement.set_index("issue")
    assert (rows["n"] == 60).all()
    assert rows.loc["price", "kappa"] == 1.0
    assert rows.loc["staff", "only_second"] > 0
    assert rows.loc["staff", "kappa"] < 1
    assert audit_table(checked, joined, TAXONOMY)["unit"].nunique() == 70


def test_running_again_keeps_answers_and_draws_more(folder, joined):
    fill(folder, rows=30)
    before = read(folder / FIRST)
    done = make_audit(joined, TAXONOMY, folder, size=140)
    after = read(folder / FIRST)
    assert done.decided == 30
    assert len(after) > 120
    assert list(after["key"][:90]) == list(before["key"])
    assert (after[head(after, "price")][:30] != "").all()
    table = audit_table(read_checked(folder), joined, TAXONOMY)
    texts = gather(joined, TAXONOMY).text
    assert table["unit"].nunique() == 30
    assert table.drop_duplicates("unit")["weight"].sum() == pytest.approx(len(texts), rel=0.35)
    assert make_audit(joined, TAXONOMY, folder, size=100).asked == len(after)


def test_labels_meet_another_tagger_s_tags_and_the_same_texts_next_month(folder, joined):
    fill(folder)
    other = tagged(told_apart(), FakeTagger())
    table = audit_table(read_checked(folder), other, TAXONOMY)
    audit = take_audit(table, take_sample(other, TAXONOMY))
    np.testing.assert_array_equal(audit.truth["any"], audit.sample.mentioned["any"])


def test_the_workbook_changed_last_counts(folder, joined):
    fill(folder)
    sheets = workbook(folder / "audit.xlsx")
    with xlsxwriter.Workbook(folder / "audit.xlsx") as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for row, cells in enumerate(rows):
                filled = list(cells)
                if name == "judge 1" and row:
                    filled[4:-1] = ["n", 0, "+-"]
                sheet.write_row(row, 0, filled)
    table = audit_table(read_checked(folder / "audit.xlsx"), joined, TAXONOMY)
    found = table.groupby("issue")["feeling"].agg(set)
    assert found["staff"] == {"mixed"}
    assert found["price"] == found["speed"] == {"none"}


def test_examples_of_the_issue_list_are_no_audit(folder, joined):
    from dataclasses import replace

    fill(folder)
    table = read(folder / FIRST)
    seen = tuple(table["comment"][:3])
    issues = tuple(
        replace(issue, examples=seen) if issue.id == "price" else issue for issue in TAXONOMY.issues
    )
    taxonomy = type(TAXONOMY)(TAXONOMY.title, issues)
    assert audit_table(read_checked(folder), joined, taxonomy)["unit"].nunique() == 87


def test_comments_that_the_tagger_was_taught_by_are_no_audit(folder, joined):
    fill(folder)
    checked = read_checked(folder)
    taught_by = set(list(audit_table(checked, joined, TAXONOMY)["unit"].unique())[:3])
    table = audit_table(checked, joined, TAXONOMY, taught_by)
    assert table["unit"].nunique() == 87
    assert not table["unit"].isin(taught_by).any()


def test_a_text_that_holds_a_comment_taught_by_is_no_audit(joined):
    from dataclasses import replace

    held = gather(joined, TAXONOMY).response["response"].iloc[0]
    first = joined.comments[joined.comments["response"] == held].iloc[[0]]
    both = pd.concat([joined.comments, first.assign(text="and the speed is poor")])
    joined = replace(joined, comments=both)
    texts = gather(joined, TAXONOMY)
    whole = text_key(f"{first['text'].iloc[0]}\nand the speed is poor")
    assert whole in texts.key
    assert whole in texts_with(joined, texts, [text_key("and the speed is poor")])
    assert whole not in texts_with(joined, texts, [text_key("and the price is poor")])


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda table: table.assign(**{head(table, "price"): "perhaps"}), "'perhaps' is no answer"),
        (lambda table: table.assign(key="12"), "no text's key"),
        (lambda table: table.drop(columns="key"), "not the sheet of an audit"),
        (lambda table: table.assign(**{"all others": "negative"}), "under 'all others'"),
    ],
)
def test_a_faulty_sheet_is_an_error_in_words(folder, change, words):
    fill(folder, change=change)
    with pytest.raises(SurveyError, match=words):
        read_checked(folder)


def test_a_place_without_an_audit_is_an_error_in_words(tmp_path):
    with pytest.raises(SurveyError, match="run cxnlp audit first"):
        read_checked(tmp_path)


def test_personal_data_is_masked_in_the_sheets(tmp_path):
    frame = told_apart(60)
    frame["comment"] = frame["comment"] + " call 081 234 5678 or me@example.com"
    make_audit(tagged(frame), TAXONOMY, tmp_path, size=20)
    assert "example.com" not in (tmp_path / FIRST).read_text("utf-8")
    make_audit(tagged(frame), TAXONOMY, tmp_path, size=20, show_personal_data=True)
    assert "example.com" in (tmp_path / FIRST).read_text("utf-8")
