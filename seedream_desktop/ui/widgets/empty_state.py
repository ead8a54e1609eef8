"""Empty states: what a place is for, one action, one quiet link, and where to drop."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from seedream_desktop.ui.theme import paint
from seedream_desktop.ui.theme.contrast import mixed
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.scale import (
    RADIUS_DIALOG,
    SPACE_2,
    SPACE_3,
    SPACE_4,
    SPACE_5,
    SPACE_6,
    Type,
)
from seedream_desktop.ui.widgets.button import Button, Kind
from seedream_desktop.ui.widgets.flow import FlowLayout
from seedream_desktop.ui.widgets.label import Label

_WIDTH = 600
_ICON = 32


class DropZone(QWidget):
    """A place to drop pictures, outlined with dashes, lit while they hang over it.

    One that cannot be chosen is quieter; its words say why.
    """

    def __init__(self, words: str = "", icon: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self._icon = icon
        self._is_lit = False
        self.setAccessibleName(words)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def light(self, *, is_lit: bool) -> None:
        """Show that what hangs over it would land here."""
        self._is_lit = is_lit
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, 120)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint.begin(painter)
        tokens, box = look.tokens, QRectF(self.rect())
        if self._is_lit:
            paint.fill(painter, box, mixed(tokens.accent, tokens.canvas, 0.10), RADIUS_DIALOG)
            paint.outline(painter, box, tokens.accent, RADIUS_DIALOG, width=2)
        else:
            edge = tokens.outline if self.isEnabled() else tokens.line
            paint.outline(painter, box, edge, RADIUS_DIALOG, is_dashed=True)
        ink = tokens.text if self.isEnabled() else tokens.muted
        metrics = look.metrics(Type.BODY)
        icon_px = look.height(24) if self._icon else 0
        gap = SPACE_2 if self._icon and self._words else 0
        top = round((box.height() - icon_px - gap - (metrics.height() if self._words else 0)) / 2)
        if self._icon:
            drawn = look.pixmap(self._icon, tokens.accent if self._is_lit else ink, self, icon_px)
            painter.drawPixmap(QPointF(round((box.width() - icon_px) / 2), top), drawn)
        words = QRectF(SPACE_3, top + icon_px + gap, box.width() - 2 * SPACE_3, metrics.height())
        if self._words:
            font = look.font(Type.BODY)
            paint.text(painter, words, self._words, font, ink, paint.Align.CENTRE)
        painter.end()


class EmptyState(DropZone):
    """The whole of an empty workspace."""

    def __init__(
        self,
        purpose: str,
        more: str,
        *,
        primary: str,
        quiet: str = "",
        icon: str = "",
        takes_drops: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        """Take the sentence of purpose, a line more, and the words of the two actions.

        Where nothing can be dropped, no outline promises it.
        """
        super().__init__(parent=parent)
        self._takes_drops = takes_drops
        self.setAccessibleName(purpose)
        self.primary = Button(primary, Kind.PRIMARY)
        self.quiet = Button(quiet or primary, Kind.QUIET, parent=self)
        if not quiet:
            self.quiet.hide()
        whole = QHBoxLayout(self)
        whole.setContentsMargins(SPACE_6, SPACE_6, SPACE_6, SPACE_6)
        whole.addStretch(1)
        inner = self._column(purpose, more, icon)
        whole.addWidget(inner, 8, Qt.AlignmentFlag.AlignVCenter)
        whole.addStretch(1)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._takes_drops:
            super().paintEvent(event)

    def show_words(self, purpose: str, more: str) -> None:
        """Say something else."""
        self.setAccessibleName(purpose)
        self._heading.setText(purpose)
        self._below.setText(more)

    def _refit(self) -> None:
        self._inner.setMaximumWidth(look.height(_WIDTH))

    def _column(self, purpose: str, more: str, icon: str) -> QWidget:
        inner = QWidget()
        self._inner = inner
        look.changed.connect(self._refit)
        self._refit()
        column = QVBoxLayout(inner)
        column.setSpacing(0)
        if icon:
            column.addWidget(_Sign(icon), 0, Qt.AlignmentFlag.AlignHCenter)
            column.addSpacing(SPACE_4)
        self._heading = heading = Label(purpose, Type.DISPLAY, wraps=True)
        self._below = below = Label(more, Type.BODY, ink="muted", wraps=True)
        for label in (heading, below):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        actions = FlowLayout(gap=SPACE_2, is_centred=True)
        actions.addWidget(self.primary)
        actions.addWidget(self.quiet)
        column.addWidget(heading)
        column.addSpacing(SPACE_2)
        column.addWidget(below)
        column.addSpacing(SPACE_5)
        column.addLayout(actions)
        return inner


class _Sign(QWidget):
    """A drawing alone, in the quiet ink."""

    def __init__(self, icon: str) -> None:
        super().__init__()
        self._icon = icon
        look.changed.connect(self._refit)
        self._refit()

    def _refit(self) -> None:
        self.setFixedSize(look.height(_ICON), look.height(_ICON))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.drawPixmap(0, 0, look.pixmap(self._icon, look.tokens.muted, self, self.width()))
        painter.end()
