"""Caps as amounts of money: checked while they are written, in force when they are left."""

import re
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from seedream_desktop.domain.money import micros_from_usd
from seedream_desktop.settings.model import CapSettings
from seedream_desktop.ui import text
from seedream_desktop.ui.dialogs.providers.wording import words
from seedream_desktop.ui.theme.scale import SPACE_3, SPACE_4, Type
from seedream_desktop.ui.widgets.field import Field, LineEdit
from seedream_desktop.ui.widgets.label import Label

_MICROS_MAX: Final = 10**12
_LETTERS_MAX: Final = 16
_GROUPED: Final = re.compile(r"\$?\d{1,3}(,\d{3})+\.\d+")
"""An amount as it is shown: "$1,234.50". Any other comma is a slip, or a decimal sign."""


class BadAmount(ValueError):
    """What is written is no cap; args[0] is the code of its text."""


def cap_of(written: str) -> int | None:
    """Return the micro-dollars of what was written, None where it is empty. Raises BadAmount."""
    plain = written.strip()
    if not plain:
        return None
    if _GROUPED.fullmatch(plain):
        plain = plain.replace(",", "")
    if not set(plain) <= set("$0123456789. "):
        raise BadAmount("cap_wrong")
    try:
        micros = micros_from_usd(plain)
    except ValueError:
        raise BadAmount("cap_wrong") from None
    if micros > _MICROS_MAX:
        raise BadAmount("cap_too_large")
    return micros


class CapFields(QWidget):
    """Three amounts. changed carries CapSettings, when one is left or Enter is pressed in it."""

    changed = Signal(object)

    def __init__(self, parent: QWidget | None = None, *, has_head: bool = True) -> None:
        """Say above them what they are, unless that is said already where they stand."""
        super().__init__(parent)
        self._caps = CapSettings()
        self.fields = {
            f"{name}_micros": Field(words(f"cap_{name}"), LineEdit("", words("cap_none")))
            for name in ("run", "day", "month")
        }
        row = QHBoxLayout()
        row.setSpacing(SPACE_4)
        for name, field in self.fields.items():
            line = self.amount(name)
            line.setMaxLength(_LETTERS_MAX)
            line.written.connect(partial(self._on_edited, name))
            line.editingFinished.connect(partial(self._on_left, name))
            row.addWidget(field, 1, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_3)
        if has_head:
            column.addWidget(Label(words("caps"), Type.BODY_STRONG))
            column.addWidget(Label(words("caps_hint"), ink="muted", wraps=True))
        column.addLayout(row)

    def amount(self, name: str) -> LineEdit:
        """Return where run_micros, day_micros or month_micros is written."""
        control = self.fields[name].control
        assert isinstance(control, LineEdit)
        return control

    def show_caps(self, caps: CapSettings) -> None:
        """Show what holds now, but for a field that is being written in."""
        self._caps = caps
        for name in self.fields:
            line = self.amount(name)
            if not (line.hasFocus() and line.isModified()):
                line.setText(_written(getattr(caps, name)))
                self.fields[name].show_wrong("")
        self._show_hints()

    def _on_edited(self, name: str, written: str) -> None:
        try:
            cap_of(written)
        except BadAmount as error:
            self.fields[name].show_wrong(words(str(error)))
        else:
            self.fields[name].show_wrong("")

    def _on_left(self, name: str) -> None:
        line = self.amount(name)
        if not line.isModified():
            return
        try:
            micros = cap_of(line.text())
        except BadAmount:
            return  # it stays in the field, and what is wrong with it beneath
        line.setText(_written(micros))
        line.setModified(False)
        wanted = {each: getattr(self._caps, each) for each in self.fields} | {name: micros}
        caps = CapSettings(**wanted)
        if caps != self._caps:
            self._caps = caps
            self._show_hints()
            self.changed.emit(caps)

    def _show_hints(self) -> None:
        """Say what a cap comes to, where that may surprise."""
        run, day, month = (getattr(self._caps, name) for name in self.fields)
        hints = {
            "run_micros": "cap_run_over_day" if _is_over(run, day) else "",
            "day_micros": "cap_day_over_month" if _is_over(day, month) else "",
            "month_micros": "",
        }
        for name, code in hints.items():
            if getattr(self._caps, name) == 0:
                code = "cap_zero"  # noqa: PLW2901 (the stronger remark)
            self.fields[name].show_hint(words(code) if code else "")


def _is_over(cap: int | None, bound: int | None) -> bool:
    return cap is not None and bound is not None and cap > bound


def _written(micros: int | None) -> str:
    return "" if micros is None else text.usd(micros)
