"""Clearance: what may begin, what may leave, and who has to turn back."""

import asyncio
from dataclasses import replace

import pytest

from seedream_desktop.domain.errors import NothingSent
from seedream_desktop.domain.hold import Hold
from seedream_desktop.domain.ids import RequestId, RunId
from seedream_desktop.engine.clearance import Clearance
from tests.fixtures.requests import a_request

RUN, OTHER = RunId("run-1"), RunId("run-2")


@pytest.mark.parametrize(
    ("hold", "may_begin", "may_leave"),
    [(Hold.NONE, True, True), (Hold.AFTER_CURRENT, False, True), (Hold.NOW, False, False)],
)
def test_the_two_pauses_differ_in_what_is_being_prepared(hold, may_begin, may_leave):
    clearance = Clearance()
    clearance.hold_queue(hold)
    assert clearance.may_begin(RUN) is may_begin
    assert clearance.may_leave(a_request()) is may_leave
    clearance.hold_queue(Hold.NONE)
    assert clearance.may_begin(RUN)
    assert clearance.may_leave(a_request())


def test_a_held_run_neither_begins_nor_sends_and_others_do():
    clearance = Clearance()
    clearance.hold_run(RUN, is_held=True)
    assert not clearance.may_begin(RUN)
    with pytest.raises(NothingSent, match="held_back"):
        clearance.check(a_request())
    clearance.check(replace(a_request(), run=OTHER))
    clearance.hold_run(RUN, is_held=False)
    clearance.check(a_request())


async def test_free_work_ends_at_once_when_its_request_has_to_turn_back():
    clearance = Clearance()
    cancelled = asyncio.Event()

    async def upload():
        try:
            await asyncio.Event().wait()
        finally:
            cancelled.set()

    with clearance.passage(a_request()) as passage:
        working = asyncio.create_task(passage.unless_turned(upload()))
        await asyncio.sleep(0)
        clearance.hold_queue(Hold.AFTER_CURRENT)
        await asyncio.sleep(0)
        assert not passage.is_turned
        clearance.hold_queue(Hold.NOW)
        assert await working is None
    assert cancelled.is_set()


async def test_work_that_is_done_or_fails_is_passed_on():
    async def done():
        return 7

    async def failing():
        raise NothingSent("not_connected")

    with Clearance().passage(a_request()) as passage:
        assert await passage.unless_turned(done()) == 7
        with pytest.raises(NothingSent, match="not_connected"):
            await passage.unless_turned(failing())


async def test_who_takes_a_request_back_waits_until_it_has_turned():
    clearance = Clearance()
    request = a_request()
    assert not await clearance.recall(request.id)
    with clearance.passage(request) as passage:
        recalling = asyncio.create_task(clearance.recall(request.id))
        await asyncio.sleep(0)
        assert (passage.is_turned, passage.is_recalled, recalling.done()) == (True, True, False)
    assert await recalling


async def test_way_is_made_for_a_run_by_all_but_its_own():
    clearance = Clearance()
    other = replace(a_request(), id=RequestId("rq-2"), run=OTHER)
    with clearance.passage(a_request()) as own, clearance.passage(other) as standing_back:
        clearance.make_way(RUN)
        assert (own.is_turned, standing_back.is_turned) == (False, True)
