"""What goes wrong between the paid POST and its reply: one POST, one sale, a word on the money."""

import asyncio

import pytest

from seedream_desktop.domain.request import RequestState
from seedream_desktop.engine.outcome import OutcomeState
from tests.fixtures.faults import SUBMISSIONS, played
from tests.fixtures.workshop import PRICE_MICROS, check_sentence, workshop

LONG_AFTER_S = 700.0
IMPATIENT_S = 0.4


@pytest.mark.parametrize("name", played(SUBMISSIONS))
async def test_a_fault_of_a_submission_ends_as_the_matrix_says(shop, name):
    await shop.suffer(SUBMISSIONS[name])
    await shop.check(SUBMISSIONS[name])


@pytest.mark.parametrize("name", ["reset while receiving", "500 before commit", "307 on submit"])
async def test_what_the_service_never_made_is_free_again_after_ten_minutes(shop, name):
    outcome = await shop.suffer(SUBMISSIONS[name])
    assert outcome.state is OutcomeState.NEEDS_ATTENTION
    await shop.reopen()
    shop.clock.wind(LONG_AFTER_S)
    outcome = await shop.resume()
    assert outcome.state is OutcomeState.FAILED
    await shop.check(SUBMISSIONS[f"{name}, ten minutes later"])
    again = await shop.run()
    assert (again.state, again.spent_micros) == (OutcomeState.COMPLETED, PRICE_MICROS)
    assert shop.posts() == 2


async def test_what_the_service_hides_and_took_money_for_is_never_free_again(shop):
    shop.play("reply_dropped")
    shop.play("history_lag", seconds=1e6)
    await shop.run()
    await shop.reopen()
    shop.clock.wind(LONG_AFTER_S)
    outcome = await shop.resume()
    assert (outcome.in_doubt, shop.posts()) == (1, 1)
    trouble = (await shop.request()).trouble
    assert trouble.code == "not_listed_charged"
    check_sentence(trouble)


async def test_within_ten_minutes_a_doubt_stays_one_however_often_it_is_resumed(shop):
    await shop.suffer(SUBMISSIONS["reset while receiving"])
    outcome = await shop.resume()
    assert outcome.state is OutcomeState.NEEDS_ATTENTION
    await shop.check(SUBMISSIONS["reset while receiving"])


async def test_a_reply_that_comes_too_late_is_looked_up_and_not_sent_for_again(tmp_path):
    async with workshop(tmp_path, paid_read_timeout_s=IMPATIENT_S) as shop:
        shop.play("reply_delayed")
        await shop.run()
        await shop.check(SUBMISSIONS["reply late"])


async def test_a_job_made_after_the_client_gave_up_is_found_by_a_later_look(tmp_path):
    async with workshop(tmp_path, paid_read_timeout_s=IMPATIENT_S) as shop:
        shop.play("commit_delayed")
        run = await shop.begin()
        assert await shop.asked(shop.ws.control.await_requests, 1, "/api/v3/predictions")
        await shop.asked(shop.ws.control.release)
        await shop.ended(run)
        await shop.check(SUBMISSIONS["commit after the client gave up"])


async def test_a_job_that_the_list_shows_an_hour_later_is_then_found(shop):
    shop.play("reply_dropped")
    shop.play("history_lag", seconds=3600.0)
    outcome = await shop.run()
    assert (outcome.state, outcome.in_doubt) == (OutcomeState.NEEDS_ATTENTION, 1)
    assert (outcome.spent_micros, outcome.reserved_micros) == (0, PRICE_MICROS)
    await shop.asked(shop.ws.control.advance, 3600.0)
    await shop.resume()
    await shop.check(SUBMISSIONS["history lags for an hour"])


async def test_a_post_cut_off_by_the_end_of_the_program_is_found_at_the_next_start(shop):
    shop.play("reply_delayed")
    await shop.begin()
    assert await shop.asked(shop.ws.control.await_jobs, 1)
    await shop.app.engine.stop(timeout_s=0.2)
    cut_off = await shop.request()
    assert (cut_off.state, cut_off.trouble.code) == (RequestState.IN_DOUBT, "outcome_unknown")
    check_sentence(cut_off.trouble)
    await shop.reopen()
    await shop.resume()
    await shop.check(SUBMISSIONS["program stopped during the POST"])


async def test_an_identical_run_waits_for_a_doubt_and_buys_nothing(shop):
    shop.play("reset_receiving")
    await shop.run()
    plan = await shop.app.engine.plan(await shop.sequence())
    assert (plan.requests, len(plan.held)) == ((), 1)
    await shop.run()
    assert shop.posts() == 1


@pytest.mark.parametrize("wait_s", [7, None])
async def test_a_429_is_waited_out_as_long_as_the_service_asks(shop, wait_s):
    shop.play("rate_limited", retry_after=wait_s)
    await shop.run()
    assert (wait_s or 1.0) in shop.clock.slept


async def test_no_redirect_of_a_submission_is_followed(shop):
    await shop.suffer(SUBMISSIONS["307 on submit"])
    assert shop.ws.control.log("foreign") == []


async def test_the_key_is_sent_to_no_host_that_a_reply_names(shop):
    await shop.suffer(SUBMISSIONS["urls.get on a foreign host"])
    assert shop.ws.control.log("foreign") == []


async def test_four_lost_replies_at_once_are_each_found_as_their_own(shop):
    shop.play("reply_dropped", times=4)
    outcome = await shop.run(4)
    assert (outcome.state, outcome.spent_micros) == (OutcomeState.COMPLETED, 4 * PRICE_MICROS)
    assert (shop.posts(), len({r.remote_id for r in await shop.requests()})) == (4, 4)


async def test_stopping_waits_for_a_reply_that_is_on_its_way(shop):
    shop.play("reply_delayed")
    await shop.begin()
    assert await shop.asked(shop.ws.control.await_jobs, 1)
    stopping = asyncio.create_task(shop.app.engine.stop())
    await shop.asked(shop.ws.control.release)
    await stopping
    assert (await shop.request()).state is RequestState.ACCEPTED
