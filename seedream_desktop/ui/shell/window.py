"""The window: rail, workspaces, and what stands around them."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from seedream_desktop.ui import text
from seedream_desktop.ui.actions import ActionRegistry
from seedream_desktop.ui.commands import Context
from seedream_desktop.ui.shell.places import PLACES, Somewhere
from seedream_desktop.ui.views.dropping import Dropping
from seedream_desktop.ui.widgets.button import IconButton
from seedream_desktop.ui.widgets.focus_ring import FocusRing
from seedream_desktop.ui.widgets.panel import Hairline
from seedream_desktop.ui.widgets.rail import Place, Rail

if TYPE_CHECKING:
    from seedream_desktop.ui.desk.desk import Desk
    from seedream_desktop.ui.views.workspace import Workspace


class Window(QMainWindow):
    """Stands before the library is open; open() fills it."""

    closing = Signal()
    """The user closes the window: save, end, and quit when all is safe."""

    def __init__(self, actions: ActionRegistry) -> None:
        """Make what needs no library."""
        super().__init__()
        self.setWindowTitle(text.text("title", section="shell"))
        self.resize(1440, 900)
        self._actions = actions
        self._desk: Desk | None = None
        self._workspaces: dict[str, Workspace] = {}
        self._at: Workspace | None = None
        self._is_closing = False
        self._stack = QStackedWidget()
        settings = IconButton("settings", text.text("settings", section="shell"), edge_px=40)
        settings.clicked.connect(actions.action("settings.open").trigger)
        places = [Place(_word(place), place.icon, _keys(actions, place)) for place in PLACES]
        self._rail = Rail(text.text("places", section="shell"), places, [settings])
        self._rail.chosen.connect(self._go_by_number)
        self._lay_out()
        self.addActions(list(actions.of_context(Context.ANYWHERE)))
        self._ring = FocusRing(self)

    def open(self, desk: "Desk") -> None:
        """Show the opened library's screens."""
        self._desk = desk
        for place in PLACES:
            self._actions.handle(place.command, partial(self.go, place.command))
        self._actions.handle("window.close", self.close)
        self._actions.handle("window.quit", self.close)
        self._actions.called.connect(self.do)
        self._dropping = Dropping(self, desk)
        self.go(PLACES[0].command)

    def go(self, command: str) -> None:
        """Show the workspace that a command goes to."""
        assert self._desk is not None, "places need the opened library"
        number = next(n for n, place in enumerate(PLACES) if place.command == command)
        workspace = self._made(PLACES[number])
        self._rail.choose(number)
        if workspace is self._at:
            return
        if self._at is not None:
            self._at.leave()
        self._at = workspace
        self._stack.setCurrentWidget(workspace)
        workspace.arrive()

    def do(self, command: str) -> None:
        """Go where a command belongs and have it done."""
        context = self._actions.keymap.context(command)
        place = next((place for place in PLACES if context in place.contexts), None)
        if place is not None and place.command != command:
            self.go(place.command)
        self._actions.do(command)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._is_closing:
            event.accept()
            return
        self._is_closing = True
        self.closing.emit()
        event.accept()

    def _made(self, place: Somewhere) -> "Workspace":
        assert self._desk is not None, "workspaces need the opened library"
        if place.command not in self._workspaces:
            workspace = place.make(self._desk)
            self._workspaces[place.command] = workspace
            self._stack.addWidget(workspace)
        return self._workspaces[place.command]

    def _go_by_number(self, number: int) -> None:
        if self._desk is not None:
            self.go(PLACES[number].command)

    def _lay_out(self) -> None:
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self._rail)
        row.addWidget(Hairline(is_upright=True))
        row.addWidget(self._stack, 1)
        column.addLayout(row, 1)
        self.setCentralWidget(whole)


def _word(place: Somewhere) -> str:
    return text.text(place.icon, section="shell")


def _keys(actions: ActionRegistry, place: Somewhere) -> str:
    return actions.action(place.command).shortcut().toString()
