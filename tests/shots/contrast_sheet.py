"""The contrast sheet: real parts in all their states, each with the ratios of its own pixels.

Taken at two pixels of the screen to one of the window: there ink has its full colour.
"""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget

from seedream_desktop.ui.theme import paint
from seedream_desktop.ui.theme.contrast import SIGN_MIN, TEXT_MIN
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.scale import SPACE_2, SPACE_4, Type
from tests.shots.contrasts import Sample, parts, samples

_WIDE, _SAID, _GAP = 232, 128, 4
_TURNS = 20


class Sheet(QWidget):
    """One page: each sample beside its lowest ratios, in columns."""

    def __init__(self, measured_ones: Sequence[Sample]) -> None:
        super().__init__()
        self.resize(1440, 900)
        self._samples = measured_ones

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 (Qt's name)
        painter = QPainter(self)
        paint.begin(painter)
        painter.fillRect(self.rect(), look.tokens.surface)
        left, top, widest = SPACE_4, SPACE_4, 0
        for sample in self._samples:
            size = sample.image.deviceIndependentSize().toSize()
            width = min(size.width(), _WIDE)
            if top + size.height() > self.height() - SPACE_4:
                left, top, widest = left + widest + _SAID, SPACE_4, 0
            widest = max(width, widest)
            room = QRectF(left, top, width, size.height())
            cut = QRectF(QPointF(0, 0), room.size() * sample.image.devicePixelRatio())
            painter.drawImage(room, sample.image, cut)
            words = QRectF(room.right() + SPACE_2, top, _SAID - SPACE_4, size.height())
            font = look.font(Type.CAPTION, tabular=True)
            paint.lines(painter, words, told(sample), font, look.tokens.text, paint.Align.LEFT)
            top += size.height() + _GAP
        painter.end()


def told(sample: Sample) -> str:
    """Return a state and its lowest ratios of words and of signs, marked where one is too low."""
    parts_of_it = [f"{sample.state}:"]
    for word, least in (("words", TEXT_MIN), ("signs", SIGN_MIN)):
        found = [pair for pair in sample.pairs if pair.least == least]
        if found:
            worst = min(found, key=lambda pair: pair.ratio)
            parts_of_it.append(f"{word} {worst.ratio:.1f}{' LOW' if worst.is_low else ''}")
    return " ".join(parts_of_it)


def sheet() -> QWidget:
    """Return the page for the theme of now."""
    room = parts()
    room.show()
    room.activateWindow()
    for _ in range(_TURNS):
        QApplication.processEvents()
    shown = list(samples(room, 12, is_brief=True))
    room.close()
    room.deleteLater()
    return Sheet(shown)


SHEETS = {"contrast": sheet}
