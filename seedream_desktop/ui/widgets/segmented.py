"""A few choices side by side, one of them on: modes, views, kinds."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from seedream_desktop.ui import speech
from seedream_desktop.ui.theme import paint
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.scale import RADIUS, SPACE_2, TARGET, Type
from seedream_desktop.ui.widgets.button import Button, Dress, Kind
from seedream_desktop.ui.widgets.one_stop import OneStopGroup

_PAD: Final = 2
_BAR: Final = 2


class Segment(Button):
    """One of the choices; without words its icon stands alone and the words are its name."""

    voice = speech.ToggleVoice

    def __init__(self, words: str, icon: str = "", *, is_bare: bool = False) -> None:
        super().__init__("" if is_bare else words, Kind.QUIET, icon=icon)
        self.setAccessibleName(words)
        self.setToolTip(words if is_bare else "")
        self.setCheckable(True)
        self.setAutoDefault(False)
        self.setProperty("ring_radius", RADIUS - _PAD)

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        more = SPACE_2 if self.text() else 0  # a row of icons is to fit where words did not
        return QSize(max(hint.width() + more, TARGET), max(hint.height() - 2 * _PAD, TARGET))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self.isChecked():
            return
        painter = QPainter(self)
        paint.begin(painter)
        tokens, inset = look.tokens, RADIUS - _PAD
        bar = QRectF(inset, self.height() - _BAR, self.width() - 2 * inset, _BAR)
        paint.fill(painter, bar, tokens.accent if self.isEnabled() else tokens.muted, 1)
        painter.end()

    def _radius(self) -> float:
        return RADIUS - _PAD

    def _step(self) -> Type:
        return Type.CONTROL_STRONG if self.isChecked() else Type.CONTROL

    def _dress(self) -> Dress:
        tokens = look.tokens
        if self.isChecked():
            is_pale = tokens.raised == tokens.surface
            return Dress(tokens.selected if is_pale else tokens.line, "", tokens.text)
        return Dress(tokens.hover if self._is_over else "", "", tokens.muted)


class SegmentedControl(QWidget):
    """Segments in one frame; the arrow keys go from one to the next."""

    chosen = Signal(int)
    """The number of the segment that the user chose, from 0."""

    def __init__(
        self,
        name: str,
        segments: Sequence[tuple[str, str]],
        *,
        is_bare: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """Take words and icon of each segment; is_bare shows icons alone."""
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._group = OneStopGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(_PAD, _PAD, _PAD, _PAD)
        row.setSpacing(_PAD)
        for number, (words, icon) in enumerate(segments):
            segment = Segment(words, icon, is_bare=is_bare)
            self._group.addButton(segment, number)
            row.addWidget(segment)
        self.choose(0)
        self._group.close_to_tab()
        self._group.idClicked.connect(self.chosen)

    @property
    def current(self) -> int:
        """The number of the segment that is on."""
        return self._group.checkedId()

    def choose(self, number: int) -> None:
        """Switch a segment on, without a signal."""
        if (segment := self._group.button(number)) is not None:
            segment.setChecked(True)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint.begin(painter)
        paint.fill(painter, QRectF(self.rect()), look.tokens.raised)
        paint.outline(painter, QRectF(self.rect()), look.tokens.line)
        painter.end()
