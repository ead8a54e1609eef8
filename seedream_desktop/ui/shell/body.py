"""The window's inside: banners above, rail, workspace and inspector, status below."""

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from seedream_desktop.domain.errors import SeedreamError
from seedream_desktop.ui import text
from seedream_desktop.ui.actions import ActionRegistry
from seedream_desktop.ui.desk.messages import Messages, Remark
from seedream_desktop.ui.shell.banners import Banners
from seedream_desktop.ui.shell.inspector import Inspector
from seedream_desktop.ui.shell.memory import WindowMemory
from seedream_desktop.ui.shell.opening import NotOpenedPage
from seedream_desktop.ui.shell.places import PLACES, Somewhere
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.tokens import Tone
from seedream_desktop.ui.widgets.button import IconButton
from seedream_desktop.ui.widgets.notice import Toaster
from seedream_desktop.ui.widgets.panel import Hairline
from seedream_desktop.ui.widgets.rail import Place, Rail

if TYPE_CHECKING:
    from seedream_desktop.ui.desk.desk import Desk
    from seedream_desktop.ui.desk.queue import Counts
    from seedream_desktop.ui.shell.export_strip import ExportStrip
    from seedream_desktop.ui.shell.queue_strip import QueueStrip
    from seedream_desktop.ui.shell.status_bar import StatusBar
    from seedream_desktop.ui.views.workspace import Workspace


_WORKSPACE_LEAST: Final = 520
"""What a workspace keeps beside the inspector, at 100 % text."""


