"""The parts of Compare one under the other: choices, canvas, values, the set."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from seedream_desktop.ui.canvas.canvas import Canvas
from seedream_desktop.ui.canvas.stage import Stage
from seedream_desktop.ui.desk.desk import Desk
from seedream_desktop.ui.views.compare.foot_bar import FootBar
from seedream_desktop.ui.views.compare.strip import StripView
from seedream_desktop.ui.views.compare.top_bar import TopBar
from seedream_desktop.ui.views.compare.wording import words
from seedream_desktop.ui.widgets.panel import Hairline


class CompareBody(QWidget):
    """Everything but the canvas can be put away."""

    def __init__(self, desk: Desk, stage: Stage, parent: QWidget | None = None) -> None:
        """Make the parts."""
        super().__init__(parent)
        self.bar = TopBar(desk.actions)
        self.canvas = Canvas(stage)
        self.canvas.tell(words("canvas"))
        self.canvas.setAccessibleDescription(words("canvas_hint"))
        self.foot = FootBar(desk.actions, stage)
        self.strip = StripView(desk)
        self._lines = tuple(Hairline() for _ in range(3))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addWidget(self._lines[0])
        column.addWidget(self.canvas, 1)
        column.addWidget(self._lines[1])
        column.addWidget(self.foot)
        column.addWidget(self._lines[2])
        column.addWidget(self.strip)

    @property
    def has_panels(self) -> bool:
        """Whether there is more than the canvas."""
        return not self.bar.isHidden()

    def show_panels(self, *, are_shown: bool) -> None:
        """Show what is around the canvas, or give its room to the pictures."""
        for widget in (self.bar, self.foot, self.strip, *self._lines):
            widget.setVisible(are_shown)
