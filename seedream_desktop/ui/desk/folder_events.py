"""The system's news of a folder, heard on a thread of its own."""

from typing import Final

from PySide6.QtCore import QFileSystemWatcher, QObject, Qt, QThread, Signal, Slot

_END_MS: Final = 500

_hung: list[QThread] = []
"""Threads that a dead network drive holds: they must not be destroyed while they run."""


class _Ears(QObject):
    """Lives on the thread; asking for a folder's news touches the disk."""

    heard = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._watcher = QFileSystemWatcher(self)
        self._watcher.directoryChanged.connect(self._on_changed)

    @Slot(str)
    def listen(self, path: str) -> None:
        """Hear of what comes into a folder and goes from it."""
        self._watcher.addPath(path)
        self.heard.emit()  # what came before this is heard of by no one

    def _on_changed(self, _path: str) -> None:
        self.heard.emit()


class FolderEvents(QObject):
    """Says that something in a folder is different, from listen() to end().

    The system tells of files that come and go, not of those that are still written to.
    """

    heard = Signal()
    _asked = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        """Hear nothing yet; there is no thread before listen()."""
        super().__init__(parent)
        self._thread: QThread | None = None

    def listen(self, path: str) -> None:
        """Hear of a folder in place of the one before."""
        self.end()
        self._thread = QThread()
        self._ears = _Ears()
        self._ears.moveToThread(self._thread)
        self._thread.finished.connect(self._ears.deleteLater, Qt.ConnectionType.DirectConnection)
        self._ears.heard.connect(self.heard)
        self._asked.connect(self._ears.listen)
        self._thread.start()
        self._asked.emit(path)

    def end(self) -> None:
        """Hear no more, and let the thread go."""
        thread, self._thread = self._thread, None
        if thread is None:
            return
        self._asked.disconnect(self._ears.listen)
        self._ears.heard.disconnect(self.heard)
        thread.quit()
        if not thread.wait(_END_MS):
            _hung.append(thread)
