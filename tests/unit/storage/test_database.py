import asyncio
import sqlite3
import threading

import pytest

from seedream_desktop.domain.errors import OverBudget, StorageFailed
from seedream_desktop.storage.connection import APPLICATION_ID, connect_writer
from seedream_desktop.storage.database import Database
from seedream_desktop.storage.schema import Migration

TABLE = (Migration(1, ("create table t (n integer not null) strict;",)),)


def add(number):
    return lambda connection: connection.execute("insert into t values (?)", (number,)).lastrowid


def numbers(connection):
    return [n for (n,) in connection.execute("select n from t order by n")]


def pragma(name):
    return lambda connection: connection.execute(f"pragma {name}").fetchone()[0]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "a b#%?.sqlite3"


@pytest.fixture
async def database(path):
    opened = Database(path, migrations=TABLE)
    assert await opened.open() == ()
    yield opened
    await opened.close()


class Gate:
    """Holds the writer inside a unit, so that others gather behind it."""

    def __init__(self, database):
        self._is_in, self._may_go = threading.Event(), threading.Event()
        self._task = asyncio.create_task(database.write(self._wait))

    def _wait(self, _connection):
        self._is_in.set()
        assert self._may_go.wait(20)

    async def __aenter__(self):
        await asyncio.to_thread(self._is_in.wait, 20)

    async def __aexit__(self, *_):
        await asyncio.sleep(0)
        self._may_go.set()
        await self._task


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),
        ("fullfsync", 1),
        ("checkpoint_fullfsync", 1),
        ("foreign_keys", 1),
        ("busy_timeout", 5000),
        ("trusted_schema", 0),
        ("recursive_triggers", 1),
        ("application_id", APPLICATION_ID),
        ("user_version", 1),
    ],
)
async def test_the_writer_is_as_safe_as_sqlite_can_be(database, name, value):
    assert await database.write(pragma(name)) == value


async def test_a_unit_returns_its_value_and_readers_see_what_it_wrote(database):
    assert await database.write(add(7)) == 1
    assert await database.read(numbers) == [7]


async def test_readers_cannot_write(database):
    assert await database.read(pragma("query_only")) == 1
    with pytest.raises(StorageFailed) as caught:
        await database.read(add(1))
    assert caught.value.code == "library_read_only"
    assert await database.read(numbers) == []


async def test_a_reader_sees_one_moment_in_all_its_queries(database):
    reading, written = threading.Event(), threading.Event()

    def twice(connection):
        first = numbers(connection)
        reading.set()
        assert written.wait(20)
        return first, numbers(connection)

    task = asyncio.create_task(database.read(twice))
    await asyncio.to_thread(reading.wait, 20)
    await database.write(add(1))
    written.set()
    assert await task == ([], [])
    assert await database.read(numbers) == [1]


async def test_two_units_read_at_once(database):
    meeting = threading.Barrier(2, timeout=20)
    await asyncio.gather(*(database.read(lambda _: meeting.wait()) for _ in range(2)))


async def test_units_that_wait_share_one_commit(path):
    commits = []
    database = Database(path, migrations=TABLE, on_commit=commits.append)
    await database.open()
    async with asyncio.TaskGroup() as tasks, Gate(database):
        for number in range(100):
            tasks.create_task(database.write(add(number)))
    assert await database.read(numbers) == list(range(100))
    assert commits == ["before", "after"] * 2
    await database.close()


async def test_a_unit_that_fails_does_not_hurt_those_beside_it(database):
    def fail(connection):
        add(666)(connection)
        raise OverBudget("over_budget", cap="run")

    async with Gate(database):
        jobs = [asyncio.create_task(database.write(work)) for work in (add(1), fail, add(2))]
    first, failed, last = await asyncio.gather(*jobs, return_exceptions=True)
    assert isinstance(failed, OverBudget)
    assert (first, last) == (1, 2)
    assert await database.read(numbers) == [1, 2]


async def test_a_unit_that_makes_sqlite_undo_the_transaction_fails_alone(database):
    def undo(connection):
        add(666)(connection)
        connection.execute("rollback")
        raise ZeroDivisionError

    async with Gate(database):
        jobs = [asyncio.create_task(database.write(work)) for work in (add(1), undo, add(2))]
    outcomes = await asyncio.gather(*jobs, return_exceptions=True)
    assert isinstance(outcomes[1], ZeroDivisionError)
    assert await database.read(numbers) == [1, 2]


async def test_a_bug_propagates_as_it_is(database):
    with pytest.raises(sqlite3.OperationalError, match="no such table"):
        await database.write(lambda connection: connection.execute("select * from nowhere"))
    with pytest.raises(sqlite3.OperationalError, match="no such table"):
        await database.read(lambda connection: connection.execute("select * from nowhere"))
    with pytest.raises(sqlite3.IntegrityError):
        await database.write(add(None))
    with pytest.raises(sqlite3.ProgrammingError):
        await database.read(lambda connection: connection.execute("select ?"))


