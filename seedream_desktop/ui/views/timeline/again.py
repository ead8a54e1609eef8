"""Making results anew, from the strip: each way with its price on its button."""

from functools import partial
from typing import Final

from PySide6.QtWidgets import QGridLayout, QWidget

from seedream_desktop.ui.desk.again_wishes import AGAIN, COLUMN, ONWARD, OUTLIERS
from seedream_desktop.ui.desk.desk import Desk
from seedream_desktop.ui.models.frame_words import say
from seedream_desktop.ui.theme.scale import SPACE_1, SPACE_2, SPACE_5
from seedream_desktop.ui.widgets.button import Kind
from seedream_desktop.ui.widgets.priced import PricedButton

_VERBS: Final = {
    AGAIN: "again",
    ONWARD: "again_onward",
    COLUMN: "again_column",
    OUTLIERS: "again_outliers",
}
_PLACES: Final = {AGAIN: (0, 0), ONWARD: (1, 0), COLUMN: (0, 1), OUTLIERS: (1, 1)}


class AgainButtons(QWidget):
    """Follows what the desk offers; a button whose price is not known yet says so."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        """Take the desk."""
        super().__init__(parent)
        self._desk = desk
        self.buttons = {
            command: PricedButton(say(verb), "", Kind.SECONDARY) for command, verb in _VERBS.items()
        }
        grid = QGridLayout(self)
        grid.setContentsMargins(SPACE_2, 0, SPACE_5, 0)
        grid.setHorizontalSpacing(SPACE_2)
        grid.setVerticalSpacing(SPACE_1)
        for command, button in self.buttons.items():
            grid.addWidget(button, *_PLACES[command])
            button.clicked.connect(partial(self._press, command))
        grid.setRowStretch(2, 1)
        desk.again.priced.connect(self.refresh)
        desk.drifts.scored.connect(self.refresh)
        self.refresh()

    def refresh(self, _what: object = None) -> None:
        """Show what can be made anew now, and for how much."""
        actions, offers = self._desk.actions, self._desk.again.offers
        for command, button in self.buttons.items():
            offer = offers.get(command)
            is_allowed = actions.action(command).isEnabled()
            button.setVisible(is_allowed and (command != OUTLIERS or self._outliers > 0))
            button.setEnabled(is_allowed and not self._desk.again.is_starting)
            price = "…" if offer is None else offer.price
            button.show_offer(self._verb(command), price)
            button.is_hindered = offer is not None and bool(offer.hindrance)
            words = offer.hindrance if offer is not None else ""
            button.setToolTip(words)
            whole = actions.action(command).text().replace("&", "")
            button.setAccessibleDescription(words or whole)

    @property
    def _outliers(self) -> int:
        current = self._desk.focus.current
        step = current.step if current is not None else None
        return len(self._desk.drifts.outliers(step)) if step is not None else 0

    def _verb(self, command: str) -> str:
        if command == OUTLIERS:
            return say("again_outliers", count=self._outliers)
        several = len(self._desk.focus.selection)
        if command == AGAIN and several > 1:
            return say("again_several", count=several)
        return say(_VERBS[command])

    def _press(self, command: str) -> None:
        """Do it; one that is hindered says why, as the command does."""
        self._desk.actions.action(command).trigger()
