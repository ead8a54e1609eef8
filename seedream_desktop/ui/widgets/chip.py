"""Chips: short facts on a raised ground; only those of states are coloured."""

from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QAccessible, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from seedream_desktop.ui import speech
from seedream_desktop.ui.theme import paint
from seedream_desktop.ui.theme.contrast import mixed
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.scale import CHIP_HEIGHT, GLYPH, Type
from seedream_desktop.ui.theme.tokens import Tokens, Tone
from seedream_desktop.ui.widgets import state_glyph
from seedream_desktop.ui.widgets.tips import plain_tip

_INSET: Final = 7
_GAP: Final = 5


def ground_of(tokens: Tokens, *, on_raised: bool) -> str:
    """Return a chip's ground: raised, and a step further on what is raised itself."""
    return mixed(tokens.text, tokens.raised, 0.08) if on_raised else tokens.raised


class Chip(QWidget):
    """A short fact, with an icon where that helps; on_raised is for chips on cards."""

    voice = speech.voice_of(QAccessible.Role.StaticText)

    def __init__(
        self,
        words: str,
        *,
        icon: str = "",
        on_raised: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._words = words
        self._icon = icon
        self._on_raised = on_raised
        self.setAccessibleName(words)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)

    @property
    def words(self) -> str:
        """What it says."""
        return self._words

    def show_words(self, words: str) -> None:
        """Say something else."""
        self._words = words
        self.setAccessibleName(words)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        width = look.metrics(Type.CAPTION, tabular=True).horizontalAdvance(self._words) + 1
        return QSize(width + 2 * _INSET + self._lead_px(), look.height(CHIP_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return QSize(min(self.sizeHint().width(), 40), look.height(CHIP_HEIGHT))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint.begin(painter)
        tokens, box = look.tokens, QRectF(self.rect())
        paint.fill(painter, box, ground_of(tokens, on_raised=self._on_raised), 4)
        if tokens.raised == tokens.surface:
            paint.outline(painter, box, tokens.line, 4)
        self._draw_lead(painter, box)
        is_cut = self.width() < self.sizeHint().width()
        self.setToolTip(plain_tip(self._words) if is_cut else "")
        room = box.adjusted(_INSET + self._lead_px(), 0, -_INSET + 2, 0)
        font = look.font(Type.CAPTION, tabular=True)
        paint.text(painter, room, self._words, font, self._ink())
        painter.end()

    def _lead_px(self) -> int:
        return look.height(GLYPH) + _GAP if self._icon else 0

    def _ink(self) -> str:
        return look.tokens.text

    def _draw_lead(self, painter: QPainter, box: QRectF) -> None:
        if self._icon:
            edge = look.height(GLYPH)
            drawn = look.pixmap(self._icon, look.tokens.muted, self, edge)
            painter.drawPixmap(QPointF(_INSET, round((box.height() - edge) / 2)), drawn)


class StateChip(Chip):
    """A state: shape, word and colour."""

    def __init__(
        self, tone: Tone, word: str, *, on_raised: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(word, on_raised=on_raised, parent=parent)
        self._tone = tone

    def show_state(self, tone: Tone, word: str) -> None:
        """Show another state."""
        self._tone = tone
        self.show_words(word)

    def _lead_px(self) -> int:
        return look.height(GLYPH) - 2 + _GAP

    def _ink(self) -> str:
        return look.tokens.tone(self._tone)

    def _draw_lead(self, painter: QPainter, box: QRectF) -> None:
        edge = look.height(GLYPH) - 2
        place = QRectF(_INSET, round((box.height() - edge) / 2), edge, edge)
        ground = ground_of(look.tokens, on_raised=self._on_raised)
        state_glyph.draw(painter, place, self._tone, self._ink(), ground)


def draw_count(painter: QPainter, right: float, top: float, count: int, tone: Tone) -> None:
    """Draw a small round number, its right upper corner given; for rails and tabs."""
    tokens = look.tokens
    words = str(count) if count < 100 else "99+"  # noqa: PLR2004 (two figures have room)
    metrics, height = look.metrics(Type.CAPTION, tabular=True), look.height(16)
    width = max(height, metrics.horizontalAdvance(words) + 8)
    box = QRectF(right - width, top, width, height)
    is_quiet = tone is Tone.QUIET
    paint.fill(painter, box, tokens.line if is_quiet else tokens.tone(tone), height / 2)
    ink = tokens.text if is_quiet else tokens.canvas
    font = look.font(Type.CAPTION, tabular=True)
    paint.text(painter, box, words, font, ink, paint.Align.CENTRE)
