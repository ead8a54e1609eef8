"""Steps that are kept under a name: the user's own, and those that come with the program."""

import tomllib
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from PySide6.QtCore import QObject, Signal

from seedream_desktop.bundle import bundled
from seedream_desktop.domain.ids import ProviderId, StepId, fresh_id
from seedream_desktop.domain.step import SizeChoice, Step, StepMode
from seedream_desktop.settings.model import PresetSettings
from seedream_desktop.ui import text
from seedream_desktop.ui.desk.preferences import Preferences


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """A step without its pictures; title is the user's name for it, or the catalogue's."""

    title: str
    prompt: str
    provider: ProviderId
    family: str
    mode: StepMode = StepMode.SET
    size: SizeChoice = field(default_factory=SizeChoice)
    count: int = 1
    leading_anchors: int = 0
    scenario: str = ""
    seed: int = 0

    def step(self) -> Step:
        """Return a new step like it."""
        return Step(
            id=StepId(fresh_id("st")),
            prompt=self.prompt,
            provider=self.provider,
            family=self.family,
            mode=self.mode,
            size=self.size,
            count=self.count,
            leading_anchors=self.leading_anchors,
            scenario=self.scenario,
            seed=self.seed,
        )


class Presets(QObject):
    """The user's own presets live in the settings; the others are read once."""

    changed = Signal()

    def __init__(self, preferences: Preferences, parent: QObject | None = None) -> None:
        """Follow the settings."""
        super().__init__(parent)
        self._preferences = preferences
        self._kept = preferences.current.presets
        preferences.changed.connect(self._on_settings)

    @property
    def own(self) -> tuple[Preset, ...]:
        """The user's, by name."""
        kept = self._preferences.current.presets
        return tuple(_own(title, kept[title]) for title in sorted(kept, key=str.casefold))

    @property
    def bundled(self) -> tuple[Preset, ...]:
        """Those that come with the program, in the order in which they are offered."""
        return bundled_presets(text.language())

    def save(self, title: str, step: Step) -> None:
        """Keep a step under a name; an older one of that name is replaced."""
        made = PresetSettings(
            prompt=step.prompt,
            provider=step.provider,
            family=step.family,
            mode=step.mode.value,
            size=str(step.size),
            count=step.count,
            leading_anchors=step.leading_anchors,
            scenario=step.scenario,
            seed=step.seed,
        )
        self._preferences.change(presets=self._preferences.current.presets | {title: made})

    def remove(self, title: str) -> None:
        """Forget one of the user's; harmless when there is none of that name."""
        kept = self._preferences.current.presets
        left = {name: preset for name, preset in kept.items() if name != title}
        self._preferences.change(presets=left)

    def _on_settings(self, _settings: object) -> None:
        kept = self._preferences.current.presets
        if kept != self._kept:
            self._kept = kept
            self.changed.emit()


def _own(title: str, kept: PresetSettings) -> Preset:
    return Preset(
        title=title,
        prompt=kept.prompt,
        provider=kept.provider,
        family=kept.family,
        mode=StepMode(kept.mode),
        size=_size(kept.size),
        count=kept.count,
        leading_anchors=kept.leading_anchors,
        scenario=kept.scenario,
        seed=kept.seed,
    )


def _size(written: str) -> SizeChoice:
    """Return a size as it is written in a file that a person may have edited."""
    try:
        return SizeChoice.parse(written)
    except ValueError:
        return SizeChoice()


def bundled_presets(language: str) -> tuple[Preset, ...]:
    """Return the program's own presets with prompts in a language; titles as it is spoken now."""
    return tuple(
        Preset(
            title=text.text(name, section="presets"),
            prompt=str(entry.get(f"prompt_{language}", entry["prompt"])),
            provider=ProviderId(entry["provider"]),
            family=str(entry["family"]),
            mode=StepMode(entry["mode"]),
            size=SizeChoice.parse(entry.get("size", "match")),
            count=int(entry.get("count", 1)),
            leading_anchors=int(entry.get("leading_anchors", 0)),
        )
        for name, entry in _document().items()
    )


@cache
def _document() -> dict[str, dict[str, Any]]:
    return tomllib.loads(bundled("presets.toml").read_text(encoding="utf-8"))
