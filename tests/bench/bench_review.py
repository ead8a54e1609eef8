"""The review bundle at full size: python -m tests.bench.bench_review [IMAGES].

200 photographs with grain and three results of each, packed at 1600 px in a process of its own:
bytes, seconds, memory. Then opened in a real browser from the disk: until the first pictures
are seen, until all of the file is there, a step to the next image, memory of all its processes.
The peer packs nothing: it only makes each picture small with Pillow, on as many threads.
"""

import asyncio
import hashlib
import json
import re
import struct
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import psutil
from PIL import Image as Pixels

from tests.bench.figures import figure
from tests.bench.service import ROOT

IMAGES, STEPS = 200, 3
DISTINCT = 60
EDGE_PX = 1600
BYTES_MAX = 150.0
SHOWN = "document.querySelectorAll('#grid img[src]').length > 7"


def main() -> int:
    images = int(sys.argv[1]) if len(sys.argv) > 1 else IMAGES
    with tempfile.TemporaryDirectory(prefix="bench-review-") as name:
        folder = Path(name)
        draw(folder, images * (STEPS + 1))
        packed = child("pack", folder, images)
        peer = child("peer", folder, images)
        is_met = figure(
            f"{images} images × {STEPS} steps", packed["bytes"] / 1e6, "MB", at_most=BYTES_MAX
        )
        figure("packed in", packed["seconds"], "s")
        is_met &= figure(
            "packing to making small alone", packed["seconds"] / peer["seconds"], "x", at_most=3.0
        )
        is_met &= figure("packing, memory gained", packed["gained_mb"], "MB", at_most=250.0)
        return 0 if opened(folder) and is_met else 1


def draw(folder: Path, count: int) -> None:
    """Write photographs; each has bytes of its own, though some look alike."""
    from tests.fixtures.photographs import photograph

    def one(seed: int) -> None:
        photograph(2048, 1365, seed).save(folder / f"base-{seed}.jpg", quality=92)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(one, range(min(DISTINCT, count))))
    for number in range(count):
        data = (folder / f"base-{number % DISTINCT}.jpg").read_bytes()
        said = str(number).encode()
        comment = b"\xff\xfe" + struct.pack(">H", len(said) + 2) + said
        (folder / f"{number}.jpg").write_bytes(data[:2] + comment + data[2:])


def child(what: str, folder: Path, images: int) -> dict[str, float]:
    command = [sys.executable, "-m", "tests.bench.bench_review", what, str(folder), str(images)]
    done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(done.stdout.splitlines()[-1])


def peer(folder: Path, images: int) -> dict[str, float]:
    """Make each picture small, as Pillow does it, and keep nothing."""

    def one(number: int) -> None:
        with Pixels.open(folder / f"{number}.jpg") as picture:
            picture.draft("RGB", (EDGE_PX, EDGE_PX))
            small = picture.resize((EDGE_PX, round(EDGE_PX * picture.height / picture.width)))
            with tempfile.TemporaryFile() as out:
                small.save(out, "WEBP", quality=75)

    begun = time.perf_counter()
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(one, range(images * (STEPS + 1))))
    return {"seconds": time.perf_counter() - begun}


async def pack(folder: Path, images: int) -> dict[str, float]:
    from seedream_desktop.app.review import Reviews
    from seedream_desktop.exporting.bundle_wish import BundleWish
    from seedream_desktop.imaging.pictures import ImagingPictures

    app = SimpleNamespace(
        library=shelf(folder, images),
        blobs=SimpleNamespace(path=lambda digest: folder / "none" / digest),
        pictures=ImagingPictures(),
        clock=SimpleNamespace(now=time.time),
    )
    paths = app.library.paths
    app.blobs.path = lambda digest: paths.get(digest, folder / "none")
    before = peak_mb()
    begun = time.perf_counter()
    packed = await Reviews(app).pack("sq-1", BundleWish(), folder / "review.html")
    seconds = time.perf_counter() - begun
    app.pictures.close()
    assert packed.pictures == images * (STEPS + 1), packed
    return {
        "bytes": packed.byte_count,
        "seconds": seconds,
        "gained_mb": peak_mb() - before,
    }


