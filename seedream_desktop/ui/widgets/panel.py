"""Panels: a title, groups, and hairlines between them; never a box in a box."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from seedream_desktop.ui.theme import paint
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.scale import SPACE_2, SPACE_3, SPACE_4, Type
from seedream_desktop.ui.widgets.label import Label


class Hairline(QWidget):
    """A line of one pixel between groups."""

    def __init__(self, *, is_upright: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        fixed, grows = QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding
        self.setSizePolicy(fixed if is_upright else grows, grows if is_upright else fixed)

    def sizeHint(self) -> QSize:
        return QSize(1, 1)

    def minimumSizeHint(self) -> QSize:
        return QSize(1, 1)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint.fill(painter, QRectF(self.rect()), look.tokens.line, 0)
        painter.end()


class Panel(QFrame):
    """A surface with a title and groups one under the other."""

    def __init__(self, title: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("ground", "surface")
        self.setAccessibleName(title)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(SPACE_4, SPACE_4, SPACE_4, SPACE_4)
        self._column.setSpacing(SPACE_4)
        self._has_group = False
        self._lines: dict[QVBoxLayout, Hairline] = {}
        self.title = Label(title, Type.TITLE)
        self._head = QHBoxLayout()
        self._head.setSpacing(SPACE_2)
        self._head.addWidget(self.title, 1)
        self._column.addLayout(self._head)
        self.title.setVisible(bool(title))

    def add_to_head(self, widget: QWidget) -> None:
        """Put a widget at the right of the title."""
        self._head.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)

    def add_group(self, *widgets: QWidget, caption: str = "") -> QVBoxLayout:
        """Add widgets as a group, after a hairline where it is not the first."""
        group = QVBoxLayout()
        if self._has_group:
            line = self._lines[group] = Hairline()
            self._column.addWidget(line)
        self._has_group = True
        group.setSpacing(SPACE_3)
        if caption:
            group.addWidget(Label(caption, Type.CAPTION, ink="muted"))
        for widget in widgets:
            group.addWidget(widget)
        self._column.addLayout(group)
        return group

    def divide(self, group: QVBoxLayout, *, is_divided: bool) -> None:
        """Show the hairline above a group, or hide it: over nothing there is none."""
        if group in self._lines:
            self._lines[group].setVisible(is_divided)

    def add_stretch(self) -> None:
        """Leave the rest of the height free."""
        self._column.addStretch(1)
