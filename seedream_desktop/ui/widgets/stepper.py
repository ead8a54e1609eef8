"""A whole number between limits, with a button for less and one for more."""

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractSpinBox, QHBoxLayout, QSizePolicy, QSpinBox, QWidget

from seedream_desktop.ui import text
from seedream_desktop.ui.theme import paint
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.scale import SPACE_1, Type
from seedream_desktop.ui.widgets.button import IconButton, Kind

_WIDTH = 48


class NumberBox(QSpinBox):
    """The number alone, as a field."""

    def __init__(self, name: str, limits: tuple[int, int], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setRange(*limits)
        self.setFrame(False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        # A sheet of the program does not reach the line inside of a spin box (QStyleSheetStyle).
        self.lineEdit().setStyleSheet("background: transparent; border: none")
        self.setButtonSymbols(QAbstractSpinBox.ButtonSymbols.NoButtons)
        self.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        look.changed.connect(self._refit)
        self._refit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()  # a page that is scrolled must not change what passes by

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint.begin(painter)
        tokens, box = look.tokens, QRectF(self.rect())
        paint.fill(painter, box, tokens.raised if self.isEnabled() else tokens.surface)
        edge = tokens.accent if self.hasFocus() else tokens.outline
        paint.outline(painter, box, edge if self.isEnabled() else tokens.line)
        painter.end()

    def _refit(self) -> None:
        self.setFont(look.font(Type.CONTROL, tabular=True))
        self.setFixedSize(look.height(_WIDTH), look.height())


class Stepper(QWidget):
    """The number can be typed, stepped with the arrow keys, or clicked up and down."""

    changed = Signal(int)

    def __init__(
        self,
        name: str,
        limits: tuple[int, int],
        less: str,
        more: str,
        parent: QWidget | None = None,
    ) -> None:
        """Take the number's name, its limits, and the names of the two buttons."""
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._less = IconButton("minus", less, Kind.SECONDARY, icon_px=14)
        self.number = NumberBox(name, limits)
        self._more = IconButton("add", more, Kind.SECONDARY, icon_px=14)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_1)
        for widget in (self._less, self.number, self._more):
            row.addWidget(widget)
        for button, word in ((self._less, less), (self._more, more)):
            button.setAutoRepeat(True)
            button.setAccessibleName(text.pair(name, word))
            button.setToolTip(text.pair(name, word) if name else word)
        self._less.clicked.connect(self.number.stepDown)
        self._more.clicked.connect(self.number.stepUp)
        self.number.valueChanged.connect(self._on_value)
        self._on_value(self.number.value())

    @property
    def value(self) -> int:
        """The number."""
        return self.number.value()

    def stops(self) -> tuple[QWidget, ...]:
        """Return what Tab goes through."""
        return (self._less, self.number, self._more)

    def show_limits(self, least: int, most: int) -> None:
        """Set the limits."""
        self.number.setRange(least, most)
        self._on_value(self.number.value())

    def show_value(self, value: int) -> None:
        """Set the number."""
        self.number.setValue(value)

    def _on_value(self, value: int) -> None:
        self._less.setEnabled(value > self.number.minimum())
        self._more.setEnabled(value < self.number.maximum())
        self.changed.emit(value)
