"""Reading two stored proxies for a comparison, and what making them costs at arrival.

    python -m tests.bench.bench_proxies

The peers do the same with nothing around: Qt decodes the two JPEGs from memory; an output is
decoded without a preview being made.
"""

import asyncio
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from PySide6.QtGui import QGuiApplication, QImage  # noqa: E402 - the path is set first

from seedream_desktop.app.previews import Previews  # noqa: E402
from seedream_desktop.imaging.annex import Annex  # noqa: E402
from seedream_desktop.imaging.pictures import ImagingPictures  # noqa: E402
from seedream_desktop.settings.model import CacheSettings  # noqa: E402
from seedream_desktop.storage.locations import Locations  # noqa: E402
from seedream_desktop.ui.images import decoded, warm_up  # noqa: E402
from tests.bench.figures import figure  # noqa: E402
from tests.fixtures import photographs  # noqa: E402

ROUNDS = 15
PAIRS = 6
SHOWN_MS = 100
"""Of the processor, since the clock of a busy machine says nothing; two free cores need half."""


def outputs(folder):
    """Write results as services send them: 4096 × 4096, JPEG and PNG."""
    paths = []
    for index in range(2 * PAIRS):
        photo = photographs.photograph(4096, 4096, index)
        path = folder / f"output{index}.{'png' if index == 1 else 'jpg'}"
        path.write_bytes(
            photographs.encoded(photo, "PNG", compress_level=1)
            if index == 1
            else photographs.encoded(photo, "JPEG")
        )
        paths.append((f"{index:02}" * 32, path))
    return paths


def median(values):
    return sorted(values)[len(values) // 2]


async def reading(previews, shown, decoders):
    """Return milliseconds from wish to images, of bare decodes, and of the processor for ours."""
    loop, ours, bare, spent = asyncio.get_running_loop(), [], [], []

    async def image(digest, path):
        data = await previews.proxy(digest, path)
        return await loop.run_in_executor(decoders, decoded, data, 2048)

    for index in range(ROUNDS):
        pair = shown[2 * (index % PAIRS) : 2 * (index % PAIRS) + 2]
        began, before = time.perf_counter(), time.process_time()
        images = await asyncio.gather(*(image(*each) for each in pair))
        ours.append((time.perf_counter() - began) * 1e3)
        spent.append((time.process_time() - before) * 1e3)
        assert all(max(made.width(), made.height()) == 2048 for made in images)
        held = [await previews.proxy(*each) for each in pair]
        began = time.perf_counter()
        await asyncio.gather(*(loop.run_in_executor(decoders, bare_decode, data) for data in held))
        bare.append((time.perf_counter() - began) * 1e3)
    return median(ours), median(bare), median(spent)


def bare_decode(data):
    return QImage.fromData(data)


async def verifying(path, workers):
    """Return milliseconds to verify an output with previews and without, in turns."""
    with_them, without = [], []
    for _ in range(5):
        for makes, into in ((True, with_them), (False, without)):
            pictures = ImagingPictures(workers, makes_previews=makes)
            began = time.perf_counter()
            verified = await pictures.verify(path, pixels_max=36_000_000)
            into.append((time.perf_counter() - began) * 1e3)
            assert (verified.previews is not None) is makes
    return min(with_them), min(without)


async def run(folder):
    workers = Annex()
    pictures = ImagingPictures(workers)
    previews = Previews(Locations(folder / "home"), CacheSettings(), pictures)
    decoders = ThreadPoolExecutor(2)
    shown = outputs(folder)
    await asyncio.gather(*(previews.proxy(*each) for each in shown))
    ours, bare, spent = await reading(previews, shown, decoders)
    figure("proxy pair: wish to images", ours, "ms")
    figure("proxy pair: of the processor, all threads", spent, "ms", at_most=SHOWN_MS)
    figure("proxy pair: ratio to two bare decodes of Qt", ours / bare, "x", at_most=1.6)
    for kind, (_, path) in zip(("JPEG", "PNG"), shown, strict=False):
        made, plain = await verifying(path, workers)
        figure(f"{kind} output: verified with previews, to without", made / plain, "x", at_most=1.7)
        figure(f"{kind} output: what its previews add", made - plain, "ms")
    began = time.perf_counter()
    await previews.figures(*shown[2:4])
    figure("figures of a pair", (time.perf_counter() - began) * 1e3, "ms", at_most=1500)
    decoders.shutdown()
    await previews.close()
    pictures.close()


def main():
    app = QGuiApplication.instance() or QGuiApplication(["bench", "-platform", "offscreen"])
    warm_up()
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(run(Path(folder)))
    del app


if __name__ == "__main__":
    main()
