"""The inspector: what the workspace says more about, at the right of it."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QStackedWidget, QWidget

from seedream_desktop.ui import text
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.scale import INSPECTOR_WIDTH


class Inspector(QStackedWidget):
    """Shows one workspace's widget; it is there only while that workspace has one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Begin with nothing."""
        super().__init__(parent)
        self.setAccessibleName(text.text("inspector", section="shell"))
        self.setMinimumWidth(look.height(240))
        self.setMaximumWidth(look.height(560))
        self._shows = False

    @property
    def has_content(self) -> bool:
        """Whether the workspace has anything to show here."""
        return self._shows

    def show_content(self, widget: QWidget | None) -> None:
        """Show a workspace's widget, None for none."""
        self._shows = widget is not None
        if widget is None:
            return
        self.keep(widget)
        self.setCurrentWidget(widget)

    def keep(self, widget: QWidget) -> None:
        """Have a workspace's widget live and end here, shown or not."""
        if self.indexOf(widget) < 0:
            self.addWidget(widget)

    def sizeHint(self) -> QSize:
        return QSize(look.height(INSPECTOR_WIDTH), 0)
