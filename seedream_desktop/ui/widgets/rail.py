"""The rail: the workspaces down the left edge, icon over word, with counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QVBoxLayout, QWidget

from seedream_desktop.ui import speech, text
from seedream_desktop.ui.theme import paint
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.scale import ICON, RADIUS, RAIL_WIDTH, SPACE_1, SPACE_2, Type
from seedream_desktop.ui.theme.tokens import Tone
from seedream_desktop.ui.widgets.button import Button, Kind
from seedream_desktop.ui.widgets.chip import draw_count
from seedream_desktop.ui.widgets.one_stop import OneStopGroup

_HEIGHT: Final = 52
_BAR: Final = 2


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the rail: its word, icon, and the keys that lead there as they are shown."""

    word: str
    icon: str
    keys: str = ""


class RailButton(Button):
    """One place; a count says how much there waits."""

    voice = speech.ToggleVoice

    def __init__(self, place: Place, parent: QWidget | None = None) -> None:
        super().__init__(place.word, Kind.QUIET, icon=place.icon, parent=parent)
        self._place = place
        self._count = 0
        self._tone = Tone.QUIET
        self.setCheckable(True)
        self.setToolTip(f"{place.word}  {place.keys}" if place.keys else place.word)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.setAccessibleDescription(place.keys)

    def show_count(self, count: int, tone: Tone = Tone.QUIET, name: str = "") -> None:
        """Show a number; name is what a screen reader says of it."""
        self._count, self._tone = count, tone
        self.setAccessibleDescription(text.listed((name, self._place.keys)))
        self.update()

    def sizeHint(self) -> QSize:
        width = look.metrics(Type.CAPTION).horizontalAdvance(self._place.word) + SPACE_2
        return QSize(max(RAIL_WIDTH - 2 * SPACE_1, width), look.height(_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        """Where the window is too low for the words, the drawing stands alone."""
        return QSize(self.sizeHint().width(), look.height(ICON) + SPACE_1)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint.begin(painter)
        tokens, box = look.tokens, QRectF(self.rect())
        is_here = self.isChecked()
        ink = tokens.text if is_here or self._is_over else tokens.muted
        if self._is_over and not is_here:
            paint.fill(painter, box, tokens.surface, RADIUS)
        if is_here:
            bar = QRectF(-SPACE_1, 10, _BAR + SPACE_1, box.height() - 20)
            paint.fill(painter, bar, tokens.accent, 1)
        icon_px, metrics = look.height(ICON), look.metrics(Type.CAPTION)
        content = icon_px + SPACE_1 + metrics.height()
        has_words = box.height() >= content
        top = round((box.height() - (content if has_words else icon_px)) / 2)
        drawn = look.pixmap(self.drawing, ink, self, icon_px)
        painter.drawPixmap(QPointF(round((box.width() - icon_px) / 2), top), drawn)
        words = QRectF(0, top + icon_px + SPACE_1, box.width(), metrics.height())
        if has_words:
            font = look.font(Type.CAPTION)
            paint.text(painter, words, self._place.word, font, ink, paint.Align.CENTRE)
        if self._count:
            draw_count(painter, box.right(), 2, self._count, self._tone)
        painter.end()


class Rail(QFrame):
    """The places; one is on. Arrow keys go up and down, Tab leaves."""

    chosen = Signal(int)
    """The number of the place that the user chose, from 0."""

    def __init__(
        self,
        name: str,
        places: Sequence[Place],
        below: Sequence[QWidget] = (),
        parent: QWidget | None = None,
    ) -> None:
        """Take the places, and what stands at the lower end (settings)."""
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setProperty("ground", "canvas")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self._group = OneStopGroup(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_1, SPACE_2, SPACE_1, SPACE_2)
        column.setSpacing(SPACE_1)
        self.buttons = tuple(RailButton(place) for place in places)
        for number, button in enumerate(self.buttons):
            self._group.addButton(button, number)
            column.addWidget(button)
        column.addStretch(1)
        for widget in below:
            column.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        self.choose(0)
        self._group.close_to_tab()
        self._group.idClicked.connect(self.chosen)

    def choose(self, number: int) -> None:
        """Go to a place, without a signal."""
        self.buttons[number].setChecked(True)
