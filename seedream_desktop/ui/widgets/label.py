"""Words on the window: steps of the type scale, inks, and lines that are cut with grace."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QAccessible, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from seedream_desktop.ui import speech
from seedream_desktop.ui.theme import paint
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.scale import Type
from seedream_desktop.ui.widgets.tips import plain_tip

_LEAST_LETTERS = 8


class Label(QLabel):
    """Words at a step of the type scale; ink is text, muted, accent, failed or waiting."""

    def __init__(
        self,
        words: str = "",
        step: Type = Type.CONTROL,
        *,
        ink: str = "text",
        tabular: bool = False,
        wraps: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(words, parent)
        self._step = step
        self._tabular = tabular
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("ink", ink)
        self.setWordWrap(wraps)
        self._refit()
        look.changed.connect(self._refit)

    def show_ink(self, ink: str) -> None:
        """Change the ink."""
        self.setProperty("ink", ink)
        self.style().unpolish(self)
        self.style().polish(self)

    def _refit(self) -> None:
        self.setFont(look.font(self._step, tabular=self._tabular))


class CutLabel(QWidget):
    """One line that may be narrower than its words; the whole is in its tool tip then."""

    voice = speech.voice_of(QAccessible.Role.StaticText)

    def __init__(
        self,
        words: str = "",
        step: Type = Type.CONTROL,
        *,
        ink: str = "text",
        cuts_middle: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._words = words
        self._step = step
        self._ink = ink
        self._cuts_middle = cuts_middle
        self.setAccessibleName(words)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)

    @property
    def words(self) -> str:
        """The whole line."""
        return self._words

    def show_words(self, words: str, ink: str | None = None) -> None:
        """Show another line."""
        if (words, ink or self._ink) == (self._words, self._ink):
            return
        self._words = words
        self._ink = ink or self._ink
        self.setAccessibleName(words)
        self._tell_what_is_cut()
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        metrics = look.metrics(self._step)
        return QSize(metrics.horizontalAdvance(self._words) + 1, metrics.height())

    def minimumSizeHint(self) -> QSize:
        metrics = look.metrics(self._step)
        least = metrics.averageCharWidth() * _LEAST_LETTERS
        return QSize(min(least, self.sizeHint().width()), metrics.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._tell_what_is_cut()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        colour = str(getattr(look.tokens, self._ink))
        box = QRectF(self.rect())
        font = look.font(self._step)
        paint.text(painter, box, self._words, font, colour, cuts_middle=self._cuts_middle)
        painter.end()

    def _tell_what_is_cut(self) -> None:
        is_cut = self.width() < self.sizeHint().width() - 1
        self.setToolTip(plain_tip(self._words) if is_cut else "")
