"""Audited responses: which count, and what is refused."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cxnlp.errors import ExplainError
from cxnlp.explain.correction.audit import refuse_audit, take_audit
from tests.explain.worlds import sample


def audit_table(of, rows, weight=2.0):
    found = of.mentioned["any"]
    return pd.DataFrame(
        [
            (of.response[row], issue, "mixed" if found[row, at] else "none", weight)
            for row in rows
            for at, issue in enumerate(of.issues)
        ],
        columns=["response", "issue", "feeling", "weight"],
    )


def test_a_response_counts_where_every_issue_is_decided():
    of = sample(100, 0)
    table = audit_table(of, [7, 3, 50])
    audit = take_audit(table.drop(index=table.index[1]), of)
    assert list(audit.place) == [3, 50]
    assert audit.left_out == {"not every issue is decided": 1}
    for feeling in ("any", "negative", "positive"):
        np.testing.assert_array_equal(audit.truth[feeling], of.mentioned["any"][[3, 50]])
    np.testing.assert_array_equal(audit.both_weights, 2 * of.weight[[3, 50]])


def test_a_feeling_is_truth_in_its_own_way_only():
    of = sample(100, 0)
    table = audit_table(of, [3]).assign(feeling="neutral")
    audit = take_audit(table, of)
    assert audit.truth["any"].all()
    assert not audit.truth["negative"].any()


def test_a_response_that_is_not_explained_is_counted():
    of = sample(100, 0)
    table = pd.concat([audit_table(of, [3]), audit_table(of, [4]).assign(response=1000)])
    audit = take_audit(table, of)
    assert audit.left_out == {"not among the responses that say something": 1}
    assert len(audit) == 1


def test_an_issue_that_is_decided_nowhere_is_named():
    of = sample(100, 0)
    table = audit_table(of, [3, 4])
    (reason,) = take_audit(table[table["issue"] != of.issues[2]], of).left_out
    assert reason == f"not every issue is decided (nowhere {of.issues[2]})"


def test_an_audit_of_another_list_or_of_other_responses_is_refused():
    of = sample(100, 0)
    table = audit_table(of, [3, 4])
    with pytest.raises(ExplainError, match="none of the list's"):
        take_audit(table.assign(issue=table["issue"] + "_old"), of)
    with pytest.raises(ExplainError, match="such as '1003', none of which says something"):
        take_audit(table.assign(response=table["response"] + 1000), of)


def test_rows_drawn_together_share_a_unit():
    of = sample(100, 0)
    table = audit_table(of, [3, 4, 5])
    table["unit"] = table["response"].map({3: "same", 4: "same", 5: "other"})
    assert list(take_audit(table, of).unit) == [0, 0, 1]


def test_an_empty_audit_is_refused_in_words():
    audit = take_audit(audit_table(sample(100, 0), []), sample(100, 0))
    assert "0 audited responses are too few" in refuse_audit(audit)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda table: table.drop(columns="weight"), "no column 'weight'"),
        (lambda table: table.assign(feeling="angry"), "the feeling 'angry'"),
        (lambda table: pd.concat([table, table.head(1)]), "twice"),
        (lambda table: table.assign(weight=0.0), "not above 0"),
        (lambda table: table.assign(weight=np.nan), "missing"),
        (lambda table: table.assign(weight=range(1, len(table) + 1)), "several audit weights"),
    ],
)
def test_a_faulty_audit_is_an_error_in_words(change, words):
    of = sample(100, 0)
    with pytest.raises(ExplainError, match=words):
        take_audit(change(audit_table(of, [3, 4])), of)
