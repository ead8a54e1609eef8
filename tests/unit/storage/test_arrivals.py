from dataclasses import replace

import pytest

from seedream_desktop.domain.errors import Billed
from seedream_desktop.domain.ids import RequestId
from seedream_desktop.domain.request import Output, OutputState, RequestState, Trouble
from tests.unit.storage import samples
from tests.unit.storage.samples import charge

S = RequestState
ONE = RequestId("req-1")
BROKE_OFF = Trouble(code="reply_broke_off", billed=Billed.UNKNOWN, params={"asked": 3, "got": 2})


def stored(index: int) -> Output:
    digest = samples.digest(f"output {index}")
    return Output(index=index, state=OutputState.STORED, digest=digest, size=samples.SIZE)


def version(index: int):
    return samples.version(f"v-{index}", key=samples.key(f"k-{index}"), output_index=index)


async def in_doubt(library):
    request = await samples.sent(library, ONE, "k-0", "k-1", "k-2")
    for index in (0, 2):
        await library.arrivals.record(ONE, stored(index))
    return await library.settle(request, S.IN_DOUBT, charge(None, "cut"), 9.0)


async def test_an_output_that_arrives_is_on_the_record_at_once_and_the_same_again(filled):
    await samples.sent(filled, ONE)
    for _ in range(2):
        await filled.arrivals.record(ONE, stored(1))
    assert await filled.outputs(ONE) == (stored(1),)
    assert (await filled.request(ONE)).state is S.SENDING


async def test_nothing_arrives_for_what_is_not_on_its_way(filled):
    with pytest.raises(AssertionError):
        await filled.arrivals.record(ONE, stored(0))
    assert await filled.outputs(ONE) == ()


async def test_what_had_arrived_stays_when_the_answer_is_whole(filled):
    request = await samples.sent(filled, ONE)
    await filled.arrivals.record(ONE, stored(1))
    lost = Output(index=1, state=OutputState.LOST, trouble=BROKE_OFF)
    await filled.begin_collecting(request, (*samples.awaited(0), lost, stored(2)))
    assert await filled.outputs(ONE) == (*samples.awaited(0), stored(1), stored(2))


async def test_versions_of_a_request_in_doubt_are_written_once_with_what_is_known(filled):
    request = await in_doubt(filled)
    told = replace(request, trouble=BROKE_OFF)
    kept = await filled.arrivals.keep(told, [version(2), version(0)])
    again = await filled.arrivals.keep(told, [version(0)])
    assert kept == again == await filled.request(ONE)
    assert (kept.state, kept.trouble, kept.version) == (S.IN_DOUBT, BROKE_OFF, request.version + 1)
    assert [v.output_index for v in await filled.arrivals.versions(ONE)] == [0, 2]
    bought = await filled.bought([samples.key("k-0"), samples.key("k-1")])
    assert set(bought) == {samples.key("k-0")}


async def test_once_it_is_decided_nothing_more_is_written(filled):
    request = await in_doubt(filled)
    given_up = await filled.settle(request, S.CANCELLED, charge(None), 10.0)
    assert await filled.arrivals.keep(request, [version(0)]) == given_up
    assert await filled.arrivals.versions(ONE) == ()


async def test_what_was_taken_over_is_no_output_of_the_request(filled):
    await in_doubt(filled)
    mine = version(0)
    await filled.adopt([mine])
    await filled.adopt([replace(version(0), id="v-copy", take=1, bought_as=mine.id)])
    assert [v.id for v in await filled.arrivals.versions(ONE)] == ["v-0"]
