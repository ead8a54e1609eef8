"""All line drawings, and the program's own icon."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from seedream_desktop.ui.theme import icons
from seedream_desktop.ui.theme.scale import SPACE_2, SPACE_5, Type
from seedream_desktop.ui.widgets.button import IconButton
from seedream_desktop.ui.widgets.label import Label


def window() -> QWidget:
    made = QWidget()
    made.resize(1200, 760)
    grid = QGridLayout(made)
    grid.setContentsMargins(SPACE_5, SPACE_5, SPACE_5, SPACE_5)
    grid.setSpacing(SPACE_2)
    for number, name in enumerate(icons.names()):
        column = QVBoxLayout()
        column.addWidget(
            IconButton(name, name, icon_px=20, edge_px=36), 0, Qt.AlignmentFlag.AlignHCenter
        )
        column.addWidget(Label(name, Type.CAPTION, ink="muted"), 0, Qt.AlignmentFlag.AlignHCenter)
        grid.addLayout(column, number // 11, number % 11)
    own = QLabel()
    own.setPixmap(icons.program_icon().pixmap(QSize(128, 128)))
    grid.addWidget(own, 6, 0, 1, 3)
    return made
