import os
import subprocess
import sys

import pytest

from seedream_desktop.domain.errors import LibraryBusy, StorageFailed
from seedream_desktop.storage.library import Library
from seedream_desktop.storage.lock import LibraryLock

HOLDER = """
import sys
from pathlib import Path
from seedream_desktop.storage.lock import LibraryLock
LibraryLock(Path(sys.argv[1])).acquire()
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def holder(tmp_path):
    """Another process that holds the lock."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path / "library.lock")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_another_process_is_told_who_has_the_library(tmp_path, holder):
    with pytest.raises(LibraryBusy) as caught:
        LibraryLock(tmp_path / "library.lock").acquire()
    assert caught.value.code == "library_busy"
    assert caught.value.params == {"pid": holder.pid}


def test_the_lock_dies_with_the_process_that_held_it(tmp_path, holder):
    holder.kill()
    holder.wait()
    lock = LibraryLock(tmp_path / "library.lock")
    lock.acquire()
    lock.release()


def test_a_second_lock_in_one_process_is_refused_until_the_first_is_released(tmp_path):
    first, second = (LibraryLock(tmp_path / "library.lock") for _ in range(2))
    first.acquire()
    with pytest.raises(LibraryBusy) as caught:
        second.acquire()
    assert caught.value.params == {"pid": os.getpid()}
    first.release()
    second.acquire()
    second.release()


def test_releasing_twice_is_harmless_and_leaves_the_file(tmp_path):
    lock = LibraryLock(tmp_path / "library.lock")
    lock.acquire()
    lock.release()
    lock.release()
    assert (tmp_path / "library.lock").read_bytes() == b""


def test_a_holder_that_wrote_no_number_is_unknown(tmp_path):
    first, second = (LibraryLock(tmp_path / "library.lock") for _ in range(2))
    first.acquire()
    (tmp_path / "library.lock").write_bytes(b"")
    with pytest.raises(LibraryBusy) as caught:
        second.acquire()
    assert caught.value.params == {"pid": 0}
    first.release()


def test_a_root_that_cannot_be_made_is_storage_trouble(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageFailed) as caught:
        LibraryLock(tmp_path / "file" / "library.lock").acquire()
    assert caught.value.code == "library_not_writable"


def test_a_volume_without_locks_is_storage_trouble(tmp_path, monkeypatch):
    def refuse(*_):
        raise OSError(95, "not supported")

    monkeypatch.setattr("fcntl.flock", refuse)
    with pytest.raises(StorageFailed) as caught:
        LibraryLock(tmp_path / "library.lock").acquire()
    assert caught.value.code == "library_not_lockable"


async def test_a_library_that_is_open_is_not_opened_again(places, library):
    before = places.library.read_bytes()
    with pytest.raises(LibraryBusy):
        await Library.open(places)
    assert places.library.read_bytes() == before


async def test_a_library_that_could_not_be_opened_holds_no_lock(places):
    places.library.mkdir(parents=True)
    with pytest.raises(StorageFailed):
        await Library.open(places)
    places.library.rmdir()
    await (await Library.open(places)).close()
