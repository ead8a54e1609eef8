"""Paints thumbnail cells in every state; a model gives each as a Cell."""

from collections.abc import Sequence
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
from PySide6.QtGui import QHelpEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
    QWidget,
)

from seedream_desktop.ui.delegates import picture
from seedream_desktop.ui.delegates.cell import CELL_ROLE, Cell
from seedream_desktop.ui.delegates.drag_chip import OPACITY, is_dragged
from seedream_desktop.ui.delegates.verdict import draw_verdict
from seedream_desktop.ui.theme import paint
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.prints import Prints
from seedream_desktop.ui.theme.scale import RADIUS_PICTURE, SPACE_1, SPACE_2, Type
from seedream_desktop.ui.widgets import state_glyph
from seedream_desktop.ui.widgets.focus_ring import is_marked
from seedream_desktop.ui.widgets.progress_line import draw_line
from seedream_desktop.ui.widgets.tips import plain_tip

Index = QModelIndex | QPersistentModelIndex

_SELECTED: Final = QStyle.StateFlag.State_Selected
_FOCUSED: Final = QStyle.StateFlag.State_HasFocus
_UNFOCUSED: Final = ~_FOCUSED
_OVER: Final = QStyle.StateFlag.State_MouseOver
_MARKS: Final = _SELECTED | _FOCUSED
_LINE: Final = 2
_ROOM: Final = 0.75  # height of the room to its width: landscapes fill it, portraits stand in it
_BUTTON: Final = 24
STILL: Final = 0.5
"""Where the moving line stands when nothing may move."""