def shelf(folder: Path, images: int) -> SimpleNamespace:
    """Return a library that holds these pictures and nothing else."""
    from dataclasses import replace

    from seedream_desktop.domain.ids import VersionId
    from tests.fixtures import timelines

    sequence = timelines.sequence(images, STEPS)
    sample = timelines.version(0, 0, 1, 0, timelines.DONE)
    paths, rows, versions = {}, [], []
    for place, image in enumerate(sequence.images):
        own = digest_of(paths, folder / f"{place * (STEPS + 1)}.jpg")
        picture = replace(image.picture, digest=own, path=str(paths[own]))
        rows.append(replace(image, picture=picture))
        for number, step in enumerate(sequence.steps, start=1):
            made = digest_of(paths, folder / f"{place * (STEPS + 1) + number}.jpg")
            name = VersionId(f"v-{place}-{number}")
            versions.append(replace(sample, id=name, image=image.id, step=step.id, digest=made))
    whole = replace(sequence, images=tuple(rows))

    async def found(_sequence: str) -> object:
        return whole

    async def made_versions(_sequence: str) -> tuple[object, ...]:
        return tuple(versions)

    async def said(_sequence: str) -> tuple[object, ...]:
        return ()

    judgements = SimpleNamespace(of=said)
    return SimpleNamespace(
        sequence=found, versions=made_versions, judgements=judgements, paths=paths
    )


def digest_of(paths: dict[str, Path], path: Path) -> str:
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    paths[digest] = path
    return digest


def peak_mb() -> float:
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(re.search(r"VmHWM:\s+(\d+)", status)[1]) / 1024


def opened(folder: Path) -> bool:
    from tests.fixtures.browser import Browser

    browser = Browser(folder / "profile")
    try:
        browser.page("about:blank").close()  # the first one is the browser's own start
        begun = time.perf_counter()
        page = browser.page("about:blank")
        blank, idle = time.perf_counter() - begun, memory_mb(browser)
        begun = time.perf_counter()
        page.call("Page.navigate", url=(folder / "review.html").as_uri())
        page.wait(SHOWN)
        first = time.perf_counter() - begun
        browser.event("Page.loadEventFired", page.session)
        page.wait("document.readyState === 'complete'")
        whole = time.perf_counter() - begun
        figure("opening, a blank page", blank, "s")
        is_met = figure("opening, first pictures seen", first, "s", at_most=3.0)
        is_met &= figure("opening, all of the file there", whole, "s", at_most=10.0)
        page.write("Anna")
        page.press("Enter", "Shift+Y")
        page.wait("document.querySelector('#stage').dataset.shown")
        step = timed_step(page)
        is_met &= figure("next image, shown", step * 1000, "ms", at_most=300.0)
        gained = memory_mb(browser) - idle
        return figure("opened, memory gained", gained, "MB", at_most=600.0) and is_met
    finally:
        browser.close()


def memory_mb(browser: object) -> float:
    """Return what all of a browser's processes hold in memory."""
    own = psutil.Process(browser.process.pid)
    return sum(each.memory_info().rss for each in (own, *own.children(recursive=True))) / 1e6


def timed_step(page: object) -> float:
    """Return how long the next image takes to be shown, the median of several."""
    times = []
    for place in range(1, 8):
        begun = time.perf_counter()
        page.press("ArrowRight")
        page.wait(f"document.querySelector('#stage').dataset.shown.startsWith('{place} ')")
        times.append(time.perf_counter() - begun)
    return sorted(times)[len(times) // 2]


if __name__ == "__main__":
    if sys.argv[1:2] == ["pack"]:
        print(json.dumps(asyncio.run(pack(Path(sys.argv[2]), int(sys.argv[3])))))
    elif sys.argv[1:2] == ["peer"]:
        print(json.dumps(peer(Path(sys.argv[2]), int(sys.argv[3]))))
    else:
        sys.exit(main())
