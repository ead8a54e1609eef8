"""The pictures in a window of their own, for another screen."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QCloseEvent, QGuiApplication, QKeyEvent, QScreen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from seedream_desktop.ui.canvas.canvas import Canvas
from seedream_desktop.ui.canvas.stage import Stage
from seedream_desktop.ui.theme.tokens import Ground
from seedream_desktop.ui.views.compare.wording import words

if TYPE_CHECKING:
    from seedream_desktop.ui.views.compare.workspace import CompareWorkspace

_SHARE = 0.7


class PictureWindow(QWidget):
    """Shows the stage and nothing else; every key of the canvas works here too. Esc closes it."""

    closed = Signal()

    def __init__(self, stage: Stage, actions: Sequence[QAction], over: QWidget) -> None:
        """Take the stage, what keys do, and the window it belongs to."""
        super().__init__(over, Qt.WindowType.Window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(words("second_title"))
        self.addActions(list(actions))
        self.canvas = Canvas(stage, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.canvas)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        self.closed.emit()


class SecondWindow(QObject):
    """Opens it where there is room: whole on another screen, else beside, and closes it."""

    toggled = Signal()

    def __init__(self, workspace: "CompareWorkspace") -> None:
        """Take the workspace whose stage it shows."""
        super().__init__(workspace)
        self._workspace = workspace
        self._ground = Ground.THEME
        self.window: PictureWindow | None = None

    def toggle(self) -> None:
        """Open the window, or close it."""
        if self.window is not None:
            self.window.close()
            return
        workspace = self._workspace
        made = PictureWindow(workspace.stage, workspace.keys_of_canvas(), workspace.window())
        made.canvas.show_ground(self._ground)
        made.canvas.tell(workspace.canvas.told)
        made.closed.connect(self._on_closed)
        made.canvas.resized.connect(workspace.stage.view_changed)
        self.window = made
        workspace.session.watch(is_watched=True)
        self._place(made)
        made.canvas.setFocus(Qt.FocusReason.OtherFocusReason)
        self.toggled.emit()

    def show_ground(self, ground: Ground) -> None:
        """Lay the pictures on another ground."""
        self._ground = ground
        if self.window is not None:
            self.window.canvas.show_ground(ground)

    def say(self, sentence: str, *, is_news: bool) -> None:
        """Have a screen reader told what is shown, and whether it is announced too."""
        if self.window is not None:
            self.window.canvas.tell(sentence, is_news=is_news)

    def close(self) -> None:
        """Close the window; harmless when there is none."""
        if self.window is not None:
            self.window.close()

    def _place(self, made: PictureWindow) -> None:
        own = self._workspace.window().screen()
        other = _other_screen(own)
        if other is not None:
            made.setGeometry(other.availableGeometry())
            made.showFullScreen()
            return
        made.resize(own.availableGeometry().size() * _SHARE)
        made.show()

    def _on_closed(self) -> None:
        self.window = None
        self._workspace.session.watch(is_watched=False)
        self.toggled.emit()


def _other_screen(own: QScreen) -> QScreen | None:
    return next((screen for screen in QGuiApplication.screens() if screen is not own), None)
