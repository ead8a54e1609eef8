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
    assert polls(pace, 0.5)[-1] <= 0.65
    assert len(polls(pace, 60.0)) <= 40


def test_the_pace_follows_a_service_that_becomes_slower():
    pace = PollPace({MODEL: 1.0})
    for _ in range(9):
        pace.learn(MODEL, 20.5, ran_at_s=19.5)
    assert pace.expected_s(MODEL) == 20.0


def test_a_job_that_was_over_when_first_asked_for_makes_the_next_be_asked_for_earlier():
    pace = PollPace({MODEL: 20.0})
    for _ in range(9):
        pace.learn(MODEL, pace.expected_s(MODEL))
    assert 10.0 < pace.expected_s(MODEL) < 20.0


def test_the_pace_comes_close_to_a_duration_that_it_had_to_find_out():
    pace = PollPace()
    for _ in range(6):
        *before, end = polls(pace, 0.5)
        pace.learn(MODEL, end, ran_at_s=before[-1] if before else None)
    assert polls(pace, 0.5)[-1] <= 0.53


def test_jobs_that_differ_are_asked_for_when_the_quicker_ones_end():
    pace = PollPace()
    for took_s in (8.0, 9.0, 10.0, 11.0, 30.0):
        pace.learn(MODEL, took_s, ran_at_s=took_s)
    assert pace.expected_s(MODEL) == 9.0


@given(st.floats(0.01, 600.0), st.floats(0.0, 600.0))
def test_no_wait_is_ever_long_or_nothing(expected_s, elapsed_s):
    assert 0.025 <= PollPace({MODEL: expected_s}).wait_s(MODEL, elapsed_s) <= 3.0


def test_a_service_that_wants_to_be_left_alone_longer_is():
    pace = PollPace({MODEL: 4.0}, apart_s=3.0)
    assert all(pace.wait_s(MODEL, elapsed_s) >= 3.0 for elapsed_s in (0.0, 3.9, 4.1, 60.0))


def test_tries_are_further_and_further_apart_up_to_a_minute():
    waits = [backoff_s(tries) for tries in range(1, 12)]
    assert waits == sorted(waits)
    assert waits[0] == 1.0
    assert waits[-1] == 60.0
