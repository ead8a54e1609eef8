"""No space: told as such, nothing corrupt, and the work goes on once there is room."""

import asyncio
import shutil
import subprocess
import sys

import pytest

from seedream_desktop.domain.errors import DiskFull
from seedream_desktop.domain.ids import RequestId
from seedream_desktop.domain.request import RequestState
from seedream_desktop.storage.library import Library
from tests.unit.storage import samples
from tests.unit.storage.small_disk import SCENARIOS, fill, integrity

OWN_VOLUME = 'mount -t tmpfs -o size=2m none "$0" || exit 77; exec "$@"'
NO_MOUNT = 77


@pytest.mark.parametrize("scenario", [scenario.__name__ for scenario in SCENARIOS])
def test_on_a_small_volume(tmp_path, scenario):
    """Mount a volume of 2 MB in a namespace of its own; it goes with the process."""
    if shutil.which("unshare") is None:
        pytest.skip("no namespaces here")
    python = [sys.executable, "-m", "tests.unit.storage.small_disk", scenario, tmp_path]
    ended = subprocess.run(
        ["unshare", "--map-root-user", "--mount", "sh", "-c", OWN_VOLUME, tmp_path, *python],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    if ended.returncode == NO_MOUNT or ended.stderr.startswith("unshare:"):
        pytest.skip(f"no volume may be mounted here: {ended.stderr}")
    assert ended.returncode == 0, ended.stderr


async def test_a_full_database_refuses_what_is_new_and_keeps_what_it_has(library):
    await samples.begin_run(library, samples.request("req-1"))
    pages = await library.database.write(lambda c: c.execute("pragma page_count").fetchone()[0])
    await library.database.write(lambda c: c.execute(f"pragma max_page_count = {pages + 40}"))
    saved = await fill(library, "more")
    assert len(await library.sequences()) == saved + 1
    assert await integrity(library) == ("ok",)
    await library.database.write(lambda c: c.execute("pragma max_page_count = 100000"))
    assert (await samples.sent(library, "req-1")).state is RequestState.SENDING


async def test_a_submission_without_room_is_not_begun(library):
    names = [f"req-{n}" for n in range(200)]
    await samples.begin_run(library, *(samples.request(name) for name in names))
    ready = [
        await samples.prepared(library, await library.request(RequestId(name))) for name in names
    ]
    pages = await library.database.write(lambda c: c.execute("pragma page_count").fetchone()[0])
    await library.database.write(lambda c: c.execute(f"pragma max_page_count = {pages}"))
    moment = samples.moment()
    outcomes = await asyncio.gather(
        *(library.begin_sending(request, samples.NO_CAPS, moment) for request in ready),
        return_exceptions=True,
    )
    refused = {r.id for r, o in zip(ready, outcomes, strict=True) if isinstance(o, DiskFull)}
    sent = {o.id for o in outcomes if not isinstance(o, DiskFull)}
    assert refused
    assert {entry.request for entry in await library.entries()} == sent
    for request in await library.requests():
        assert (request.state is RequestState.SENDING) == (request.id in sent)


LIMITED = """
import asyncio, resource, sys
from pathlib import Path
from seedream_desktop.domain.errors import DiskFull, StorageFailed
from seedream_desktop.storage.blobs import Blobs
from seedream_desktop.storage.library import Library
from seedream_desktop.storage.locations import Locations
from tests.unit.storage import samples

async def main():
    library = await Library.open(Locations(Path(sys.argv[1])))
    blobs = Blobs(Path(sys.argv[1]) / "blobs")
    resource.setrlimit(resource.RLIMIT_FSIZE, (600_000, 600_000))
    try:
        await blobs.put(bytes(700_000))
    except DiskFull:
        print("full")
    saved = 0
    try:
        while True:
            await library.save_sequence(samples.sequence(f"s{saved}", images=60), 0.0)
            saved += 1
    except StorageFailed as failed:
        print(failed.code, saved, len(await library.sequences()))
    await blobs.close()
    await library.close()

asyncio.run(main())
"""


async def test_files_that_may_not_grow_are_storage_trouble_and_stay_sound(places):
    ended = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-c", LIMITED, str(places.root)],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    blob, database = ended.stdout.splitlines()
    assert blob == "full"
    code, saved, listed = database.split()
    assert code in {"library_io_error", "disk_full"}
    assert saved == listed
    assert int(saved) > 0
    library = await Library.open(places)
    assert library.notices == ()
    assert len(await library.sequences()) == int(saved)
    assert await integrity(library) == ("ok",)
    await library.close()
