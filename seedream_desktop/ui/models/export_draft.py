"""An export as it is being set: what, where, which presets, and each as it is edited."""

from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from seedream_desktop.domain.export_wish import (
    Conflict,
    ExportWish,
    Picking,
    Preset,
    Unsure,
    What,
)
from seedream_desktop.ui.desk.export_presets import ExportPresets


class Policy(StrEnum):
    """What is to be done where a file lies already; ASK asks for each before any is written."""

    UNIQUE = "unique"
    SKIP = "skip"
    OVERWRITE = "overwrite"
    ASK = "ask"

    @property
    def conflict(self) -> Conflict:
        """What holds for files that nobody was asked about."""
        return Conflict.UNIQUE if self is Policy.ASK else Conflict(self.value)


class ExportDraft(QObject):
    """Begins as the last export was set. Edits of a preset hold for this export alone."""

    changed = Signal()
    """What would be written is another, or where."""
    listed = Signal()
    """The presets are others, or are called otherwise, or another one is shown."""

    def __init__(self, presets: ExportPresets, parent: QObject | None = None) -> None:
        """Take what is kept."""
        super().__init__(parent)
        self._presets = presets
        kept = presets.current
        self.what = What(picking=Picking.RESULTS, unsure=Unsure(kept.unsure))
        self.folder: Path | None = Path(kept.folders[0]) if kept.folders else None
        self.policy = Policy(kept.conflict)
        self._edited: dict[str, Preset] = {}
        there = presets.keys
        self._ticked = {key for key in kept.ticked if key in there} or {"archive"}
        self.current = next(key for key in there if key in self._ticked)
        presets.changed.connect(self._on_kept)

    # -- presets

    @property
    def keys(self) -> tuple[str, ...]:
        """All presets."""
        return self._presets.keys

    @property
    def ticked(self) -> tuple[str, ...]:
        """The presets that are exported, in order."""
        return tuple(key for key in self.keys if key in self._ticked)

    @property
    def shown(self) -> Preset:
        """The preset that is shown, as it is edited."""
        return self.preset(self.current)

    def title(self, key: str) -> str:
        """Return what a preset is called."""
        return self._presets.title(key)

    def preset(self, key: str) -> Preset:
        """Return a preset as it is edited."""
        found = self._edited.get(key) or self._presets.preset(key)
        assert found is not None, "keys names only those that there are"
        return found

    def is_edited(self, key: str) -> bool:
        """Say whether a preset differs from what is kept under its name."""
        return key in self._edited

    def is_own(self, key: str) -> bool:
        """Say whether a preset may be removed."""
        return self._presets.is_own(key)

    def show(self, key: str) -> None:
        """Show a preset's settings."""
        if key != self.current:
            self.current = key
            self.listed.emit()

    def tick(self, key: str, *, is_on: bool) -> None:
        """Have a preset exported, or not."""
        before = set(self._ticked)
        (self._ticked.add if is_on else self._ticked.discard)(key)
        if before != self._ticked:
            self.changed.emit()

    def edit(self, **fields: Any) -> None:
        """Change the preset that is shown, for this export."""
        made = replace(self.shown, **fields)
        if made == self.shown:
            return
        self._edited[self.current] = made
        if made == self._presets.preset(self.current):
            del self._edited[self.current]
        self.listed.emit()
        self.changed.emit()

    def save_as(self, title: str) -> None:
        """Keep the preset that is shown under a title; it is shown and exported from now on."""
        made = replace(self.shown, name=title)
        before, was_ticked = self.current, self.current in self._ticked
        self._edited.pop(before, None)
        if was_ticked:
            self._ticked = (self._ticked - {before}) | {title}
        self.current = title
        self._presets.save(title, made)
        self.changed.emit()

    def put_back(self) -> None:
        """Undo the edits of the preset that is shown."""
        if self._edited.pop(self.current, None) is not None:
            self.listed.emit()
            self.changed.emit()

    def remove(self) -> None:
        """Forget the preset that is shown, where it is the user's."""
        if self.is_own(self.current):
            self._presets.remove(self.current)

    # -- the rest

    def choose(self, **fields: Any) -> None:
        """Change what is exported."""
        made = replace(self.what, **fields)
        if made != self.what:
            self.what = made
            self.changed.emit()

    def go(self, folder: Path | None) -> None:
        """Change where it is exported to."""
        if folder != self.folder:
            self.folder = folder
            self.changed.emit()

    def handle(self, policy: Policy) -> None:
        """Change what is done with files that lie there."""
        self.policy = policy
        self.changed.emit()

    @property
    def wish(self) -> ExportWish:
        """All of it."""
        presets = tuple(self.preset(key) for key in self.ticked)
        return ExportWish(what=self.what, presets=presets, conflict=self.policy.conflict)

    def note(self) -> None:
        """Keep how it is set, for the next export."""
        if self.folder is not None:
            self._presets.note(
                ticked=self.ticked,
                folder=str(self.folder),
                conflict=self.policy.value,
                unsure=self.what.unsure.value,
            )

    def _on_kept(self) -> None:
        there = set(self.keys)
        gone = self._ticked - there
        self._ticked &= there
        self._edited = {key: made for key, made in self._edited.items() if key in there}
        if self.current not in there:
            self.current = next(iter(self.ticked or self.keys))
        self.listed.emit()
        if gone:
            self.changed.emit()
