"""Asks once before the window is closed while runs go on, and says what becomes of them."""

from PySide6.QtWidgets import QWidget

from seedream_desktop.ui import text
from seedream_desktop.ui.desk.queue import Counts
from seedream_desktop.ui.dialogs.frame import DialogFrame
from seedream_desktop.ui.widgets.button import Button, Kind
from seedream_desktop.ui.widgets.marks import CheckBox

HINT = "closing_while_running"


class ClosingDialog(DialogFrame):
    """Accepted where the user closes all the same."""

    def __init__(self, counts: Counts, parent: QWidget | None = None) -> None:
        """Say what runs and waits."""
        super().__init__(text.text("closing_title", section="shell"), parent)
        if counts.running:
            self.say(text.text("closing_running", {"count": counts.running}, section="shell"))
        if counts.waiting:
            self.say(text.text("closing_waiting", {"count": counts.waiting}, section="shell"))
        self.say(text.text("closing_safe", section="shell"), ink="muted")
        self.not_again = CheckBox(text.text("not_again", section="shell"))
        self.add_to_foot(self.not_again)
        stay = Button(text.text("keep_open", section="shell"), Kind.PRIMARY)
        stay.clicked.connect(self.reject)
        close = Button(text.text("close_now", section="shell"))
        close.clicked.connect(self.accept)
        self.add_buttons(close, stay, safe=stay)
