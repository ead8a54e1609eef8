"""The window around its workspaces, in states that are worth a look."""

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QWidget

from seedream_desktop.domain.errors import LibraryBusy, Param, UserFixable
from seedream_desktop.domain.ledger import Balance
from seedream_desktop.settings.model import CapSettings
from seedream_desktop.ui import text
from seedream_desktop.ui.desk.messages import Remark
from seedream_desktop.ui.desk.purse import Spending
from seedream_desktop.ui.desk.queue import Counts
from seedream_desktop.ui.dialogs.closing import ClosingDialog
from seedream_desktop.ui.licences.dialog import LicencesDialog
from seedream_desktop.ui.theme.tokens import Tone
from tests.fixtures.windowing import Running
from tests.shots.screens import screen


def _filled(section: str, code: str, **params: Param) -> str:
    return text.text(code, params, section=section)


def palette(running: Running) -> None:
    running.window.do("help.palette")
    running.window.chores.palette.field.setText("the" if text.language() == "en" else "图")


def shortcuts(running: Running) -> None:
    running.window.do("help.shortcuts")


def what_is_sent(running: Running) -> None:
    running.window.do("help.what_is_sent")


def licences(sought: str = "") -> Callable[[Running], None]:
    def prepare(running: Running) -> None:
        running.window.do("help.licences")
        dialog = running.window.findChild(LicencesDialog)
        running.wait(lambda: dialog.rows.rowCount() > 0)
        dialog.search.setText(sought)

    return prepare


def closing(running: Running) -> None:
    ClosingDialog(Counts(running=4, waiting=18), running.window).open()


def not_open(running: Running) -> None:
    running.window.show_not_opened(LibraryBusy("library_busy", pid=4711))


def busy(running: Running) -> None:
    say = partial(_filled, "shell")
    desk = running.desk
    desk.preferences.change(caps=CapSettings(day_micros=5_000_000, month_micros=50_000_000))
    spent = Spending(Balance(reserved_micros=4_200_000), Balance(reserved_micros=22_400_000))
    desk.purse.changed.emit(spent)
    desk.queue.counted.emit(Counts(running=4, waiting=18, in_doubt=1))
    parts, waits = (
        [say("found_queued", count=5), say("found_accepted", count=1)],
        say("found_waits"),
    )
    desk.messages.put_up(
        "found",
        Remark(
            words=text.sentences([say("found", count=6, parts=text.listed(parts)), waits]),
            tone=Tone.WAITING,
            action=say("resume_for", cost=1_400_000),
            act=list,
            is_closable=True,
        ),
    )
    desk.messages.failed(UserFixable("plan_changed"))
    gone = {"pictures": text.counted("picture", 3), "title": "Spring catalogue"}
    removed = text.text("removed", gone, section="pictures")
    desk.messages.say(removed, action=text.text("undo", section="pictures"), act=list)
    running.window.body.toggle_strip()


SCREENS: dict[str, Callable[[], QWidget]] = {
    "window-palette": screen(palette),
    "window-shortcuts": screen(shortcuts),
    "window-what-is-sent": screen(what_is_sent),
    "licences": screen(licences()),
    "licences-search": screen(licences("patent")),
    "window-closing": screen(closing),
    "window-not-open": screen(not_open),
    "window-busy": screen(busy),
}
