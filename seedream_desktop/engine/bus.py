"""Observers of the engine: told in order, never able to hurt it or one another."""

import logging
from collections.abc import Callable
from typing import TypeAlias

from seedream_desktop.domain.events import Event

Observer: TypeAlias = Callable[[Event], None]

_log = logging.getLogger(__name__)


class Bus:
    """Hands each event to every observer, on the engine's thread, at once."""

    def __init__(self) -> None:
        """Start with no observer."""
        self._observers: list[Observer] = []

    def subscribe(self, observer: Observer) -> Callable[[], None]:
        """Add an observer; return what takes it off again. It must not block."""
        self._observers.append(observer)

        def unsubscribe() -> None:
            if observer in self._observers:
                self._observers.remove(observer)

        return unsubscribe

    def publish(self, event: Event) -> None:
        """Tell all observers. One that fails is logged and the others are told all the same."""
        for observer in tuple(self._observers):
            try:
                observer(event)
            except Exception:  # noqa: BLE001 (a barrier: one observer must not hurt another)
                _log.exception("an observer of %s failed", type(event).__name__)
