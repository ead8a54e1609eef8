"""The menus of a cell and of a column; all that they offer is in reach of the keyboard."""

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QObject, QPoint, Qt
from PySide6.QtWidgets import QTableView

from seedream_desktop.ui.desk.again_wishes import AGAIN, COLUMN, ONWARD, OUTLIERS
from seedream_desktop.ui.desk.desk import Desk
from seedream_desktop.ui.models.frame_words import say
from seedream_desktop.ui.views.timeline.filters import Asking
from seedream_desktop.ui.views.timeline.gaze import Gaze
from seedream_desktop.ui.views.timeline.heads import ColumnHeads
from seedream_desktop.ui.views.timeline.page import TimelinePage
from seedream_desktop.ui.widgets.menu import Menu

if TYPE_CHECKING:
    from seedream_desktop.ui.views.timeline.deeds import Deeds

_COMMANDS: Final = ("view.loupe", "view.compare", AGAIN, ONWARD)
_JUDGING: Final = ("rate.pick", "rate.reject", "rate.unmark")
_ASKING: Final = (Asking.UNSURE, Asking.FAILED, Asking.OUTDATED)


class TimelineMenus(QObject):
    """Opens them; what is priced says its price."""

    def __init__(self, desk: Desk, page: TimelinePage, gaze: Gaze, deeds: "Deeds") -> None:
        """Answer the menu key, the right button and the heads' buttons."""
        super().__init__(deeds)
        self._desk = desk
        self._page = page
        self._gaze = gaze
        self._deeds = deeds
        policy = Qt.ContextMenuPolicy.CustomContextMenu
        for view in (page.table, page.table.frozen):
            view.setContextMenuPolicy(policy)
            view.customContextMenuRequested.connect(partial(self._on_cell, view))
        for heads in (page.table.heads, page.table.frozen.heads):
            heads.menu_asked.connect(self.open_column)
            heads.setContextMenuPolicy(policy)
            heads.customContextMenuRequested.connect(partial(self._on_head, heads))

    def open_cell(self, at: QPoint) -> Menu:
        """Offer what can be done with the current frame."""
        menu = self._made()
        for command in _COMMANDS:
            self._offer(menu, command)
        version = self._gaze.version
        if version is not None and not version.is_paired:
            menu.addSeparator()
            menu.addAction(say("pair_right"), partial(self._deeds.confirm, (version,)))
            menu.addAction(say("pair_move"), partial(self._deeds.ask_place, version))
        menu.addSeparator()
        for command in _JUDGING:
            self._offer(menu, command)
        column = self._page.table.currentIndex().column()
        if column >= 0:
            menu.addSeparator()
            self._fill_column(menu, column)
        menu.popup(at)
        return menu

    def open_column(self, column: int, at: QPoint) -> Menu:
        """Offer what can be done with a column."""
        menu = self._made()
        table = self._page.table
        if column != table.currentIndex().column() and self._page.model.rowCount():
            table.go_to(max(table.currentIndex().row(), 0), column)
        self._fill_column(menu, column)
        menu.popup(at)
        return menu

    def select_column(self, column: int) -> None:
        """Select all that is shown of a column."""
        model = self._page.model
        if not model.rowCount():
            return
        first, last = model.index(0, column), model.index(model.rowCount() - 1, column)
        flags = QItemSelectionModel.SelectionFlag
        selection = self._page.table.selectionModel()
        row = max(self._page.table.currentIndex().row(), 0)
        selection.setCurrentIndex(model.index(row, column), flags.NoUpdate)
        selection.select(QItemSelection(first, last), flags.ClearAndSelect)

    def _fill_column(self, menu: Menu, column: int) -> None:
        menu.addAction(say("select_column"), partial(self.select_column, column))
        if column:
            menu.addAction(say("seek_outliers"), partial(self._seek_outliers, column))
            for command in (COLUMN, OUTLIERS):
                self._offer(menu, command)
            menu.addSeparator()
            for asking in _ASKING:
                words = say(f"show_{asking.value}")
                menu.addAction(words, partial(self._page.filters.ask_for, asking))
            menu.addAction(say("open_build"), self._open_build)

    def _seek_outliers(self, column: int) -> None:
        self._desk.drifts.look_at(self._page.model.reader.steps[column - 1].id)

    def _open_build(self) -> None:
        self._desk.actions.action("go.build").trigger()

    def _offer(self, menu: Menu, command: str) -> None:
        action = self._desk.actions.action(command)
        if action.isVisible() and action.isEnabled():
            menu.addAction(action)

    def _made(self) -> Menu:
        menu = Menu(self._page.table)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return menu

    def _on_cell(self, over: QTableView, at: QPoint) -> None:
        table = self._page.table
        index = over.indexAt(at)
        here = at
        if index.isValid() and index != table.currentIndex():
            table.go_to(
                index.row(), index.column(), is_alone=not table.selectionModel().isSelected(index)
            )
        elif not index.isValid():
            here = table.visualRect(table.currentIndex()).center()
        self.open_cell(over.viewport().mapToGlobal(here))

    def _on_head(self, over: ColumnHeads, at: QPoint) -> None:
        column = over.logicalIndexAt(at)
        if column >= 0:
            self.open_column(column, over.viewport().mapToGlobal(at))
