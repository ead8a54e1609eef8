"""What is done on a volume of 2 MB, by a process that has it to itself: see test_disk_full."""

import asyncio
import os
import sys
import traceback
from dataclasses import replace
from pathlib import Path

import pytest

from seedream_desktop.domain.errors import DiskFull, StorageFailed
from seedream_desktop.domain.ids import ProviderId, RemoteId, RequestId
from seedream_desktop.domain.request import RequestState
from seedream_desktop.storage.blobs import Blobs
from seedream_desktop.storage.library import Library
from seedream_desktop.storage.locations import Locations
from seedream_desktop.storage.sweep import sweep
from tests.unit.storage import samples


async def integrity(library):
    return await library.database.read(lambda c: c.execute("pragma integrity_check").fetchone())


async def fill(library, prefix):
    """Save sequences until there is no more room; return how many there was room for."""
    for number in range(10_000):
        try:
            big = samples.sequence(f"{prefix}-{number}", images=60)
            await library.save_sequence(big, float(number))
        except DiskFull:
            return number
    raise AssertionError("the disk never filled")


async def a_full_volume_is_told_survived_and_used_again(small_disk):
    ballast = small_disk / "ballast"
    ballast.write_bytes(bytes(700_000))
    library = await Library.open(Locations(small_disk / "home"))
    await samples.begin_run(library, samples.request("req-1"))
    saved = await fill(library, "first")
    assert len(await library.sequences()) == saved + 1
    ballast.unlink()
    assert (await samples.sent(library, "req-1")).state is RequestState.SENDING
    assert await integrity(library) == ("ok",)
    await fill(library, "second")
    await library.close()
    library = await Library.open(Locations(small_disk / "home"))
    assert library.notices == ()
    assert (await library.request(RequestId("req-1"))).state is RequestState.SENDING
    assert await integrity(library) == ("ok",)
    await library.close()


async def a_blob_without_room_leaves_nothing_behind(small_disk):
    blobs = Blobs(small_disk / "blobs")
    kept = await blobs.put(b"k" * 500_000)
    with pytest.raises(DiskFull) as caught:
        await blobs.put(b"x" * 3_000_000)
    assert caught.value.code == "disk_full"
    assert blobs.scratch_files() == []
    assert blobs.files() == [blobs.path(kept)]
    await blobs.put(b"y" * 900_000)
    await blobs.close()


async def a_library_is_not_made_on_a_volume_without_room(small_disk):
    (small_disk / "ballast").write_bytes(bytes(2 * 1024 * 1024 - 16_384))
    with pytest.raises(StorageFailed):
        await Library.open(Locations(small_disk / "home"))
    (small_disk / "ballast").unlink()
    library = await Library.open(Locations(small_disk / "home"))
    assert await integrity(library) == ("ok",)
    await library.close()


async def a_sweep_makes_room(small_disk):
    library = await Library.open(Locations(small_disk / "home"))
    blobs = Blobs(small_disk / "home" / "blobs")
    await blobs.put(b"o" * 1_200_000)
    with pytest.raises(DiskFull):
        await blobs.put(b"n" * 1_200_000)
    tomorrow = 4e9
    assert (await sweep(library.database, blobs, tomorrow)).bytes_freed == 1_200_000
    await blobs.put(b"n" * 1_200_000)
    await blobs.close()
    await library.close()


async def the_last_byte_is_taken_while_orders_are_on_their_way(small_disk):
    """Their ids and results are recorded all the same, and then nothing more is sent."""
    library = await Library.open(Locations(small_disk / "home"))
    names = [f"req-{number}" for number in range(8)]
    await samples.begin_run(library, *(samples.request(name, 0) for name in (*names, "later")))
    sent = [await samples.sent(library, name) for name in names]
    later = await samples.prepared(library, await library.request(RequestId("later")))
    fill_up(small_disk / "filler")
    for number, request in enumerate(sent):
        taken = replace(request, remote_id=RemoteId(f"job-{number}"), accepted_at=1500.0)
        collecting = await library.begin_collecting(
            await library.move(taken, RequestState.ACCEPTED), samples.awaited(0)
        )
        assert collecting.remote_id == f"job-{number}"
    assert not (small_disk / "home" / "library.ballast").exists()
    with pytest.raises(DiskFull):
        await library.begin_sending(later, samples.NO_CAPS, samples.moment())
    await library.close()
    (small_disk / "filler").unlink()
    library = await Library.open(Locations(small_disk / "home"))
    assert await library.remote_ids(ProviderId("wavespeed")) >= {"job-0", "job-7"}
    assert await integrity(library) == ("ok",)
    begun = await library.begin_sending(later, samples.NO_CAPS, samples.moment())
    assert begun.state is RequestState.SENDING
    await library.close()


def fill_up(path):
    """Take what is left of a volume."""
    with path.open("wb", buffering=0) as file:
        for size in (65_536, 4096, 1):
            try:
                while file.write(bytes(size)):
                    pass
            except OSError:
                continue


SCENARIOS = (
    the_last_byte_is_taken_while_orders_are_on_their_way,
    a_full_volume_is_told_survived_and_used_again,
    a_blob_without_room_leaves_nothing_behind,
    a_library_is_not_made_on_a_volume_without_room,
    a_sweep_makes_room,
)

if __name__ == "__main__":
    scenario = {scenario.__name__: scenario for scenario in SCENARIOS}[sys.argv[1]]
    try:
        asyncio.run(scenario(Path(sys.argv[2])))
    except BaseException:  # noqa: BLE001 - reported, and then the process ends
        # The threads of a library that the failure left open would keep the process.
        traceback.print_exc()
        sys.stderr.flush()
        os._exit(1)
