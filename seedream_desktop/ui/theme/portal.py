"""Hears what the desktop's user has set, by the portal that every desktop on Linux has."""

from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtCore import SLOT, QObject, Signal, Slot
from PySide6.QtDBus import (
    QDBusConnection,
    QDBusMessage,
    QDBusPendingCallWatcher,
    QDBusVariant,
)

_SERVICE: Final = "org.freedesktop.portal.Desktop"
_PATH: Final = "/org/freedesktop/portal/desktop"
_FACE: Final = "org.freedesktop.portal.Settings"

# A desktop that knows only one of the two says nothing of the other.
_STILL: Final = {
    ("org.freedesktop.appearance", "reduced-motion"): 1,
    ("org.gnome.desktop.interface", "enable-animations"): False,
}
"""What is read, with the value by which less motion is asked for."""


class PortalMotion(QObject):
    """Tells whether motion is wanted, once the portal has answered and whenever that changes."""

    heard = Signal(bool)

    def __init__(
        self,
        bus: Callable[[], QDBusConnection] = QDBusConnection.sessionBus,
        parent: QObject | None = None,
    ) -> None:
        """Take the way to the bus; Qt has the session's own before its first window is shown."""
        super().__init__(parent)
        self._find_bus = bus
        self._said: dict[tuple[str, str], object] = {}

    def listen(self) -> None:
        """Follow changes from now on, and ask how it is; where nobody answers nothing is told."""
        bus = self._find_bus()
        if not bus.isConnected():
            return
        # From whoever sends it: to follow a name, Qt would wait for the bus to say who has it.
        bus.connect("", _PATH, _FACE, "SettingChanged", self, _ON_CHANGED)  # type: ignore[call-overload]
        for name in _STILL:
            call = QDBusMessage.createMethodCall(_SERVICE, _PATH, _FACE, "Read")
            call.setArguments(list(name))
            watcher = QDBusPendingCallWatcher(bus.asyncCall(call), self)
            watcher.finished.connect(partial(self._on_read, name, watcher))

    def _on_read(
        self, name: tuple[str, str], watcher: QDBusPendingCallWatcher, *_same: object
    ) -> None:
        watcher.deleteLater()
        answer = watcher.reply()
        if answer.type() is QDBusMessage.MessageType.ReplyMessage and answer.arguments():
            self._take(name, answer.arguments()[0])

    @Slot("QDBusMessage")
    def on_changed(self, message: QDBusMessage) -> None:
        """Take a setting that somebody has just changed; Qt calls this by its name."""
        group, key, value = (*message.arguments(), None, None, None)[:3]
        if (name := (str(group), str(key))) in _STILL:
            self._take(name, value)

    def _take(self, name: tuple[str, str], value: object) -> None:
        while isinstance(value, QDBusVariant):  # one in another, as Read has always answered
            value = value.variant()
        self._said[name] = value
        self.heard.emit(all(self._said.get(each) != still for each, still in _STILL.items()))


_ON_CHANGED: Final = SLOT("on_changed(QDBusMessage)")
"""The binding takes it as text, though its stub says bytes."""
