"""Gaps of a 16 ms tick while everything is busy: python -m tests.bench.bench_gui [SECONDS].

A window of 1600 × 900 with a grid and the queue, the real engine on its own thread, the service's
emulator in a process of its own. At once: an import of 2,000 pictures, eight requests and their
downloads at a time, a flood of events, thumbnails of a grid that scrolls. Ends with exit code 1
where a target is missed: longest gap 50 ms, 99th percentile 20 ms. Offscreen unless
QT_QPA_PLATFORM says otherwise; each row is a process of its own on a library of its own.

Only the quiet machine counts: "GUI ms" is what the window itself computed in the longest gap, the
rest of that gap it waited for a core or for the interpreter's lock.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import Future
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

TICK_MS = 16
LONGEST_MS, P99_MS = 50.0, 20.0
PICTURES, AT_ONCE, FLOOD = 2000, 8, 400
ROWS = ("idle", "events", "import", "downloads", "all")
GRID_EDGE_PX = 256


def photographs(folder: Path, count: int) -> None:
    """Write pictures of 6 MP that differ by a comment only, which is all that a hash needs."""
    import numpy as np
    from PIL import Image

    rng = np.random.default_rng(7)
    coarse = Image.fromarray(rng.integers(20, 235, (24, 36, 3), dtype=np.uint8))
    whole = folder / "whole.jpg"
    coarse.resize((3000, 2000), Image.Resampling.BICUBIC).save(whole, quality=88)
    data = whole.read_bytes()
    whole.unlink()
    for number in range(count):
        comment = f"picture {number}".encode()
        segment = b"\xff\xfe" + (len(comment) + 2).to_bytes(2, "big") + comment
        (folder / f"{number:04d}.jpg").write_bytes(data[:2] + segment + data[2:])


class Window:
    """A grid of images and the queue beside it, with the models of the program."""

    def __init__(self, bridge, loader) -> None:
        from PySide6.QtCore import QSize, QTimer
        from PySide6.QtWidgets import QHBoxLayout, QListView, QTreeView, QWidget

        from seedream_desktop.ui.models.images import ImagesModel
        from seedream_desktop.ui.models.queue import QueueModel

        self.images = ImagesModel(loader)
        self.queue = QueueModel(time.time)
        self.widget = QWidget()
        self.grid, self.tree = QListView(), QTreeView()
        self.grid.setViewMode(QListView.ViewMode.IconMode)
        self.grid.setGridSize(QSize(GRID_EDGE_PX, GRID_EDGE_PX))
        self.grid.setIconSize(QSize(GRID_EDGE_PX, GRID_EDGE_PX))
        self.grid.setUniformItemSizes(True)
        self.grid.setModel(self.images)
        self.tree.setModel(self.queue)
        self.tree.setUniformRowHeights(True)
        layout = QHBoxLayout(self.widget)
        layout.addWidget(self.grid, 2)
        layout.addWidget(self.tree, 1)
        self.widget.resize(1600, 900)
        bridge.changed.connect(self.queue.apply)
        self.widget.show()
        self.timer = QTimer(self.widget)
        self.timer.timeout.connect(self.scroll)

    def scroll(self) -> None:
        """Go on by a row and ask for what is visible, as the view of the program does."""
        bar = self.grid.verticalScrollBar()
        bar.setValue((bar.value() + 64) % max(1, bar.maximum()))
        first = max(0, self.grid.indexAt(self.grid.rect().topLeft()).row())
        self.images.show_rows(first, first + 16, GRID_EDGE_PX)


class Ticks:
    """A precise timer of 16 ms that repaints the window and writes down when it came."""

    def __init__(self, widget) -> None:
        from PySide6.QtCore import Qt, QTimer

        self.times: list[float] = []
        self.spent: list[float] = []
        self._widget = widget
        self.timer = QTimer(widget)
        self.timer.setTimerType(Qt.TimerType.PreciseTimer)
        self.timer.timeout.connect(self.tick)
        self.timer.start(TICK_MS)

    def tick(self) -> None:
        self.times.append(time.perf_counter())
        self.spent.append(time.thread_time())
        self._widget.update()

    def gaps_ms(self) -> list[float]:
        return [(b - a) * 1000 for a, b in pairwise(self.times)]

    def own_ms(self) -> float:
        """Return what this thread computed in the longest gap."""
        gaps = self.gaps_ms()
        place = gaps.index(max(gaps))
        return (self.spent[place + 1] - self.spent[place]) * 1000


def sequence_of(pictures, provider: str, prompt: str):
    from seedream_desktop.domain.ids import ImageId, ProviderId, SequenceId, StepId
    from seedream_desktop.domain.sequence import Image, Sequence
    from seedream_desktop.domain.step import Step, StepMode

    images = tuple(Image(id=ImageId(f"im-{n}"), picture=p) for n, p in enumerate(pictures))
    step = Step(
        id=StepId("st-0"),
        prompt=prompt,
        provider=ProviderId(provider),
        family="seedream-5.0-lite",
        mode=StepMode.EACH,
    )
    return Sequence(id=SequenceId("sq-bench"), title="Bench", images=images, steps=(step,))


async def buy(app, pictures) -> str:
    """Start a run of one request for each picture."""
    sequence = sequence_of(pictures, "wavespeed", "golden hour")
    plan = await app.engine.plan(sequence)
    assert plan.is_runnable, plan.checks
    return (await app.engine.run(sequence, plan.token)).id


async def flood(bridge, template, seconds: float) -> int:
    """Publish bursts of events on the engine's thread, 8,000 a second."""
    import asyncio

    from seedream_desktop.domain.events import RequestChanged
    from seedream_desktop.domain.ids import RequestId

    sent, until = 0, time.monotonic() + seconds
    while time.monotonic() < until:
        for number in range(FLOOD):
            moved = replace(template, id=RequestId(f"flood-{number}"), version=sent)
            bridge.publish(RequestChanged(request=moved))
        sent += FLOOD
        await asyncio.sleep(0.05)
    return sent


