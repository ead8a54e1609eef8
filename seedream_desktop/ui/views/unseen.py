"""Lets views that nobody sees take what is new on a turn of their own."""

from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

_T = TypeVar("_T")


class Unseen(QObject, Generic[_T]):
    """Shows a value at once where its view is seen, else a turn later.

    Every page follows the open sequence; thousands of rows in each of them at once would take
    more than a frame.
    """

    def __init__(self, view: QWidget, show: Callable[[_T], None]) -> None:
        """Take the view, and what shows a value in it."""
        super().__init__(view)
        self._view = view
        self._show = show
        self._values: list[_T] = []
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self.settle)

    def take(self, value: _T) -> None:
        """Show a value, now or soon; one that still waits is passed over."""
        self._values = [value]
        if self._view.isVisible():
            self.settle()
        else:
            self._soon.start()

    def settle(self) -> None:
        """Show what waits; for the moment in which the view comes into sight."""
        values, self._values = self._values, []
        self._soon.stop()
        for value in values:
            self._show(value)

    def forget(self) -> None:
        """Show nothing that still waits."""
        self._values = []
