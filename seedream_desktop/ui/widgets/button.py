"""Buttons: primary, secondary, quiet and danger, with or without an icon."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QEnterEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from seedream_desktop.ui import speech
from seedream_desktop.ui.theme import paint
from seedream_desktop.ui.theme.contrast import contrast
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.scale import ICON_SMALL, RADIUS, SPACE_2, SPACE_3, TARGET, Type
from seedream_desktop.ui.theme.tokens import Tokens

_GAP: Final = 6
_CLEAR: Final = ""


class Kind(StrEnum):
    """How much a button asks for attention; one primary on a screen, link for what mends."""

    PRIMARY = "primary"
    SECONDARY = "secondary"
    QUIET = "quiet"
    DANGER = "danger"
    LINK = "link"


_TOLD_APART: Final = 1.3
_FLAT: Final = frozenset({Kind.QUIET, Kind.DANGER, Kind.LINK})


@dataclass(frozen=True, slots=True)
class Dress:
    """The colours of a button at a moment; an empty one is not drawn."""

    ground: str
    edge: str
    ink: str


def dress(
    tokens: Tokens, kind: Kind, *, is_on: bool, is_over: bool, is_down: bool, is_checked: bool
) -> Dress:
    """Return the colours of a button."""
    t = tokens
    if not is_on:
        is_flat = kind in _FLAT
        return Dress(_CLEAR, _CLEAR, t.muted) if is_flat else Dress(t.surface, t.line, t.muted)
    if kind is Kind.PRIMARY:
        ground = t.accent_pressed if is_down else t.accent_hover if is_over else t.accent
        return Dress(ground, _CLEAR, t.on_accent)
    ground = t.pressed if is_down else t.hover if is_over else _CLEAR
    if kind is Kind.SECONDARY:
        edge = t.accent if is_checked else t.outline if is_over else t.line
        return Dress(ground or t.raised, edge, t.text)
    if kind is Kind.LINK:
        return Dress(_CLEAR, _CLEAR, t.accent_hover if is_over or is_down else t.accent)
    if kind is Kind.DANGER:
        return Dress(ground, _CLEAR, t.failed)
    if is_checked:
        return Dress(ground or t.selected, t.accent, t.accent)
    return Dress(ground, _CLEAR, t.text)


class Button(QPushButton):
    """A button with words; set its accessible description where the words need more."""

    def __init__(
        self,
        words: str,
        kind: Kind = Kind.SECONDARY,
        *,
        icon: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(words, parent)
        self.kind = kind
        self.drawing = icon
        self._is_over = False
        self.setAccessibleName(words.replace("&", ""))
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)

    def setText(self, words: str) -> None:
        if words == self.text():
            return  # nothing that a screen reader would have to be told of
        super().setText(words)
        self.setAccessibleName(words.replace("&", ""))

    def sizeHint(self) -> QSize:
        metrics = look.metrics(self._step())
        width = metrics.horizontalAdvance(self._shown()) + 1 + 2 * self._inset()
        if self.drawing:
            width += self._icon_px() + (_GAP if self.text() else 0)
        height = look.height()
        return QSize(max(width, height), height)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self._is_over = True
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._is_over = False
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint.begin(painter)
        worn = self._dress()
        box = QRectF(self.rect())
        if worn.ground:
            paint.fill(painter, box, worn.ground, self._radius())
        if worn.edge:
            paint.outline(painter, box, worn.edge, self._radius())
        self._draw_content(painter, box, worn)
        painter.end()

    def _draw_content(self, painter: QPainter, box: QRectF, worn: Dress) -> None:
        metrics = look.metrics(self._step())
        words = self._shown()
        icon_px = self._icon_px() if self.drawing else 0
        gap = _GAP if self.drawing and words else 0
        content = icon_px + gap + metrics.horizontalAdvance(words)
        least = min(self._inset(), SPACE_2 // 2)
        left = round(box.left() + max((box.width() - content) / 2, least))
        if self.drawing:
            drawn = look.pixmap(self.drawing, worn.ink, self, icon_px)
            painter.drawPixmap(QPointF(left, round((box.height() - icon_px) / 2)), drawn)
        room = QRectF(left + icon_px + gap, 0, box.right() - left - icon_px - gap, box.height())
        if words:
            width = paint.text(painter, room, words, look.font(self._step()), worn.ink)
            if self.kind is Kind.LINK and self.isEnabled() and (self._is_over or _is_plain()):
                below = box.center().y() + metrics.ascent() / 2 + 1
                paint.hairline(painter, room.left(), room.left() + width, round(below), worn.ink)

    def _dress(self) -> Dress:
        return dress(
            look.tokens,
            self.kind,
            is_on=self.isEnabled(),
            is_over=self._is_over,
            is_down=self.isDown(),
            is_checked=self.isChecked(),
        )

    def _shown(self) -> str:
        return self.text().replace("&", "")

    def _step(self) -> Type:
        return Type.CONTROL_STRONG if self.kind is Kind.PRIMARY else Type.CONTROL

    def _inset(self) -> int:
        if self.kind is Kind.LINK:  # its words end where all words end
            return 0
        return SPACE_2 if self.kind in _FLAT else SPACE_3

    def _radius(self) -> float:
        return RADIUS

    def _icon_px(self) -> int:
        return look.height(ICON_SMALL)


def _is_plain() -> bool:
    """Say whether the accent is no colour of its own, so that a link needs its line."""
    return contrast(look.tokens.accent, look.tokens.text) < _TOLD_APART


class IconButton(Button):
    """A square button without words; its name is in its tool tip and for screen readers."""

    def __init__(
        self,
        icon: str,
        name: str,
        kind: Kind = Kind.QUIET,
        *,
        icon_px: int = ICON_SMALL,
        edge_px: int = 28,
        parent: QWidget | None = None,
    ) -> None:
        self._edge_px = max(edge_px, TARGET)
        self._drawing_px = icon_px
        super().__init__("", kind, icon=icon, parent=parent)
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        edge = look.height(self._edge_px)
        return QSize(edge, edge)

    def _icon_px(self) -> int:
        return look.height(self._drawing_px)


class IconToggle(IconButton):
    """A square button without words that stays down until it is pressed again."""

    voice = speech.ToggleVoice

    def __init__(self, icon: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(icon, name, parent=parent)
        self.setCheckable(True)
