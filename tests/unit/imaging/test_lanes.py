"""How much imaging is under way: all that the cores give, or one less for a window in use."""

import asyncio
import random

import pytest

from seedream_desktop.imaging.lanes import Lanes
from tests.fixtures.watch import Watch


class Work:
    """Pieces that are under way until they are told to end, and the most there ever were."""

    def __init__(self, lanes: Lanes) -> None:
        self.lanes = lanes
        self.begun: list[int] = []
        self.most = self._now = 0
        self._ends: dict[int, asyncio.Event] = {}

    def begin(self, number: int) -> "asyncio.Task[None]":
        self._ends[number] = asyncio.Event()
        return asyncio.create_task(self._piece(number))

    def end(self, number: int) -> None:
        self._ends[number].set()

    async def _piece(self, number: int) -> None:
        async with self.lanes:
            self.begun.append(number)
            self._now += 1
            self.most = max(self.most, self._now)
            try:
                await self._ends[number].wait()
            finally:
                self._now -= 1


async def rest() -> None:
    for _ in range(6):
        await asyncio.sleep(0)


@pytest.fixture
def clock():
    return Watch()


@pytest.mark.parametrize(("threads", "usual", "attended"), [(1, 2, 1), (2, 3, 1), (7, 8, 6)])
def test_a_window_in_use_has_a_core_more_for_a_second(clock, threads, usual, attended):
    lanes = Lanes(threads, clock)
    assert lanes.places == usual
    lanes.attend()
    assert lanes.places == attended
    clock.go_on(0.9)
    assert lanes.places == attended
    lanes.attend()
    clock.go_on(0.9)
    assert lanes.places == attended
    clock.go_on(0.2)
    assert lanes.places == usual


async def test_first_come_is_first_served_and_all_places_are_used(clock):
    work = Work(Lanes(2, clock))
    tasks = [work.begin(number) for number in range(5)]
    await rest()
    assert work.begun == [0, 1, 2]
    work.end(1)
    await rest()
    assert work.begun == [0, 1, 2, 3]
    for number in range(5):
        work.end(number)
    await asyncio.gather(*tasks)
    assert (work.begun, work.most) == ([0, 1, 2, 3, 4], 3)


async def test_what_is_under_way_ends_and_only_then_less_is_let_in(clock):
    work = Work(Lanes(2, clock))
    tasks = [work.begin(number) for number in range(6)]
    await rest()
    work.lanes.attend()
    for number, begun in ((0, [0, 1, 2]), (1, [0, 1, 2]), (2, [0, 1, 2, 3])):
        work.end(number)
        await rest()
        assert work.begun == begun
    clock.go_on(2.0)
    work.end(3)
    await rest()
    assert work.begun == [0, 1, 2, 3, 4, 5]
    work.end(4)
    work.end(5)
    await asyncio.gather(*tasks)


@pytest.mark.parametrize("seed", range(20))
async def test_whatever_is_called_off_nobody_waits_for_good(clock, seed):
    chance, work = random.Random(seed), Work(Lanes(2, clock))
    tasks = [work.begin(number) for number in range(12)]
    for number in chance.sample(range(12), 12):
        match chance.randrange(3):
            case 0:
                tasks[number].cancel()
            case 1:
                work.lanes.attend()
                work.end(number)
                tasks[chance.randrange(12)].cancel()  # perhaps in the very turn that lets it in
            case _:
                clock.go_on(0.7)
                work.end(number)
        await asyncio.sleep(0)
        work.end(number)
    async with asyncio.timeout(5):
        await asyncio.gather(*tasks, return_exceptions=True)
    assert work.most <= 3
    late = [work.begin(20 + number) for number in range(3)]
    clock.go_on(2.0)
    await rest()
    assert work.begun[-3:] == [20, 21, 22]
    for number in range(3):
        work.end(20 + number)
    await asyncio.gather(*late)
