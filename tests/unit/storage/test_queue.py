"""The record of the queue: order, holds, what is listed, and what it costs to look."""

import contextlib
import sqlite3
from dataclasses import replace

import pytest

from seedream_desktop.domain.errors import NotFound
from seedream_desktop.domain.ids import RequestId, RunId, SequenceId
from seedream_desktop.domain.request import RequestState
from seedream_desktop.storage.database import Database
from seedream_desktop.storage.queue import RECENT, UNFINISHED, QueueRecord
from seedream_desktop.storage.records import encoded
from seedream_desktop.storage.schema import MIGRATIONS
from tests.unit.storage import samples

S = RequestState


async def three_runs(library):
    """Runs 1 to 3 by age, each with two requests."""
    await library.save_sequence(samples.sequence(), 0.5)
    for number in (1, 2, 3):
        run = samples.run(f"run-{number}", at=float(number))
        requests = [
            samples.request(f"req-{number}{position}", position, run=run.id) for position in (0, 1)
        ]
        await library.start_run(run, requests, ())


async def order(library):
    return [run.id for run in await library.queue.unfinished()]


async def test_runs_stand_by_age_until_the_user_moves_them(library):
    await three_runs(library)
    assert await order(library) == ["run-1", "run-2", "run-3"]
    placed = await library.queue.put_first([RunId("run-3")])
    assert [run.place for run in placed] == [-1]
    assert await order(library) == ["run-3", "run-1", "run-2"]
    await library.queue.put_first([RunId("run-2"), RunId("run-3")])
    assert await order(library) == ["run-2", "run-3", "run-1"]
    listed = [queued.run.id for queued in await library.queue.listed(0.0)]
    assert listed == await order(library)
    assert [r.run for r in await library.requests()][::2] == listed


async def test_nothing_is_moved_where_a_run_is_missing(library):
    await three_runs(library)
    with pytest.raises(NotFound):
        await library.queue.put_first([RunId("run-3"), RunId("run-9")])
    assert await order(library) == ["run-1", "run-2", "run-3"]


async def test_a_hold_is_kept_and_let_go(library):
    await three_runs(library)
    assert (await library.queue.hold(RunId("run-2"), is_held=True)).is_held
    assert [run.is_held for run in await library.queue.unfinished()] == [False, True, False]
    assert not (await library.queue.hold(RunId("run-2"), is_held=False)).is_held
    with pytest.raises(NotFound):
        await library.queue.hold(RunId("run-9"), is_held=True)


async def test_the_user_s_word_on_waiting_does_not_disturb_who_carries_the_request(library):
    await samples.begin_run(library, samples.request("req-1"))
    carried = await samples.in_state(library, "req-1", S.ACCEPTED)
    left = await library.queue.await_request(carried.id, is_awaited=False)
    assert (left.is_unawaited, left.version) == (True, carried.version)
    collecting = await library.begin_collecting(carried, samples.awaited(0))
    assert collecting.is_unawaited
    assert (await library.request(carried.id)) == collecting
    back = await library.queue.await_request(carried.id, is_awaited=True)
    assert back == replace(collecting, is_unawaited=False)
    with pytest.raises(NotFound):
        await library.queue.await_request(RequestId("req-9"), is_awaited=False)


async def test_unfinished_runs_and_those_that_ended_since_are_listed_whole(library):
    await three_runs(library)
    for number in (1, 2):
        for position in (0, 1):
            request = await library.request(RequestId(f"req-{number}{position}"))
            at = 100.0 * number
            await library.settle(request, S.CANCELLED, samples.charge(0), at)
    assert await order(library) == ["run-3"]
    since = {at: await library.queue.listed(at) for at in (0.0, 150.0, 201.0)}
    ids = {at: [queued.run.id for queued in found] for at, found in since.items()}
    assert ids == {
        0.0: ["run-1", "run-2", "run-3"],
        150.0: ["run-2", "run-3"],
        201.0: ["run-3"],
    }
    first = since[0.0][0]
    assert (first.title, [r.id for r in first.requests]) == ("Watches", ["req-10", "req-11"])


async def test_new_requests_of_a_run_are_written_all_or_none(library):
    await three_runs(library)
    fresh = samples.request("req-12", 2, run=RunId("run-1"))
    bad = samples.request("req-11", 3, run=RunId("run-1"))
    with pytest.raises(sqlite3.IntegrityError):
        await library.queue.add([fresh, bad])
    with pytest.raises(NotFound):
        await library.request(fresh.id)
    await library.queue.add([fresh])
    assert await library.request(fresh.id) == fresh


async def test_a_run_keeps_the_sequence_that_it_began_with(library):
    await three_runs(library)
    before = await library.sequence(samples.SEQUENCE)
    await library.save_sequence(samples.sequence(prompt="noon"), 9.0)
    assert await library.queue.sequence(RunId("run-1")) == before
    assert (await library.sequence(samples.SEQUENCE)).steps[0].prompt == "noon"
    with pytest.raises(NotFound):
        await library.queue.sequence(RunId("run-9"))


async def test_the_list_is_found_by_indexes_however_long_the_past_is(library):
    await three_runs(library)
    plans = []
    for query in (
        UNFINISHED,
        RECENT.replace("?", "5.0"),
        "select id from requests where run = 'run-1' order by step_index, position, seq",
    ):
        rows = await library.database.read(
            lambda c, q=query: c.execute(f"explain query plan {q}").fetchall()
        )
        plans.append(" ".join(row[-1] for row in rows))
    assert "requests_open" in plans[0]
    assert "requests_by_end" in plans[1]
    assert "requests_by_run" in plans[2]
    assert "TEMP B-TREE FOR ORDER" not in plans[2]


async def test_runs_and_requests_of_an_older_library_are_kept(places):
    """Nothing is held or moved in it, and a run goes by the sequence as it is."""
    database = Database(places.library, migrations=MIGRATIONS[:1])
    await database.open()
    await database.close()
    with contextlib.closing(sqlite3.connect(places.library)) as connection, connection:
        content = samples.sequence()
        connection.execute(
            "insert into sequences values (1, ?, 'Watches', 'f', 2, 1, 1.0, 1.0, ?)",
            (samples.SEQUENCE, encoded(content)),
        )
        connection.execute(
            "insert into runs values (1, 'run-1', ?, 1.0, 'token', 7, null, '')",
            (samples.SEQUENCE,),
        )
    database = Database(places.library)
    await database.open()
    record = QueueRecord(database)
    assert await record.sequence(RunId("run-1")) == content
    run = await record.hold(RunId("run-1"), is_held=False)
    assert (run.place, run.is_held, run.sequence) == (0, False, SequenceId(samples.SEQUENCE))
    await database.close()
