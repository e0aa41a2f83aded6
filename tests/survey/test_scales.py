"""Laws of the scales, formulas against others' code, and coverage."""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from cxnlp.errors import SurveyError
from cxnlp.intervals import effective_size, score_interval
from cxnlp.survey.values.scales import SCALES, Scale, index, index_interval

NPS, CSAT, CES, STARS = (SCALES[name] for name in ("nps", "csat", "ces", "stars"))
METHODS = ("adjusted_wald", "score", "wald")
any_scale = st.sampled_from(list(SCALES.values()))
any_method = st.sampled_from(METHODS)


@st.composite
def answers(draw, least=1):
    scale = draw(any_scale)
    n = draw(st.integers(least, 60))
    scores = draw(hnp.arrays(int, n, elements=st.integers(int(scale.low), int(scale.high))))
    weights = draw(hnp.arrays(float, n, elements=st.floats(0.1, 10)))
    return scale, scores.astype(float), weights


def test_bands_are_those_of_the_field():
    assert list(NPS.band(range(11))) == ["detractor"] * 7 + ["passive"] * 2 + ["promoter"] * 2
    assert list(CSAT.band(range(1, 6))) == ["dissatisfied"] * 2 + ["neutral"] + ["satisfied"] * 2
    assert list(CES.band(range(1, 8))) == ["difficult"] * 3 + ["neutral"] + ["easy"] * 3


def test_what_is_not_on_the_scale_has_no_band_and_no_value():
    odd = [math.nan, -1, 11]
    assert list(NPS.band(odd)) == [""] * 3
    assert np.isnan(NPS.value(odd)).all()
    assert not NPS.contains(odd).any()
    assert index([*odd, 9], NPS) == 100


def test_the_index_of_each_scale():
    assert index([10] * 45 + [8] * 30 + [3] * 25, NPS) == pytest.approx(20)
    assert index([5, 4, 3, 1], CSAT) == pytest.approx(50)
    assert index([1, 7], CES) == index([3, 5], STARS) == 4


@settings(deadline=None)
@given(answers(), any_method, st.floats(0.5, 0.99))
def test_index_and_interval_stay_on_the_scale(drawn, method, level):
    scale, scores, weights = drawn
    found = index_interval(scores, scale, weights, level, method)
    bottom, top = scale.index_range
    assert found.value == pytest.approx(index(scores, scale, weights))
    assert bottom - 1e-9 <= found.value <= top + 1e-9
    if not math.isnan(found.low):
        assert bottom <= found.low <= found.value + 1e-9
        assert found.value - 1e-9 <= found.high <= top


@settings(deadline=None)
@given(answers(), any_method, st.floats(1e-3, 1e3))
def test_scaling_the_weights_or_shuffling_the_rows_changes_nothing(drawn, method, factor):
    scale, scores, weights = drawn
    first = index_interval(scores, scale, weights, method=method)
    order = np.random.default_rng(0).permutation(len(scores))
    second = index_interval(scores[order], scale, factor * weights[order], method=method)
    assert (second.value, second.low, second.high) == pytest.approx(
        (first.value, first.low, first.high), abs=1e-6, nan_ok=True
    )


@settings(deadline=None)
@given(answers(least=2), any_method)
def test_doubling_every_row_narrows_the_interval_and_keeps_the_centre(drawn, method):
    scale, scores, weights = drawn
    once = index_interval(scores, scale, weights, method=method)
    twice = index_interval(np.tile(scores, 2), scale, np.tile(weights, 2), method=method)
    assert twice.value == pytest.approx(once.value)
    assert twice.high - twice.low <= once.high - once.low + 1e-9


@settings(deadline=None)
@given(answers(), any_method)
def test_equal_weights_are_no_weights(drawn, method):
    scale, scores, _ = drawn
    plain, equal = (
        index_interval(scores, scale, weights, method=method)
        for weights in (None, np.full(len(scores), 0.3))
    )
    assert (plain.low, plain.high) == pytest.approx((equal.low, equal.high), nan_ok=True)


def test_a_response_of_no_weight_is_not_there():
    with_it = index_interval([10, 10, 2, 0], NPS, [1, 1, 1, 0])
    assert with_it == index_interval([10, 10, 2], NPS)


