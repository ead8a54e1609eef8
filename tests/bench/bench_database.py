"""How fast the library writes and reads; ratios matter, absolute figures are the disk's.

python -m tests.bench.bench_database
"""

import asyncio
import os
import statistics
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from seedream_desktop.domain.request import RequestState
from seedream_desktop.storage.backups import is_sound
from seedream_desktop.storage.library import Library
from seedream_desktop.storage.locations import Locations
from tests.bench.figures import figure
from tests.unit.storage import samples

UNITS = 2000
VERSIONS = 30_000
SENDINGS = 300


def sync_floor_per_s(folder: Path) -> float:
    """Return how many small writes per second the disk brings to safety."""
    with (folder / "floor").open("wb") as file:
        begun = time.perf_counter()
        for _ in range(UNITS):
            file.write(b"x" * 4096)
            file.flush()
            os.fdatasync(file.fileno())
        return UNITS / (time.perf_counter() - begun)


def writing(number: int):
    row = ("bench", f"{number:064d}", "https://example", 1.0)
    return lambda c: c.execute("insert or replace into uploads values (?, ?, ?, ?)", row).rowcount


async def each_alone(library: Library) -> float:
    begun = time.perf_counter()
    for number in range(UNITS):
        await library.database.write(writing(number))
    return UNITS / (time.perf_counter() - begun)


async def all_at_once(library: Library) -> float:
    begun = time.perf_counter()
    await asyncio.gather(*(library.database.write(writing(UNITS + n)) for n in range(UNITS)))
    return UNITS / (time.perf_counter() - begun)


async def sendings(library: Library) -> list[float]:
    """Return the seconds from the call to the commit of each begin_sending."""
    names = [f"req-{number}" for number in range(SENDINGS)]
    await samples.begin_run(library, *(samples.request(name) for name in names))
    caps = replace(samples.NO_CAPS, run_micros=10**12, day_micros=10**12, month_micros=10**12)
    waits = []
    for name in names:
        queued = await library.request(samples.request(name).id)
        ready = await samples.prepared(library, queued)
        begun = time.perf_counter()
        sent = await library.begin_sending(ready, caps, samples.moment())
        waits.append(time.perf_counter() - begun)
        assert sent.state is RequestState.SENDING
    return waits


async def reading(library: Library, path: Path) -> None:
    await library.adopt(
        [samples.version(f"v{n}", image=samples.image_id(n)) for n in range(VERSIONS)]
    )
    for name, call in (
        (f"known() of {VERSIONS} versions", lambda: library.known(samples.SEQUENCE)),
        (f"versions() of {VERSIONS}", lambda: library.versions(samples.SEQUENCE)),
        ("requests() of 300", library.requests),
        ("sequences()", library.sequences),
    ):
        begun = time.perf_counter()
        await call()
        figure(name, (time.perf_counter() - begun) * 1000, "ms")
    begun = time.perf_counter()
    assert is_sound(path)
    figure("check at opening of that", (time.perf_counter() - begun) * 1000, "ms")


async def main() -> int:
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        places = Locations(Path(folder))
        library = await Library.open(places)
        floor = sync_floor_per_s(places.root)
        alone = await each_alone(library)
        together = await all_at_once(library)
        figure("fdatasync floor", floor, "/s")
        figure("one unit a transaction, awaited", alone, "/s")
        is_met = figure("units that wait together, to that", together / alone, "x", at_least=10)
        waits = sorted(await sendings(library))
        p99 = waits[int(len(waits) * 0.99)]
        figure("begin_sending, median", statistics.median(waits) * 1000, "ms")
        figure("begin_sending, p99", p99 * 1000, "ms")
        await reading(library, places.library)
        await library.close()
        return 0 if is_met else 1


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
