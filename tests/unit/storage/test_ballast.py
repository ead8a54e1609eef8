"""Room held back: what is paid is recorded on a full disk, and then nothing more is bought."""

import asyncio
import shutil
import sqlite3
from types import SimpleNamespace

import pytest

from seedream_desktop.domain.errors import DiskFull
from seedream_desktop.domain.request import RequestState
from seedream_desktop.storage.ballast import Ballast
from seedream_desktop.storage.library import Library
from tests.unit.storage import samples


@pytest.fixture
def ballast(places):
    return places.root / "library.ballast"


def volume_with(monkeypatch, free):
    usage = SimpleNamespace(total=10**9, used=10**9 - free, free=free)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)


def on_a_disk_that_is_full_but_for(ballast, statement):
    """Return a unit for which there is room only once the ballast is gone."""

    def work(connection):
        if ballast.exists():
            error = sqlite3.OperationalError("database or disk is full")
            error.sqlite_errorcode = sqlite3.SQLITE_FULL
            raise error
        return connection.execute(statement).rowcount

    return work


async def test_a_library_holds_room_back_and_keeps_it(places, ballast):
    for _ in range(2):
        library = await Library.open(places)
        await library.close()
        assert ballast.stat().st_size == 4_000_000
    assert ballast.stat().st_blocks * 512 >= 4_000_000


async def test_a_vital_unit_gets_the_room_and_others_do_not(library, ballast):
    work = on_a_disk_that_is_full_but_for(ballast, "delete from drafts")
    with pytest.raises(DiskFull):
        await library.database.write(work)
    assert ballast.exists()
    assert await library.database.write(work, is_vital=True) == 0
    assert not ballast.exists()


async def test_of_units_that_share_a_commit_only_the_vital_ones_are_run_again(library, ballast):
    work = on_a_disk_that_is_full_but_for(ballast, "delete from drafts")
    outcomes = await asyncio.gather(
        library.save_draft(("run",), "here", 1.0),
        *(library.database.write(work, is_vital=is_vital) for is_vital in (True, False, True)),
        return_exceptions=True,
    )
    assert outcomes[0] == 1
    assert [type(outcome) for outcome in outcomes[1:]] == [int, DiskFull, int]


async def test_without_room_nothing_new_is_sent_and_with_room_it_is(library, ballast, monkeypatch):
    await samples.begin_run(library, samples.request("req-1"))
    await library.database.write(
        on_a_disk_that_is_full_but_for(ballast, "delete from drafts"), is_vital=True
    )
    volume_with(monkeypatch, free=400_000)
    with pytest.raises(DiskFull):
        await samples.sent(library, "req-1")
    (request,) = await library.requests()
    assert request.state is RequestState.PREPARING
    assert await library.entries() == ()
    monkeypatch.undo()
    assert isinstance(
        await library.begin_sending(request, samples.NO_CAPS, samples.moment()), type(request)
    )
    assert ballast.exists()


@pytest.mark.parametrize(
    ("free", "size"), [(10**9, 4_000_000), (8_000_000, 1_000_000), (400_000, None), (0, None)]
)
def test_a_small_volume_gives_a_share_and_a_full_one_nothing(tmp_path, monkeypatch, free, size):
    volume_with(monkeypatch, free)
    ballast = Ballast(tmp_path / "ballast")
    assert ballast.make() is (size is not None)
    assert ballast.is_there is (size is not None)
    if size is not None:
        assert (tmp_path / "ballast").stat().st_size == size
        assert ballast.give_up()
    assert not ballast.give_up()
    assert not (tmp_path / "ballast").exists()


def test_a_folder_that_takes_no_file_has_no_ballast(tmp_path):
    assert not Ballast(tmp_path / "nowhere" / "ballast").make()