class Body(QWidget):
    """Lays the parts out and shows one workspace at a time."""

    rearranged = Signal()

    def __init__(self, actions: ActionRegistry, messages: Messages, memory: WindowMemory) -> None:
        """Make what needs no library."""
        super().__init__()
        self._actions = actions
        self.wants_inspector = memory.has_inspector
        self.inspector_px = memory.inspector_px
        self.wants_strip = memory.has_queue_strip
        self.banners = Banners(messages)
        self._middle = QWidget()
        self.toaster = Toaster(self._middle, self._foot_px)
        self.rail = self._made_rail()
        self.stack = QStackedWidget()
        self.stack.addWidget(QWidget())
        self.not_opened = NotOpenedPage()
        self.stack.addWidget(self.not_opened)
        self.inspector = Inspector()
        self.inspector.hide()
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._is_roomy, self._is_inspecting = True, False
        self._column = QVBoxLayout(self)
        self._status: StatusBar | None = None
        self._strip: QueueStrip | None = None
        self._exported: ExportStrip | None = None
        self._lay_out()
        messages.said.connect(self._on_said)
        actions.handled.connect(self._on_handled)

    # -- workspaces

    def add_workspace(self, workspace: "Workspace") -> None:
        """Take a workspace in, not shown yet."""
        self.stack.addWidget(workspace)
        if workspace.inspector is not None:
            self.inspector.keep(workspace.inspector)
        workspace.inspector_changed.connect(partial(self._show_inspector_of, workspace))

    def show_workspace(self, workspace: "Workspace") -> None:
        """Show a workspace with what its inspector says."""
        self._is_inspecting = False
        self.stack.setCurrentWidget(workspace)
        self.toaster.follow()
        self._show_inspector_of(workspace)

    def _show_inspector_of(self, workspace: "Workspace") -> None:
        if self.stack.currentWidget() is workspace:
            self.inspector.show_content(workspace.inspector)
            self.see_to_inspector()

    def show_not_opened(self, error: SeedreamError) -> None:
        """Show why there are no workspaces."""
        self.not_opened.show_error(error)
        self.stack.setCurrentWidget(self.not_opened)

    # -- around them

    def show_status(self, status: "StatusBar") -> None:
        """Put the status bar below."""
        self._status = status
        self._column.addWidget(Hairline())
        self._column.addWidget(status)
        status.panel_button.clicked.connect(self._actions.action("view.inspector").trigger)
        self.see_to_inspector()

    def follow(self, desk: "Desk") -> None:
        """Show the queue's counts on the rail, and its strip under the workspaces."""
        from seedream_desktop.ui.shell.export_strip import ExportStrip
        from seedream_desktop.ui.shell.queue_strip import QueueStrip

        self.rail.setEnabled(True)
        self._strip = QueueStrip(desk.queue)
        self._strip.queue_asked.connect(self._actions.action("go.queue").trigger)
        self._strip_line = Hairline()
        self._column.insertWidget(self._column.count() - 2, self._strip_line)
        self._column.insertWidget(self._column.count() - 2, self._strip)
        self._exported = ExportStrip(desk.exports, desk.sheets)
        self._column.insertWidget(self._column.count() - 4, self._exported)
        self._see_to_strip()
        desk.queue.counted.connect(self._show_counts)
        self._show_counts(desk.queue.counts)

    def toggle_inspector(self) -> None:
        """Show the inspector, or give its room to the workspace."""
        if self._has_room():
            self.wants_inspector = not self.wants_inspector
            self.rearranged.emit()
        else:
            self._is_inspecting = not self._is_inspecting
        self.see_to_inspector()

    def toggle_strip(self) -> None:
        """Show the queue's strip, or take it away."""
        self.wants_strip = not self.wants_strip
        self._see_to_strip()
        self.rearranged.emit()

    def see_to_inspector(self) -> None:
        """Show the inspector where it is wanted and has something to say."""
        has_any = self.inspector.has_content
        is_roomy = self._is_roomy = self._has_room()
        is_alone = has_any and not is_roomy and self._is_inspecting
        is_shown = is_alone or (has_any and is_roomy and self.wants_inspector)
        self.inspector.stand_alone(is_alone=is_alone)
        self.stack.setVisible(not is_alone)
        self.inspector.setVisible(is_shown)
        self._actions.allow("view.inspector", is_allowed=has_any)
        action = self._actions.action("view.inspector")
        action.setCheckable(True)
        action.setChecked(is_shown)
        if self._status is not None:
            self._status.panel_button.setVisible(has_any)
            name = "hide_inspector" if is_shown else "show_inspector"
            self._status.panel_button.setAccessibleName(text.text(name, section="shell"))
            self._status.panel_button.setToolTip(text.text(name, section="shell"))
        if is_shown:
            wanted = look.height(self.inspector_px)
            self._split.setSizes([max(self._split.width() - wanted, 1), wanted])

    def _has_room(self) -> bool:
        """Say whether workspace and inspector can be read beside each other."""
        if not self._split.isVisible():
            return True  # nothing has its width yet
        return self._split.width() >= look.height(_WORKSPACE_LEAST) + self.inspector.least_px()

    def _on_room(self) -> None:
        """Have the inspector yield to the workspace where there is no more room for both."""
        if self._has_room() != self._is_roomy:
            self.see_to_inspector()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._split and event.type() == QEvent.Type.Resize:
            QTimer.singleShot(0, self, self._on_room)
        return super().eventFilter(watched, event)

    def side_panes(self) -> list[QWidget]:
        """Return what F6 goes through beside the workspace."""
        parts = (self._exported, self._strip, self._status)
        below = [pane for pane in parts if pane is not None]
        return [self.inspector, *below, self.banners]

    def _see_to_strip(self) -> None:
        if self._strip is None:
            return
        self._strip.setVisible(self.wants_strip)
        self._strip_line.setVisible(self.wants_strip)
        action = self._actions.action("view.queue_strip")
        action.setCheckable(True)
        action.setChecked(self.wants_strip)

    def _show_counts(self, counts: "Counts") -> None:
        number = next(n for n, place in enumerate(PLACES) if place.command == "go.queue")
        button = self.rail.buttons[number]
        if counts.in_doubt:
            name = text.text("queue_in_doubt", {"count": counts.in_doubt}, section="shell")
            button.show_count(counts.in_doubt, Tone.DOUBT, name)
            return
        count = counts.running + counts.waiting
        name = text.text("queue_open", {"count": count}, section="shell") if count else ""
        button.show_count(count, Tone.QUIET, name)

    def _foot_px(self) -> int:
        """Return how much of the lower edge the shown workspace keeps free of toasts."""
        from seedream_desktop.ui.views.workspace import Workspace

        shown = self.stack.currentWidget()
        return shown.foot_px() if isinstance(shown, Workspace) else 0

    def _on_said(self, remark: Remark) -> None:
        close = text.text("close_banner", section="shell")
        toast = self.toaster.show(remark.words, close=close, action=remark.action, tone=remark.tone)
        if remark.act is not None:
            toast.action.clicked.connect(remark.act)

    def _on_handled(self, command: str) -> None:
        if command == "settings.open":
            self._settings.show()

    def _on_split(self, _position: int, _index: int) -> None:
        if self.inspector.isVisible():
            self.inspector_px = round(self.inspector.width() * 100 / look.height(100))
            self.rearranged.emit()

    def _made_rail(self) -> Rail:
        self._settings = IconButton("settings", text.text("settings", section="shell"), edge_px=40)
        self._settings.clicked.connect(self._actions.action("settings.open").trigger)
        self._settings.setVisible(self._actions.is_handled("settings.open"))
        places = [Place(_word(place), place.icon, self._keys(place)) for place in PLACES]
        rail = Rail(text.text("places", section="shell"), places, [self._settings])
        rail.setEnabled(False)  # there is nowhere to go before the library is open
        return rail

    def _keys(self, place: Somewhere) -> str:
        return self._actions.action(place.command).shortcut().toString()

    def _lay_out(self) -> None:
        self._split.setChildrenCollapsible(False)
        self._split.setHandleWidth(1)
        self._split.addWidget(self.stack)
        self._split.addWidget(self.inspector)
        self._split.setStretchFactor(0, 1)
        self._split.setStretchFactor(1, 0)
        self._split.splitterMoved.connect(self._on_split)
        self._split.installEventFilter(self)
        look.changed.connect(self._on_room)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(Hairline())
        self._column.addWidget(self.banners)
        row = QHBoxLayout(self._middle)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.rail)
        row.addWidget(Hairline(is_upright=True))
        row.addWidget(self._split, 1)
        self._column.addWidget(self._middle, 1)


def _word(place: Somewhere) -> str:
    return text.text(place.icon, section="shell")
