"""Better prompts against the emulator: one POST, in the ledger, under the caps, honest ends."""

import asyncio
import sqlite3

import pytest

from seedream_desktop.app.wiring import LOCAL, WAVESPEED
from seedream_desktop.domain.errors import (
    AccountRefused,
    KeyMissing,
    NothingSent,
    OutcomeUnknown,
    OutputUnusable,
    OverBudget,
    Refused,
    SeedreamError,
    UserFixable,
)
from seedream_desktop.domain.ledger import EntryKind
from seedream_desktop.settings.model import CapSettings, Settings
from seedream_desktop.ui import text
from tests.fixtures.workshop import workshop
from tests.fixtures.world import until

COST_MICROS = 1_000
BETTER = "a lake, in soft natural light, with fine detail"


@pytest.fixture
async def shop(tmp_path):
    async with workshop(tmp_path) as made:
        yield made


async def proposed(shop, text="a lake", **more):
    return await shop.app.engine.enhancer.enhance(
        WAVESPEED, text, **({"cost_micros": COST_MICROS} | more)
    )


async def enhanced(shop, text="a lake", **more):
    return (await proposed(shop, text, **more)).words


async def kept(shop, text="a lake"):
    return await shop.app.engine.enhancer.proposals(WAVESPEED, text)


async def rows(shop):
    entries = await shop.app.library.entries()
    return [(entry.kind, entry.amount_micros, entry.note) for entry in entries]


def posts(shop):
    return len(shop.ws.control.posts())


async def test_a_better_prompt_is_bought_once_and_stands_in_the_ledger(shop):
    assert await enhanced(shop) == BETTER
    assert posts(shop) == 1
    assert shop.ws.control.billed() == COST_MICROS
    reserved, spent = await shop.app.library.entries()
    assert (reserved.kind, spent.kind) == (EntryKind.RESERVED, EntryKind.SPENT)
    assert spent.amount_micros == COST_MICROS
    assert spent.note == "prompt_enhanced"
    assert (spent.provider, spent.run) == (WAVESPEED, "")
    assert reserved.request == spent.request != ""
    (found,) = await kept(shop)
    assert (found.errand, found.words, found.is_closed) == (spent.request, BETTER, False)


async def test_a_style_of_the_card_is_taken_and_another_refused(shop):
    assert await enhanced(shop, style="photographic") == BETTER
    with pytest.raises(UserFixable, match="enhancer_style"):
        await enhanced(shop, style="cinematic")
    assert posts(shop) == 1


async def test_only_a_provider_that_has_one_offers_it(shop):
    enhancer = shop.app.engine.enhancer
    assert enhancer.rule(LOCAL) is None
    assert enhancer.rule(WAVESPEED).price_micros == COST_MICROS
    with pytest.raises(UserFixable, match="enhancer_missing"):
        await enhancer.enhance(LOCAL, "a lake", cost_micros=0)


async def test_nothing_is_sent_for_an_empty_prompt_or_above_the_price_that_was_shown(shop):
    with pytest.raises(UserFixable, match="enhancer_needs_text"):
        await enhanced(shop, text="  \n")
    with pytest.raises(UserFixable, match="price_rose"):
        await enhanced(shop, cost_micros=COST_MICROS - 1)
    assert (posts(shop), await rows(shop)) == (0, [])


@pytest.mark.parametrize("cap", ["run_micros", "day_micros", "month_micros"])
async def test_every_cap_holds_before_anything_is_sent(shop, cap):
    shop.app.settings.save(Settings(caps=CapSettings(**{cap: COST_MICROS - 1})))
    with pytest.raises(OverBudget):
        await enhanced(shop)
    assert (posts(shop), await rows(shop)) == (0, [])


async def test_ten_at_once_cannot_pass_a_cap(shop):
    shop.app.settings.save(Settings(caps=CapSettings(day_micros=3 * COST_MICROS)))
    wishes = (enhanced(shop, f"lake {number}") for number in range(10))
    ends = await asyncio.gather(*wishes, return_exceptions=True)
    assert sorted(type(end).__name__ for end in ends) == ["OverBudget"] * 7 + ["str"] * 3
    assert shop.ws.control.billed() == 3 * COST_MICROS


@pytest.mark.parametrize(
    ("scenario", "options", "error", "spent", "sold"),
    [
        ("unauthorised", {}, AccountRefused, 0, 0),
        ("no_money", {}, AccountRefused, 0, 0),
        ("forbidden", {}, AccountRefused, 0, 0),
        ("rate_limited", {}, NothingSent, 0, 0),
        ("server_error", {}, OutcomeUnknown, COST_MICROS, 0),
        ("reply_dropped", {}, OutcomeUnknown, COST_MICROS, COST_MICROS),
        ("gateway_timeout", {}, OutcomeUnknown, COST_MICROS, COST_MICROS),
        ("garbled_reply", {}, OutcomeUnknown, COST_MICROS, COST_MICROS),
        ("moderated", {}, Refused, 0, 0),
        ("failed", {}, Refused, 0, 0),
        ("ends_as", {"word": "cancelled"}, OutcomeUnknown, COST_MICROS, None),
        ("stuck", {}, OutputUnusable, COST_MICROS, COST_MICROS),
        ("other_text", {"text": ""}, OutputUnusable, COST_MICROS, COST_MICROS),
        ("other_text", {"text": "https://a.example/x"}, OutputUnusable, COST_MICROS, COST_MICROS),
    ],
)
async def test_every_end_is_written_down_and_nothing_is_sent_twice(
    shop, scenario, options, error, spent, sold
):
    shop.play(scenario, **options)
    with pytest.raises(error):
        await enhanced(shop)
    assert posts(shop) == 1
    accounts = await shop.accounts()
    assert (accounts.spent, accounts.open) == (spent, 0)
    if sold is not None:
        assert accounts.billed == sold


