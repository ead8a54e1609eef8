"""The inspector: what the workspace says more about, at the right of it."""

from typing import Final

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QStackedWidget, QWidget

from seedream_desktop.ui import text
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.scale import INSPECTOR_WIDTH

_LEAST: Final = 240
_MOST: Final = 560
_WHOLE: Final = 16_777_215
"""Qt's word for a widget without a largest width."""


class Inspector(QStackedWidget):
    """Shows one workspace's widget; it is there only while that workspace has one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Begin with nothing."""
        super().__init__(parent)
        self.setAccessibleName(text.text("inspector", section="shell"))
        self._shows = False
        self._is_alone = False
        look.changed.connect(self._refit)
        self._refit()

    @property
    def has_content(self) -> bool:
        """Whether the workspace has anything to show here."""
        return self._shows

    @staticmethod
    def least_px() -> int:
        """Return the width below which it cannot be read at this size of text."""
        return look.height(_LEAST)

    def stand_alone(self, *, is_alone: bool) -> None:
        """Take the whole room, where there is none for the workspace beside it."""
        self._is_alone = is_alone
        self._refit()

    def _refit(self) -> None:
        self.setMinimumWidth(self.least_px())
        self.setMaximumWidth(_WHOLE if self._is_alone else look.height(_MOST))

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
