"""The workspace Queue: runs and requests in a tree, what needs the user, and the details."""

from functools import partial
from typing import ClassVar, Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from seedream_desktop.domain.request import Request, RequestState
from seedream_desktop.ui import text
from seedream_desktop.ui.commands import Context
from seedream_desktop.ui.desk.desk import Desk
from seedream_desktop.ui.guide.topic import about
from seedream_desktop.ui.models.queue_rows import actions, held
from seedream_desktop.ui.models.queue_verbs import run_actions
from seedream_desktop.ui.views.queue import facts
from seedream_desktop.ui.views.queue.details import DetailsPanel
from seedream_desktop.ui.views.queue.folding import Folding
from seedream_desktop.ui.views.queue.idle import IdleState
from seedream_desktop.ui.views.queue.toolbar import QueueToolbar
from seedream_desktop.ui.views.queue.words import words
from seedream_desktop.ui.views.workspace import Workspace
from seedream_desktop.ui.widgets.menu import Menu
from seedream_desktop.ui.widgets.queue_view import QueueView

_REQUEST: Final = (
    *("request.cancel", "request.stop_waiting", "request.wait_again", "request.retry"),
    *("request.look_up", "request.explain", "request.send_again", "request.abandon"),
    *("request.show_picture", "request.edit", "request.keep"),
)
_RUN: Final = (
    *("run.hold", "run.go_on", "run.retry_failed", "run.edit", "run.cancel_rest"),
    *("run.start_at", "run.start_now"),
    *("run.move_up", "run.move_down", "run.move_top", "run.move_bottom"),
    *("run.open", "run.clear"),
)
_MOVES: Final = ("run.move_top", "run.move_up", "run.move_down", "run.move_bottom")


