"""Progress as counted facts over a thin line; what is not known is not guessed."""

from typing import Final

from PySide6.QtCore import QRectF, QSize, QTimer
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QSizePolicy, QVBoxLayout, QWidget

from seedream_desktop.ui.theme import paint
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.scale import SPACE_1, SPACE_2, Type
from seedream_desktop.ui.theme.tokens import Tokens
from seedream_desktop.ui.widgets.label import CutLabel, Label

_LINE: Final = 3
_MOST: Final = 1_000
_TICK_MS: Final = 33
_ROUND_MS: Final = 1_400


def draw_line(
    painter: QPainter, box: QRectF, tokens: Tokens, share: float | None, phase: float
) -> None:
    """Draw the thin line: share 0 to 1 done, or None for work of unknown length.

    phase, 0 to 1, is where the moving part of an unknown length is.
    """
    radius = box.height() / 2
    paint.fill(painter, box, tokens.line, radius)
    if share is not None:
        done = QRectF(box.left(), box.top(), box.width() * min(max(share, 0.0), 1.0), box.height())
        if done.width() > 0:
            paint.fill(painter, done, tokens.running, radius)
        return
    length = box.width() * 0.3
    left = box.left() - length + (box.width() + length) * phase
    part = QRectF(left, box.top(), length, box.height()).intersected(box)
    if not part.isEmpty():
        paint.fill(painter, part, tokens.running, radius)


class Line(QProgressBar):
    """The line alone; it moves only while it is seen, has no known length, and may move."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextVisible(False)
        self.setRange(0, _MOST)
        self._share: float | None = 0.0
        self._elapsed_ms = round(_ROUND_MS * 0.5)
        self._tick = QTimer(self)
        self._tick.setInterval(_TICK_MS)
        self._tick.timeout.connect(self._on_tick)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look.changed.connect(self._see_to_motion)

    def show_share(self, share: float | None) -> None:
        """Show how much is done, 0 to 1, or None where that is not known."""
        self._share = share
        self.setUpdatesEnabled(False)  # Qt's own progress bar paints at once for each value
        self.setMaximum(0 if share is None else _MOST)
        self.setValue(round(min(max(share or 0.0, 0.0), 1.0) * _MOST))
        self.setUpdatesEnabled(True)
        self._see_to_motion()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(80, _LINE)

    def minimumSizeHint(self) -> QSize:
        return QSize(24, _LINE)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._see_to_motion()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._tick.stop()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint.begin(painter)
        phase = self._elapsed_ms / _ROUND_MS
        draw_line(painter, QRectF(self.rect()), look.tokens, self._share, phase)
        painter.end()

    def _see_to_motion(self) -> None:
        if self._share is None and look.has_motion and self.isVisible():
            self._tick.start()
        else:
            self._tick.stop()

    def _on_tick(self) -> None:
        self._elapsed_ms = (self._elapsed_ms + _TICK_MS) % _ROUND_MS
        self.update()


class ProgressLine(QWidget):
    """What is counted at the left, time left at the right, the line beneath."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._counted = CutLabel("", Type.CONTROL)
        self._left = Label("", Type.CONTROL, ink="muted", tabular=True)
        self.line = Line()
        self.line.setAccessibleName(name)
        row = QHBoxLayout()
        row.setSpacing(SPACE_2)
        row.addWidget(self._counted, 1)
        row.addWidget(self._left)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_1 + 2)
        column.addLayout(row)
        column.addWidget(self.line)

    def show_progress(self, counted: str, share: float | None, left: str = "") -> None:
        """Show facts such as "11 of 14 requests", the share done, and measured time left."""
        self._counted.show_words(counted)
        self._left.setText(left)
        self.line.show_share(share)
        self.line.show()
        self.setAccessibleDescription(f"{counted} {left}".strip())

    def show_fact(self, words: str) -> None:
        """Show words alone, where there is nothing that a share could be of."""
        self._counted.show_words(words)
        self._left.setText("")
        self.line.hide()
        self.setAccessibleDescription(words)
