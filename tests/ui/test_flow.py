"""Rows that break where they are too narrow."""

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QVBoxLayout, QWidget

from seedream_desktop.ui.widgets.flow import BarLayout, FlowLayout

GAP = 8


class Block(QWidget):
    """As wide as it is told."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.grow(width)

    def grow(self, width: int) -> None:
        self.wish = QSize(width, 20)
        self.updateGeometry()

    def sizeHint(self) -> QSize:  # noqa: N802 (Qt)
        return self.wish


@pytest.fixture(params=[FlowLayout, BarLayout])
def row(request, qtbot):
    """A row of three blocks of 100, inside another layout."""
    outer = QWidget()
    qtbot.addWidget(outer)
    column = QVBoxLayout(outer)
    column.setContentsMargins(0, 0, 0, 0)
    layout = request.param(gap=GAP)
    column.addLayout(layout)
    blocks = [Block(100) for _ in range(3)]
    for block in blocks:
        layout.addWidget(block)
    outer.resize(316, 200)
    outer.show()
    return outer, layout, blocks


def test_what_does_not_fit_stands_in_a_further_row(row):
    _outer, layout, _blocks = row
    assert [layout.heightForWidth(width) for width in (316, 315, 208, 207)] == [20, 48, 48, 76]


def test_a_height_is_found_once_until_something_changes(row, monkeypatch):
    _outer, layout, blocks = row
    found = []
    rows = type(layout)._rows
    monkeypatch.setattr(type(layout), "_rows", lambda *asked: found.append(asked) or rows(*asked))
    assert {layout.heightForWidth(300) for _ in range(500)} == {48}
    assert len(found) == 1
    blocks[0].hide()
    layout.invalidate()
    assert layout.heightForWidth(300) == 20


def test_what_grows_goes_or_comes_changes_the_height(row, qtbot):
    outer, layout, blocks = row

    def is_now(height: int) -> None:
        qtbot.waitUntil(lambda: outer.heightForWidth(316) == height)

    is_now(20)
    blocks[0].grow(120)
    is_now(48)
    blocks[0].hide()
    is_now(20)
    blocks[0].show()
    is_now(48)
    layout.removeWidget(blocks[1])
    assert layout.heightForWidth(316) == 20
    layout.addWidget(blocks[1])
    assert layout.heightForWidth(316) == 48
    layout.setContentsMargins(0, 5, 0, 0)
    assert layout.heightForWidth(316) == 53
