"""Opens the guide at the page that belongs to where the user is; there is one window of it."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from seedream_desktop.ui import text
from seedream_desktop.ui.guide import wording
from seedream_desktop.ui.guide.book import Book
from seedream_desktop.ui.guide.topic import page_at
from seedream_desktop.ui.guide.window import GuideWindow

if TYPE_CHECKING:
    from seedream_desktop.ui.desk.desk import Desk
    from seedream_desktop.ui.shell.window import Window

_COMMAND = "help.guide"


class GuideDoor(QObject):
    """Handles help.guide, in dialogs too, which know none of the window's keys."""

    def __init__(self, desk: "Desk", window: "Window") -> None:
        """Take the desk, and the window whose workspaces are told of."""
        super().__init__(window)
        self._desk = desk
        self._window = window
        self.guide: GuideWindow | None = None
        desk.actions.handle(_COMMAND, self.open)
        desk.actions.keys_changed.connect(self._on_keys)
        desk.guide_asked.connect(self.open_at)
        desk.closing.connect(self.close)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._on_focus)

    def open(self) -> None:
        """Open the page for what has the focus; from the guide itself, stay where one is."""
        focused = QApplication.focusWidget()
        if self.guide is not None and focused is not None and focused.window() is self.guide:
            return
        self.open_at(page_at(focused, self._window.place))

    def open_at(self, target: str) -> None:
        """Open "page" or "page#anchor", and come to the front."""
        if self.guide is None:
            self.guide = GuideWindow(self._book())
            self.guide.closed.connect(self._on_closed)
            self.guide.command_asked.connect(self._call)
        self.guide.search.clear()
        self.guide.go(target)
        self.guide.show()
        self.guide.raise_()
        self.guide.activateWindow()
        self.guide.begin()

    def close(self) -> None:
        """Close the guide; harmless when it is not open."""
        if self.guide is not None:
            self.guide.close()

    # -- own

    def _book(self) -> Book:
        keys = partial(wording.keys_of, self._desk.actions.keymap)
        return Book(text.language(), wording.name_of, keys)

    def _call(self, command: str) -> None:
        """Do what a link names, in the program's window, unless a dialog keeps that busy."""
        if QApplication.activeModalWidget() is None:
            self._window.come_to_front()
            self._desk.actions.action(command).trigger()

    def _on_keys(self) -> None:
        if self.guide is not None:
            self.guide.show_book(self._book())

    def _on_closed(self) -> None:
        self.guide = None

    def _on_focus(self, _old: QWidget | None, new: QWidget | None) -> None:
        dialog = new.window() if new is not None else None
        action = self._desk.actions.action(_COMMAND)
        if isinstance(dialog, QDialog) and action not in dialog.actions():
            dialog.addAction(action)
