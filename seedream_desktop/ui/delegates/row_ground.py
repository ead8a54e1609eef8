"""What is under the words of a row: chosen, pointed at, with the keyboard."""

from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from seedream_desktop.ui.theme import paint
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.widgets.chosen_bar import draw_bar
from seedream_desktop.ui.widgets.focus_ring import is_marked

_CHOSEN: Final = QStyle.StateFlag.State_Selected
_OVER: Final = QStyle.StateFlag.State_MouseOver


def draw_ground(painter: QPainter, box: QRectF, option: QStyleOptionViewItem) -> None:
    """Fill a row's box, with rounded ends, by its state; ring it where it has the keyboard."""
    tokens, state, is_ringed = look.tokens, option.state, is_marked(option)
    if state & _CHOSEN:
        paint.fill(painter, box, tokens.selected)
        if not is_ringed:  # the ring is a sign as well, and two lines beside each other blur
            draw_bar(painter, box, option.direction)
    elif state & _OVER:
        paint.fill(painter, box, tokens.hover)
    if is_ringed:
        paint.outline(painter, box, tokens.accent, width=2)


def draw_square_ground(painter: QPainter, box: QRectF, option: QStyleOptionViewItem) -> None:
    """Fill a row that goes from edge to edge by its state, and ring it above its hairline."""
    ring = is_marked(option)
    draw_square_state(painter, box, option.state, option.direction, is_ringed=ring)


def draw_square_state(
    painter: QPainter,
    box: QRectF,
    state: QStyle.StateFlag,
    direction: Qt.LayoutDirection,
    *,
    is_ringed: bool,
) -> None:
    """Do what draw_square_ground() does, for a row that is painted apart from its view."""
    tokens = look.tokens
    if state & _CHOSEN:
        painter.fillRect(box, tokens.selected)
        if not is_ringed:
            draw_bar(painter, box, direction)
    elif state & _OVER:
        painter.fillRect(box, tokens.hover)
    if is_ringed:
        paint.outline(painter, box.adjusted(2, 1, -2, -2), tokens.accent, 4, width=2)
