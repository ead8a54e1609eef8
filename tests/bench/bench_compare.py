"""Compare over two results of 4096 × 4096: until seen, until sharp, and frames of zoom and pan.

The program's own window on a library of its own, its canvas 1600 × 900, beside a bare Qt program
(bare_window.py) in the same run: the ratios say what the features cost. A pair is cold: nothing
of it is decoded, only the proxies lie in the cache as they do since its results came. Seen is
when the canvas has painted proxies of both; sharp when it has painted every pixel of both.
"Computed" is the time of the processor alone, which other programs do not lengthen. Offscreen
unless QT_QPA_PLATFORM says otherwise.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.bench.figures import figure

EDGE_PX, TRIALS = 4096, 5
SEEN_MS, SHARP_RATIO, FRAME_MS = 100.0, 1.3, 16.7
FORMS = ("jpg", "png")
REPEATS = 3


def main() -> int:
    if len(sys.argv) > 1:
        measure(Path(sys.argv[1]))
        return 0
    is_met = True
    with tempfile.TemporaryDirectory(prefix="bench-compare-") as name:
        folder = Path(name)
        prepare(folder)
        around = {**os.environ, "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring"}
        around.setdefault("QT_QPA_PLATFORM", "offscreen")
        own: list[dict] = []
        bare: dict[str, list[dict]] = {form: [] for form in FORMS}
        for turn in range(REPEATS):  # in turns, so that what else the machine does hits both
            for form in FORMS:
                paths = [str(folder / f"{form}-0-{step}.{form}") for step in range(2)]
                bare[form].append(child("tests.bench.bare_window", *paths, around=around))
            home = {"SEEDREAM_HOME": str(folder / f"home-{turn}")}
            own.append(child("tests.bench.bench_compare", name, around=around | home))
    for form in FORMS:
        seen = median(row[form]["seen_ms"] for row in own)
        sharp = median(row[form]["sharp_ms"] for row in own)
        plain = median(row["decode_ms"] for row in bare[form])
        figure(f"{form}, decode of both by QImage", plain, "ms")
        is_met &= figure(f"{form}, proxies of both seen", seen, "ms", at_most=SEEN_MS)
        figure(f"{form}, every pixel seen", sharp, "ms")
        ratio = sharp / plain
        is_met &= figure(f"{form}, every pixel to decode", ratio, "x", at_most=SHARP_RATIO)
        computed = median(row[form]["sharp_cpu_ms"] for row in own)
        computed /= median(row["decode_cpu_ms"] for row in bare[form])
        figure(f"{form}, every pixel to decode, computed", computed, "x")
    rows = [row for rows in bare.values() for row in rows]
    plain = median(row["frame_ms"] for row in rows)
    plain_own = median(row["frame_cpu_ms"] for row in rows)
    figure("bare, frames of zoom and pan, 95th percentile", plain, "ms")
    for mode in own[0]["frames"]:
        p95 = median(row["frames"][mode]["ms"] for row in own)
        is_met &= figure(f"{mode}, frames, 95th percentile", p95, "ms", at_most=FRAME_MS)
        computed = median(row["frames"][mode]["cpu_ms"] for row in own)
        figure(f"{mode}, frames, computed", computed, "ms")
        figure(f"{mode}, frames to bare, computed", computed / plain_own, "x")
    return 0 if is_met else 1


def median(values) -> float:
    return statistics.median(list(values))


def child(module: str, *arguments: str, around: dict[str, str]) -> dict:
    command = [sys.executable, "-m", module, *arguments]
    done = subprocess.run(command, env=around, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def prepare(folder: Path) -> None:
    """Write an original and two results of each form for each trial."""
    import numpy as np
    from PIL import Image

    from tests.fixtures.photographs import photograph

    small = photograph(1024, 1024)
    base = np.asarray(small.resize((EDGE_PX, EDGE_PX), Image.Resampling.BICUBIC)).astype(np.int16)
    grain = np.random.default_rng(1).normal(0, 4, base.shape).astype(np.int16)
    for trial in range(TRIALS):
        for step in range(2):
            values = np.clip(np.roll(base, 97 * trial + step, 1) + grain + 6 * step, 0, 255)
            image = Image.fromarray(values.astype(np.uint8))
            image.save(folder / f"jpg-{trial}-{step}.jpg", quality=92)
            image.save(folder / f"png-{trial}-{step}.png", compress_level=4)
    for number in range(TRIALS * len(FORMS)):
        shade = Image.new("RGB", (64, 64), (number, 80, 90))
        shade.save(folder / f"o-{number:02d}.png")


def measure(folder: Path) -> None:
    """Measure in the program's window, print the figures and end."""
    from seedream_desktop.app.application import application
    from seedream_desktop.ui import text
    from seedream_desktop.ui.catalogue import Audience
    from seedream_desktop.ui.theme.look import look
    from tests.bench.busy_window import HEIGHT_PX, WIDTH_PX
    from tests.fixtures.compared import Compared
    from tests.fixtures.windowing import Running

    qt = application()
    look.start(qt)
    text.speak(Audience.WINDOW)
    running = Running(qt).open()
    running.window.resize(2000, 1300)
    running.window.show()
    made = Compared(running, folder / "unused")
    made.begin(sorted(folder.glob("o-*.png")))
    for number in range(TRIALS * len(FORMS)):
        form, trial = FORMS[number // TRIALS], number % TRIALS
        for step in range(2):
            path = folder / f"{form}-{trial}-{step}.{form}"
            version = made.result(number, step, path)
            stored = running.desk.program.blobs.path(version.digest)
            running.ask(running.desk.program.thumbnail(version.digest, stored), 60)
            running.ask(running.desk.program.proxy(version.digest, stored), 60)
    made.show()
    running.window.resize(
        running.window.width() + WIDTH_PX - made.canvas.width(),
        running.window.height() + HEIGHT_PX - made.canvas.height(),
    )
    wait(1.0)
    found = {form: cold(made, number) for number, form in enumerate(FORMS)}
    found["frames"] = frames(made)
    print(json.dumps(found), flush=True)
    os._exit(0)


def wait(seconds: float) -> None:
    from PySide6.QtCore import QCoreApplication

    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        QCoreApplication.processEvents()
        time.sleep(0.002)


def cold(made, form: int) -> dict[str, float]:
    """Return how long pairs of which nothing is decoded take to be seen, and to be sharp."""
    from seedream_desktop.ui.canvas.pyramid import Tier

    seen, sharp, computed = [], [], []
    for trial in range(TRIALS):
        pair = pair_of(made, form * TRIALS + trial)
        made.session.leave()
        wait(0.6)
        made.view.loader.shelf.clear()
        made.session.is_shown = True
        begun, before = time.perf_counter(), time.process_time()
        made.session.show_pair(pair)
        seen.append(until(made, pair, Tier.PROXY, begun))
        sharp.append(until(made, pair, Tier.WHOLE, begun))
        computed.append((time.process_time() - before) * 1000)
    return {
        "seen_ms": statistics.median(seen),
        "sharp_ms": statistics.median(sharp),
        "sharp_cpu_ms": statistics.median(computed),
    }


def pair_of(made, number: int):
    from seedream_desktop.ui.desk.focus import Shot
    from seedream_desktop.ui.views.compare.comparison import Comparison

    table = made.session.table
    a, b = (Shot(table.images[number], step) for step in table.steps)
    return Comparison(a, b)


def until(made, pair, tier, begun: float) -> float:
    """Let the window go on until the canvas has painted both at a tier; return the time in ms."""
    from PySide6.QtCore import QCoreApplication, QEventLoop

    files = [made.session.file_of(shot) for shot in (pair.a, pair.b)]
    while True:
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        shown = made.stage.exhibits
        if [one.file for one in shown] == files and all(
            one.pixels is not None and one.pixels.tier >= tier for one in shown
        ):
            made.canvas.repaint()
            return (time.perf_counter() - begun) * 1000


def frames(made) -> dict[str, dict[str, float]]:
    """Return the 95th percentile of frames in each way, in ms, and what they computed."""
    from PySide6.QtCore import QCoreApplication

    from seedream_desktop.ui.canvas.modes import Mode
    from seedream_desktop.ui.canvas.viewport import View
    from tests.bench.moves import FRAMES, path_of

    made.running.wait(lambda: made.session.showing.is_sharp, 60)
    found = {}
    for mode in (Mode.SIDE, Mode.SPLIT, Mode.ONION, Mode.DIFFERENCE, Mode.ONE, Mode.SURVEY):
        made.view.keys.show_mode(mode)
        wait(1.5)
        took, own = [], []
        for scale, x, y in path_of(FRAMES):
            begun, before = time.perf_counter(), time.thread_time()
            made.stage.view = View(scale, x, y)
            made.stage._moved()
            made.canvas.repaint()
            QCoreApplication.processEvents()
            took.append((time.perf_counter() - begun) * 1000)
            own.append((time.thread_time() - before) * 1000)
        p95, p95_own = (statistics.quantiles(each, n=20)[-1] for each in (took, own))
        found[mode.value] = {"ms": p95, "cpu_ms": p95_own}
    return found


if __name__ == "__main__":
    sys.exit(main())
