"""A slider for a level, drawn by the sheet."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QSlider, QWidget

from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.scale import TARGET

_WIDTH = 120


class Level(QSlider):
    """A whole number between two; the wheel is left to what it passes over."""

    set_by_user = Signal(int)

    def __init__(self, name: str, least: int, most: int, parent: QWidget | None = None) -> None:
        """Take its name and limits."""
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setAccessibleName(name)
        self.setRange(least, most)
        self.setPageStep(max((most - least) // 10, 1))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.valueChanged.connect(self.set_by_user)
        look.changed.connect(self.updateGeometry)

    def show_value(self, value: int) -> None:
        """Show another value, without a signal."""
        self.blockSignals(True)
        self.setValue(value)
        self.blockSignals(False)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(look.height(_WIDTH), max(look.height(TARGET), TARGET))

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()
