"""Paints the timeline's cells; every cell has one size, which the zoom decides."""

from functools import partial
from typing import Final, Protocol

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QHelpEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
    QWidget,
)

from seedream_desktop.domain.judgement import Flag
from seedream_desktop.ui.delegates import picture
from seedream_desktop.ui.delegates.drag_chip import draw_chip, is_dragged
from seedream_desktop.ui.delegates.frame import FRAME_ROLE, FrameCell
from seedream_desktop.ui.delegates.frame_place import draw_place
from seedream_desktop.ui.delegates.verdict import draw_verdict
from seedream_desktop.ui.theme import paint
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.prints import Prints
from seedream_desktop.ui.theme.scale import RADIUS_PICTURE, SPACE_1, SPACE_2, SPACE_3, Type
from seedream_desktop.ui.theme.tokens import Tone
from seedream_desktop.ui.widgets import state_glyph
from seedream_desktop.ui.widgets.progress_line import draw_line
from seedream_desktop.ui.widgets.tips import plain_tip

Index = QModelIndex | QPersistentModelIndex

EDGE_LEAST_PX: Final = 64
EDGE_MOST_PX: Final = 512
STILL: Final = 0.5
"""Where the moving line stands when nothing may move."""

_ROOM: Final = 0.75
_SMALL: Final = 112
"""Below this edge there is no room for sentences."""
_TINY_SOURCE: Final = 16
_LINE: Final = 2
_BAR: Final = 3
_PRINTED_MOST_PX: Final = 288
"""Larger cells are few, and would only fill the room that prints have."""
_PRESSING: Final = frozenset({Tone.FAILED, Tone.DOUBT})
_SELECTED: Final = QStyle.StateFlag.State_Selected
_OVER: Final = QStyle.StateFlag.State_MouseOver


class Pointing(Protocol):
    """A view that knows which of its cells has the keyboard, and where a drag would land."""

    def is_current(self, index: Index) -> bool:
        """Whether the eye is on a cell."""

    def is_aimed_at(self, index: Index) -> bool:
        """Whether a drag would land on a cell."""


