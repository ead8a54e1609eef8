"""Asks with how many requests the queue goes on before it holds."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout

from seedream_desktop.ui import text
from seedream_desktop.ui.dialogs.frame import DialogFrame
from seedream_desktop.ui.dialogs.question import front
from seedream_desktop.ui.guide.topic import about
from seedream_desktop.ui.theme.scale import SPACE_3, Type
from seedream_desktop.ui.widgets.button import Button, Kind
from seedream_desktop.ui.widgets.label import Label
from seedream_desktop.ui.widgets.stepper import Stepper

_MOST: Final = 1000


class NextCountDialog(DialogFrame):
    """Accepted with count; its button names the most that so many cost."""

    def __init__(self, cost_micros: Callable[[int], int], count: int) -> None:
        """Take what so many requests cost at most, and the number to begin with."""
        super().__init__(_say("next_title"), front())
        about(self, "queue#more")
        self._cost_micros = cost_micros
        self.say(_say("next_more"), ink="muted")
        self.stepper = Stepper(
            _say("next_count"), (1, _MOST), _say("next_less"), _say("next_one_more")
        )
        row = QHBoxLayout()
        row.setSpacing(SPACE_3)
        row.addWidget(Label(_say("next_count"), Type.CONTROL))
        row.addWidget(self.stepper, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addStretch(1)
        self.column.addLayout(row)
        self.answer = Button("", Kind.PRIMARY)
        self.answer.clicked.connect(self.accept)
        self.safe = Button(_say("next_not"))
        self.safe.clicked.connect(self.reject)
        self.add_buttons(self.safe, self.answer, safe=self.safe)
        self.stepper.changed.connect(self._show)
        self.stepper.number.setValue(count)
        self._show()
        self.stepper.number.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def count(self) -> int:
        """The number of requests."""
        return self.stepper.value

    def _show(self, _count: int = 0) -> None:
        self.answer.setText(next_words(self.count, self._cost_micros(self.count)))
        self.answer.updateGeometry()


def next_words(count: int, cost_micros: int) -> str:
    """Return what a button says that goes on with so many, with the most that they cost."""
    code = "next_run_priced" if cost_micros else "next_run"
    return text.text(code, {"count": count, "cost": cost_micros}, section="rules")


def _say(code: str) -> str:
    return text.text(code, section="rules")