@pytest.mark.parametrize(("n", "half"), [(100, 15.6), (400, 7.9), (1000, 5.0), (5000, 2.3)])
def test_adjusted_wald_has_the_known_width(n, half):
    scores = np.repeat([10, 8, 3], [45 * n // 100, 30 * n // 100, 25 * n // 100])
    found = index_interval(scores, NPS)
    assert (found.high - found.low) / 2 == pytest.approx(half, abs=0.06)


@settings(deadline=None)
@given(st.integers(0, 30), st.integers(0, 30), st.integers(0, 30))
def test_the_score_interval_is_what_the_score_test_does_not_reject(promoters, passives, detractors):
    n = promoters + passives + detractors
    if n == 0:
        return
    z = NormalDist().inv_cdf(0.975)
    low, high = score_interval(promoters, detractors, n, z)
    for tested in np.linspace(-0.99, 0.99, 34):
        if min(abs(tested - low), abs(tested - high)) < 1e-3:
            continue
        # The restricted likelihood, searched on a grid instead of solved.
        q = np.linspace(max(-tested, 0), (1 - tested) / 2, 20_001)[1:-1]
        p, rest = q + tested, 1 - 2 * q - tested
        likelihood = promoters * np.log(p) + detractors * np.log(q) + passives * np.log(rest)
        best = q[likelihood.argmax()]
        deviation = abs((promoters - detractors) / n - tested)
        spread = z * math.sqrt((2 * best + tested - tested**2) / n)
        if abs(deviation - spread) > 1e-3:
            assert (deviation < spread) == (low <= tested <= high)


@settings(deadline=None)
@given(st.integers(0, 40), st.integers(1, 40))
def test_csat_intervals_equal_statsmodels(successes, failures):
    scores = [5] * successes + [2] * failures
    for method, theirs in (("adjusted_wald", "agresti_coull"), ("score", "wilson")):
        low, high = proportion_confint(successes, successes + failures, method=theirs)
        found = index_interval(scores, CSAT, method=method)
        assert (found.low, found.high) == pytest.approx(
            (100 * min(low, found.value / 100), 100 * high), abs=1e-8
        )


def test_the_mean_has_students_interval():
    scores = [1, 2, 2, 4, 5, 5, 7]
    theirs = stats.ttest_1samp(scores, 0).confidence_interval(0.95)
    found = index_interval(scores, CES)
    assert (found.low, found.high) == pytest.approx((theirs.low, theirs.high))


def test_effective_size_is_kishs_where_weights_and_answers_are_unrelated():
    values, weights = np.tile([0, 100, 0, 100], 25), np.tile([1, 1, 3, 3], 25)
    assert effective_size(values, weights) == pytest.approx(weights.sum() ** 2 / (weights**2).sum())


def test_few_or_no_answers():
    assert index_interval([], NPS).n == 0
    assert math.isnan(index_interval([math.nan], NPS).value)
    alone = index_interval([7], CES)
    assert alone.value == 7
    assert math.isnan(alone.low)
    assert index_interval([10], NPS).low < 0


@pytest.mark.parametrize(
    "options",
    [
        {"weights": [1]},
        {"weights": [1, -1]},
        {"weights": [1, math.nan]},
        {"level": 1.0},
        {"method": "guess"},
    ],
)
def test_impossible_options_are_refused(options):
    with pytest.raises(SurveyError):
        index_interval([1, 10], NPS, **options)


def test_an_outcome_of_yes_and_no_is_a_scale_too():
    stayed = Scale("stayed", 0, 1, "% stayed", "percentage points", ("no", "yes"), (1,), (0, 100))
    found = index_interval([1, 1, 1, 0], stayed, method="score")
    assert found.value == 75
    assert 0 < found.low < 75 < found.high < 100


@pytest.mark.parametrize("scale", [NPS, CSAT, STARS], ids=lambda scale: scale.name)
@pytest.mark.parametrize("method", ["adjusted_wald", "score"])
@pytest.mark.parametrize("weighted", [False, True])
def test_intervals_cover(scale, method, weighted):
    random = np.random.default_rng(7)
    grades = np.arange(int(scale.low), int(scale.high) + 1)
    chance = np.linspace(1, 3, len(grades)) / np.linspace(1, 3, len(grades)).sum()
    lean = 1 + weighted * (grades > grades.mean())  # heavy answers are the better ones
    truth = np.average(scale.value(grades), weights=chance * lean)
    hits = []
    for _ in range(1000):
        at = random.choice(len(grades), 60, p=chance)
        found = index_interval(grades[at], scale, lean[at].astype(float), method=method)
        hits.append(found.low <= truth <= found.high)
    # Weights that follow the answers cost no certainty, which the effective size does not credit.
    assert 0.93 <= np.mean(hits) <= (0.985 if weighted else 0.97)
