"""Asks for the name under which a step is kept."""

from collections.abc import Collection

from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from seedream_desktop.ui.theme.scale import SPACE_2, SPACE_4
from seedream_desktop.ui.views.build.facts import said
from seedream_desktop.ui.widgets.button import Button, Kind
from seedream_desktop.ui.widgets.field import Field, LineEdit

_WIDTH = 400
_NAME_MAX = 60


class PresetDialog(QDialog):
    """Accepted with a name that is not empty."""

    def __init__(self, proposal: str, taken: Collection[str], parent: QWidget) -> None:
        """Take a name to begin with, and the names that are there."""
        super().__init__(parent)
        self._taken = frozenset(taken)
        self.setWindowTitle(said("preset_title"))
        self.setMinimumWidth(_WIDTH)
        self._line = LineEdit(proposal)
        self._line.setMaxLength(_NAME_MAX)
        self._line.selectAll()
        self._field = Field(said("preset_name"), self._line, said("preset_hint"))
        save, cancel = Button(said("save"), Kind.PRIMARY), Button(said("cancel"))
        save.setDefault(True)
        save.clicked.connect(self._on_save)
        cancel.clicked.connect(self.reject)
        cancel.setAutoDefault(False)
        row = QHBoxLayout()
        row.setSpacing(SPACE_2)
        row.addStretch(1)
        row.addWidget(cancel)
        row.addWidget(save)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_4, SPACE_4, SPACE_4, SPACE_4)
        column.setSpacing(SPACE_4)
        column.addWidget(self._field)
        column.addLayout(row)
        self._line.textChanged.connect(self._on_text)
        self._on_text(proposal)

    @property
    def name(self) -> str:
        """What was written."""
        return " ".join(self._line.text().split())

    def _on_text(self, _words: str) -> None:
        self._field.show_wrong("")
        is_taken = self.name in self._taken
        self._field.show_hint(said("preset_replaces" if is_taken else "preset_hint"))

    def _on_save(self) -> None:
        if self.name:
            self.accept()
        else:
            self._field.show_wrong(said("preset_unnamed"))
