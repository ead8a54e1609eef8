"""What goes wrong between an output's address and the library: bounded, tried again, named."""

import os
import time
from pathlib import Path

import pytest

from seedream_desktop.domain.request import OutputState, RequestState
from seedream_desktop.domain.step import StepMode
from seedream_desktop.engine.outcome import OutcomeState
from seedream_desktop.net.transfer import Stall
from tests.fixtures.faults import DELIVERIES, UPLOADS, played
from tests.fixtures.workshop import PRICE_MICROS, workshop

SOON = Stall(interval_s=0.15, bytes_min=16_384)


@pytest.mark.parametrize("name", played(DELIVERIES))
async def test_a_fault_of_a_delivery_ends_as_the_matrix_says(shop, name):
    await shop.suffer(DELIVERIES[name])
    await shop.check(DELIVERIES[name])
    root = Path(os.environ["SEEDREAM_HOME"])
    left_bytes = sum(path.stat().st_size for path in root.rglob("*") if path.is_file())
    assert left_bytes < 10_000_000, "no flood is left behind"


@pytest.mark.parametrize("name", played(UPLOADS))
async def test_a_fault_of_an_upload_ends_as_the_matrix_says(shop, name):
    await shop.suffer(UPLOADS[name])
    await shop.check(UPLOADS[name])


async def test_an_output_that_trickles_is_dropped_and_tried_again(tmp_path):
    async with workshop(tmp_path, stall=SOON) as shop:
        shop.play("output_slow", fetches=2)
        await shop.run()
        await shop.check(DELIVERIES["slow"])


async def test_an_output_is_not_given_up_because_its_renewal_meets_trouble(shop):
    shop.ws.control.configure(service_time_s=0.0)
    shop.play("output_expired")
    shop.play("poll_page", polls=6, after=1)
    await shop.run()
    await shop.check(DELIVERIES["expired URL while the service is in trouble"])


@pytest.mark.parametrize(
    ("name", "scenario"),
    [
        ("503 for an output, for good", "output_error"),
        ("truncated for good", "output_truncated"),
        ("slow for good", "output_slow"),
    ],
)
async def test_what_waits_at_the_service_is_fetched_by_resume_and_paid_once(
    tmp_path, name, scenario
):
    async with workshop(tmp_path, stall=SOON) as shop:
        shop.play(scenario, fetches=6)
        outcome = await shop.run()
        assert (outcome.waiting, outcome.reserved_micros) == (1, PRICE_MICROS)
        await shop.check(DELIVERIES[name])
        await shop.reopen()
        await shop.resume()
        await shop.check(DELIVERIES[f"{name}, resumed"])


async def test_one_output_that_is_lost_does_not_take_the_others_with_it(shop):
    shop.play("output_html", index=2)
    outcome = await shop.run(4, StepMode.SET)
    assert (outcome.state, outcome.outputs) == (OutcomeState.PARTIAL, 3)
    assert outcome.spent_micros == shop.ws.control.billed() == 4 * PRICE_MICROS
    request = await shop.request()
    assert (request.state, request.trouble.code) == (RequestState.DONE, "output_not_a_picture")
    outputs = await shop.app.library.outputs(request.id)
    lost, stored = OutputState.LOST, OutputState.STORED
    assert [output.state for output in outputs] == [stored, stored, lost, stored]


async def test_a_stored_output_is_not_fetched_again_when_the_rest_is_resumed(shop):
    shop.play("output_error", index=1, fetches=6)
    await shop.run(3, StepMode.SET)
    await shop.resume()
    (job,) = await shop.asked(shop.ws.control.jobs)
    assert job["fetches"] == [1, 7, 1]
    assert len(await shop.versions()) == 3


async def test_an_upload_is_made_once_for_all_that_need_it(shop):
    shop.play("put_reset")
    first = await shop.run(2, StepMode.EACH, leading_anchors=1)
    assert first.state is OutcomeState.COMPLETED
    stored = [upload["digest"] for upload in shop.ws.control.uploads() if upload["digest"]]
    assert len(stored) == len(set(stored)) == 2


async def test_a_wait_asked_for_by_the_ticket_office_is_kept(shop):
    began = time.monotonic()
    await shop.suffer(UPLOADS["ticket rate limit"])
    assert 5 in shop.clock.slept
    assert time.monotonic() - began < 5
