"""Ways of writing files that are kept under a name: the user's own, and the program's."""

from typing import Final

import msgspec
from PySide6.QtCore import QObject, Signal

from seedream_desktop.domain.export_wish import (
    TELLING_TEMPLATE,
    Colour,
    FileFormat,
    Fit,
    MetadataWish,
    OutputSize,
    Preset,
    Sidecar,
)
from seedream_desktop.settings.exports import RECENT_MAX, ExportPresetSettings, ExportSettings
from seedream_desktop.ui import text
from seedream_desktop.ui.desk.preferences import Preferences

WEB_EDGE_PX: Final = 2048
_WEB_QUALITY: Final = 82

BUNDLED: Final[dict[str, ExportPresetSettings]] = {
    "client": ExportPresetSettings(
        template=TELLING_TEMPLATE, format="jpeg", quality=92, fit="original", colour="srgb"
    ),
    "web": ExportPresetSettings(
        template=TELLING_TEMPLATE,
        format="jpeg",
        quality=_WEB_QUALITY,
        fit="long_edge",
        edge_px=WEB_EDGE_PX,
        colour="srgb",
        capture=False,
    ),
    "archive": ExportPresetSettings(template=TELLING_TEMPLATE, sidecars=("json",), edits=True),
}
"""The program's own, in the order in which they are offered."""


class ExportPresets(QObject):
    """Keys name presets in the settings: the program's by a word, the user's by their titles."""

    changed = Signal()

    def __init__(self, preferences: Preferences, parent: QObject | None = None) -> None:
        """Follow the settings."""
        super().__init__(parent)
        self._preferences = preferences
        self._kept = preferences.current.exports.presets
        preferences.changed.connect(self._on_settings)

    @property
    def current(self) -> ExportSettings:
        """How exports are set now."""
        return self._preferences.current.exports

    @property
    def keys(self) -> tuple[str, ...]:
        """All presets: the program's in their order, then the user's by name."""
        own = sorted((key for key in self._kept if key not in BUNDLED), key=str.casefold)
        return (*BUNDLED, *own)

    def is_own(self, key: str) -> bool:
        """Say whether a preset is the user's, and may be removed."""
        return key not in BUNDLED

    def title(self, key: str) -> str:
        """Return what a preset is called."""
        return text.text(f"preset_{key}", section="export") if key in BUNDLED else key

    def preset(self, key: str) -> Preset | None:
        """Return a preset as it is kept; None where there is none of this key."""
        kept = BUNDLED.get(key) or self._kept.get(key)
        return None if kept is None else opened(kept, self.title(key))

    def save(self, title: str, preset: Preset) -> None:
        """Keep a preset under a title; an older one of that title is replaced."""
        kept = {**self._kept, title: packed(preset)}
        self._change(presets=kept)

    def remove(self, key: str) -> None:
        """Forget one of the user's."""
        kept = {name: preset for name, preset in self._kept.items() if name != key}
        ticked = tuple(name for name in self.current.ticked if name != key)
        self._change(presets=kept, ticked=ticked)

    def note(self, *, ticked: tuple[str, ...], folder: str, conflict: str, unsure: str) -> None:
        """Remember how an export was set, for the next."""
        before = (each for each in self.current.folders if each != folder)
        folders = (folder, *before)[:RECENT_MAX]
        self._change(ticked=ticked, folders=folders, conflict=conflict, unsure=unsure)

    def _change(self, **fields: object) -> None:
        self._preferences.change(exports=msgspec.structs.replace(self.current, **fields))

    def _on_settings(self, _settings: object) -> None:
        if self.current.presets != self._kept:
            self._kept = self.current.presets
            self.changed.emit()


def opened(kept: ExportPresetSettings, name: str) -> Preset:
    """Return a preset of the settings as the rest of the program knows it."""
    return Preset(
        name=name,
        template=kept.template,
        format=FileFormat(kept.format),
        quality=kept.quality,
        size=OutputSize(
            fit=Fit(kept.fit),
            edge_px=kept.edge_px,
            may_enlarge=kept.may_enlarge,
            width_mm=kept.width_mm,
            height_mm=kept.height_mm,
            dpi=kept.dpi,
        ),
        colour=Colour(kept.colour),
        background=kept.background,
        metadata=MetadataWish(
            rights=kept.rights,
            capture=kept.capture,
            gps=kept.gps,
            ai_mark=kept.ai_mark,
            edits=kept.edits,
            costs=kept.costs,
        ),
        sidecars=frozenset(Sidecar(name) for name in kept.sidecars),
        is_mirrored=kept.is_mirrored,
    )


def packed(preset: Preset) -> ExportPresetSettings:
    """Return a preset as the settings hold it."""
    made = {
        **msgspec.to_builtins(preset.size),
        **msgspec.to_builtins(preset.metadata),
        "template": preset.template,
        "format": preset.format.value,
        "quality": preset.quality,
        "colour": preset.colour.value,
        "background": preset.background,
        "sidecars": sorted(sidecar.value for sidecar in preset.sidecars),
        "is_mirrored": preset.is_mirrored,
    }
    return msgspec.convert(made, ExportPresetSettings)
