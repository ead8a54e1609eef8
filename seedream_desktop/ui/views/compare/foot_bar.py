"""Under the canvas: which image it is, the way's own value, and what holds the two together."""

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from seedream_desktop.ui import text
from seedream_desktop.ui.canvas.modes import BLINK_HZ_MAX, BLINK_HZ_MIN, GAIN_MAX, Mode
from seedream_desktop.ui.canvas.stage import Stage
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.scale import SPACE_1, SPACE_2, SPACE_4, Type
from seedream_desktop.ui.views.compare.wording import words
from seedream_desktop.ui.widgets.button import Button, IconButton
from seedream_desktop.ui.widgets.chip import Chip
from seedream_desktop.ui.widgets.choice import Switch
from seedream_desktop.ui.widgets.label import CutLabel, Label
from seedream_desktop.ui.widgets.level import Level

if TYPE_CHECKING:
    from seedream_desktop.ui.actions import ActionRegistry

_HALVES: Final = 2
_DOUBLINGS: Final = GAIN_MAX.bit_length() - 1


class FootBar(QWidget):
    """One line."""

    hz_asked = Signal(float)

    def __init__(
        self, actions: "ActionRegistry", stage: Stage, parent: QWidget | None = None
    ) -> None:
        """Take the stage that its levels set."""
        super().__init__(parent)
        self._stage = stage
        self._state: tuple[object, ...] = ()
        self.setAccessibleName(words("foot"))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.back = IconButton("chevron-left", words("previous"))
        self.on = IconButton("chevron-right", words("next"))
        self.back.clicked.connect(actions.action("image.previous").trigger)
        self.on.clicked.connect(actions.action("image.next").trigger)
        self.place = CutLabel("", Type.CONTROL, cuts_middle=True)
        self.badge = Chip("", icon="warning")
        self._caption, self._value = Label("", ink="muted"), Label("", tabular=True)
        self.opacity = Level(words("opacity_spoken"), 0, 100)
        self.gain = Level(words("gain"), 0, _DOUBLINGS)
        low, high = round(BLINK_HZ_MIN * _HALVES), round(BLINK_HZ_MAX * _HALVES)
        self.hz = Level(words("hz"), low, high)
        self.other = Button(words("blink_once"), icon="blink")
        self.pin = Switch(words("pin"))
        self.lock = Switch(words("lock"))
        self.opacity.set_by_user.connect(self._on_opacity)
        self.gain.set_by_user.connect(self._on_gain)
        self.hz.set_by_user.connect(self._on_hz)
        self.other.clicked.connect(stage.blink_now)
        self.pin.clicked.connect(partial(_trigger, actions, "compare.pin"))
        self.lock.clicked.connect(partial(_trigger, actions, "compare.lock"))
        self._lay_out()
        stage.changed.connect(self.refresh)
        look.changed.connect(self.refresh)
        self.refresh()

    def show_place(self, line: str, *, is_first: bool, is_last: bool) -> None:
        """Say which image is shown."""
        self.place.show_words(line)
        self.back.setEnabled(not is_first)
        self.on.setEnabled(not is_last)

    def show_pinned(self, *, is_pinned: bool, is_offered: bool) -> None:
        """Show whether A stays."""
        self.pin.setChecked(is_pinned)
        self.pin.setVisible(is_offered)

    def refresh(self) -> None:
        """Show the way's own value; nothing is done while only the pictures move."""
        stage, mode = self._stage, self._stage.mode
        state = (
            *(mode, stage.opacity, stage.gain, stage.hz, stage.is_locked, stage.badge),
            *(look.has_motion, look.text_scale),
        )
        if state == self._state:
            return
        self._state = state
        self.opacity.setVisible(mode is Mode.ONION)
        self.gain.setVisible(mode is Mode.DIFFERENCE)
        self.hz.setVisible(mode is Mode.BLINK and look.has_motion)
        self.other.setVisible(mode is Mode.BLINK and not look.has_motion)
        self.opacity.show_value(round(stage.opacity * 100))
        self.gain.show_value(stage.gain.bit_length() - 1)
        self.hz.show_value(round(stage.hz * _HALVES))
        caption, value = self._said()
        # Their own numbers are doublings and halves, which tell nobody anything.
        for level, its in ((self.gain, Mode.DIFFERENCE), (self.hz, Mode.BLINK)):
            if mode is its and value:
                level.setAccessibleName(text.pair(caption, value))
        self._caption.setText(caption)
        self._value.setText(value)
        for label in (self._caption, self._value):
            label.setVisible(bool(label.text()))
        self.lock.setChecked(stage.is_locked)
        is_badged = mode is Mode.DIFFERENCE and bool(stage.badge)
        if self.badge.words != stage.badge:
            self.badge.show_words(stage.badge)
        self.badge.setVisible(is_badged)

    def _said(self) -> tuple[str, str]:
        stage = self._stage
        match stage.mode:
            case Mode.ONION:
                percent = round(stage.opacity * 100)
                return words("opacity"), words("percent", percent=percent)
            case Mode.DIFFERENCE:
                return words("gain"), words("gain_at", gain=stage.gain)
            case Mode.BLINK if look.has_motion:
                return words("hz"), words("hz_at", hz=f"{stage.hz:g}")
        return "", ""

    def _on_opacity(self, percent: int) -> None:
        self._stage.show_opacity(percent / 100)

    def _on_gain(self, doublings: int) -> None:
        self._stage.show_gain(1 << doublings)

    def _on_hz(self, halves: int) -> None:
        self.hz_asked.emit(halves / _HALVES)

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE_2, SPACE_1, SPACE_2, SPACE_1)
        row.setSpacing(SPACE_2)
        row.addWidget(self.back)
        row.addWidget(self.on)
        row.addWidget(self.place, 1)
        row.addWidget(self.badge)
        row.addWidget(self._caption)
        for control in (self.opacity, self.gain, self.hz, self.other):
            row.addWidget(control)
        row.addWidget(self._value)
        row.addSpacing(SPACE_4)
        row.addWidget(self.pin)
        row.addSpacing(SPACE_2)
        row.addWidget(self.lock)


def _trigger(actions: "ActionRegistry", command: str, _is_checked: bool = False) -> None:
    actions.action(command).trigger()
