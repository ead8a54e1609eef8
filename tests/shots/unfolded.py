"""What unfolds over the window: menus and lists to select from, as windows of their own."""

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QHBoxLayout, QMenuBar, QVBoxLayout, QWidget

from seedream_desktop.ui.theme.scale import SPACE_4, SPACE_5
from seedream_desktop.ui.widgets.choice import Select
from seedream_desktop.ui.widgets.field import Field
from seedream_desktop.ui.widgets.menu import Menu
from tests.shots.controls import menu

MODELS = ("Seedream 5.0 lite", "Seedream 4.5", "Seedream 4.0", "Local engine, free, offline")


class Unfolded(QWidget):
    """Opens its menu and its list when it is asked to, for its picture."""

    def __init__(self) -> None:
        super().__init__()
        self.resize(760, 360)
        bar = QMenuBar(self)
        for words in ("File", "Edit", "Image", "Sequence", "Run", "View", "Window", "Help"):
            bar.addMenu(Menu(words, bar))
        self.select = Select("Model", [(words, words) for words in MODELS])
        row = QHBoxLayout()
        row.setContentsMargins(SPACE_5, SPACE_4, SPACE_5, SPACE_5)
        row.addStretch(1)
        field = Field("Model", self.select)
        field.setFixedWidth(260)
        row.addWidget(field)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setMenuBar(bar)
        column.addLayout(row)
        column.addStretch(1)
        self.menu = menu(self)

    def unfold(self) -> None:
        self.menu.popup(QPoint(24, 72))
        self.menu.setActiveAction(self.menu.actions()[1])
        self.select.showPopup()


def window() -> QWidget:
    return Unfolded()
