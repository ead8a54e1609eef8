"""The rows of bench_gui that are of the program's own window, for a folder of pictures.

The window is 1600 x 900 and shows its Library with a sequence of one step; every tick repaints
all of it. Into that sequence the folder's pictures are imported as a drop would; then the sequence
is left for an empty one and opened again in Build, where its run is planned.
"""

import asyncio
import json
import os
import sys
import time
from pathlib import Path

from PySide6.QtWidgets import QApplication
from qasync import QEventLoop

from seedream_desktop.app.application import application
from seedream_desktop.app.engine_thread import EngineThread
from seedream_desktop.app.session import Gui
from seedream_desktop.storage.locations import locations
from seedream_desktop.ui.desk.intakes import Target
from seedream_desktop.ui.dialogs.question import Question
from seedream_desktop.ui.theme.look import look
from tests.bench.bench_gui import sequence_of
from tests.bench.busy_window import HEIGHT_PX, WIDTH_PX, Ticks

SETTLED_S, QUIET_S, AFTER_S = 4.0, 2.0, 2.0


def main(folder: Path) -> None:
    qt = application()
    look.start(qt)
    with QEventLoop(qt) as loop:
        gui = Gui(loop, EngineThread(owns_process=True), locations().root)
        gui.window.resize(WIDTH_PX, HEIGHT_PX)
        gui.show()
        rows = loop.run_until_complete(measured(gui, folder))
        print(json.dumps(rows), flush=True)
        gui.window.end()
        loop.run_until_complete(gui.ended)
    os._exit(0)


async def measured(gui: Gui, folder: Path) -> dict[str, dict]:
    while gui.desk is None:  # noqa: ASYNC110 (the window tells it to nobody)
        await asyncio.sleep(0.02)
    desk = gui.desk
    gui.window.go("go.library")
    document = desk.documents.create("Bench", (), sequence_of(()).steps)
    await asyncio.sleep(SETTLED_S)  # all other workspaces are made by now
    ticks, rows = Ticks(gui.window), {}

    async def row(name: str, work) -> None:
        since = time.perf_counter()
        await work
        rows[name] = ticks.figures(time.perf_counter(), since)

    await row("quiet", asyncio.sleep(QUIET_S))
    await row("import", brought_in(gui, folder))
    assert len(document.sequence.images) == len(list(folder.iterdir()))
    desk.documents.create("Empty")
    gui.window.go("go.build")
    await asyncio.sleep(AFTER_S)
    await row("open in Build", opened(gui, document.sequence.id))
    return rows


async def brought_in(gui: Gui, folder: Path) -> None:
    """Import a folder into the open sequence, say yes when asked, and wait for its plan."""
    ended = asyncio.Event()
    gui.desk.imports.ended.connect(lambda _: ended.set())
    gui.desk.imports.add_paths([folder], Target.HERE)
    while not ended.is_set():
        for question in QApplication.topLevelWidgets():
            if isinstance(question, Question) and question.isVisible():
                question.answer.click()
        await asyncio.sleep(0.05)
    await asyncio.sleep(AFTER_S)


async def opened(gui: Gui, sequence) -> None:
    gui.desk.documents.open(sequence)
    await asyncio.sleep(AFTER_S)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
