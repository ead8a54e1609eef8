"""The timeline with 10,000 images in 3 steps: python -m tests.bench.bench_timeline.

The row "timeline" is the program's own window, 1600 × 900, with a sequence whose frames are in
memory as the desk holds them; thumbnails come encoded from memory, as they do from the cache, and
are decoded by the program's own threads. The row "bare" is a QTableView with as many cells and
the same pictures from the same loader, painted by Qt's own delegate, with no features. Opening is
from the moment at which the frames are there to the end of the first paint. A frame scrolls by
under half a row, paints, and takes what was decoded meanwhile. Each row is a process of its own.
"""

import asyncio
import io
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import Future
from pathlib import Path

from tests.bench.figures import figure
from tests.bench.service import ROOT

IMAGES, STEPS = 10_000, 3
WIDTH_PX, HEIGHT_PX, EDGE_PX = 1600, 900, 160
FRAMES, BY_PX = 600, 67
FRAME_P99_MS, SLICE_MS, P99_RATIO = 16.7, 50.0, 2.0
BOUNDS = {
    "open_ms": 300.0,
    "p99_ms": FRAME_P99_MS,
    "own_p99_ms": FRAME_P99_MS,
    "memory_mb": 500.0,
}
WORDS = {
    "open_ms": ("opens", "ms"),
    "p50_ms": ("a scrolled frame, median", "ms"),
    "p99_ms": ("a scrolled frame, 99th percentile", "ms"),
    "own_p99_ms": ("what the window computed in it, 99th percentile", "ms"),
    "memory_mb": ("memory of the process", "MB"),
}
REPEATS = 3
DISTINCT = 24


def main() -> int:
    if len(sys.argv) > 1:
        found = {"timeline": timeline, "bare": bare}[sys.argv[1]]()
        print(json.dumps(found), flush=True)
        os._exit(0)
    rows = {row: best([measured(row) for _ in range(REPEATS)]) for row in ("bare", "timeline")}
    own, peer = rows["timeline"], rows["bare"]
    # On a machine that others keep busy not even the bare table keeps its frames.
    is_quiet = peer["p99_ms"] <= FRAME_P99_MS
    is_met = True
    for row, found in rows.items():
        bounds = BOUNDS if row == "timeline" else {}
        if not is_quiet:
            bounds = {name: bound for name, bound in bounds.items() if name != "p99_ms"}
        for name, (words, unit) in WORDS.items():
            is_met &= figure(f"{row}, {words}", found[name], unit, at_most=bounds.get(name))
    figure("timeline, pictures in sight are there", own["pictures_ms"], "ms")
    slices = "timeline, longest while all is counted"
    is_met &= figure(slices, own["slice_ms"], "ms", at_most=SLICE_MS)
    figure("timeline, 30,000 frames are counted", own["counted_ms"], "ms")
    figure("timeline, one frame changes", own["change_ms"], "ms")
    for what in ("open_ms", "p50_ms", "p99_ms", "own_p99_ms"):
        most = P99_RATIO if what == "p99_ms" else None
        name = f"timeline to bare, {what.removesuffix('_ms')}"
        is_met &= figure(name, own[what] / peer[what], "x", at_most=most)
    return 0 if is_met else 1


def best(found: list[dict]) -> dict:
    """Return each figure's least: the machine is shared, and only ever makes it slower."""
    return {name: min(each[name] for each in found) for name in found[0]}


def measured(row: str) -> dict:
    """Run a row in a process of its own."""
    with tempfile.TemporaryDirectory(prefix="bench-timeline-") as home:
        around = os.environ | {
            "SEEDREAM_HOME": home,
            "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
        }
        around.setdefault("QT_QPA_PLATFORM", "offscreen")
        command = [sys.executable, "-m", "tests.bench.bench_timeline", row]
        done = subprocess.run(
            command, cwd=ROOT, env=around, capture_output=True, text=True, check=False
        )
    assert done.returncode == 0, done.stderr
    print(f"{row}: load {os.getloadavg()[0]:.1f}", flush=True)
    return json.loads(done.stdout.splitlines()[-1])


def thumbnails() -> list[bytes]:
    """Return some encoded pictures of 512 px, as the cache holds them."""
    import numpy as np
    from PIL import Image

    rng, made = np.random.default_rng(7), []
    for _ in range(DISTINCT):
        coarse = Image.fromarray(rng.integers(20, 235, (24, 32, 3), dtype=np.uint8))
        stream = io.BytesIO()
        coarse.resize((512, 384), Image.Resampling.BICUBIC).save(stream, "JPEG", quality=85)
        made.append(stream.getvalue())
    return made


