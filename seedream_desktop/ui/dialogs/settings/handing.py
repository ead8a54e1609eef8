"""Settings of how results leave the library: what exports begin with, and presets that are kept."""

from functools import partial

import msgspec
from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from seedream_desktop.settings.model import Settings
from seedream_desktop.ui.desk.desk import Desk
from seedream_desktop.ui.desk.export_presets import BUNDLED
from seedream_desktop.ui.dialogs.export import wording
from seedream_desktop.ui.dialogs.settings.section import Section, plain_button
from seedream_desktop.ui.dialogs.settings.wording import words
from seedream_desktop.ui.models.export_draft import Policy
from seedream_desktop.ui.theme.scale import SPACE_1, SPACE_2
from seedream_desktop.ui.widgets.choice import Select
from seedream_desktop.ui.widgets.label import CutLabel, Label

_UNSURE = ("aside", "refuse")


def handing_section(desk: Desk, parent: QObject) -> Section:
    """Return conflicts, unsure results, own presets, and the folders that are remembered."""
    section, preferences = Section("handing", parent), desk.preferences

    def change(**fields: object) -> None:
        own = msgspec.structs.replace(preferences.current.exports, **fields)
        preferences.change(exports=own)

    policies = [(wording.words(f"conflict_{each.value}"), each.value) for each in Policy]
    conflict = Select(words("conflict"), policies)
    conflict.picked.connect(lambda policy: change(conflict=policy))
    section.add("conflict", conflict, lambda s: _choose(conflict, s.exports.conflict))
    unsure = Select(words("unsure"), [(wording.words(f"unsure_{name}"), name) for name in _UNSURE])
    unsure.picked.connect(lambda name: change(unsure=name))
    section.add("unsure", unsure, lambda s: _choose(unsure, s.exports.unsure))
    presets = OwnPresets(desk)
    section.add("export_presets", presets, presets.show_settings, is_wide=True)
    forget = plain_button(words("forget"), lambda: change(folders=()))
    section.add("folders", forget, lambda s: forget.setEnabled(bool(s.exports.folders)))
    return section


class OwnPresets(QWidget):
    """The user's presets by name, each of which can be forgotten."""

    def __init__(self, desk: Desk) -> None:
        """Show none yet."""
        super().__init__()
        self._desk = desk
        self._shown: tuple[str, ...] | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(SPACE_1)

    def show_settings(self, settings: Settings) -> None:
        """Show those that the settings hold."""
        own = sorted((n for n in settings.exports.presets if n not in BUNDLED), key=str.casefold)
        if tuple(own) == self._shown:
            return
        self._shown = tuple(own)
        while (item := self._column.takeAt(0)) is not None:
            if (row := item.widget()) is not None:
                row.hide()
                row.deleteLater()
        for name in own:
            self._column.addWidget(self._row(name))
        if not own:
            self._column.addWidget(Label(words("no_presets"), ink="muted", wraps=True))

    def _row(self, name: str) -> QWidget:
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_2)
        remove = plain_button(words("remove_preset"), partial(self._remove, name))
        remove.setAccessibleName(words("remove_named", name=name))
        row.addWidget(CutLabel(name), 1)
        row.addWidget(remove, 0, Qt.AlignmentFlag.AlignVCenter)
        return made

    def _remove(self, name: str, _is_on: bool = False) -> None:
        self._desk.exports.presets.remove(name)


def _choose(select: Select, data: object) -> None:
    select.setCurrentIndex(select.findData(data))
