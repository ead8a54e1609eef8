"""The little window that stays while what was sent is finished, after the large one is closed."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from seedream_desktop.ui import text
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.scale import SPACE_3, SPACE_4, SPACE_5, Type
from seedream_desktop.ui.widgets.label import Label
from seedream_desktop.ui.widgets.progress_line import Line


class Farewell(QWidget):
    """Says what is waited for; it goes by itself, within seconds."""

    def __init__(self) -> None:
        """Make it, not shown."""
        super().__init__(None, Qt.WindowType.Tool | Qt.WindowType.CustomizeWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setWindowTitle(text.text("title", section="shell"))
        words = text.text("farewell", section="shell")
        more = text.text("farewell_more", section="shell")
        self.setAccessibleName(f"{words} {more}")
        self.setFixedWidth(look.height(380))
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_5, SPACE_4, SPACE_5, SPACE_5)
        column.setSpacing(SPACE_3)
        head = QHBoxLayout()
        head.addWidget(Label(words, Type.BODY_STRONG), 1)
        column.addLayout(head)
        column.addWidget(Label(more, Type.CONTROL, ink="muted", wraps=True))
        line = Line()
        line.show_share(None)
        column.addWidget(line)
