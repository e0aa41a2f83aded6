"""The fast network says what its formulas say, of each comment by itself."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis.strategies import integers, lists

from cxnlp.model.issue_head import IssueQueries
from cxnlp.model.parts import Parts
from cxnlp.model.phrases import phrases
from cxnlp.model.static import States, StaticNet
from cxnlp.model.words import Line
from tests.small_net import HEADS, HIDDEN, ISSUES, PIECES, WIDTH, small_net, small_queries

lines = lists(lists(integers(0, PIECES - 1), min_size=1, max_size=9), min_size=1, max_size=5)


def line_of(comments: list[list[int]]) -> Line:
    return Line(
        np.concatenate([np.array(c) for c in comments]), np.array([len(c) for c in comments])
    )


def softmax(x: np.ndarray) -> np.ndarray:
    raised = np.exp(x - x.max())
    return raised / raised.sum()


@pytest.fixture(scope="module")
def net() -> StaticNet:
    return small_net()


@pytest.fixture(scope="module")
def queries() -> IssueQueries:
    return small_queries()


def naive_states(net: StaticNet, comment: list[int]) -> np.ndarray:
    w = net.weights
    vectors = net.words[np.array(comment)]
    states = []
    ended = np.array([*comment, PIECES, PIECES])
    for i, vector in enumerate(vectors):
        found = phrases(*(ended[i + k : i + k + 1] for k in range(3)), bits=6)
        phrase = np.concatenate([net.phrases[each][0] for each in found])
        total = vector @ w["own"] + w["state.b"] + phrase @ w["phrase"]
        if i > 0:
            total = total + vectors[i - 1] @ w["before"]
        if i + 1 < len(vectors):
            total = total + vectors[i + 1] @ w["after"]
        states.append(np.maximum(total, 0))
    return np.array(states)


def naive_summary(net: StaticNet, states: np.ndarray, asked: np.ndarray) -> np.ndarray:
    w = net.weights
    pools = [states.mean(0)]
    pools += [softmax(states @ w["pool"][:, k]) @ states for k in range(w["pool"].shape[1])]
    pools += [states.max(0)]
    inner = np.concatenate(pools) @ w["summary.w"] + w["summary.b"] + asked @ w["question.w"]
    return np.maximum(inner, 0)


@given(lines)
def test_states_and_summary_are_what_the_formulas_say(
    net: StaticNet, comments: list[list[int]]
) -> None:
    asked = np.random.default_rng(1).normal(size=(len(comments), HIDDEN)).astype(np.float32)
    states = net.states(line_of(comments))
    summary = net.summary(states, net.question(asked))
    for i, comment in enumerate(comments):
        naive = naive_states(net, comment)
        start = states.parts.starts[i]
        assert states.vectors[start : start + len(comment)] == pytest.approx(naive, abs=1e-4)
        assert summary[i] == pytest.approx(naive_summary(net, naive, asked[i]), abs=1e-3)


@given(lines)
def test_issues_are_what_the_formulas_say(
    net: StaticNet, queries: IssueQueries, comments: list[list[int]]
) -> None:
    w = net.weights
    issues = net.prepare(queries)
    states = net.states(line_of(comments))
    summary = net.summary(states)
    scores = net.scores(states, issues)
    mention = net.mentions(scores, states, summary, issues)
    asked = np.concatenate([queries.sought, queries.texts], axis=1)
    inner = np.maximum(asked @ w["issue.in.w"] + w["issue.in.b"], 0)
    written = inner @ w["issue.out.w"] + w["issue.out.b"]
    for i, comment in enumerate(comments):
        own = naive_states(net, comment)
        for k, each in enumerate(written):
            heads = each[: HEADS * WIDTH].reshape(HEADS, WIDTH) @ own.T
            trust = each[HEADS * WIDTH : HEADS * WIDTH + HEADS] + w["trust"]
            topic = summary[i] @ w["topic.w"] + w["topic.b"]
            logit = heads.max(1) @ trust + each[HEADS * (WIDTH + 1) + 1 :] @ topic
            logit += each[HEADS * (WIDTH + 1)]
            assert mention[i, k] == pytest.approx(1 / (1 + np.exp(-logit)), abs=1e-3)


@given(lines)
def test_a_feeling_is_read_where_the_issue_is_seen(
    net: StaticNet, queries: IssueQueries, comments: list[list[int]]
) -> None:
    w = net.weights
    issues = net.prepare(queries)
    states = net.states(line_of(comments))
    summary = net.summary(states)
    scores = net.scores(states, issues)
    who, what = (each.ravel() for each in np.indices((len(comments), ISSUES)))
    looks = net.looks(scores, states, (who, what))
    feelings = net.feelings(looks, states, summary)
    for pair, (i, k) in enumerate(zip(who, what, strict=True)):
        own = scores[states.parts.starts[i] : states.parts.starts[i] + len(comments[i]), k, 0]
        seen = softmax(own) @ (naive_states(net, comments[i]) @ w["feeling.w"])
        whole = summary[i] @ w["mood.w"] + w["mood.b"]
        assert feelings[pair] == pytest.approx(softmax(seen + whole), abs=1e-3)
        assert looks.peak[pair] == own.argmax()


@settings(max_examples=50)
@given(lines)
def test_a_comment_gets_the_same_bits_alone_and_in_company(
    net: StaticNet, queries: IssueQueries, comments: list[list[int]]
) -> None:
    issues = net.prepare(queries)

    def read(some: list[list[int]]) -> tuple[np.ndarray, ...]:
        states = net.states(line_of(some))
        summary = net.summary(states)
        scores = net.scores(states, issues)
        mention = net.mentions(scores, states, summary, issues)
        who, what = (each.ravel() for each in np.indices(mention.shape))
        looks = net.looks(scores, states, (who, what))
        feeling = net.feelings(looks, states, summary).reshape(len(some), -1)
        return (net.sentiment(summary), net.signals(summary), mention, feeling)

    together = read(comments)
    for i, comment in enumerate(comments):
        for whole, alone in zip(together, read([comment]), strict=True):
            assert whole[i].tobytes() == alone[0].tobytes()


def test_parts_of_a_comment_are_summed_up_by_themselves(net: StaticNet) -> None:
    states = net.states(line_of([[1, 2, 3, 4, 5]]))
    parts = net.summary(States(states.vectors, Parts(np.array([2, 3]))))
    for part, (start, end) in zip(parts, [(0, 2), (2, 5)], strict=True):
        own = States(states.vectors[start:end], Parts(np.array([end - start])))
        assert part.tobytes() == net.summary(own)[0].tobytes()


def test_a_longer_list_makes_each_issue_rarer(queries: IssueQueries) -> None:
    plain, sloped = small_net(), small_net(slope=0.5, centre=2.0)
    shift = sloped.prepare(queries).bias - plain.prepare(queries).bias
    assert shift == pytest.approx(np.full(ISSUES, 0.5 * np.log(2 / ISSUES)), abs=1e-5)
