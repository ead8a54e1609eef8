"""Drift in sets made of the sample photographs: what is wrong is found, what is not is let be."""

import pytest

from seedream_desktop.domain.drift import Feature, drifts
from seedream_desktop.imaging.drift import measures
from tests.fixtures.drifting import DRIFTS, SWAPPED, DriftingSet

RECALL = {
    "white balance +8, warm": 0.75,
    "a third of a stop darker": 0.9,
    "another background": 1.0,
    SWAPPED: 0.9,
}
"""What part of the results with a drift is found at least; benches measure all of them."""

PLACES = range(0, 24, 2)


@pytest.fixture(scope="module")
def drifting():
    return DriftingSet(24, "as it is", seed=4)


@pytest.fixture(scope="module")
def normal(drifting):
    pairs = zip(drifting.results(), drifting.sources, strict=True)
    return {place: measures(*pair) for place, pair in enumerate(pairs)}


def test_of_a_normal_set_nothing_is_said_to_stand_out(normal):
    assert not [place for place, drift in drifts(normal).items() if drift.is_outlier]


@pytest.mark.parametrize("kind", RECALL)
def test_a_drift_is_found(drifting, normal, kind):
    found = 0
    for place in PLACES:
        off = measures(drifting.drifted(place, kind), drifting.sources[place])
        found += drifts({**normal, place: off})[place].is_outlier
    assert found >= RECALL[kind] * len(PLACES)


def test_what_is_wrong_is_named(drifting, normal):
    named = {}
    for kind in ("a third of a stop darker", "another background"):
        off = measures(drifting.drifted(6, kind), drifting.sources[6])
        named[kind] = drifts({**normal, 6: off})[6]
    dark, edged = named.values()
    assert (dark.feature, dark.sigma < 0) == (Feature.EXPOSURE, True)
    assert edged.feature is Feature.BACKGROUND


def test_a_result_from_text_has_no_picture_to_be_compared_with(drifting):
    found = measures(drifting.results()[0], None)
    assert {measure.change for measure in found} == {None}
    assert len(found) == len(measures(drifting.results()[0], drifting.sources[0]))


def test_every_kind_of_drift_can_be_made(drifting):
    made = {drifting.drifted(1, kind) for kind in (*DRIFTS, SWAPPED)}
    assert len(made) == len(DRIFTS) + 1
