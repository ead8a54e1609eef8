"""The handle between two pictures: a line with a grip, and a slider to the keyboard."""

from typing import Final

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QSlider, QWidget

from seedream_desktop.ui import text
from seedream_desktop.ui.theme import paint
from seedream_desktop.ui.theme.look import look

GRIP: Final = 28
_STEP, _LEAP, _MIDDLE = 1, 10, 50
_NONE: Final = Qt.KeyboardModifier.NoModifier
_SHIFT: Final = Qt.KeyboardModifier.ShiftModifier
_BACK: Final = frozenset({Qt.Key.Key_Left, Qt.Key.Key_Up})
_ON: Final = frozenset({Qt.Key.Key_Right, Qt.Key.Key_Down})
_ENTER: Final = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})
_OWN: Final = _BACK | _ON | _ENTER | {Qt.Key.Key_Home, Qt.Key.Key_End}


class SplitHandle(QSlider):
    """Its value is percent of A; the share that the pointer gives is finer.

    Left and right go by one percent, with Shift by ten; Home and End go to the edges, Enter and
    a double click to the middle.
    """

    moved = Signal(float)
    """The share of A that the user wants, 0 to 1."""

    def __init__(self, parent: QWidget) -> None:
        """Take the canvas it stands on."""
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._canvas = parent
        self.setRange(0, 100)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("ring_none", True)
        self._share = 0.5
        self._from: float | None = None
        self.show_share(0.5)
        self.valueChanged.connect(self._on_value)
        look.changed.connect(self.update)

    def show_share(self, share: float) -> None:
        """Show where the split is, without a signal."""
        self._share = share
        percent = round(share * 100)
        if self.value() != percent:
            self.blockSignals(True)
            self.setValue(percent)
            self.blockSignals(False)
        said = text.text("split_at", {"percent": percent}, section="compare")
        if said != self.accessibleName():
            self.setAccessibleName(said)

    def lie(self, orientation: Qt.Orientation) -> None:
        """Move along the width (horizontal) or the height."""
        self.setOrientation(orientation)
        is_across = orientation == Qt.Orientation.Horizontal
        shape = Qt.CursorShape.SplitHCursor if is_across else Qt.CursorShape.SplitVCursor
        self.setCursor(shape)

    def event(self, event: QEvent) -> bool:
        # Its own keys are not those of the workspace, which go from picture to picture.
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() in _OWN
            and event.modifiers() in (_NONE, _SHIFT)
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, step = event.key(), _LEAP if event.modifiers() & _SHIFT else _STEP
        at = self.value()
        if key in _BACK:
            at -= step
        elif key in _ON:
            at += step
        elif key == Qt.Key.Key_Home:
            at = 0
        elif key == Qt.Key.Key_End:
            at = 100
        elif key in _ENTER:
            at = _MIDDLE
        else:
            event.ignore()
            return
        self._move(min(max(at, 0), 100) / 100)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._from = self._along(event) - self._share * self._length()
            event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._from is not None:
            self._move((self._along(event) - self._from) / max(self._length(), 1))

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        self._from = None

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:
        self._move(0.5)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # the wheel zooms, here as everywhere on the canvas

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint.begin(painter)
        tokens, box = look.tokens, QRectF(self.rect())
        is_across = self.orientation() == Qt.Orientation.Horizontal
        middle = QPointF(self.width() // 2, self.height() // 2)
        ink, shade = QColor(tokens.text), QColor(tokens.canvas)
        line = (
            QRectF(middle.x() - 1.5, 0, 3, box.height())
            if is_across
            else QRectF(0, middle.y() - 1.5, box.width(), 3)
        )
        shade.setAlphaF(0.6)  # so that the line is seen on white and on black
        painter.fillRect(line, shade)
        inner = line.adjusted(1, 0, -1, 0) if is_across else line.adjusted(0, 1, 0, -1)
        painter.fillRect(inner, ink)
        self._draw_grip(painter, middle, is_across=is_across)
        painter.end()

    def _draw_grip(self, painter: QPainter, middle: QPointF, *, is_across: bool) -> None:
        tokens = look.tokens
        radius = GRIP / 2 - 2
        round_box = QRectF(middle.x() - radius, middle.y() - radius, 2 * radius, 2 * radius)
        paint.fill(painter, round_box, tokens.raised, radius)
        edge = tokens.accent if self.hasFocus() else tokens.text
        paint.outline(painter, round_box, edge, radius, width=2 if self.hasFocus() else 1)
        painter.setPen(QPen(QColor(tokens.text), 1.5))
        for side in (-1, 1):
            near, far, wide = side * 3.0, side * 6.5, 3.5
            tip = [(near, -wide), (far, 0.0), (near, wide)]
            points = [QPointF(x, y) if is_across else QPointF(y, x) for x, y in tip]
            painter.drawPolyline([middle + point for point in points])

    def _move(self, share: float) -> None:
        self.moved.emit(min(max(share, 0.0), 1.0))

    def _on_value(self, percent: int) -> None:
        """Follow a value that came by neither keys nor pointer: a screen reader sets it."""
        self._move(percent / 100)

    def _along(self, event: QMouseEvent) -> float:
        at = self.mapToParent(event.position())
        return at.x() if self.orientation() == Qt.Orientation.Horizontal else at.y()

    def _length(self) -> int:
        is_across = self.orientation() == Qt.Orientation.Horizontal
        return self._canvas.width() if is_across else self._canvas.height()
