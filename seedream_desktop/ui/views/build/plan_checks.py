"""What is said of a plan: a line for each remark, with the button of what mends it."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from seedream_desktop.domain.plan import Check, Weight
from seedream_desktop.ui import text
from seedream_desktop.ui.models.plan import FIXES, check_sentence
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.scale import GLYPH, SPACE_1, SPACE_2
from seedream_desktop.ui.widgets.button import Button, Kind
from seedream_desktop.ui.widgets.label import Label
from seedream_desktop.ui.widgets.sign import Sign

_ICONS = {Weight.NOTICE: ("info", "muted"), Weight.WARNING: ("warning", "waiting")}
_SHOWN = 3
_WELL = ("check", "done")

CanMend = Callable[[str], bool]
"""Says whether a command can be called now: no button leads nowhere."""


class PlanChecks(QWidget):
    """Notices and warnings; a line that stays is kept as it is, with the focus that it has.

    Stops are not here: they stand beneath the button that they hinder.
    """

    mend_asked = Signal(object)
    """Carries the Check."""

    def __init__(self, can_mend: CanMend, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._can_mend = can_mend
        self._rows: dict[tuple[str, int | None, str], QWidget] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(SPACE_1)
        self._well = QWidget()
        _fill(self._well, QHBoxLayout(), *_WELL, text.text("all_well", section="plan"))
        self._column.addWidget(self._well)
        self._well.hide()
        self._is_whole = False
        self._unfold = Button("", Kind.LINK)
        self._unfold.hide()
        self._unfold.clicked.connect(self._on_unfold)
        line = QHBoxLayout()
        line.setContentsMargins(look.height(GLYPH) + 2 + SPACE_2, 0, 0, 0)
        line.addWidget(self._unfold, 0, Qt.AlignmentFlag.AlignLeft)
        self._column.addLayout(line)

    def show_checks(self, checks: Sequence[Check], *, has_steps: bool, is_well: bool) -> None:
        """Show the remarks of a plan; has_steps says that the step has to be told."""
        shown = {}
        for check in checks:
            if check.weight is not Weight.STOP:
                words = words_of(check, has_steps=has_steps)
                shown[check.code, check.step_index, words] = check
        for key in [key for key in self._rows if key not in shown]:
            row = self._rows.pop(key)
            row.hide()  # without a parent it would be a window when its show comes
            row.deleteLater()
        for place, (key, check) in enumerate(shown.items()):
            if key not in self._rows:
                self._rows[key] = self._made(check, key[2])
                self._column.insertWidget(place, self._rows[key])
        self._well.setVisible(is_well and not shown)
        self.setVisible(bool(shown) or is_well)
        self._fold()

    def _fold(self) -> None:
        rows = [self._rows[key] for key in self._rows]
        more = len(rows) - _SHOWN
        for place, row in enumerate(sorted(rows, key=self._column.indexOf)):
            row.setVisible(self._is_whole or more <= 1 or place < _SHOWN)
        self._unfold.setVisible(more > 1)
        remarks = {"remarks": text.counted("remark", more)}
        code = "fewer_remarks" if self._is_whole else "more_remarks"
        self._unfold.setText(text.text(code, remarks, section="plan"))

    def _on_unfold(self) -> None:
        self._is_whole = not self._is_whole
        self._fold()

    def _made(self, check: Check, words: str) -> QWidget:
        icon, ink = _ICONS[check.weight]
        row, line = QWidget(), QHBoxLayout()
        _fill(row, line, icon, ink, words)
        spoken = text.text(f"check_{check.weight.value}", {"said": words}, section="models")
        row.setAccessibleName(spoken)
        if mend := mend_of(check, self._can_mend):
            button = Button(mend, Kind.LINK)
            button.setAccessibleDescription(words)
            button.clicked.connect(partial(self.mend_asked.emit, check))
            line.addWidget(button)
        return row


def words_of(check: Check, *, has_steps: bool) -> str:
    """Return a remark as a sentence, with its step where there are several."""
    said = check_sentence(check)
    if check.step_index is None or not has_steps:
        return said
    return text.text("step_said", {"step": check.step_index + 1, "said": said}, section="plan")


def mend_of(check: Check, can_mend: CanMend) -> str:
    """Return the words of what mends a remark; empty where nothing here does."""
    command = FIXES.get(check.code)
    if command is None or not can_mend(command):
        return ""
    return text.text(command, section="mends")


def _fill(row: QWidget, line: QHBoxLayout, icon: str, ink: str, words: str) -> None:
    row.setLayout(line)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(SPACE_2)
    line.addWidget(Sign(icon, ink), 0, Qt.AlignmentFlag.AlignTop)
    line.addWidget(Label(words, wraps=True), 1)
