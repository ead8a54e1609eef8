"""Groups of buttons that are one stop for Tab: the one that is on; arrow keys go to the others."""

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QAbstractButton, QButtonGroup


class OneStopGroup(QButtonGroup):
    """An exclusive group, whose button that is on takes the focus when Tab comes in."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.buttonToggled.connect(self._on_toggled)

    def _on_toggled(self, button: QAbstractButton, is_on: bool) -> None:
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus if is_on else Qt.FocusPolicy.ClickFocus)

    def close_to_tab(self) -> None:
        """Call it once all buttons are in: Tab passes by those that are off."""
        for button in self.buttons():
            self._on_toggled(button, button.isChecked())
