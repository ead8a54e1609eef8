"""What a sequence without steps offers to begin with."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from seedream_desktop.ui.desk.presets import Preset, Presets
from seedream_desktop.ui.theme.scale import SPACE_1, SPACE_2, SPACE_4, Type
from seedream_desktop.ui.views.build.facts import said
from seedream_desktop.ui.widgets.button import Button, Kind
from seedream_desktop.ui.widgets.label import Label


class Suggestions(QWidget):
    """Presets as buttons, the user's own first."""

    chosen = Signal(object)
    """Carries the Preset."""

    def __init__(self, presets: Presets, parent: QWidget | None = None) -> None:
        """Follow the presets."""
        super().__init__(parent)
        self._presets = presets
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, SPACE_4)
        self._column.setSpacing(SPACE_1)
        self._column.addWidget(Label(said("no_steps"), Type.BODY_STRONG))
        more = Label(said("no_steps_more"), Type.BODY, ink="muted", wraps=True)
        self._column.addWidget(more)
        self._column.addSpacing(SPACE_2)
        self.buttons: list[Button] = []
        presets.changed.connect(self._fill)
        self._fill()

    def _fill(self) -> None:
        for button in self.buttons:
            button.hide()
            button.deleteLater()
        self.buttons = []
        for preset in (*self._presets.own, *self._presets.bundled):
            button = Button(preset.title, Kind.QUIET, icon="step")
            button.setToolTip(preset.prompt)
            button.setAccessibleDescription(preset.prompt)
            button.clicked.connect(partial(self._choose, preset))
            self._column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
            self.buttons.append(button)

    def _choose(self, preset: Preset, _is_checked: bool = False) -> None:
        self.chosen.emit(preset)