class FrameDelegate(QStyledItemDelegate):
    """One for a table and for its frozen column, so that both have the same cells."""

    def __init__(self, edge_px: int, pointing: Pointing, parent: QWidget) -> None:
        """Take the longer edge of pictures, and what knows where the eye is."""
        super().__init__(parent)
        self.edge_px = edge_px
        self.phase = STILL
        self._pointing = pointing
        self._prints = Prints()
        self._measure()
        look.changed.connect(self._measure)

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return self.cell_size()

    def cell_size(self) -> QSize:
        """Return the size of every cell."""
        height = round(self.edge_px * _ROOM)
        return QSize(self.edge_px + 2 * SPACE_2, height + SPACE_3 + SPACE_1 + self._caption_px)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        cell = index.data(FRAME_ROLE)
        if not isinstance(cell, FrameCell):
            return
        painter.save()
        paint.begin(painter)
        if is_dragged(painter):
            draw_chip(painter, option, cell.name)
            painter.restore()
            return
        is_marked = bool(option.state & _SELECTED), self._pointing.is_current(index)
        draw = partial(self._draw, cell, *is_marked)
        if cell.is_running or self.edge_px > _PRINTED_MOST_PX:
            painter.fillRect(option.rect, QColor(look.tokens.canvas))
            draw(painter, QRectF(option.rect))
        else:
            key = cell, is_marked, look.theme, look.text_scale
            self._prints.draw(painter, QRectF(option.rect), key, draw, look.tokens.canvas)
        if self._pointing.is_aimed_at(index):
            aim = QRectF(option.rect).adjusted(2, 2, -2, -2)
            paint.outline(painter, aim, look.tokens.accent, RADIUS_PICTURE, width=2, is_dashed=True)
        elif option.state & _OVER and not is_marked[0]:
            room, _ = self.boxes(QRectF(option.rect))
            shown = picture.placed(cell, room).adjusted(-2, -2, 2, 2)
            if not cell.is_empty:
                paint.outline(painter, shown, look.tokens.outline, RADIUS_PICTURE + 1)
        painter.restore()

    def boxes(self, whole: QRectF) -> tuple[QRectF, QRectF]:
        """Return where the picture has its room in a cell, and where the caption stands."""
        edge = self.edge_px
        room = QRectF(whole.left() + SPACE_2, whole.top() + SPACE_3, edge, round(edge * _ROOM))
        caption = QRectF(room.left(), room.bottom() + SPACE_1, edge, self._caption_px)
        return room, caption

    def _draw(
        self, cell: FrameCell, is_selected: bool, is_current: bool, painter: QPainter, box: QRectF
    ) -> None:
        room, caption = self.boxes(box)
        if cell.is_empty:
            self._draw_nothing(painter, room, caption, is_current=is_current)
            return
        shown = picture.placed(cell, room)
        self._draw_picture(painter, cell, shown)
        if cell.bar:
            bar = QRectF(shown.left() - SPACE_1 - 1, shown.top(), _BAR, shown.height())
            paint.fill(painter, bar, cell.bar, _BAR / 2)
        if is_selected:
            ring = shown.adjusted(-1, -1, 1, 1)
            paint.ring(painter, ring, look.tokens.accent, RADIUS_PICTURE + 1)
        if cell.is_running:
            line = QRectF(shown.left(), shown.bottom() + SPACE_1 - 1, shown.width(), _LINE)
            draw_line(painter, line, look.tokens, None, self.phase)
        self._draw_caption(painter, cell, caption, is_current=is_current)

    def _draw_nothing(
        self, painter: QPainter, room: QRectF, caption: QRectF, *, is_current: bool
    ) -> None:
        y = round(room.center().y())
        middle = room.center().x()
        paint.hairline(painter, middle - SPACE_2, middle + SPACE_2, y, look.tokens.outline)
        if is_current:
            paint.outline(painter, caption, look.tokens.accent, 4, width=2)

    def _draw_picture(self, painter: QPainter, cell: FrameCell, shown: QRectF) -> None:
        is_small = self.edge_px < _SMALL
        if cell.picture is not None:
            is_faded = bool(cell.older) or cell.flag is Flag.REJECT
            picture.draw_pixmap(painter, shown, cell.picture, is_faded=is_faded)
        elif cell.tone is Tone.DONE or cell.tone is None:  # there, and only not decoded yet
            paint.fill(painter, shown, look.tokens.surface, RADIUS_PICTURE)
        else:
            draw_place(painter, shown, cell.tone, "" if is_small else cell.sentence)
        if cell.versions > 1:
            picture.draw_badge(painter, shown, str(cell.versions), is_right=True)
        if cell.is_unsure:
            edge = _TINY_SOURCE if is_small else picture.SOURCE
            picture.draw_unsure(painter, cell.source, shown, edge)

    def _draw_caption(
        self, painter: QPainter, cell: FrameCell, box: QRectF, *, is_current: bool
    ) -> None:
        tokens = look.tokens
        box = box.adjusted(0, 2, 0, 0)
        if is_current:
            around = box.adjusted(-5, 0, 5, 0)
            paint.fill(painter, around, tokens.selected, 4)
            paint.outline(painter, around, tokens.accent, 4)
        right = draw_verdict(
            painter,
            box,
            stars=cell.rating,
            flag=cell.flag,
            label=cell.label,
            label_word=cell.label_word,
        )
        left = box.left()
        if cell.tone is not None:
            tone = Tone.QUIET if cell.older else cell.tone
            left = state_glyph.draw_before(painter, box, tone, tokens.canvas)
        state = "" if cell.aside and cell.tone is Tone.DONE else cell.word
        words = " · ".join(part for part in (cell.aside, cell.older or state) if part)
        room = QRectF(left, box.top(), max(right - left, 0), box.height())
        least = self._caption_metrics.averageCharWidth() * 4
        if cell.tone is None:  # an original's size: figures that are cut would be others
            least = self._caption_metrics.horizontalAdvance(words)
        if room.width() >= least:
            ink = tokens.text if cell.tone in _PRESSING else tokens.muted
            paint.text(painter, room, words, self._caption, ink)

    def helpEvent(
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: Index,
    ) -> bool:
        words = index.data(Qt.ItemDataRole.ToolTipRole)
        QToolTip.showText(event.globalPos(), plain_tip(str(words or "")), view)
        return True

    def _measure(self) -> None:
        self._caption = look.font(Type.CAPTION)
        self._caption_metrics = look.metrics(Type.CAPTION)
        self._caption_px = self._caption_metrics.height() + SPACE_2
