"""The window: rail, workspaces, and what stands around them."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QCloseEvent, QColor, QMoveEvent, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

from seedream_desktop.domain.ids import SequenceId
from seedream_desktop.ui.commands import Context
from seedream_desktop.ui.shell import panes
from seedream_desktop.ui.shell.glance import Glance
from seedream_desktop.ui.shell.places import PLACES, Somewhere
from seedream_desktop.ui.shell.placing import geometry_note, put_back

if TYPE_CHECKING:
    from seedream_desktop.domain.errors import SeedreamError
    from seedream_desktop.ui.actions import ActionRegistry
    from seedream_desktop.ui.desk.desk import Desk
    from seedream_desktop.ui.desk.messages import Messages
    from seedream_desktop.ui.shell.body import Body
    from seedream_desktop.ui.shell.memory import WindowMemory
    from seedream_desktop.ui.shell.status_bar import StatusBar
    from seedream_desktop.ui.views.workspace import Workspace


class Window(QMainWindow):
    """Painted before anything else is loaded; furnish() gives it its parts, open() the library.

    What this module needs at its top stands between a start and its first paint.
    """

    closing = Signal()
    """The window is closed: save, end, and quit when all is safe."""
    rearranged = Signal()
    """Something of memory() is different."""
    retry_asked = Signal()
    """The library, which could not be opened, is to be tried again."""
    theme_asked = Signal(str)

    body: "Body"

    def __init__(self, glance: Glance | None = None) -> None:
        """Make an empty window where and as the last one was."""
        super().__init__()
        seen = glance or Glance()
        self.setWindowTitle(QApplication.applicationName())
        self.is_painted = False
        self.may_close: Callable[[], bool] | None = None
        self._desk: Desk | None = None
        self._workspaces: dict[str, Workspace] = {}
        self._at: Workspace | None = None
        self._is_closing = False
        ground = self.palette()
        ground.setColor(QPalette.ColorRole.Window, QColor(seen.ground))
        self.setPalette(ground)
        put_back(self, seen.geometry_bytes)

    def furnish(
        self, actions: "ActionRegistry", messages: "Messages", memory: "WindowMemory"
    ) -> None:
        """Add everything that needs no library, as it was left."""
        from seedream_desktop.ui import speech, text
        from seedream_desktop.ui.shell.announcer import Announcer
        from seedream_desktop.ui.shell.body import Body
        from seedream_desktop.ui.shell.menus import Menus
        from seedream_desktop.ui.widgets.focus_ring import FocusRing

        speech.give_voices()
        self.setPalette(QPalette())
        self.setWindowTitle(text.text("title", section="shell"))
        self._actions, self._memory = actions, memory
        self.announcer = Announcer(self)
        self.menus = Menus(self.menuBar(), actions, self.theme_asked.emit)
        self.body = Body(actions, messages, memory)
        self.body.rail.chosen.connect(self._go_by_number)
        self.body.not_opened.retry_asked.connect(self.retry_asked)
        self.body.not_opened.quit_asked.connect(self.close)
        self.body.rearranged.connect(self.rearranged)
        self.setCentralWidget(self.body)
        self.status: StatusBar | None = None
        self.addActions(list(actions.of_context(Context.ANYWHERE)))
        self._ring = FocusRing(self)

    @property
    def desk(self) -> "Desk":
        """What the screens share; only once the library is open."""
        assert self._desk is not None, "the library is not open"
        return self._desk

    @property
    def place(self) -> str:
        """The command that goes to the workspace that is shown; empty before there is one."""
        return next((name for name, made in self._workspaces.items() if made is self._at), "")

    def open(self, desk: "Desk") -> None:
        """Show the opened library's screens, where the user left off."""
        from seedream_desktop.ui.shell.chores import Chores
        from seedream_desktop.ui.shell.status_bar import StatusBar
        from seedream_desktop.ui.views.dropping import Dropping

        self._desk = desk
        for place in PLACES:
            self._actions.handle(place.command, partial(self.go, place.command))
        self._actions.called.connect(self.do)
        self._dropping = Dropping(self, desk)
        desk.judging.told.connect(self.announcer.answer)
        self.status = StatusBar(desk, self.announcer)
        self.body.show_status(self.status)
        self.body.follow(desk)
        self.chores = Chores(self, desk)
        known = {place.command for place in PLACES}
        self.go(self._memory.place if self._memory.place in known else PLACES[0].command)
        if self._memory.sequence:
            self.chores.reopen(SequenceId(self._memory.sequence))

    def show_not_opened(self, error: "SeedreamError") -> None:
        """Say why the library is not open."""
        self.body.show_not_opened(error)

    def go(self, command: str) -> None:
        """Show the workspace that a command goes to."""
        from seedream_desktop.ui import text

        number = next(n for n, place in enumerate(PLACES) if place.command == command)
        workspace = self.made(PLACES[number])
        self.body.rail.choose(number)
        if workspace is self._at:
            self._see_to_focus(workspace)
            return
        if self._at is not None:
            self._at.leave()
        if (focused := self.focusWidget()) is not None:
            focused.clearFocus()  # else Qt hands it on while things hide, and each is read aloud
        self._at = workspace
        self.body.show_workspace(workspace)
        workspace.arrive()
        self._see_to_focus(workspace)
        self.announcer.answer(text.text(PLACES[number].icon, section="shell"))
        self.rearranged.emit()

    def do(self, command: str) -> None:
        """Go where a command belongs, unless it belongs here too, and have it done."""
        context = self._actions.keymap.context(command)
        fitting = [place for place in PLACES if context in place.contexts]
        here = (place for place in fitting if place.command == self.place)
        place = next(here, fitting[0] if fitting else None)
        if place is not None and place.command != command:
            self.go(place.command)
        self._actions.do(command)

    def made(self, place: Somewhere) -> "Workspace":
        """Return the workspace of a place, made now if it is not there yet."""
        if place.command not in self._workspaces:
            workspace = place.make(self.desk)
            self._workspaces[place.command] = workspace
            workspace.put_back(self._memory.widths.get(place.command, ()))
            workspace.rearranged.connect(self.rearranged)
            workspace.spoken.connect(self.announcer.answer)
            self.body.add_workspace(workspace)
        return self._workspaces[place.command]

    def is_made(self, place: Somewhere) -> bool:
        """Say whether the workspace of a place is there."""
        return place.command in self._workspaces

    def next_pane(self, by: int) -> None:
        """Give the focus to the next pane, or with -1 to the one before."""
        here = self._at.panes() if self._at is not None else ()
        around = [self.body.rail, *here, *self.body.side_panes()]
        panes.step(around, QApplication.focusWidget(), by)

    def memory(self) -> "WindowMemory":
        """Return how the window stands now."""
        from seedream_desktop.ui.shell.memory import WindowMemory
        from seedream_desktop.ui.theme.look import look

        return WindowMemory(
            geometry=geometry_note(self),
            ground=look.tokens.canvas,
            place=self.place or self._memory.place,
            sequence=self._open_sequence(),
            has_inspector=self.body.wants_inspector,
            inspector_px=self.body.inspector_px,
            has_queue_strip=self.body.wants_strip,
            told=self._memory.told,
            widths=self._widths(),
        )

    def _open_sequence(self) -> str:
        current = self._desk.documents.current if self._desk is not None else None
        return current.sequence.id if current is not None else ""

    def _widths(self) -> dict[str, tuple[int, ...]]:
        shown = {name: made.widths() for name, made in self._workspaces.items()}
        return self._memory.widths | {name: widths for name, widths in shown.items() if widths}

    def has_told(self, hint: str) -> bool:
        """Say whether the user does not want to see a hint again."""
        return hint in self._memory.told

    def note_told(self, hint: str) -> None:
        """Show a hint no more."""
        import msgspec

        told = (*self._memory.told, hint)
        self._memory = msgspec.structs.replace(self._memory, told=tuple(dict.fromkeys(told)))
        self.rearranged.emit()

    def come_to_front(self) -> None:
        """Show the window over others, as far as the system lets it."""
        if self.isMinimized():
            self.showNormal()
        self.show()
        self.raise_()
        self.activateWindow()

    def end(self) -> None:
        """Close without a question."""
        self.may_close = None
        self.close()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        self.is_painted = True

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._is_closing:
            event.accept()
            return
        if self.may_close is not None and not self.may_close():
            event.ignore()
            return
        self._is_closing = True
        event.accept()
        self.closing.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.rearranged.emit()

    def moveEvent(self, event: QMoveEvent) -> None:
        super().moveEvent(event)
        self.rearranged.emit()

    def _see_to_focus(self, workspace: QWidget) -> None:
        """Have the focus in the workspace, wherever it was."""
        focused = self.focusWidget()  # the one that has it once the window is active
        if focused is None or not workspace.isAncestorOf(focused):
            panes.enter(workspace)

    def _go_by_number(self, number: int) -> None:
        if self._desk is not None:
            self.go(PLACES[number].command)
