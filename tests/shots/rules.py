"""The queue's finer rules: a stop point, a run for later, slots that are waited for, dialogs."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from seedream_desktop.domain.request import RequestState
from seedream_desktop.ui import text
from seedream_desktop.ui.desk.when_done import Choice
from seedream_desktop.ui.dialogs.next_count import NextCountDialog
from seedream_desktop.ui.dialogs.start_time import StartTimeDialog
from tests.fixtures.queueing import SERVICE, QueueRoom
from tests.shots.queue import staged, workspace

S = RequestState


def stop_point(room: QueueRoom) -> None:
    """Two more are sent; a run waits for its time, one request for a slot."""
    desk = room.running.desk
    desk.preferences.change(concurrency={SERVICE: 2})
    room.queue.hold_now()
    room.running.wait(lambda: room.queue.hold is not room.queue.hold.NONE)
    room.play("service_time", seconds=3600)
    room.play("service_time", seconds=3600, at=2)
    run = room.start("Studio clean · Shoes", images=6)
    later = room.start("Portraits warm", images=2)
    at = desk.program.clock.now() + 86_400.0
    room.running.ask(desk.program.engine.appointments.start_at(later, at))
    desk.when_done.choose(Choice.RESULTS)
    desk.timing.run_next(4)
    room.running.wait(lambda: room.states(run).count(S.ACCEPTED) == 2, 20)
    room.running.wait(lambda: len(room.model.around.slots) == 2, 20)
    view = workspace(room).view
    view.setCurrentIndex(room.model.index_of(later))
    view.setFocus()


def pause_menu(room: QueueRoom) -> None:
    stop_point(room)
    workspace(room).toolbar.pause.unfold()


def done_menu(room: QueueRoom) -> None:
    stop_point(room)
    workspace(room).toolbar.done.unfold()


def quits(room: QueueRoom) -> None:
    room.running.desk.when_done.choose(Choice.QUIT)
    run = room.start("Studio clean · Shoes")
    room.until(run, S.DONE)
    room.running.wait(lambda: room.running.desk.when_done.is_quitting, 20)


def later_title() -> str:
    return text.text("later_title", {"title": "Studio clean · Shoes"}, section="rules")


def later() -> QWidget:
    return StartTimeDialog(later_title(), lambda: 1_780_000_000.0)


def later_wrong() -> QWidget:
    made = StartTimeDialog(later_title(), lambda: 1_780_000_000.0)
    made.time.setText("25:00")
    return made


def some_more() -> QWidget:
    return NextCountDialog(lambda count: count * 27_000, 2)


PAGES: dict[str, Callable[[], QWidget]] = {
    "rules-later": later,
    "rules-later-wrong": later_wrong,
    "rules-next": some_more,
}

SCREENS: dict[str, Callable[[], QWidget]] = {
    "rules-stop": staged(stop_point),
    "rules-stop-narrow": staged(stop_point, 1180, 720),
    "rules-pause-menu": staged(pause_menu),
    "rules-done-menu": staged(done_menu),
    "rules-quits": staged(quits),
}
