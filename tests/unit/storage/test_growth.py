"""What SQLite has to do for one request does not depend on how many others there are."""

from functools import partial

import pytest

from seedream_desktop.domain.errors import OverBudget
from seedream_desktop.domain.ledger import Caps, EntryKind
from seedream_desktop.domain.request import RequestState
from seedream_desktop.storage import ledger, requests, results
from seedream_desktop.storage.library import Library
from seedream_desktop.storage.locations import Locations
from tests.unit.storage import samples

FEW, MANY = 10, 400


async def filled(folder, count):
    """A library with a run of so many requests, each with a version of an image of its own."""
    library = await Library.open(Locations(folder))
    await samples.begin_run(library, *(samples.request(f"req-{n}", n) for n in range(count)))
    await library.database.write(partial(reserve, count=count))
    await library.adopt(
        [samples.version(f"v-{n}", f"req-{n}", image=samples.image_id(n)) for n in range(count)]
    )
    return library


def reserve(connection, count):
    for number in range(count):
        request = requests.fetch(connection, samples.request(f"req-{number}").id)
        kind, at = EntryKind.RESERVED, samples.moment().now
        ledger.append(connection, request, kind, 35_000, at, counted_at=at)


def steps_of(work):
    """Return a unit that counts the instructions of SQLite's machine that `work` takes."""

    def unit(connection):
        taken = []
        connection.set_progress_handler(lambda: taken.append(None), 1)
        try:
            work(connection)
        finally:
            connection.set_progress_handler(None, 1)
        return len(taken)

    return unit


def change(connection):
    request = requests.fetch(connection, samples.request("req-3").id)
    requests.change(connection, request, RequestState.PREPARING)


def find_result(connection):
    found = results.of_run(connection, samples.RUN, samples.image_id(3), samples.STEP)
    assert found is not None


WAVESPEED = "wavespeed"


def check_caps(connection):
    caps = Caps(run_micros=10**12, day_micros=10**12, month_micros=10**12)
    ledger.check_caps(connection, samples.RUN, WAVESPEED, 35_000, caps, samples.moment())


@pytest.mark.parametrize("work", [change, find_result, check_caps])
async def test_a_request_among_many_costs_as_much_as_one_among_few(tmp_path, work):
    taken = []
    for count in (FEW, MANY):
        library = await filled(tmp_path / str(count), count)
        try:
            await library.database.write(check_caps)  # the first adds up what was there before
            taken.append(await library.database.write(steps_of(work)))
        finally:
            await library.close()
    assert taken[1] <= taken[0] * 1.2


async def test_what_was_added_up_and_then_undone_is_not_counted(tmp_path):
    library = await filled(tmp_path, 3)
    caps = Caps(run_micros=4 * 35_000)

    def reserved_too_early(connection):
        reserve(connection, 1)
        check_caps(connection)
        raise ValueError

    def fits(connection):
        ledger.check_caps(connection, samples.RUN, WAVESPEED, 35_000, caps, samples.moment())

    try:
        with pytest.raises(ValueError):
            await library.database.write(reserved_too_early)
        await library.database.write(fits)
        await library.database.write(partial(reserve, count=1))
        with pytest.raises(OverBudget):
            await library.database.write(fits)
    finally:
        await library.close()
