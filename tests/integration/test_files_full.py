"""A service that keeps few uploads: what nobody needs gives way, what is needed never does."""

import asyncio

import pytest

from seedream_desktop.domain.ids import ProviderId
from seedream_desktop.domain.request import RequestState
from tests.contract.subjects.evolink import STAGE
from tests.fixtures.hurry import HurriedClock
from tests.fixtures.workshop import Workshop, workshop
from tests.fixtures.world import until

S = RequestState
PROVIDER = ProviderId(STAGE.id)
PRICE_MICROS = STAGE.price_micros


def opened(tmp_path, concurrency=1):
    clock = HurriedClock(400.0, turns_calendar=True)
    return workshop(tmp_path, stage=STAGE, clock=clock, concurrency=concurrency)


@pytest.fixture
async def shop(tmp_path):
    async with opened(tmp_path) as made:
        yield made


async def room_for(shop: Workshop, count: int) -> None:
    await shop.asked(shop.ws.control.configure, files_max=count)


async def states(shop: Workshop) -> set[RequestState]:
    return {request.state for request in await shop.requests()}


def told(shop: Workshop, code: str) -> bool:
    return any(trouble.code == code for trouble in shop.told())


@pytest.mark.parametrize("concurrency", [1, 3])
async def test_a_run_of_more_pictures_than_there_is_room_for_goes_through(tmp_path, concurrency):
    async with opened(tmp_path, concurrency) as shop:
        await room_for(shop, 4)
        for prompt in ("warm", "sepia"):
            await shop.run(6, prompt=prompt)
        assert await states(shop) == {S.DONE}
        assert len(await shop.versions()) == 12
        assert (await shop.accounts()).billed == 12 * PRICE_MICROS
        assert not told(shop, "files_full")
        assert len(await shop.asked(shop.ws.control.uploads)) <= 4


async def test_what_an_order_at_the_service_still_needs_is_never_removed(tmp_path):
    async with opened(tmp_path, 3) as shop:
        await room_for(shop, 2)
        shop.play("stuck", times=2)
        run = asyncio.create_task(shop.run(3))
        await until(lambda: told(shop, "files_in_use"))
        await shop.asked(shop.ws.control.await_jobs, 2)
        there = {upload["url"] for upload in await shop.asked(shop.ws.control.uploads)}
        jobs = await shop.asked(shop.ws.control.jobs)
        assert {url for job in jobs for url in job["inputs"]["image_urls"]} == there
        for job in jobs:
            await shop.asked(shop.ws.control.finish_now, job["id"])
        await run
        for again in await shop.app.engine.resume():
            await shop.ended(again)
        assert await states(shop) == {S.DONE}
        assert (await shop.accounts()).billed == 3 * PRICE_MICROS


async def test_room_that_cannot_be_made_now_waits_and_the_addresses_are_given_out_no_more(shop):
    await room_for(shop, 2)
    await shop.run(2, prompt="warm")
    shop.play("files_error", times=None)
    await shop.run(3, prompt="sepia")
    assert told(shop, "service_in_trouble")
    assert not told(shop, "files_full")
    shop.ws.control.stop_playing()
    await shop.resume()
    assert await states(shop) == {S.DONE}
    assert len(await shop.versions()) == 5
    assert (await shop.accounts()).billed == 5 * PRICE_MICROS


async def test_files_of_others_at_the_same_account_are_left_alone(shop):
    await room_for(shop, 1)
    await shop.run(1, prompt="warm")
    kept = await shop.asked(shop.ws.control.uploads)
    ours = [url for _, url in await shop.app.library.uploads.all(PROVIDER)]
    await shop.app.library.uploads.forget(PROVIDER, ours)
    await shop.run(2, prompt="sepia")
    assert S.QUEUED in await states(shop)
    assert await shop.asked(shop.ws.control.uploads) == kept
