"""Sentiment, issues and signals, compared with what people say."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from cxnlp.errors import EvaluateError
from cxnlp.evaluate import evaluate_issues, evaluate_sentiment, evaluate_signals
from cxnlp.tag import Evidence, Mention, Prediction, Sentiment
from cxnlp.tag.prediction import Signal


def felt(label: str, p: float = 0.8, *, text: str = "so", **more: object) -> Prediction:
    rest = {"negative": (1 - p) / 2, "neutral": (1 - p) / 2, "positive": (1 - p) / 2}
    sentiment = Sentiment(label, **{**rest, label: p}, uncertain=p < 0.6)
    return Prediction(text, "en", False, sentiment, **more)


def silent(text: str = "-") -> Prediction:
    return Prediction(text, "und", True, None)


def mention(issue: str, feeling: str, p: float = 0.9, source: str = "model") -> Mention:
    return Mention(issue, issue, p, feeling, Evidence(0, 2, "so"), source, uncertain=p < 0.6)


def signal(name: str, p: float) -> Signal:
    return Signal(name, p, Evidence(0, 2, "so"), p < 0.6)


def test_a_comment_without_an_answer_counts_as_missed() -> None:
    found = [felt("positive"), felt("negative"), silent()]
    evaluation = evaluate_sentiment(["positive", "negative", "neutral"], found)
    assert evaluation.measure("accuracy") == pytest.approx(2 / 3)
    assert evaluation.measure("answered") == pytest.approx(2 / 3)
    assert ("neutral", "none", 1) in evaluation.confusion.itertuples(index=False, name=None)
    assert evaluation.notes


def test_every_comment_is_in_the_confusion_and_in_each_part() -> None:
    found = [felt("positive"), felt("negative"), silent(), felt("neutral", text="x" * 50)]
    evaluation = evaluate_sentiment(["positive", "neutral", "neutral", "negative"], found)
    assert evaluation.confusion["n"].sum() == 4
    overall = evaluation.overall[evaluation.overall["measure"] == "accuracy"]
    assert overall.groupby("part")["n"].sum().to_dict() == {"all": 4, "language": 4, "length": 4}


def test_the_surest_errors_come_first_and_the_band_is_told_apart() -> None:
    found = [felt("positive", 0.5), felt("positive", 0.9), felt("positive", 0.7), felt("neutral")]
    evaluation = evaluate_sentiment(["negative", "negative", "positive", "neutral"], found)
    assert evaluation.errors["row"].tolist() == [1, 0]
    band = evaluation.uncertain.set_index("where")
    assert (band.loc["inside", "n"], band.loc["inside", "accuracy"]) == (1, 0.0)
    assert band.loc["outside", "accuracy"] == pytest.approx(2 / 3)


def test_evidence_is_the_words_that_feel_so() -> None:
    wrong = felt("negative", issues=(mention("price", "negative"), mention("staff", "positive")))
    evaluation = evaluate_sentiment(["positive"], [wrong])
    assert evaluation.errors["evidence"].tolist() == ["so"]


@pytest.mark.parametrize(
    ("gold", "found"),
    [(["positive"], []), ([], []), (["good"], [felt("positive")])],
)
def test_what_cannot_be_compared_is_refused(gold: list[str], found: list[Prediction]) -> None:
    with pytest.raises(EvaluateError):
        evaluate_sentiment(gold, found)


def test_rows_without_issues_count() -> None:
    """Two mentions found, one of them in a comment that people judged to mention nothing."""
    found = [felt("positive", issues=(mention("price", "positive"),))] * 2
    gold = [{"price": "positive"}, {}]
    evaluation = evaluate_issues(gold, found, ["price", "staff"])
    assert evaluation.measure("micro_precision") == 0.5
    assert evaluation.measure("micro_recall") == 1.0
    assert evaluation.measure("micro_f1", "mention with feeling") == pytest.approx(2 / 3)


def test_a_feeling_that_nobody_judged_is_no_error() -> None:
    found = [felt("positive", issues=(mention("price", "positive"), mention("staff", "mixed")))]
    evaluation = evaluate_issues([{"price": None, "staff": "negative"}], found, ["price", "staff"])
    assert evaluation.measure("micro_f1", "mention") == 1.0
    assert evaluation.measure("micro_f1", "mention with feeling") == 0.0
    assert evaluation.errors["gold"].tolist() == ["staff: negative"]
    without = evaluate_issues([{"price": None}], found, ["price", "staff"])
    assert set(without.overall["what"]) == {"mention"}


def test_patterns_are_not_calibrated_and_possible_mentions_are() -> None:
    possible = replace(
        felt("neutral", issues=(mention("price", "neutral", 1.0, "pattern"),)),
        possible=(mention("staff", "neutral", 0.4),),
    )
    evaluation = evaluate_issues([{"price": None}], [possible], ["price", "staff"])
    assert evaluation.reliability["predicted"].tolist() == [0.4, 0.4]
    assert evaluation.measure("micro_f1") == 1.0


@pytest.mark.parametrize("gold", [{"prize": None}, {"price": "glad"}])
def test_another_issue_or_feeling_is_refused(gold: dict[str, str | None]) -> None:
    with pytest.raises(EvaluateError, match=r"prize|glad"):
        evaluate_issues([gold], [felt("neutral")], ["price"])


def test_signals_that_were_not_judged_are_no_errors() -> None:
    both = felt("negative", complaint=signal("complaint", 0.9), emotions=(signal("anger", 0.7),))
    gold = [{"complaint": True}, {"complaint": False, "anger": True}]
    evaluation = evaluate_signals(gold, [both, both])
    table = evaluation.labels[evaluation.labels["part"] == "all"].set_index("label")
    assert table.loc["complaint", ["n", "found", "right"]].tolist() == [1, 2, 1]
    assert table.loc["anger", ["n", "found", "right"]].tolist() == [1, 1, 1]
    assert evaluation.errors["gold"].tolist() == ["none (complaint)"]


def test_every_kind_of_signal_is_seen() -> None:
    full = felt(
        "negative",
        request=signal("request", 0.9),
        effort=signal("hard", 0.9),
        leave=signal("leave", 0.9),
        emotions=(signal("fear", 0.9),),
        possible_signals=(signal("complaint", 0.3),),
    )
    names = ("request", "hard", "leave", "fear", "complaint")
    evaluation = evaluate_signals([dict.fromkeys(names, True)], [full])
    table = evaluation.labels[evaluation.labels["part"] == "all"].set_index("label")
    assert table["right"].to_dict() == {**dict.fromkeys(names, 1), "complaint": 0}
    assert set(evaluation.calibration["what"]) == set(names)


@pytest.mark.parametrize("gold", [{}, {"joyful": True}])
def test_no_signal_or_another_one_is_refused(gold: dict[str, bool]) -> None:
    with pytest.raises(EvaluateError):
        evaluate_signals([gold], [felt("neutral")])


def test_figures_are_plain_json() -> None:
    evaluation = evaluate_sentiment(["positive", "negative"], [felt("positive"), silent()])
    told = json.loads(json.dumps(evaluation.to_dict(), allow_nan=False))
    assert told["overall"]["label"]["all"]["all"]["accuracy"]["value"] == 0.5
    assert told["labels"]["label"]["language"]["en"]["positive"]["f1"] == 1.0
