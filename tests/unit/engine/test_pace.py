"""Pace: polls come when the answer is likely there; what fails is tried less and less often."""

from hypothesis import given
from hypothesis import strategies as st

from seedream_desktop.domain.ids import ModelId
from seedream_desktop.engine.pace import PollPace, backoff_s

MODEL = ModelId("m")


def polls(pace, took_s):
    """Return the times of the polls of a job that takes took_s."""
    times = [pace.wait_s(MODEL, 0.0)]
    while times[-1] < took_s:
        times.append(times[-1] + pace.wait_s(MODEL, times[-1]))
    return times


def test_a_known_duration_is_met_within_a_tenth():
    for took_s in (0.5, 8.0, 40.0):
        pace = PollPace({MODEL: took_s})
        assert polls(pace, took_s)[-1] <= took_s * 1.1


def test_a_known_duration_takes_few_polls():
    assert len(polls(PollPace({MODEL: 0.5}), 0.5)) <= 3
    assert len(polls(PollPace({MODEL: 30.0}), 30.0)) <= 14


def test_an_unknown_duration_is_found_out_without_hammering():
    pace = PollPace()
    assert polls(pace, 0.5)[-1] <= 0.9
    assert len(polls(pace, 60.0)) <= 30


def test_the_pace_follows_a_service_that_becomes_slower():
    pace = PollPace({MODEL: 1.0})
    for _ in range(9):
        pace.learn(MODEL, 20.0)
    assert pace.expected_s(MODEL) == 20.0


@given(st.floats(0.01, 600.0), st.floats(0.0, 600.0))
def test_no_wait_is_ever_long_or_nothing(expected_s, elapsed_s):
    assert 0.04 <= PollPace({MODEL: expected_s}).wait_s(MODEL, elapsed_s) <= 3.0


def test_tries_are_further_and_further_apart_up_to_a_minute():
    waits = [backoff_s(tries) for tries in range(1, 12)]
    assert waits == sorted(waits)
    assert waits[0] == 1.0
    assert waits[-1] == 60.0