class ThumbnailDelegate(QStyledItemDelegate):
    """All cells have one size, so that views with many thousands stay quick."""

    acted = Signal(object, str)
    """An index and the icon name of the quiet action that was clicked on it."""

    def __init__(
        self, edge_px: int, actions: Sequence[tuple[str, str]] = (), parent: QWidget | None = None
    ) -> None:
        """Take the longest edge of pictures, and icon and name of the actions under the pointer."""
        super().__init__(parent)
        self.edge_px = edge_px
        self.actions = tuple(actions)
        self.phase = STILL
        self._prints = Prints()
        self._measure()
        look.changed.connect(self._measure)

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return self.cell_size()

    def cell_size(self) -> QSize:
        """Return the size of every cell; for setGridSize."""
        width, height = self.edge_px, round(self.edge_px * _ROOM)
        return QSize(width + 2 * SPACE_2, height + 2 * SPACE_2 + SPACE_1 + self._caption_px)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        cell = index.data(CELL_ROLE)
        if not isinstance(cell, Cell):
            return
        state = option.state if is_marked(option) else option.state & _UNFOCUSED
        draw = partial(self._draw, cell, state, option.widget)
        box = QRectF(option.rect)
        is_chip = is_dragged(painter)
        if not (is_chip or cell.is_running or state & _OVER):
            ground = look.tokens.canvas  # what PictureGrid is laid on
            key = cell, (state & _MARKS).value, look.theme, look.text_scale
            self._prints.draw(painter, box, key, draw, ground)
            return
        painter.save()
        paint.begin(painter)
        if is_chip:
            painter.setOpacity(OPACITY)
            room, _caption = self._boxes(box)
            picture.draw(painter, cell, picture.placed(cell, room))
        else:
            draw(painter, box)
        painter.restore()

    def _draw(
        self, cell: Cell, state: QStyle.StateFlag, of: QWidget, painter: QPainter, box: QRectF
    ) -> None:
        room, caption = self._boxes(box)
        shown = picture.placed(cell, room)
        picture.draw(painter, cell, shown)
        if state & _SELECTED:
            ring = shown.adjusted(-2, -2, 2, 2)
            paint.ring(painter, ring, look.tokens.accent, RADIUS_PICTURE + 2)
        if cell.is_running:
            line = QRectF(shown.left(), shown.bottom() + SPACE_1, shown.width(), _LINE)
            draw_line(painter, line, look.tokens, None, self.phase)
        if state & _OVER and self.actions:
            self._draw_actions(painter, shown, of)
        self._draw_caption(painter, cell, caption, has_focus=bool(state & _FOCUSED))

    def _boxes(self, whole: QRectF) -> tuple[QRectF, QRectF]:
        edge = self.edge_px
        room = QRectF(whole.left() + SPACE_2, whole.top() + SPACE_2, edge, round(edge * _ROOM))
        top = room.bottom() + SPACE_2
        caption = QRectF(room.left(), top, edge, self._caption_px)
        return room, caption

    def _draw_caption(self, painter: QPainter, cell: Cell, box: QRectF, *, has_focus: bool) -> None:
        tokens = look.tokens
        box = box.adjusted(0, 0, 0, -2)
        if has_focus:
            paint.outline(painter, box.adjusted(-4, 0, 4, 0), tokens.accent, 4, width=2)
        left = box.left()
        if cell.tone is not None:
            left = state_glyph.draw_before(painter, box, cell.tone, tokens.canvas)
        right = draw_verdict(painter, box, stars=cell.rating, flag=cell.flag, is_roomy=True)
        name = QRectF(left, box.top(), right - left, box.height())
        if name.width() >= self._caption_px:  # less would be an ellipsis alone
            paint.text(painter, name, cell.name, self._caption, tokens.text, cuts_middle=True)

    def _draw_actions(self, painter: QPainter, shown: QRectF, widget: QWidget) -> None:
        tokens = look.tokens
        for (icon, _name), box in zip(self.actions, self._action_boxes(shown), strict=True):
            paint.fill(painter, box, tokens.raised, RADIUS_PICTURE)
            paint.outline(painter, box, tokens.line, RADIUS_PICTURE)
            drawn = look.pixmap(icon, tokens.text, widget, 14)
            painter.drawPixmap(box.topLeft() + QPointF(5, 5), drawn)

    def _action_boxes(self, shown: QRectF) -> list[QRectF]:
        top, left = shown.bottom() - _BUTTON - SPACE_1, shown.left() + SPACE_1
        step = _BUTTON + SPACE_1
        return [
            QRectF(left + number * step, top, _BUTTON, _BUTTON)
            for number in range(len(self.actions))
        ]

    def action_at(self, cell_box: QRectF, cell: Cell, at: QPointF) -> tuple[str, str] | None:
        """Return icon and name of the action at a point of the view."""
        room, _ = self._boxes(cell_box)
        boxes = self._action_boxes(picture.placed(cell, room))
        found = (
            action for action, box in zip(self.actions, boxes, strict=True) if box.contains(at)
        )
        return next(found, None)

    def editorEvent(
        self,
        event: QEvent,
        _model: QAbstractItemModel,
        option: QStyleOptionViewItem,
        index: Index,
    ) -> bool:
        kinds = {QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease}
        cell = index.data(CELL_ROLE)
        if not isinstance(event, QMouseEvent) or event.type() not in kinds or cell is None:
            return False
        action = self.action_at(QRectF(option.rect), cell, event.position())
        if action is None or event.button() != Qt.MouseButton.LeftButton:
            return False
        if event.type() == QEvent.Type.MouseButtonRelease:
            self.acted.emit(QPersistentModelIndex(index), action[0])
        return True

    def helpEvent(
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: Index,
    ) -> bool:
        cell = index.data(CELL_ROLE)
        if not isinstance(cell, Cell):
            return False
        at = QPointF(event.pos())
        action = self.action_at(QRectF(option.rect), cell, at)
        words = action[1] if action else cell.sentence or cell.name
        QToolTip.showText(event.globalPos(), plain_tip(words), view)
        return True

    def _measure(self) -> None:
        self._caption = look.font(Type.CAPTION)
        self._caption_px = look.metrics(Type.CAPTION).height() + SPACE_2
