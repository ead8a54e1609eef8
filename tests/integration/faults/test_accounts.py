"""Key, balance, permission: one refusal stops the queue, nothing is sent, resume goes on."""

import pytest

from seedream_desktop.domain.errors import Billed
from seedream_desktop.domain.events import ProviderPaused, RequestChanged, RunEnded
from seedream_desktop.domain.request import RequestState
from seedream_desktop.engine.outcome import OutcomeState
from tests.fixtures.faults import ACCOUNTS
from tests.fixtures.workshop import PRICE_MICROS, check_sentence, workshop

REFUSALS = {
    "no money (402)": ("no_money", {"form": "402"}),
    "no money (400)": ("no_money", {"form": "400"}),
    "no money (403)": ("no_money", {"form": "403"}),
    "no money (200 around a code)": ("no_money", {"form": "200"}),
    "401": ("unauthorised", {}),
    "403": ("forbidden", {"code": "monthly_limit"}),
}
WRONG_KEY = "wsk_live_canary_of_another_account_55"
PICTURES = 6


@pytest.fixture
async def one_by_one(tmp_path):
    async with workshop(tmp_path, concurrency=1) as made:
        yield made


@pytest.fixture
def keyed(monkeypatch):
    """Return what puts another key into the environment, or none."""

    def put(key):
        if key is None:
            monkeypatch.delenv("WAVESPEED_API_KEY")
        else:
            monkeypatch.setenv("WAVESPEED_API_KEY", key)

    return put


def paused(shop):
    return [event for event in shop.events if isinstance(event, ProviderPaused)]


async def finished_after_the_fix(shop):
    posts = shop.posts()
    outcome = await shop.resume()
    assert outcome.state is OutcomeState.COMPLETED
    assert {request.state for request in await shop.requests()} == {RequestState.DONE}
    books = await shop.accounts()
    assert (books.spent, books.open, books.billed) == (PICTURES * PRICE_MICROS, 0, books.spent)
    assert shop.posts() == posts + PICTURES


@pytest.mark.parametrize("name", REFUSALS)
async def test_a_refused_account_is_asked_once_and_resume_goes_on_after_the_fix(one_by_one, name):
    shop, (scenario, options) = one_by_one, REFUSALS[name]
    shop.play(scenario, times=None, **options)
    outcome = await shop.run(PICTURES)
    assert (outcome.state, outcome.waiting) == (OutcomeState.FAILED, PICTURES)
    await shop.check(ACCOUNTS[name])
    (event,) = paused(shop)
    check_sentence(event.trouble)
    assert sum(isinstance(event, RunEnded) for event in shop.events) == 1
    shop.ws.control.stop_playing()
    await finished_after_the_fix(shop)


async def test_a_refused_account_stops_the_preparing_of_what_waits_as_well(one_by_one):
    one_by_one.play("no_money", times=None)
    await one_by_one.run(PICTURES)
    assert len(one_by_one.ws.control.uploads()) <= 3


async def test_two_at_once_ask_a_refused_account_no_more_than_twice(tmp_path):
    async with workshop(tmp_path, concurrency=None) as shop:
        shop.play("no_money", times=None)
        await shop.run(PICTURES)
        assert shop.posts() <= 2
        shop.ws.control.stop_playing()
        posts = shop.posts()
        await shop.resume()
        assert shop.posts() == posts + PICTURES


async def test_money_that_runs_out_in_the_middle_keeps_what_was_bought(one_by_one):
    one_by_one.ws.control.set_balance(2 * PRICE_MICROS)
    outcome = await one_by_one.run(PICTURES)
    assert (outcome.state, outcome.outputs, outcome.waiting) == (OutcomeState.PARTIAL, 2, 4)
    assert outcome.spent_micros == one_by_one.ws.control.billed() == 2 * PRICE_MICROS
    one_by_one.ws.control.set_balance(10 * PRICE_MICROS)
    await one_by_one.resume()
    assert one_by_one.ws.control.billed() == PICTURES * PRICE_MICROS


@pytest.mark.parametrize(("name", "key"), [("401 on upload", WRONG_KEY), ("no key", None)])
async def test_without_a_good_key_nothing_is_uploaded_and_all_of_it_waits(
    one_by_one, keyed, name, key
):
    shop = one_by_one
    keyed(key)
    outcome = await shop.run(PICTURES)
    assert (outcome.state, outcome.waiting) == (OutcomeState.FAILED, PICTURES)
    await shop.check(ACCOUNTS[name])
    assert paused(shop)
    assert len(shop.ws.control.log("api")) <= 3
    keyed(shop.ws.key)
    await finished_after_the_fix(shop)
    assert WRONG_KEY not in repr(shop.events)


@pytest.mark.parametrize("key", [WRONG_KEY, None])
async def test_a_key_lost_while_a_job_runs_costs_nothing_but_a_resume(shop, keyed, key):
    shop.ws.control.configure(service_time_s=30.0)
    run = await shop.begin()
    assert await shop.asked(shop.ws.control.await_requests, 1, "/result")
    keyed(key)
    outcome = await shop.ended(run)
    assert (outcome.waiting, outcome.failed) == (1, 0)
    assert (await shop.request()).state is RequestState.ACCEPTED
    assert len(paused(shop)) == 1
    keyed(shop.ws.key)
    await shop.asked(shop.ws.control.finish_now)
    await shop.resume()
    await shop.check(ACCOUNTS["401 while polling"])


@pytest.mark.parametrize("key", [WRONG_KEY, None])
async def test_a_doubt_that_cannot_be_looked_up_for_want_of_a_key_stays_one(tmp_path, keyed, key):
    async with workshop(tmp_path, paid_read_timeout_s=0.4) as shop:
        shop.play("reply_delayed")
        run = await shop.begin()
        assert await shop.asked(shop.ws.control.await_jobs, 1)
        keyed(key)
        outcome = await shop.ended(run)
        assert (outcome.in_doubt, outcome.reserved_micros) == (1, PRICE_MICROS)
        keyed(shop.ws.key)
        await shop.resume()
        await shop.check(ACCOUNTS["401 while looking up a doubt"])


async def test_a_paid_output_is_not_given_up_because_a_key_is_refused(shop, keyed):
    def lose_the_key(event):
        if isinstance(event, RequestChanged) and event.request.state is RequestState.COLLECTING:
            keyed(WRONG_KEY)

    unsubscribe = shop.app.engine.subscribe(lose_the_key)
    shop.play("output_expired")
    outcome = await shop.run()
    assert (outcome.waiting, outcome.reserved_micros) == (1, PRICE_MICROS)
    left = await shop.request()
    assert (left.state, left.trouble.billed) == (RequestState.COLLECTING, Billed.YES)
    assert len(paused(shop)) == 1
    unsubscribe()
    keyed(shop.ws.key)
    await shop.resume()
    await shop.check(ACCOUNTS["401 while renewing an address"])