class QueueWorkspace(Workspace):
    """Commands go to the chosen requests, or to the run that they are of."""

    context: ClassVar[Context | None] = Context.QUEUE

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        """Show the desk's queue."""
        super().__init__(desk, parent)
        self._queue = desk.queue
        self.toolbar = QueueToolbar(desk)
        self.view = QueueView(words("tree_name"))
        self.view.let_drag()
        self.view.setModel(desk.queue.model)
        self._folding = Folding(self.view, desk.queue.model)
        self.idle = IdleState(desk)
        self.details = DetailsPanel(self)
        self.details.hide()  # until the inspector shows it
        self.inspector = self.details
        self._menu: Menu | None = None
        self._lay_out()
        self._connect()
        for command in (*_REQUEST, *_RUN):
            desk.actions.handle(command, partial(self.act, command))
        self._show()

    def arrive(self) -> None:
        """Bring times up to date, and take the focus."""
        self._queue.watch(self, is_seen=True)
        self._show()
        self._take_focus()

    def _take_focus(self) -> None:
        if self._queue.model.rowCount():
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)
            if not self.view.currentIndex().isValid():
                self.view.setCurrentIndex(self._queue.model.index(0, 0))
        else:
            self.idle.primary.setFocus(Qt.FocusReason.OtherFocusReason)

    def leave(self) -> None:
        """Let the clock stand still."""
        self._queue.watch(self, is_seen=False)

    def panes(self) -> tuple[QWidget, ...]:
        """Return the tool bar and the tree, or what stands in its place."""
        return (self._stack.currentWidget() or self.view, self.toolbar)

    def act(self, command: str) -> None:
        """Do a command with what is chosen and open to it."""
        model, current = self._queue.model, self.view.currentIndex()
        if command in _RUN:
            run = model.run_at(current)
            if run is not None:
                self._queue.do(command, run.run.id)
            return
        for request in self._chosen():
            branch = model.branch_at(model.index_of(request.run))
            if branch is not None and command in actions(branch, request):
                self._queue.do(command, request.run, request.id)

    def menu_of(self, index: QModelIndex | QPersistentModelIndex) -> Menu:
        """Return the menu of a row, not shown yet."""
        model, menu = self._queue.model, Menu(self.view)
        branch, request = model.branch_at(index), model.request_at(index)
        if branch is None:
            return menu
        if request is not None:
            for command in actions(branch, request):
                self._add(menu, command)
            if request.remote_id:
                copy = partial(QGuiApplication.clipboard().setText, str(request.remote_id))
                menu.addAction(words("copy_id"), copy)
            menu.addSeparator()
        own = run_actions(branch.tally, held(branch))
        for command in (c for c in own if c not in _MOVES):
            self._add(menu, command)
        if not branch.is_over:
            menu.addSeparator()
            for command in _MOVES:
                self._add(menu, command)
        menu.addSeparator()
        self._add(menu, "run.open")
        if branch.tally.ended == branch.tally.total:
            self._add(menu, "run.clear")
        return menu

    # -- own

    def _add(self, menu: Menu, command: str) -> None:
        action = menu.addAction(text.text(command, section="commands"))
        action.setShortcuts(self.desk.actions.action(command).shortcuts())
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        action.triggered.connect(partial(self._on_menu, command))

    def _on_menu(self, command: str, _is_checked: bool = False) -> None:
        if command in (*_REQUEST, *_RUN):
            self.act(command)
        else:
            self.desk.actions.action(command).trigger()

    def _chosen(self) -> list[Request]:
        """Return the chosen requests; those of a run where the run itself is chosen."""
        model, found = self._queue.model, dict[str, Request]()
        for index in self.view.selectionModel().selectedIndexes() or [self.view.currentIndex()]:
            request = model.request_at(index)
            if request is not None:
                found[request.id] = request
        return list(found.values())

    def _connect(self) -> None:
        self._queue.counted.connect(self._show)
        self._queue.filled.connect(self._show)
        model = self._queue.model
        for signal in (model.dataChanged, model.rowsInserted, model.rowsRemoved, model.rowsMoved):
            signal.connect(self._show_chosen)
        model.modelReset.connect(self._show_chosen)
        self.view.selectionModel().currentChanged.connect(self._show_chosen)
        self.view.selectionModel().selectionChanged.connect(self._show_chosen)
        self.view.rows.action_asked.connect(self._on_action)
        self.view.menu_asked.connect(self._open_menu)
        self.details.asked.connect(self._on_details)

    def _on_action(self, index: QPersistentModelIndex, command: str) -> None:
        request = self._queue.model.request_at(index)
        if request is not None:
            self._queue.do(command, request.run, request.id)

    def _on_details(self, command: str) -> None:
        current = self.view.currentIndex()
        run, request = self._queue.model.run_at(current), self._queue.model.request_at(current)
        if run is not None:
            self._queue.do(command, run.run.id, request.id if request is not None else None)

    def _open_menu(self, index: QPersistentModelIndex, at: QPoint) -> None:
        if self._menu is not None:
            self._menu.deleteLater()
        self._menu = self.menu_of(index)
        if not self._menu.isEmpty():
            self._menu.popup(at)

    def _show(self, _news: object = None) -> None:
        has_any = self._queue.model.rowCount() > 0
        wanted = self.view if has_any else self.idle
        if self._stack.currentWidget() is not wanted:
            had_focus = self._stack.isAncestorOf(self.focusWidget() or self)
            self._stack.setCurrentWidget(wanted)
            if had_focus:
                self._take_focus()
        if not has_any and self.isVisible():
            self.idle.refresh()
        self._show_chosen()

    def _show_chosen(self, *_news: object) -> None:
        model, current = self._queue.model, self.view.currentIndex()
        branch, request = model.branch_at(current), model.request_at(current)
        is_doubt = request is not None and request.state is RequestState.IN_DOUBT
        for part in (self, self.details):
            about(part, "in-doubt" if is_doubt else "queue")
        if branch is None:
            self.details.show_details(None)
        elif request is None:
            self.details.show_details(facts.of_run(branch, model.around))
        else:
            cards = self.desk.program.cards
            self.details.show_details(facts.of_request(branch, request, model.around, cards))
        self._allow()

    def _allow(self) -> None:
        """Let only those commands be called that something chosen is open to."""
        model, current = self._queue.model, self.view.currentIndex()
        open_to: set[str] = set()
        for request in self._chosen():
            branch = model.branch_at(model.index_of(request.run))
            if branch is not None:
                open_to.update(actions(branch, request))
        branch = model.branch_at(current)
        if branch is not None:
            open_to |= {"run.open", *run_actions(branch.tally, held(branch))}
            open_to |= set() if branch.is_over else set(_MOVES)
            open_to |= {"run.clear"} if branch.tally.ended == branch.tally.total else set()
        for command in (*_REQUEST, *_RUN):
            self.desk.actions.allow(command, is_allowed=command in open_to)

    def _lay_out(self) -> None:
        self._stack = QStackedWidget()
        self._stack.addWidget(self.view)
        self._stack.addWidget(self.idle)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.toolbar)
        column.addWidget(self._stack, 1)
