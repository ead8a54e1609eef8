"""The queue's workspace in its states, over a service on loopback."""

import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from PySide6.QtWidgets import QApplication, QWidget

from seedream_desktop.domain.hold import Hold
from seedream_desktop.domain.request import RequestState
from seedream_desktop.ui.views.queue.workspace import QueueWorkspace
from tests.emulator.wavespeed import WaveSpeedEmulator
from tests.fixtures.queueing import QueueRoom, environ
from tests.fixtures.windowing import Running
from tests.shots import screens

S = RequestState


def staged(
    play: Callable[[QueueRoom], object], width: int = 1440, height: int = 900
) -> Callable[[], QWidget]:
    """Return a page: the window at its queue, once the room has been brought into a state."""

    def make() -> QWidget:
        stack = ExitStack()
        emulator = stack.enter_context(WaveSpeedEmulator())
        folder = stack.enter_context(tempfile.TemporaryDirectory())

        def prepare(running: Running) -> None:
            running.window.resize(width, height)
            room = QueueRoom(running, emulator, Path(folder) / "in")
            running.window.go("go.queue")
            play(room)
            QApplication.processEvents()

        window = screens.screen(prepare, **environ(emulator))()
        screens.at_end(stack.close)
        return window

    return make


def workspace(room: QueueRoom) -> QueueWorkspace:
    found = room.running.window.findChild(QueueWorkspace)
    assert found is not None, "the window has gone there"
    return found


def empty(room: QueueRoom) -> None:
    room.running.wait(lambda: room.queue.is_filled)


def ready(room: QueueRoom) -> None:
    room.make("Studio clean · Shoes", 3)
    room.running.window.go("go.library")
    room.running.window.go("go.queue")
    idle = workspace(room).idle
    room.running.wait(lambda: bool(idle._ready))


def busy(room: QueueRoom) -> None:
    """Show every state there is."""
    done = room.start("Catalogue cover", images=2)
    room.until(done, S.DONE, S.DONE)
    room.play("moderated", times=1)
    room.play("reply_dropped", at=4)
    room.play("history_lag", calls=None, seconds=3600, at=4)
    room.play("service_time", seconds=3600, at=5)
    room.play("service_time", seconds=3600, at=6)
    room.queue.wishes.hold(Hold.NOW)
    room.running.wait(lambda: room.queue.hold is Hold.NOW)
    run = room.start("Studio clean · Shoes", images=6)
    room.start("Portraits warm", images=3, steps=2)
    room.queue.go_on()
    wanted = {S.FAILED, S.IN_DOUBT, S.ACCEPTED}
    room.running.wait(lambda: wanted <= set(room.states(run)), 30)
    room.queue.do("run.hold", room.model.live()[-1].run.id)
    room.running.wait(lambda: room.model.live()[-1].run.is_held)


def doubt(room: QueueRoom) -> None:
    busy(room)
    choose(room, S.IN_DOUBT)


def choose(room: QueueRoom, state: RequestState) -> None:
    request = next(r for run in room.model.runs() for r in run.requests if r.state is state)
    view = workspace(room).view
    view.setCurrentIndex(room.model.index_of(request.run, request.id))
    view.setFocus()


def failed(room: QueueRoom) -> None:
    busy(room)
    choose(room, S.FAILED)


def paused(room: QueueRoom) -> None:
    room.queue.pause_after()
    room.running.wait(lambda: room.queue.hold is not Hold.NONE)
    room.start("Studio clean · Shoes", images=4)
    room.running.wait(lambda: room.queue.counts.waiting == 4)


PAGES: dict[str, Callable[[], QWidget]] = {
    "queue-empty": staged(empty),
    "queue-ready": staged(ready),
    "queue-busy": staged(busy),
    "queue-doubt": staged(doubt),
    "queue-failed-narrow": staged(failed, 1180, 720),
    "queue-paused": staged(paused),
}