def timeline() -> dict:
    """Show the program's own window."""
    from dataclasses import replace

    from PySide6.QtWidgets import QApplication

    from seedream_desktop.app.application import application
    from seedream_desktop.domain.ids import ImageId, StepId
    from seedream_desktop.ui import text
    from seedream_desktop.ui.catalogue import Audience
    from seedream_desktop.ui.theme.look import look
    from tests.fixtures import timelines
    from tests.fixtures.windowing import Running

    app = application()
    look.start(app)
    text.speak(Audience.WINDOW)
    running = Running(app).open()
    desk, window = running.desk, running.window
    few = timelines.sequence(2, STEPS)
    running.ask(desk.program.library.save_sequence(few, 1.0))
    stored = thumbnails()

    async def fetch(digest: str, _path: Path) -> bytes:
        return stored[int(digest[:4], 16) % DISTINCT]

    desk.loader._fetch = fetch
    window.resize(WIDTH_PX, HEIGHT_PX)
    window.show()
    desk.documents.open(few.id)
    running.wait(lambda: desk.frames.is_read)
    window.go("go.timeline")
    workspace = window._at
    workspace.table.show_edge(EDGE_PX)
    settle(app, 0.5)
    shows = {(n, n % STEPS): timelines.Made(takes=(1, 1)) for n in range(0, IMAGES, 7)}
    frames = timelines.table(IMAGES, STEPS, shows)
    assert replace(frames.sequence, images=()).id == few.id

    begun = time.perf_counter()
    desk.frames.table = frames
    desk.frames.replaced.emit()
    window.repaint()
    opened = time.perf_counter()
    found = {"open_ms": (opened - begun) * 1000} | filled(app, workspace, desk.loader, begun)
    table = workspace.table
    parts = (table.viewport(), table.frozen.viewport(), table.rows.viewport())
    found |= scrolled(app, table.verticalScrollBar(), parts)
    place = (ImageId("im-500"), StepId("st-1"))
    begun = time.perf_counter()
    for _ in range(100):
        desk.frames.frames_changed.emit((place,))
    found["change_ms"] = (time.perf_counter() - begun) * 10
    QApplication.processEvents()
    return found | memory()


def filled(app, workspace, loader, begun: float) -> dict:
    """Wait for all pictures in sight and all counts; return how long either took."""
    longest, there = 0.0, 0.0
    while not workspace.screening.sieve.is_idle or loader._going:
        before = time.perf_counter()
        app.processEvents()
        longest = max(longest, time.perf_counter() - before)
        if not there and not loader._going:
            there = time.perf_counter()
    counted = time.perf_counter()
    return {
        "pictures_ms": ((there or counted) - begun) * 1000,
        "counted_ms": (counted - begun) * 1000,
        "slice_ms": longest * 1000,
    }


def bare() -> dict:
    """Show a table of Qt's own with the same pictures."""
    from PySide6.QtCore import QAbstractTableModel, QModelIndex, QSize, Qt
    from PySide6.QtWidgets import QApplication, QTableView

    from seedream_desktop.ui.images import ThumbnailLoader, Wish
    from tests.fixtures import timelines

    app = QApplication([])
    stored, loop = thumbnails(), asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, daemon=True).start()

    async def fetch(digest: str, _path: Path) -> bytes:
        return stored[int(digest[:4], 16) % DISTINCT]

    def caller(work) -> Future:
        return asyncio.run_coroutine_threadsafe(work, loop)

    loader = ThumbnailLoader(caller, fetch)
    digests = [
        [timelines.digest(f"{row} {column}") for column in range(STEPS + 1)]
        for row in range(IMAGES)
    ]

    class Bare(QAbstractTableModel):
        def rowCount(self, parent=QModelIndex()):  # noqa: B008, N802 (Qt)
            return 0 if parent.isValid() else IMAGES

        def columnCount(self, parent=QModelIndex()):  # noqa: B008, N802 (Qt)
            return 0 if parent.isValid() else STEPS + 1

        def data(self, index, role=Qt.ItemDataRole.DisplayRole):
            if role == Qt.ItemDataRole.DecorationRole:
                return loader.pixmap(Wish(digests[index.row()][index.column()], "", 256))
            return "done" if role == Qt.ItemDataRole.DisplayRole else None

    view = QTableView()
    view.resize(WIDTH_PX, HEIGHT_PX)
    view.setVerticalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
    view.setIconSize(QSize(EDGE_PX, EDGE_PX * 3 // 4))
    view.verticalHeader().setDefaultSectionSize(158)
    view.horizontalHeader().setDefaultSectionSize(EDGE_PX + 60)
    view.show()
    settle(app, 0.3)
    model = Bare()

    def load() -> None:
        first, last = view.rowAt(0), view.rowAt(view.viewport().height() - 1)
        last = last if last >= 0 else IMAGES - 1
        ahead = range(first, min(last + 1 + last - first, IMAGES))
        loader.want("bare", [Wish(digest, "", 256) for row in ahead for digest in digests[row]])

    def arrived(_wishes: object) -> None:
        view.viewport().update()

    loader.arrived.connect(arrived)
    begun = time.perf_counter()
    view.setModel(model)
    view.repaint()
    opened = time.perf_counter()
    load()
    view.verticalScrollBar().valueChanged.connect(lambda _value: load())
    while loader._going:
        app.processEvents()
    found = {"open_ms": (opened - begun) * 1000}
    parts = (view.viewport(), view.verticalHeader().viewport())
    return found | scrolled(app, view.verticalScrollBar(), parts) | memory()


def scrolled(app, bar, parts) -> dict:
    """Scroll on and on; return what frames took, without what waits in between."""
    taken, own = [], []
    for number in range(FRAMES):
        begun, spent = time.perf_counter(), time.thread_time()
        bar.setValue(bar.value() + BY_PX if number % 200 < 150 else bar.value() - BY_PX)
        for part in parts:
            part.repaint()
        app.processEvents()
        taken.append((time.perf_counter() - begun) * 1000)
        own.append((time.thread_time() - spent) * 1000)
        rest = 0.016 - (time.perf_counter() - begun)
        if rest > 0:
            time.sleep(rest)
    late = int(FRAMES * 0.99)
    return {
        "p50_ms": statistics.median(taken),
        "p99_ms": sorted(taken)[late],
        "own_p99_ms": sorted(own)[late],
    }


def memory() -> dict:
    import psutil

    return {"memory_mb": psutil.Process().memory_info().rss / 2**20}


def settle(app, seconds: float) -> None:
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        app.processEvents()
        time.sleep(0.002)


if __name__ == "__main__":
    sys.exit(main())
