"""The files that macOS gives to a program that runs already."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtGui import QFileOpenEvent


class SystemFiles(QObject):
    """Hands files on that are opened with the program, or dropped on its icon.

    On macOS they come as events of the application; elsewhere with a second start, so there
    nothing is watched: a filter of the application hears of every event of every widget.
    """

    def __init__(
        self,
        app: QCoreApplication,
        take: Callable[[Sequence[Path]], object],
        system: str = sys.platform,
    ) -> None:
        """Take who is given the files."""
        super().__init__(app)
        self._take = take
        if system == "darwin":
            app.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802 (Qt's name)
        """Take the files that come, and let all else pass."""
        if isinstance(event, QFileOpenEvent) and event.file():
            self._take((Path(event.file()),))
            return True
        return False

    def close(self) -> None:
        """Hear of nothing more."""
        self.setParent(None)
        self.deleteLater()
