"""A section of the settings: rows that belong together, and how they follow what holds."""

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from seedream_desktop.settings.model import Settings
from seedream_desktop.ui.dialogs.settings.row import SettingRow
from seedream_desktop.ui.dialogs.settings.wording import words
from seedream_desktop.ui.widgets.button import Button


class Section(QObject):
    """Adds rows; each shows the settings by a function of its own."""

    def __init__(self, code: str, parent: QObject | None = None) -> None:
        """Take the section's code in the texts."""
        super().__init__(parent)
        self.code = code
        self.title = words(f"section_{code}")
        self.rows: list[SettingRow] = []
        self._shows: list[Callable[[Settings], object]] = []

    def add(
        self,
        code: str,
        control: QWidget,
        show: Callable[[Settings], object] | None = None,
        *,
        is_wide: bool = False,
        name: str = "",
    ) -> SettingRow:
        """Add a row; show brings its control to what holds."""
        sought = f"{self.title} {words(f'words_{self.code}')}"
        given = name or words(code)
        row = SettingRow(
            given, words(f"{code}_more"), control, sought_words=sought, is_wide=is_wide
        )
        self.rows.append(row)
        if show is not None:
            self._shows.append(show)
        return row

    def show_settings(self, settings: Settings) -> None:
        """Bring all rows to what holds."""
        for show in self._shows:
            show(settings)


def plain_button(words_of_it: str, act: Callable[[], object]) -> Button:
    """Return a button of a dialog that Enter elsewhere does not press."""
    button = Button(words_of_it)
    button.setAutoDefault(False)
    button.clicked.connect(act)
    return button