async def test_a_lock_that_another_program_holds_is_told_apart_from_a_bug(path, database):
    await database.write(lambda connection: connection.execute("pragma busy_timeout = 1"))
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("begin immediate")
    with pytest.raises(StorageFailed) as caught:
        await database.write(add(1))
    assert caught.value.code == "library_locked"
    assert caught.value.params["reason"] == "SQLITE_BUSY"
    other.execute("rollback")
    other.close()
    await database.write(add(2))
    assert await database.read(numbers) == [2]


async def test_what_waits_when_the_database_closes_is_still_written(path, database):
    jobs = [asyncio.create_task(database.write(add(number))) for number in range(20)]
    await asyncio.sleep(0)
    await database.close()
    await asyncio.gather(*jobs)
    connection = sqlite3.connect(path)
    assert numbers(connection) == list(range(20))
    connection.close()


async def test_a_closed_database_takes_no_more_and_closes_again(database):
    await database.close()
    await database.close()
    for refused in (database.write(add(1)), database.read(numbers)):
        with pytest.raises(StorageFailed) as caught:
            await refused
        assert caught.value.code == "library_closed"


async def test_closing_leaves_the_database_and_its_ballast(path, database):
    await database.write(add(1))
    await database.close()
    left = {path.name, path.with_suffix(".ballast").name}
    assert {file.name for file in path.parent.iterdir()} == left


async def test_a_caller_that_is_cancelled_ends_only_once_its_unit_is_written(database):
    async with Gate(database):
        job = asyncio.create_task(database.write(add(5)))
        await asyncio.sleep(0)
        for _ in range(2):
            job.cancel()
            await asyncio.wait({job}, timeout=0.01)
            assert not job.done()
    with pytest.raises(asyncio.CancelledError):
        await job
    assert await database.read(numbers) == [5]


async def test_a_cancelled_caller_of_a_unit_that_fails_is_cancelled_all_the_same(database):
    async with Gate(database):
        job = asyncio.create_task(database.write(lambda _: 1 / 0))
        await asyncio.sleep(0)
        job.cancel()
    with pytest.raises(asyncio.CancelledError):
        await job
    assert await database.read(numbers) == []


class PowerCut(BaseException):
    pass


@pytest.mark.parametrize(("when", "left"), [("before", [1]), ("after", [1, 2, 3])])
async def test_a_power_cut_keeps_all_or_nothing_and_ends_every_later_call(path, when, left):
    countdown = [2]

    def cut(now):
        if now == when:
            countdown[0] -= 1
            if countdown[0] < 0:
                raise PowerCut

    database = Database(path, migrations=TABLE, on_commit=cut)
    await database.open()
    await database.write(add(1))
    async with Gate(database):
        jobs = [asyncio.create_task(database.write(add(number))) for number in (2, 3)]
    outcomes = await asyncio.gather(*jobs, return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [PowerCut, PowerCut]
    for later in (database.write(add(4)), database.read(numbers)):
        with pytest.raises(PowerCut):
            await later
    await database.close()
    await database.close()
    again = Database(path, migrations=TABLE)
    await again.open()
    assert await again.read(numbers) == left
    await again.close()


async def test_a_unit_that_dies_takes_the_writer_with_it(database):
    def die(_connection):
        raise PowerCut

    with pytest.raises(PowerCut):
        await database.write(die)
    with pytest.raises(PowerCut):
        await database.write(add(1))


async def test_a_disk_that_gives_no_log_is_refused(tmp_path, monkeypatch):
    # A database in memory answers "memory" where WAL is asked for.
    real = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda _path, **rest: real(":memory:", **rest))
    with pytest.raises(StorageFailed) as caught:
        connect_writer(tmp_path / "x.sqlite3")
    assert caught.value.code == "library_without_wal"
    assert caught.value.params["mode"] == "memory"


async def test_a_sqlite_without_strict_tables_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 34, 1))
    with pytest.raises(StorageFailed) as caught:
        connect_writer(tmp_path / "x.sqlite3")
    assert caught.value.code == "sqlite_too_old"


async def test_a_reader_that_cannot_open_tells_every_caller(path, monkeypatch):
    def refuse(_path):
        raise sqlite3.OperationalError("no")

    monkeypatch.setattr("seedream_desktop.storage.reader.connect_reader", refuse)
    database = Database(path, migrations=TABLE)
    await database.open()
    for _ in range(3):
        with pytest.raises(sqlite3.OperationalError):
            await database.read(numbers)
    await database.write(add(1))
    await database.close()
