"""The settings as the window changes them: at once on the screen, then on the disk."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING, Any

import msgspec
from PySide6.QtCore import QObject, Signal

from seedream_desktop.domain.errors import SeedreamError
from seedream_desktop.settings.model import Settings
from seedream_desktop.ui.bridge import EngineBridge
from seedream_desktop.ui.desk.messages import Messages

if TYPE_CHECKING:
    from seedream_desktop.settings.store import SettingsStore


class Preferences(QObject):
    """The newest settings; one write at a time, and states that were passed are left out."""

    changed = Signal(object)
    """Carries the Settings that hold now."""

    def __init__(
        self,
        store: "SettingsStore",
        bridge: EngineBridge,
        messages: Messages,
        parent: QObject | None = None,
        *,
        apply: Callable[[Settings], Awaitable[None]] | None = None,
    ) -> None:
        """Begin with what the file holds; apply has the engine's side heed what was saved."""
        super().__init__(parent)
        self._store = store
        self._apply = apply
        self._bridge = bridge
        self._messages = messages
        self.current: Settings = store.current
        self._written = self.current
        self._is_writing = False

    def change(self, **fields: Any) -> None:
        """Replace fields of the settings (caps=…, theme=…). Raises ValueError for a bad value."""
        wanted = msgspec.structs.replace(self.current, **fields)
        try:
            msgspec.convert(msgspec.to_builtins(wanted), Settings)
        except msgspec.ValidationError as exc:
            raise ValueError(str(exc)) from None
        if wanted == self.current:
            return
        self.current = wanted
        self.changed.emit(wanted)
        self._write()

    def flush(self) -> None:
        """Hand the newest settings to the disk before the program ends."""
        self._write()

    def _write(self) -> None:
        if self._is_writing or self.current == self._written:
            return
        self._is_writing = True
        wanted = self.current
        call = self._bridge.call(_save(self._store, wanted, self._apply), self)
        call.succeeded.connect(partial(self._on_written, wanted))
        call.failed.connect(self._on_failed)

    def _on_written(self, wanted: Settings, _call: int, _nothing: None) -> None:
        self._is_writing = False
        self._written = wanted
        self._write()

    def _on_failed(self, _call: int, error: SeedreamError) -> None:
        self._is_writing = False
        self._messages.failed(error)


async def _save(
    store: "SettingsStore",
    settings: Settings,
    apply: Callable[[Settings], Awaitable[None]] | None,
) -> None:
    before = store.current
    await asyncio.to_thread(store.save, settings)
    if apply is not None:
        await apply(before)
