"""Settings of how the program looks, speaks, spends and tells."""

from functools import partial

import msgspec
from PySide6.QtCore import QObject, Qt

from seedream_desktop.settings.model import CapSettings, Settings
from seedream_desktop.ui import text
from seedream_desktop.ui.catalogue import LANGUAGES
from seedream_desktop.ui.desk.desk import Desk
from seedream_desktop.ui.dialogs.providers.caps import CapFields, cap_of
from seedream_desktop.ui.dialogs.settings.row import SettingRow
from seedream_desktop.ui.dialogs.settings.section import Section, plain_button
from seedream_desktop.ui.dialogs.settings.wording import words
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.tokens import Tone
from seedream_desktop.ui.widgets.choice import Select, Switch
from seedream_desktop.ui.widgets.field import LineEdit

_THEMES = ("system", "dark", "neutral", "light")
_MOTIONS = ("system", "less", "all")
_SIZES = (100, 110, 125, 150, 175, 200)
_LANGUAGES = ("system", *LANGUAGES)
_MICROS_MAX = 10**15


def look_section(desk: Desk, parent: QObject) -> Section:
    """Return theme, size of text, movement and language."""
    section, preferences = Section("look", parent), desk.preferences

    def change(**fields: object) -> None:
        preferences.change(look=msgspec.structs.replace(preferences.current.look, **fields))

    theme = Select(words("theme"), [(words(f"theme_{name}"), name) for name in _THEMES])
    theme.picked.connect(lambda name: change(theme=name))
    section.add("theme", theme, lambda s: _choose(theme, s.look.theme))
    size = Select(words("text_size"), [(words("percent", count=n), n) for n in _SIZES])
    size.picked.connect(lambda percent: change(text_percent=percent))
    section.add("text_size", size, lambda s: _choose_size(size, s.look.text_percent))
    motion = Select(words("motion"), [(words(f"motion_{name}"), name) for name in _MOTIONS])
    motion.picked.connect(lambda name: change(motion=name))
    _MotionNote(section.add("motion", motion, lambda s: _choose(motion, s.look.motion)))
    entries = [(words(f"language_{name}"), name) for name in _LANGUAGES]
    language = Select(words("language"), entries)
    language.picked.connect(lambda name: preferences.change(language=name))
    section.add("language", language, lambda s: _choose(language, s.language))
    return section


def money_section(desk: Desk, parent: QObject) -> Section:
    """Return caps, the threshold of the question, and the way to the keys."""
    section, preferences = Section("money", parent), desk.preferences
    caps = CapFields(has_head=False)

    def take(wanted: CapSettings) -> None:
        preferences.change(caps=wanted)

    caps.changed.connect(take)
    section.add("caps", caps, lambda s: caps.show_caps(s.caps), is_wide=True)
    confirm = LineEdit()
    confirm.setMaximumWidth(120)
    row = section.add("confirm", confirm, partial(_show_amount, confirm))

    def on_left() -> None:
        try:
            micros = cap_of(confirm.text()) or 0
            preferences.change(confirm_above_micros=min(micros, _MICROS_MAX))
        except ValueError:
            row.show_said(words("confirm_wrong"), Tone.FAILED)
            return
        confirm.setModified(False)
        row.show_said("")
        _show_amount(confirm, preferences.current)

    confirm.editingFinished.connect(on_left)
    open_keys = desk.actions.action("settings.keys").trigger
    section.add("keys", plain_button(words("keys_open"), open_keys))
    return section


def notices_section(desk: Desk, parent: QObject) -> Section:
    """Return what is told through the system."""
    section, preferences = Section("notices", parent), desk.preferences

    def change(field: str, is_on: bool) -> None:
        own = msgspec.structs.replace(preferences.current.notifications, **{field: is_on})
        preferences.change(notifications=own)

    for code, field in (("notify_ended", "run_ended"), ("notify_decision", "needs_decision")):
        switch = Switch(words("notify_switch"))
        switch.setAccessibleName(words(code))
        switch.clicked.connect(lambda is_on, field=field: change(field, is_on))
        section.add(code, switch, partial(_show_switch, switch, field))
    return section


def keyboard_section(desk: Desk, parent: QObject) -> Section:
    """Return the way to all shortcuts."""
    section = Section("keyboard", parent)
    show = desk.actions.action("help.shortcuts").trigger
    section.add("shortcuts", plain_button(words("shortcuts_open"), show))
    return section


class _MotionNote(QObject):
    """Says where it is the system that asks for less, so that nobody looks for the reason here."""

    def __init__(self, row: SettingRow) -> None:
        super().__init__(row)
        self._row = row
        look.changed.connect(self._tell)
        self._tell()

    def _tell(self) -> None:
        is_asked = look.follows_system_motion and not look.has_motion
        said = words("motion_asked") if is_asked else ""
        if said != self._row.said:
            self._row.show_said(said)


def _choose(select: Select, data: object) -> None:
    select.setCurrentIndex(select.findData(data))


def _choose_size(select: Select, percent: int) -> None:
    if select.findData(percent, Qt.ItemDataRole.UserRole) < 0:
        select.addItem(words("percent", count=percent), percent)
    _choose(select, percent)


def _show_amount(line: LineEdit, settings: Settings) -> None:
    if not (line.hasFocus() and line.isModified()):
        line.setText(text.usd(settings.confirm_above_micros))


def _show_switch(switch: Switch, field: str, settings: Settings) -> None:
    switch.setChecked(bool(getattr(settings.notifications, field)))
