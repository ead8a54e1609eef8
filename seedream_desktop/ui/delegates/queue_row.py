"""Paints the rows of the queue: runs with their progress, requests with their states."""

from functools import partial
from typing import Final

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QMouseEvent, QPainter
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem, QWidget

from seedream_desktop.ui.delegates.drag_chip import draw_chip, is_dragged
from seedream_desktop.ui.delegates.request_line import (
    SECOND,
    Mark,
    action_boxes,
    columns,
    draw_request,
    has_second,
)
from seedream_desktop.ui.delegates.row import PLAIN_ROLE, ROW_ROLE, RequestRow, RunRow, SectionRow
from seedream_desktop.ui.delegates.row_ground import draw_square_state
from seedream_desktop.ui.delegates.run_line import INDENT, draw_run, draw_section, more_box
from seedream_desktop.ui.theme import paint
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.prints import Prints
from seedream_desktop.ui.theme.scale import ROW_HEIGHT, SPACE_2, SPACE_4
from seedream_desktop.ui.widgets.focus_ring import is_marked
from seedream_desktop.ui.widgets.telling import TellingDelegate

Index = QModelIndex | QPersistentModelIndex

_STATE: Final = QStyle.StateFlag
_OVER: Final = _STATE.State_MouseOver
_MARKS: Final = _STATE.State_Selected | _STATE.State_HasFocus | _STATE.State_Open
"""What of a state is seen in a row that is not pointed at."""
_RUN_HEIGHT: Final = 40
_SECTION_HEIGHT: Final = 36


class QueueRowDelegate(TellingDelegate):
    """Rows are 28 high, those with a second line 54, runs 40, headings 36 (at 100 % text)."""

    copy_asked = Signal(str)
    """The id that was clicked, to be copied."""
    action_asked = Signal(object, str)
    """The index whose action was clicked, and the action's command."""
    menu_asked = Signal(object, object)
    """The index of a run whose further actions were asked for, and the place of the click."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.pointer: QPointF | None = None
        self._prints = Prints()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        height = ROW_HEIGHT
        row = None if index.data(PLAIN_ROLE) else index.data(ROW_ROLE)
        if isinstance(row, RunRow):
            height = _RUN_HEIGHT
        elif isinstance(row, SectionRow):
            height = _SECTION_HEIGHT
        elif isinstance(row, RequestRow) and has_second(row):
            height += SECOND
        return QSize(option.rect.width(), look.height(height))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row, state = index.data(ROW_ROLE), option.state
        box, marks = QRectF(option.rect), state & _MARKS
        inset = SPACE_4 if isinstance(row, RunRow) and index.parent().isValid() else 0
        is_ringed, way = is_marked(option), option.direction
        draw = partial(self._draw, row, state, way, inset, is_ringed)
        is_chip = is_dragged(painter)
        if not (is_chip or state & _OVER):
            ground = look.tokens.surface  # what the sheet gives to views
            key = row, marks.value, way, is_ringed, inset, look.theme, look.text_scale
            self._prints.draw(painter, box, key, draw, ground)
            return
        painter.save()
        paint.begin(painter)
        if not is_chip:
            draw(painter, box)
        elif isinstance(row, RunRow):
            draw_chip(painter, option, row.title)
        painter.restore()

    def _draw(
        self,
        row: object,
        state: QStyle.StateFlag,
        way: Qt.LayoutDirection,
        inset: int,
        is_ringed: bool,
        painter: QPainter,
        box: QRectF,
    ) -> None:
        draw_square_state(painter, box, state, way, is_ringed=is_ringed)
        line = look.tokens.line
        paint.hairline(painter, box.left() + SPACE_4, box.right(), box.bottom() - 1, line)
        is_open, is_over = bool(state & _STATE.State_Open), bool(state & _STATE.State_MouseOver)
        is_current = bool(state & _STATE.State_HasFocus)
        if isinstance(row, RunRow):
            is_near = is_over or is_current
            draw_run(painter, box, row, is_open=is_open, is_near=is_near, inset=inset)
        elif isinstance(row, SectionRow):
            draw_section(painter, box, row, is_open=is_open)
        elif isinstance(row, RequestRow):
            mark = Mark(is_over, is_current, self.pointer if is_over else None)
            draw_request(painter, box, row, mark)

    def is_arrow(self, box: QRectF, index: Index, at: QPointF) -> bool:
        """Say whether a place in a run's row is on the arrow that unfolds it."""
        inset = SPACE_4 if index.parent().isValid() else 0
        return at.x() < box.left() + inset + INDENT + SPACE_2

    def is_more(self, box: QRectF, index: Index, at: QPointF) -> bool:
        """Say whether a place in a run's row is on its button for more."""
        row, inset = index.data(ROW_ROLE), SPACE_4 if index.parent().isValid() else 0
        return isinstance(row, RunRow) and more_box(box.adjusted(inset, 0, 0, 0), row).contains(at)

    def editorEvent(
        self,
        event: QEvent,
        _model: QAbstractItemModel,
        option: QStyleOptionViewItem,
        index: Index,
    ) -> bool:
        row = index.data(ROW_ROLE)
        if not isinstance(event, QMouseEvent):
            return False
        box, at = QRectF(option.rect), event.position()
        if event.type() == QEvent.Type.MouseMove:
            self.pointer = at
            return False
        if event.type() != QEvent.Type.MouseButtonRelease:
            return False
        if isinstance(row, RunRow):
            if self.is_more(box, index, at):
                self.menu_asked.emit(QPersistentModelIndex(index), at)
                return True
            return False
        return isinstance(row, RequestRow) and self._click(row, box, at, index)

    def _click(self, row: RequestRow, box: QRectF, at: QPointF, index: Index) -> bool:
        for action, place in action_boxes(box, row):
            if place.adjusted(0, -2, 0, 2).contains(at):
                self.action_asked.emit(QPersistentModelIndex(index), action.command)
                return True
        if row.remote_id and columns(box).remote_id.contains(at):
            self.copy_asked.emit(row.remote_id)
            return True
        return False
