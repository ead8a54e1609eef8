"""What is painted once is blitted after that, looks the same, and takes bounded room."""

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from seedream_desktop.ui.theme import paint
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.prints import Prints
from seedream_desktop.ui.theme.scale import Type

BOX = QRectF(7, 5, 120, 28)
GROUND = "#202428"


class Row:
    """Something to be painted that counts how often it is."""

    def __init__(self) -> None:
        self.painted = 0

    def draw(self, painter: QPainter, box: QRectF) -> None:
        self.painted += 1
        paint.fill(painter, box.adjusted(4, 4, -60, -4), "#80a0c0")
        paint.text(painter, box, "Golden hour", look.font(Type.CONTROL), "#f0f0f0")


def canvas(density: float = 1.0) -> QImage:
    image = QImage(round(140 * density), round(40 * density), QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(density)
    image.fill(GROUND)
    return image


def drawn(density: float, draw) -> QImage:
    image = canvas(density)
    painter = QPainter(image)
    paint.begin(painter)
    draw(painter)
    painter.end()
    return image


@pytest.mark.parametrize("density", [1.0, 1.25, 2.0])
def test_a_print_looks_as_what_was_painted(qapp, density):
    row, prints = Row(), Prints()
    painted = drawn(density, lambda painter: row.draw(painter, BOX))
    for _ in range(2):
        again = drawn(density, lambda p: prints.draw(p, BOX, "row", row.draw, GROUND))
        assert again == painted


def test_what_looks_as_before_is_not_painted_again(qapp):
    row, prints = Row(), Prints()
    for key in ("a", "a", "b", "a"):
        drawn(2.0, lambda painter, key=key: prints.draw(painter, BOX, key, row.draw, GROUND))
    assert row.painted == 2


def test_another_size_or_density_is_painted_anew(qapp):
    row, prints = Row(), Prints()
    for density, box in ((1.0, BOX), (2.0, BOX), (1.0, BOX.adjusted(0, 0, 9, 0))):
        drawn(density, lambda painter, box=box: prints.draw(painter, box, "a", row.draw, GROUND))
    assert row.painted == 3


def test_prints_take_no_more_than_their_room(qapp):
    row, prints = Row(), Prints(limit_bytes=3 * 120 * 28 * 4)
    for key in range(20):
        drawn(1.0, lambda painter, key=key: prints.draw(painter, BOX, key, row.draw, GROUND))
    assert len(prints) == 3