def measure(row: str, folder: Path, seconds: float) -> None:
    """Run one row in this process and print its figures."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    from seedream_desktop.app.engine_thread import EngineThread
    from seedream_desktop.ui.bridge import EngineBridge
    from seedream_desktop.ui.images import ThumbnailLoader

    qt = QApplication([])
    engine = EngineThread()
    bridge = EngineBridge(engine.call)
    opening = engine.start(bridge.publish).result(30)
    app = opening.app
    loader = ThumbnailLoader(engine.call, app.thumbnail)
    window = Window(bridge, loader)
    few = engine.call(app.engine.import_pictures([folder / "few"])).result(60).pictures
    work = begin(row, folder, seconds, engine, bridge, app, window, few)
    QTimer.singleShot(500, lambda: ticking.append(Ticks(window.widget)))  # after the first paint
    ticking: list[Ticks] = []
    QTimer.singleShot(int(seconds * 1000) + 500, qt.quit)
    qt.exec()
    told = report(row, ticking[0], engine, app, work)
    loader.close()
    bridge.close()
    stopped = engine.stop(60)
    print(told, flush=True)
    os._exit(0 if stopped else 3)


def begin(row, folder, seconds, engine, bridge, app, window, few) -> dict[str, Future]:
    """Start what a row is about; the pictures of the grid are there before."""
    from seedream_desktop.ports.queue import QueuedRun
    from tests.fixtures.requests import a_request

    work: dict[str, Future] = {}
    if row == "idle":
        return work
    window.images.set_sequence(sequence_of(few, "local", "sepia"))
    if row in ("events", "all"):
        template = a_request(1)
        flooded = tuple(replace(template, id=f"flood-{n}", position=n) for n in range(FLOOD))
        run = engine_run(template)
        window.queue.set_runs([QueuedRun(run=run, title="Flood", requests=flooded)])
        window.tree.expandAll()
        work["events"] = engine.call(flood(bridge, template, seconds))
    if row in ("import", "all"):
        work["import"] = engine.call(app.engine.import_pictures([folder / "many"]))
        window.timer.start(100)
    if row in ("downloads", "all"):
        work["downloads"] = engine.call(buy(app, few))
    return work


def engine_run(template):
    from seedream_desktop.ports.library import Run

    return Run(
        id=template.run,
        sequence=template.sequence,
        started_at=0.0,
        plan_token="",
        cost_micros=0,
    )


def report(row, ticks, engine, app, work) -> str:
    """Return a row of the table; what was done is counted so that an idle bench shows."""
    from seedream_desktop.domain.request import RequestState

    done = []
    if "events" in work:
        done.append(
            "events running" if not work["events"].done() else f"{work['events'].result()} events"
        )
    if "import" in work:
        is_over = work["import"].done()
        done.append(f"{len(work['import'].result().pictures)} imported" if is_over else "importing")
    if "downloads" in work:
        work["downloads"].result(0)
        requests = engine.call(app.library.requests()).result(30)
        ended = sum(request.state is RequestState.DONE for request in requests)
        done.append(f"{ended} of {len(requests)} downloaded")
    gaps = ticks.gaps_ms()
    p50, p99 = statistics.median(gaps), statistics.quantiles(gaps, n=100)[98]
    over = sum(gap > 2 * TICK_MS for gap in gaps) / len(gaps)
    return (
        f"| {row} | {p50:.1f} | {p99:.1f} | {max(gaps):.1f} | {ticks.own_ms():.1f} "
        f"| {over:.1%} | {len(gaps)} | {', '.join(done)} |"
    )


def step_aside(process: int) -> None:
    """Let the service work with what is left of the machine: in life it has its own."""
    for task in Path(f"/proc/{process}/task").glob("*"):  # none where there is no /proc
        os.setpriority(os.PRIO_PROCESS, int(task.name), 19)


def main() -> int:
    if len(sys.argv) > 2:  # the child of one row
        measure(sys.argv[1], Path(sys.argv[2]), float(sys.argv[3]))
    seconds = sys.argv[1] if len(sys.argv) == 2 else "12"
    from tests.emulator.wavespeed.emulator import WaveSpeedProcess

    missed = False
    with tempfile.TemporaryDirectory() as name, WaveSpeedProcess(scale=0.05) as service:
        folder = Path(name)
        step_aside(service._process.pid)
        for part, count in (("few", 60), ("many", PICTURES)):
            (folder / part).mkdir()
            photographs(folder / part, count)
        around = os.environ | {
            "WAVESPEED_API_KEY": service.key,
            "SEEDREAM_WAVESPEED_URL": service.url,
            "SEEDREAM_CONCURRENCY": str(AT_ONCE),
        }
        around.setdefault("QT_QPA_PLATFORM", "offscreen")
        print(
            f"| at work | p50 ms | p99 ms (≤ {P99_MS:g}) | longest ms (≤ {LONGEST_MS:g}) "
            "| GUI ms | > 32 ms | ticks | done |"
        )
        print("|---|---|---|---|---|---|---|---|")
        for row in ROWS:
            command = [sys.executable, "-m", "tests.bench.bench_gui", row, name, seconds]
            home = {"SEEDREAM_HOME": str(folder / f"library-{row}")}
            child = subprocess.run(
                command, env=around | home, capture_output=True, text=True, check=False
            )
            print(child.stdout.strip() or child.stderr[-2000:], flush=True)
            cells = child.stdout.split("|")
            missed |= len(cells) < 5 or float(cells[3]) > P99_MS or float(cells[4]) > LONGEST_MS
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
