"""What a service says of a running job, or fails to: only its own final word ends one."""

import time

import pytest

from seedream_desktop.domain.request import RequestState
from seedream_desktop.engine.outcome import OutcomeState
from tests.fixtures.faults import POLLS, played

BOUND_S = 5.0


@pytest.mark.parametrize("name", played(POLLS))
async def test_a_fault_of_a_job_ends_as_the_matrix_says(shop, name):
    await shop.suffer(POLLS[name])
    await shop.check(POLLS[name])


async def test_a_wait_asked_for_while_polling_is_kept(shop):
    await shop.suffer(POLLS["poll rate limit with Retry-After"])
    assert 9 in shop.clock.slept


async def test_a_job_that_the_service_denies_for_good_is_lost_and_counted_as_spent(shop):
    shop.play("early_404", polls=10**9)
    run = await shop.begin()
    assert await shop.asked(shop.ws.control.await_requests, 2, "/result")
    shop.clock.wind(700.0)
    await shop.ended(run)
    await shop.check(POLLS["404 for good"])


async def test_a_job_denied_for_a_while_is_not_given_up(shop):
    shop.play("early_404", polls=6)
    outcome = await shop.run()
    assert outcome.state is OutcomeState.COMPLETED


async def test_a_job_stuck_at_the_service_is_left_in_bounded_time_and_collected_later(shop):
    shop.play("stuck")
    await shop.begin()
    assert await shop.asked(shop.ws.control.await_requests, 3, "/result")
    began = time.monotonic()
    await shop.close()
    assert time.monotonic() - began < BOUND_S
    await shop.open()
    assert (await shop.request()).state is RequestState.ACCEPTED
    (job,) = shop.ws.control.jobs()
    await shop.asked(shop.ws.control.finish_now, job["id"])
    await shop.resume()
    await shop.check(POLLS["stuck in created"])


async def test_a_moderated_frame_leaves_the_others_of_its_run_alone(shop):
    shop.play("moderated", at=1)
    outcome = await shop.run(3)
    assert (outcome.state, outcome.outputs, outcome.failed) == (OutcomeState.PARTIAL, 2, 1)
    assert outcome.spent_micros == shop.ws.control.billed()
