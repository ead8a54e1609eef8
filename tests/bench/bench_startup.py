"""What a command costs before it does anything, and the window before its first paint.

python -m tests.bench.bench_startup [ROUNDS]

Each case is a process; the cases of a round run one after the other, and the medians of wall
and CPU time are compared with those of `python -c pass` in the same rounds. The targets are in
CPU time of `import httpx`, the largest part that a start can do without: other work on the
machine disturbs that less.

The window is compared, in wall and in CPU time, with a bare one of PySide6 that has its size and
ends with its first paint too. The first round fills the caches of bytecode and files, and does not
count.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.bench.figures import figure
from tests.bench.service import ROOT

BARE, HTTP = "python -c pass", "python -c 'import httpx'"
RUN = "seedream run, one small picture"
BARE_WINDOW, WINDOW = "bare window, first paint", "window, first paint"
FURNISHED = "window, first paint with everything"
OF_BARE_WINDOW_MAX = 1.5
OF_HTTP_MAX = {"seedream --version": 0.4, "seedream list": 2.2, RUN: 4.0}


BARE_SCRIPT = """
import os
from PySide6.QtWidgets import QApplication, QMainWindow

class Window(QMainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        os._exit(0)

app = QApplication([])
window = Window()
window.resize(1440, 900)
window.show()
app.exec()
"""
SCRIPT = """
import os
import seedream_desktop.app.gui as gui
from seedream_desktop.ui.shell.window import Window
paint = Window.paintEvent

def painted(window, event):
    paint(window, event)
    if hasattr(window, "{part}"):
        os._exit(0)

Window.paintEvent = painted
gui.main([])
"""


def main(rounds: int) -> int:
    with tempfile.TemporaryDirectory(prefix="bench-startup-") as name:
        folder = Path(name)
        photo = folder / "photo.jpg"
        make = "import sys; from tests.fixtures.photographs import photograph as p\n"
        make += "p(320, 240).save(sys.argv[1], quality=90)"
        subprocess.run([sys.executable, "-c", make, str(photo)], cwd=ROOT, check=True)
        times: dict[str, list[tuple[float, float]]] = {}
        for number in range(rounds + 1):
            for what, command in cases(photo, folder / f"out-{number}").items():
                taken = timed(command, folder)
                if number:  # the first round compiles and fills the file system's cache
                    times.setdefault(what, []).append(taken)
    walls, cpus = (
        {w: statistics.median(t[i] for t in ts) for w, ts in times.items()} for i in (0, 1)
    )
    is_met = True
    for what, cpu in cpus.items():
        figure(f"{what}, wall", walls[what] * 1000, "ms")
        if what != BARE:
            figure(f"{what}, CPU of {BARE}", cpu / cpus[BARE], "x")
        if what in OF_HTTP_MAX:
            ratio, bound = cpu / cpus[HTTP], OF_HTTP_MAX[what]
            is_met &= figure(f"{what}, CPU of {HTTP}", ratio, "x", at_most=bound)
    for kind, of in (("wall", walls), ("CPU", cpus)):
        name = f"{kind} of {BARE_WINDOW}"
        figure(f"{FURNISHED}, {name}", of[FURNISHED] / of[BARE_WINDOW], "x")
        ratio = of[WINDOW] / of[BARE_WINDOW]
        is_met &= figure(f"{WINDOW}, {name}", ratio, "x", at_most=OF_BARE_WINDOW_MAX)
    return 0 if is_met else 1


def cases(photo: Path, out: Path) -> dict[str, list[str]]:
    seedream = ["-m", "seedream_desktop"]
    return {
        BARE: ["-c", "pass"],
        HTTP: ["-c", "import httpx"],
        "seedream --version": [*seedream, "--version"],
        "seedream list": [*seedream, "list"],
        BARE_WINDOW: ["-c", BARE_SCRIPT],
        WINDOW: ["-c", SCRIPT.format(part="show")],
        FURNISHED: ["-c", SCRIPT.format(part="body")],
        RUN: [*seedream, "run", str(photo), "--step", "warmer", "--out", str(out)],
    }


def timed(arguments: list[str], folder: Path) -> tuple[float, float]:
    """Return wall and CPU seconds of a process."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    own = {"SEEDREAM_HOME": str(folder / "home"), "PYTHONPYCACHEPREFIX": str(folder / "bytecode")}
    environ = {"QT_QPA_PLATFORM": "offscreen", **kept, **own}
    before, begun = children_s(), time.perf_counter()
    subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=environ,
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    return time.perf_counter() - begun, children_s() - before


def children_s() -> float:
    """Return the CPU seconds of all processes that ended."""
    try:
        import resource
    except ImportError:  # Windows, whose clock for this is coarse
        spent = os.times()
        return spent.children_user + spent.children_system
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 9))
