import asyncio
import hashlib
import os
from pathlib import Path

import pytest

from seedream_desktop.domain.errors import StorageFailed
from seedream_desktop.domain.ids import Digest
from seedream_desktop.storage import durable
from seedream_desktop.storage.blobs import Blobs


@pytest.fixture
async def blobs(tmp_path):
    store = Blobs(tmp_path / "new" / "blobs")
    yield store
    await store.close()


def sha256(data):
    return hashlib.sha256(data).hexdigest()


async def test_bytes_are_stored_by_their_hash(blobs, tmp_path):
    digest = await blobs.put(b"picture")
    assert digest == sha256(b"picture")
    path = blobs.path(digest)
    assert path == tmp_path / "new" / "blobs" / digest[:2] / digest[2:4] / digest
    assert path.read_bytes() == b"picture"
    assert blobs.has(digest)
    assert blobs.scratch_files() == []
    assert blobs.files() == [path]


async def test_a_blob_that_was_never_stored_is_not_there(blobs):
    digest = Digest(sha256(b"other"))
    assert not blobs.has(digest)
    assert not blobs.path(digest).exists()


async def test_no_bytes_are_a_blob_too(blobs):
    assert blobs.path(await blobs.put(b"")).read_bytes() == b""


@pytest.mark.parametrize("wrong", ["", "../../etc/passwd", "A" * 64, "a" * 63, "a" * 64 + "\n"])
async def test_what_is_no_digest_has_no_path(blobs, wrong):
    with pytest.raises(AssertionError):
        blobs.path(Digest(wrong))


async def test_a_finished_file_moves_into_the_store(blobs):
    path = blobs.scratch()
    data = bytes(range(256)) * 20_000
    path.write_bytes(data)
    digest = await blobs.take(path)
    assert digest == sha256(data)
    assert not path.exists()
    assert blobs.path(digest).read_bytes() == data


async def test_scratch_paths_differ_and_lie_on_the_stores_volume(blobs):
    one, other = blobs.scratch(), blobs.scratch()
    assert one != other
    assert one.parent.name == "tmp"
    assert one.parent.stat().st_dev == one.parent.parent.stat().st_dev
    assert not one.exists()


async def test_what_is_there_already_is_kept_and_made_young(blobs):
    digest = await blobs.put(b"same")
    before = blobs.path(digest).stat()
    os.utime(blobs.path(digest), (1.0, 1.0))
    path = blobs.scratch()
    path.write_bytes(b"same")
    assert await blobs.take(path) == digest
    after = blobs.path(digest).stat()
    assert not path.exists()
    assert after.st_ino == before.st_ino
    assert after.st_mtime > 1e9


async def test_a_file_taken_over_from_long_ago_is_young(blobs):
    path = blobs.scratch()
    path.write_bytes(b"old download")
    os.utime(path, (1.0, 1.0))
    assert blobs.path(await blobs.take(path)).stat().st_mtime > 1e9


async def test_a_torn_blob_is_written_anew(blobs):
    digest = await blobs.put(b"whole picture")
    blobs.path(digest).write_bytes(b"whole")
    assert await blobs.put(b"whole picture") == digest
    assert blobs.path(digest).read_bytes() == b"whole picture"


async def test_64_stores_of_the_same_bytes_leave_one_file_and_no_rest(blobs):
    digests = await asyncio.gather(*(blobs.put(b"x" * 100_000) for _ in range(64)))
    assert set(digests) == {sha256(b"x" * 100_000)}
    assert len(blobs.files()) == 1
    assert blobs.scratch_files() == []


async def test_file_and_folders_are_synced_before_the_store_answers(blobs, monkeypatch):
    synced = []
    real = os.fsync

    def note(descriptor):
        synced.append(Path(f"/proc/self/fd/{descriptor}").readlink())
        real(descriptor)

    await blobs.put(b"first, which makes the upper folders")
    monkeypatch.setattr(os, "fsync", note)
    path = blobs.path(await blobs.put(b"second"))
    names = [file.name for file in synced]
    assert names.count(path.name) == 0
    assert synced[0].parent.name == "tmp"
    assert synced[-1] == path.parent
    assert {path.parent, path.parent.parent, path.parent.parent.parent} <= set(synced)


async def test_a_file_that_is_not_there_cannot_be_taken(blobs):
    with pytest.raises(StorageFailed) as caught:
        await blobs.take(blobs.scratch())
    assert caught.value.code == "file_not_written"
    assert caught.value.params["reason"] == "ENOENT"


async def test_a_store_that_cannot_be_made_is_storage_trouble(tmp_path):
    (tmp_path / "file").write_text("")
    blobs = Blobs(tmp_path / "file" / "blobs")
    with pytest.raises(StorageFailed):
        blobs.scratch()
    with pytest.raises(StorageFailed):
        await blobs.put(b"x")
    await blobs.close()


async def test_a_write_that_fails_leaves_no_scratch_file(blobs, monkeypatch):
    def fail(_descriptor):
        raise OSError(5, "Input/output error")

    blobs.scratch()
    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(StorageFailed) as caught:
        await blobs.put(b"x")
    assert caught.value.params["reason"] == "EIO"
    assert blobs.scratch_files() == []
    assert blobs.files() == []


async def test_a_scanner_that_holds_the_file_for_a_moment_is_waited_for(blobs, monkeypatch):
    real, refusals = Path.replace, [PermissionError(13, "held")] * 3

    def hold(self, target):
        if refusals:
            raise refusals.pop()
        return real(self, target)

    monkeypatch.setattr(durable, "_REPLACE_WAITS_S", (0.0,) * 6)
    monkeypatch.setattr(Path, "replace", hold)
    assert blobs.has(await blobs.put(b"x"))
    assert refusals == []


async def test_a_file_that_stays_held_is_storage_trouble(blobs, monkeypatch):
    def hold(*_):
        raise PermissionError(13, "held")

    monkeypatch.setattr(durable, "_REPLACE_WAITS_S", (0.0,) * 2)
    monkeypatch.setattr(Path, "replace", hold)
    with pytest.raises(StorageFailed) as caught:
        await blobs.put(b"x")
    assert caught.value.params["reason"] == "EACCES"


async def test_closing_finishes_what_is_being_stored(blobs):
    jobs = [asyncio.create_task(blobs.put(bytes([n]) * 50_000)) for n in range(20)]
    await asyncio.sleep(0)
    await blobs.close()
    assert len(set(await asyncio.gather(*jobs))) == 20
    assert len(blobs.files()) == 20


async def test_a_closed_store_takes_nothing_and_closes_again(blobs):
    await blobs.close()
    await blobs.close()
    with pytest.raises(StorageFailed) as caught:
        await blobs.put(b"x")
    assert caught.value.code == "library_closed"


async def test_a_caller_that_is_cancelled_does_not_stop_its_file(blobs):
    job = asyncio.create_task(blobs.put(b"x" * 1_000_000))
    await asyncio.sleep(0)
    job.cancel()
    with pytest.raises(asyncio.CancelledError):
        await job
    await blobs.close()
    assert blobs.has(Digest(sha256(b"x" * 1_000_000)))


async def test_an_error_that_nobody_waits_for_is_silent(blobs):
    said = []
    asyncio.get_running_loop().set_exception_handler(lambda _loop, about: said.append(about))
    job = asyncio.create_task(blobs.take(Path("/nowhere/at/all")))
    await asyncio.sleep(0)
    job.cancel()
    with pytest.raises(asyncio.CancelledError):
        await job
    await blobs.close()
    assert said == []
