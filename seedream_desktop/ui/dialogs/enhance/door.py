"""Opens the dialog of better prompts for a step of the open sequence."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from seedream_desktop.ui.dialogs.enhance.dialog import EnhanceDialog

if TYPE_CHECKING:
    from seedream_desktop.domain.ids import ProviderId
    from seedream_desktop.domain.step import Step
    from seedream_desktop.ui.desk.desk import Desk
    from seedream_desktop.ui.edits import SequenceDocument


class EnhanceDoor(QObject):
    """Writes what the user takes into the document that was open when it was asked for."""

    def __init__(self, desk: "Desk", window: QWidget) -> None:
        """Take the desk, and the widget that dialogs belong to."""
        super().__init__(window)
        self._desk = desk
        self._window = window

    def price_micros(self, provider: "ProviderId") -> int | None:
        """Return what a better prompt costs at a provider; None where it offers none."""
        card = self._desk.program.cards.get(provider)
        return card.enhancer.price_micros if card is not None and card.enhancer else None

    def open_for(self, step: "Step") -> EnhanceDialog | None:
        """Show the dialog for a step; None where its provider offers no better prompts."""
        document, card = self._desk.documents.current, self._desk.program.cards.get(step.provider)
        if document is None or card is None or card.enhancer is None:
            return None
        engine, bridge = self._desk.program.engine, self._desk.bridge
        dialog = EnhanceDialog(engine, bridge, card, step.prompt, self._window)
        dialog.chosen.connect(partial(self._write, document, step))
        dialog.paid.connect(self._desk.purse.refresh)
        actions = self._desk.actions
        dialog.keys_asked.connect(actions.action("settings.keys").trigger)
        dialog.caps_asked.connect(actions.action("settings.caps").trigger)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        return dialog

    def _write(self, document: "SequenceDocument", step: "Step", prompt: str) -> None:
        document.seal()
        document.write_prompt(step.id, prompt)
        document.seal()
