"""Stars from none to five, as a slider to the keyboard and to screen readers."""

from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QSlider, QWidget

from seedream_desktop.domain.judgement import STARS_MAX
from seedream_desktop.ui.delegates.picture import draw_star
from seedream_desktop.ui.theme import paint
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.scale import TARGET

_STAR: Final = 18
_DOT: Final = 4
_GAP: Final = 6


class Stars(QSlider):
    """A click on the star that is the last one takes all away."""

    given = Signal(int)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        """Take what it is called."""
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setAccessibleName(name)
        self.setRange(0, STARS_MAX)
        self.setPageStep(1)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.valueChanged.connect(self.given)
        look.changed.connect(self.updateGeometry)

    def show_stars(self, stars: int) -> None:
        """Show other stars, without a signal."""
        self.blockSignals(True)
        self.setValue(stars)
        self.blockSignals(False)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(STARS_MAX * self._step(), max(look.height(TARGET), TARGET))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Up, Qt.Key.Key_Down}:
            event.ignore()
            return
        super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        number = min(int(event.position().x() // self._step()) + 1, STARS_MAX)
        self.setValue(0 if number == self.value() else number)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint.begin(painter)
        tokens, edge = look.tokens, look.height(_STAR)
        for number in range(STARS_MAX):
            box = QRectF(number * self._step(), (self.height() - edge) / 2, edge, edge)
            if number < self.value():
                draw_star(painter, box, tokens.text)
            else:
                dot = paint.centred(box, _DOT, _DOT)
                paint.fill(painter, dot, tokens.outline, _DOT / 2)
        painter.end()

    def _step(self) -> int:
        return look.height(_STAR) + _GAP
