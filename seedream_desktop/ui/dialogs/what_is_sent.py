"""Says in plain words what leaves this machine, when, and what never does."""

from PySide6.QtWidgets import QWidget

from seedream_desktop.ui import text
from seedream_desktop.ui.dialogs.frame import DialogFrame
from seedream_desktop.ui.theme.scale import SPACE_1, Type
from seedream_desktop.ui.widgets.button import Button, Kind
from seedream_desktop.ui.widgets.label import Label

_PARTS = ("when", "pictures", "words", "never", "key", "local")


class WhatIsSentDialog(DialogFrame):
    """Reading only."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Lay the paragraphs out."""
        super().__init__(text.text("sent_title", section="shell"), parent, 560)
        for part in _PARTS:
            heading = Label(text.text(f"sent_{part}", section="shell"), Type.BODY_STRONG)
            said = Label(text.text(f"sent_{part}_said", section="shell"), Type.BODY, wraps=True)
            self.column.addWidget(heading)
            self.column.addSpacing(SPACE_1 - self.column.spacing())
            self.column.addWidget(said)
        self.column.addStretch(1)
        close = Button(text.text("close", section="shell"), Kind.PRIMARY)
        close.clicked.connect(self.accept)
        self.add_buttons(close, safe=close)
