"""Opens the dialog of providers and keys for the commands that lead to it."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from seedream_desktop.ui.dialogs.providers.dialog import ProvidersDialog

if TYPE_CHECKING:
    from seedream_desktop.domain.ids import ProviderId
    from seedream_desktop.ui.desk.desk import Desk


class ProvidersDoor(QObject):
    """Handles settings.keys and settings.caps; there is one dialog at a time."""

    def __init__(self, desk: "Desk", window: QWidget) -> None:
        """Take the desk, and the window that the dialog belongs to."""
        super().__init__(window)
        self._desk = desk
        self._window = window
        self._dialog: ProvidersDialog | None = None
        desk.actions.handle("settings.keys", self.open)
        desk.actions.handle("settings.caps", self.open_at_caps)

    def open(self) -> ProvidersDialog:
        """Show the dialog, the one that is open if there is one."""
        if self._dialog is None:
            made = ProvidersDialog(
                self._desk.accounts,
                self._desk.preferences,
                {n: c for n, c in self._desk.program.cards.items() if c.rehearses is None},
                self._window,
            )
            made.finished.connect(self._on_finished)
            made.sent_asked.connect(self._desk.actions.action("help.what_is_sent").trigger)
            self._dialog = made
            made.begin_at_keys()
        self._dialog.open()
        return self._dialog

    def open_at_caps(self) -> None:
        """Show the dialog with the cursor in the first cap."""
        self.open().begin_at_caps()

    def open_at(self, provider: "ProviderId") -> None:
        """Show the dialog at one provider's key."""
        self.open().begin_at(provider)

    def _on_finished(self, _result: int) -> None:
        dialog, self._dialog = self._dialog, None
        if dialog is not None:
            dialog.deleteLater()
