"""What stands out of its set is named with the figure, and sets without it are left in peace."""

import random

import pytest

from seedream_desktop.domain.drift import OUTLIER_SIGMA, SET_MIN, Drift, Feature, Measure, drifts


def measure(value, change=None, feature=Feature.PALETTE, least=0.1):
    return Measure(feature, least, value, change)


def test_one_that_is_off_is_named_with_its_feature_and_its_side():
    rng = random.Random(1)
    results = {
        n: (measure(rng.gauss(0, 1)), measure(rng.gauss(5, 1), feature=Feature.EXPOSURE))
        for n in range(30)
    }
    results[7] = (results[7][0], measure(-4.0, feature=Feature.EXPOSURE))
    found = drifts(results)
    assert found[7].feature is Feature.EXPOSURE
    assert found[7].sigma < -OUTLIER_SIGMA
    assert [n for n, drift in found.items() if drift.is_outlier] == [7]


def test_the_change_counts_where_a_set_agrees_on_it_and_the_outcome_where_it_agrees_on_that():
    rng = random.Random(2)
    looks = {n: (measure(rng.uniform(0, 50), 3 + rng.gauss(0, 0.2)),) for n in range(20)}
    looks[4] = (measure(20.0, 9.0),)
    assert [n for n, drift in drifts(looks).items() if drift.is_outlier] == [4]
    grounds = {n: (measure(90 + rng.gauss(0, 0.2), rng.uniform(0, 50)),) for n in range(20)}
    grounds[5] = (measure(70.0, 20.0),)
    assert [n for n, drift in drifts(grounds).items() if drift.is_outlier] == [5]


def test_differences_that_nobody_sees_are_none():
    results = {n: (measure(0.0),) for n in range(20)}
    results[3] = (measure(0.2, least=0.1),)
    assert not any(drift.is_outlier for drift in drifts(results).values())


def test_a_few_results_are_no_set():
    assert drifts({n: (measure(float(n == 1) * 99),) for n in range(SET_MIN - 1)}) == {}
    assert drifts({}) == {}


def test_several_that_are_off_do_not_hide_one_another():
    rng = random.Random(3)
    results = {n: (measure(rng.gauss(0, 1)),) for n in range(60)}
    for n in (1, 2, 3, 4, 5):
        results[n] = (measure(12.0 + n),)
    assert {1, 2, 3, 4, 5} <= {n for n, drift in drifts(results).items() if drift.is_outlier}


@pytest.mark.parametrize("count", [8, 24, 96])
def test_of_normal_sets_hardly_any_is_said_to_stand_out(count):
    """Ten figures at once, as a result has."""
    rng = random.Random(count)
    flagged = 0
    for _ in range(100):
        results = {n: tuple(measure(rng.gauss(0, 1)) for _ in range(10)) for n in range(count)}
        flagged += sum(drift.is_outlier for drift in drifts(results).values())
    assert flagged <= 0.04 * 100 * count


def test_a_drift_of_three_sigma_is_an_outlier_on_either_side():
    assert Drift(-3.1, Feature.PALETTE).is_outlier
    assert not Drift(2.9, Feature.PALETTE).is_outlier
