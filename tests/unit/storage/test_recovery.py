import os
import shutil
import sqlite3

import pytest

from seedream_desktop.domain.errors import StorageFailed
from seedream_desktop.domain.request import RequestState
from seedream_desktop.storage import backups
from seedream_desktop.storage.library import Library
from tests.unit.storage import samples
from tests.unit.storage.migrated import FIRST, SECOND, THIRD, backups_of, make, opened, rows


def break_header(path):
    path.write_bytes(b"this is no database at all" * 500)


def break_middle(path):
    data = bytearray(path.read_bytes())
    data[4096:] = b"\xa5" * (len(data) - 4096)
    path.write_bytes(data)


def cut_short(path):
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2 + 100])


@pytest.mark.parametrize("damage", [break_header, break_middle, cut_short])
async def test_a_damaged_database_is_moved_aside_and_the_newest_copy_takes_its_place(path, damage):
    await make(path, FIRST)
    await make(path, FIRST, SECOND)
    damage(path)
    damaged = path.read_bytes()
    async with opened(path, FIRST, SECOND) as (database, notices):
        assert await database.read(rows) == [(1, 10)]
        moved, restored = notices
    assert moved.code == "library_moved_aside"
    (aside,) = path.parent.glob("library.damaged-*.sqlite3")
    assert moved.params == {"path": str(aside)}
    assert aside.read_bytes() == damaged
    assert restored.code == "library_restored"
    assert "backup-v1-" in restored.params["path"]
    assert backups.was_damaged(path)


async def test_a_copy_that_is_damaged_as_well_is_passed_over(path):
    await make(path, FIRST)
    await make(path, FIRST, SECOND)
    await make(path, FIRST, SECOND, THIRD)
    newest, oldest = backups_of(path)
    break_middle(path)
    break_header(newest)
    async with opened(path, FIRST, SECOND, THIRD) as (database, notices):
        assert await database.read(rows) == [(1, 10)]
    assert notices[1].params == {"path": str(oldest)}


async def test_a_damaged_database_without_a_copy_begins_anew_and_says_so(places):
    places.root.mkdir()
    break_header(places.library)
    library = await Library.open(places)
    assert [notice.code for notice in library.notices] == [
        "library_moved_aside",
        "library_started_empty",
    ]
    assert await library.sequences() == ()
    await library.close()
    assert len(list(places.root.glob("library.damaged-*"))) == 1


async def test_the_log_of_a_damaged_database_goes_aside_with_it(path):
    await make(path, FIRST)
    break_header(path)
    path.with_name("library.sqlite3-wal").write_bytes(b"log")
    async with opened(path, FIRST) as (database, _):
        assert await database.read(rows) == [(1,)]
    (log,) = path.parent.glob("library.damaged-*-wal")
    assert log.read_bytes() == b"log"


async def test_a_recovery_that_was_cut_short_is_taken_up_again(path):
    await make(path, FIRST)
    await make(path, FIRST, SECOND)
    path.unlink()
    async with opened(path, FIRST, SECOND) as (database, notices):
        assert await database.read(rows) == [(1, 10)]
    assert [notice.code for notice in notices] == ["library_restored"]


async def test_a_copy_that_cannot_be_restored_leaves_no_half_file(path, monkeypatch):
    await make(path, FIRST)
    await make(path, FIRST, SECOND)
    path.unlink()

    def fail(*_):
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as patch:
        patch.setattr(shutil, "copyfile", fail)
        with pytest.raises(StorageFailed) as caught:
            await make(path, FIRST, SECOND)
    assert caught.value.params["reason"] == "EIO"
    assert not path.exists()
    async with opened(path, FIRST, SECOND) as (_, notices):
        assert [notice.code for notice in notices] == ["library_restored"]


async def test_damage_that_shows_only_while_reading_is_told(path):
    async with opened(path, FIRST) as (database, _):

        def fill(connection):
            connection.executemany("insert into t values (?)", [(n,) for n in range(20_000)])

        await database.write(fill)
    data = bytearray(path.read_bytes())
    async with opened(path, FIRST) as (database, _):
        data[3 * 4096 :] = b"\xff" * (len(data) - 3 * 4096)
        path.write_bytes(data)
        with pytest.raises(StorageFailed) as caught:
            await database.read(rows)
        assert caught.value.code == "library_damaged"


def test_a_file_that_cannot_be_looked_at_is_not_called_damaged(tmp_path):
    with pytest.raises(sqlite3.OperationalError):
        backups.is_sound(tmp_path)


async def test_a_library_with_work_is_copied_once_a_day(places):
    async def opened_and_closed():
        library = await Library.open(places)
        await library.close()

    library = await Library.open(places)
    await library.save_sequence(samples.sequence(), 1000.0)
    await library.close()
    assert backups_of(places.library) == []
    await opened_and_closed()
    await opened_and_closed()
    (copy,) = backups_of(places.library)
    assert backups.is_sound(copy)
    yesterday = copy.stat().st_mtime - 25 * 3600
    os.utime(copy, (yesterday, yesterday))
    await opened_and_closed()
    assert len(backups_of(places.library)) == 2


async def test_a_library_opens_where_there_is_no_room_for_a_copy(places, monkeypatch):
    library = await Library.open(places)
    await library.save_sequence(samples.sequence(), 1000.0)
    await library.close()

    def fail(_path):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backups, "sync_file", fail)
    library = await Library.open(places)
    assert await library.sequences() != ()
    await library.close()
    assert backups_of(places.library) == []


async def test_what_was_unsent_in_a_copy_says_so_once_the_copy_is_put_in_place(places):
    library = await Library.open(places)
    await samples.begin_run(library, samples.request("waits"), samples.request("is done"))
    done = await library.request("is done")
    await library.settle(done, RequestState.CANCELLED, samples.charge(0), 5.0)
    await library.close()
    await (await Library.open(places)).close()
    break_header(places.library)
    (copy,) = backups_of(places.library)
    library = await Library.open(places)
    marked = {request.id: request.copied_at for request in await library.requests()}
    assert marked["is done"] == 0.0
    assert abs(marked["waits"] - copy.stat().st_mtime) < 60
    waits = await library.move(await library.request("waits"), RequestState.PREPARING)
    assert (await library.request("waits")).copied_at == marked["waits"] == waits.copied_at
    assert await library.balances.may_mark(waits.provider, 1e12) is None
    await library.close()