@pytest.mark.parametrize("scenario", ["poll_page", "poll_reset", "poll_rate_limited", "early_404"])
async def test_trouble_while_asking_for_the_text_only_delays_it(shop, scenario):
    shop.play(scenario)
    assert await enhanced(shop) == BETTER
    assert posts(shop) == 1


async def test_the_same_text_style_and_provider_is_bought_once_and_given_again(shop):
    first = await proposed(shop)
    assert await proposed(shop, " a lake\n", cost_micros=0) == first
    await shop.reopen()
    assert await proposed(shop, cost_micros=0) == first
    assert posts(shop) == 1
    await proposed(shop, style="anime")
    await proposed(shop, "a hill")
    assert posts(shop) == 3
    assert (await shop.accounts()).spent == 3 * COST_MICROS


async def test_who_asks_while_the_same_is_on_its_way_gets_that(shop):
    assert await asyncio.gather(*(enhanced(shop) for _ in range(5))) == [BETTER] * 5
    assert posts(shop) == 1


async def test_what_was_let_go_is_kept_but_marked(shop):
    bought = await proposed(shop)
    await shop.app.engine.enhancer.let_go(bought.errand)
    await shop.reopen()
    (found,) = await kept(shop)
    assert (found.words, found.is_closed) == (BETTER, True)
    assert (await proposed(shop, cost_micros=0)).words == BETTER


async def test_a_caller_that_goes_does_not_take_the_purchase_with_it(shop):
    shop.play("reply_delayed")
    waiting = asyncio.create_task(enhanced(shop))
    await until(shop.ws.control.billed)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    shop.ws.control.release()
    assert await enhanced(shop) == BETTER
    assert posts(shop) == 1
    assert (await shop.accounts()).spent == COST_MICROS


async def test_one_whose_reply_the_end_of_the_program_did_not_wait_for_counts_as_spent(shop):
    shop.play("reply_delayed")
    waiting = asyncio.create_task(enhanced(shop))
    await until(shop.ws.control.billed)
    await shop.app.engine.enhancer.finish(0.05)
    with pytest.raises(asyncio.CancelledError):
        await waiting
    accounts = await shop.accounts()
    assert (accounts.spent, accounts.open) == (COST_MICROS, 0)
    assert await kept(shop) == ()
    shop.ws.control.release()


async def test_a_text_that_was_not_waited_for_is_fetched_later_at_no_cost(shop):
    shop.play("stuck")
    with pytest.raises(OutputUnusable, match="enhancement_lost"):
        await enhanced(shop)
    await shop.reopen()
    (found,) = await kept(shop)
    assert found.words is None
    with pytest.raises(OutputUnusable, match="enhancement_lost"):
        await enhanced(shop, cost_micros=0)
    shop.ws.control.release()
    assert (posts(shop), (await shop.accounts()).spent) == (1, COST_MICROS)


async def test_a_text_that_never_comes_is_given_up_after_an_hour(shop):
    shop.play("stuck")
    with pytest.raises(OutputUnusable, match="enhancement_lost"):
        await enhanced(shop)
    shop.clock.wind(3_700.0)
    with pytest.raises(OutputUnusable, match="enhancement_gone"):
        await enhanced(shop, cost_micros=0)
    assert await kept(shop) == ()
    with pytest.raises(UserFixable, match="price_rose"):
        await enhanced(shop, cost_micros=0)
    assert posts(shop) == 1


async def test_fetching_is_told_of_a_refused_key_at_once(shop, monkeypatch):
    shop.play("stuck")
    with pytest.raises(OutputUnusable):
        await enhanced(shop)
    monkeypatch.delenv("WAVESPEED_API_KEY")
    await shop.reopen()
    with pytest.raises(KeyMissing):
        await enhanced(shop)
    assert len(await kept(shop)) == 1


async def test_one_that_a_kill_left_open_counts_as_spent_at_the_next_start(shop):
    await enhanced(shop)
    path = shop.app.locations.library
    await shop.close()
    with sqlite3.connect(path) as library:  # as if the power went before the answer was written
        library.execute("drop trigger ledger_is_not_cut")
        library.execute("delete from ledger where kind = 'spent'")
    library.close()
    await shop.open()
    assert (await shop.accounts()).open == COST_MICROS
    await shop.app.start()
    accounts = await shop.accounts()
    assert (accounts.spent, accounts.open) == (COST_MICROS, 0)
    assert posts(shop) == 1


async def test_every_error_of_it_has_a_sentence_for_people(shop):
    shop.play("reply_dropped")
    try:
        await enhanced(shop, "a hill")
    except SeedreamError as error:
        said = text.of_error(error)
    assert "It may have been billed." in said
    assert "WaveSpeedAI" in said
