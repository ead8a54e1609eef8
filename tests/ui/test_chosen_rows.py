"""Chosen rows are told from others by a bar as well as by their ground."""

import pytest
from PySide6.QtCore import QEvent, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QAbstractItemView, QApplication, QStyle, QStyleOptionViewItem

from seedream_desktop.ui.delegates.row_ground import draw_ground, draw_square_state
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.tokens import Theme
from tests.fixtures.rows import rows_of, states_of
from tests.shots import contrasts

CHOSEN, OVER = QStyle.StateFlag.State_Selected, QStyle.StateFlag.State_MouseOver
LEFT, RIGHT = Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft
WIDTH, HEIGHT = 120, 28


def rounded(painter, box, state, direction) -> None:
    option = QStyleOptionViewItem()
    option.state, option.direction = state, direction
    draw_ground(painter, box, option)


def square(painter, box, state, direction) -> None:
    draw_square_state(painter, box, state, direction, is_ringed=False)


def edges(image: QImage) -> tuple[bool, bool]:
    """Say whether a bar stands at the left edge and at the right one."""
    accent, middle = QColor(look.tokens.accent), image.height() // 2
    columns = (0, 1), (image.width() - 2, image.width() - 1)
    return tuple(all(image.pixelColor(x, middle) == accent for x in each) for each in columns)


@pytest.mark.parametrize("draw", [rounded, square])
@pytest.mark.parametrize("theme", Theme)
def test_a_chosen_row_has_a_bar_where_its_words_begin(qapp, theme, draw):
    look.show_theme(theme)

    def drawn(state, direction) -> tuple[bool, bool]:
        image = QImage(WIDTH, HEIGHT, QImage.Format.Format_RGB32)
        image.fill(QColor(look.tokens.surface))
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw(painter, QRectF(image.rect()), state, direction)
        painter.end()
        return edges(image)

    assert drawn(CHOSEN, LEFT) == (True, False)
    assert drawn(CHOSEN | OVER, RIGHT) == (False, True)
    assert drawn(OVER, LEFT) == (False, False)


def test_a_row_with_the_keyboard_has_its_ring_alone(shown):
    view = contrasts.queue()
    shown(view, 900, 300)
    states = states_of(view, rows_of(view, 1)[0])
    seen = {state: edges(view.viewport().grab(box).toImage()) for state, box in states}
    assert seen["current"] == (False, False)


@pytest.mark.parametrize("make", [contrasts.queue, contrasts.ledger], ids=["queue", "ledger"])
@pytest.mark.parametrize("direction", [LEFT, RIGHT], ids=["left", "right"])
def test_lists_and_tables_mark_the_chosen_row_without_the_keyboard(shown, make, direction):
    view: QAbstractItemView = make()
    view.setLayoutDirection(direction)
    shown(view, 900, 300)
    QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
    first = rows_of(view, 1)[0]
    seen = {}
    for state, box in states_of(view, first):
        seen[state] = edges(view.viewport().grab(box).toImage())
    bar = (True, False) if direction is LEFT else (False, True)
    assert seen["at rest"] == seen["hovered"] == (False, False)
    assert seen["chosen"] == seen["chosen and hovered"] == bar
