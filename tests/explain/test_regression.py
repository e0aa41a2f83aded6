"""Least squares against statsmodels, and where statsmodels divides by zero."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm
from statsmodels.stats.outliers_influence import variance_inflation_factor

from cxnlp.explain.estimation.least_squares import least_squares


def data(n=400, k=6, seed=0):
    random = np.random.default_rng(seed)
    x = np.column_stack([np.ones(n), random.random((n, k)) < np.linspace(0.05, 0.5, k)])
    y = x @ random.normal(size=(k + 1, 2)) + random.normal(size=(n, 2)) * (1 + x[:, [1]])
    return x.astype(float), y, random.uniform(0.2, 3, n)


@pytest.mark.parametrize("weighted", [False, True])
def test_coefficients_errors_and_leverage_equal_statsmodels(weighted):
    x, y, weight = data()
    weight = weight if weighted else np.ones(len(x))
    ours = least_squares(x, y, weight)
    for outcome in range(2):
        theirs = sm.WLS(y[:, outcome], x, weights=weight).fit(cov_type="HC3")
        np.testing.assert_allclose(ours.coefficient[:, outcome], theirs.params, rtol=1e-9)
        np.testing.assert_allclose(ours.error[:, outcome], theirs.bse, rtol=1e-9)
        assert ours.df == theirs.df_resid
    scaled = np.sqrt(weight)[:, None] * x
    hat = sm.OLS(y[:, 0], scaled).fit().get_influence().hat_matrix_diag
    np.testing.assert_allclose(ours.leverage, hat, rtol=1e-8)


def test_inflation_equals_statsmodels():
    x, y, _ = data()
    theirs = [variance_inflation_factor(x, at) for at in range(1, x.shape[1])]
    found = least_squares(x, y, np.ones(len(x))).inflation
    np.testing.assert_allclose(found[1:], theirs, rtol=1e-9)


def test_scaling_the_weights_changes_nothing():
    x, y, weight = data()
    first, second = least_squares(x, y, weight), least_squares(x, y, 50 * weight)
    np.testing.assert_allclose(first.error, second.error)
    np.testing.assert_allclose(first.even_error, second.even_error)
    np.testing.assert_allclose(first.error_df, second.error_df)


def test_columns_that_cannot_be_told_apart_are_not_identified_and_harm_no_other():
    x, y, weight = data()
    twice = np.column_stack([x, x[:, 3]])
    alone, both = least_squares(x, y, weight), least_squares(twice, y, weight)
    assert list(np.flatnonzero(~both.identified)) == [3, 7]
    assert np.isinf(both.inflation[[3, 7]]).all()
    kept = [0, 1, 2, 4, 5, 6]
    np.testing.assert_allclose(both.coefficient[kept], alone.coefficient[kept], atol=1e-9)
    np.testing.assert_allclose(both.error[kept], alone.error[kept], rtol=1e-8)
    assert both.df == alone.df


def test_a_row_that_decides_its_own_fit_is_set_aside():
    x, y, weight = data()
    single = np.zeros(len(x))
    single[17] = 1
    without = np.arange(len(x)) != 17
    found = least_squares(np.column_stack([x, single]), y, weight)
    alone = least_squares(x[without], y[without], weight[without])
    assert list(np.flatnonzero(found.set_aside)) == [17]
    assert not found.identified[7]
    np.testing.assert_allclose(found.coefficient[:7], alone.coefficient, atol=1e-9)
    np.testing.assert_allclose(found.error[:7], alone.error, rtol=1e-8)
    assert found.df == alone.df
    assert np.isfinite(found.error).all()


def test_a_rare_column_has_about_as_many_degrees_of_freedom_as_ones():
    x = np.column_stack([np.ones(5000), np.arange(5000) < 15]).astype(float)
    found = least_squares(x, np.random.default_rng(0).normal(size=(5000, 1)), np.ones(5000))
    assert 10 < found.error_df[1] < 16
    assert found.error_df[0] > 4000
