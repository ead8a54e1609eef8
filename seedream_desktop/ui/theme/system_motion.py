"""Hears from the system whether its user wants things to move; Qt does not tell that by itself."""

import ctypes
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication

if TYPE_CHECKING:
    from seedream_desktop.ui.theme.portal import PortalMotion

_CLIENT_AREA_ANIMATION: Final = 0x1042
"""SPI_GETCLIENTAREAANIMATION, "Animation effects" of the settings of Windows."""


class AskedMotion(QObject):
    """Asks the system, and again whenever the program comes to the front.

    That is when somebody may come back from the system's settings; asking takes microseconds.
    """

    heard = Signal(bool)

    def __init__(self, ask: Callable[[], bool | None], parent: QObject | None = None) -> None:
        """Take what asks: True where things may move, None where the system does not say."""
        super().__init__(parent)
        self._ask = ask

    def listen(self) -> None:
        """Ask now and from now on."""
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.applicationStateChanged.connect(self._on_state)
        self._tell()

    def _on_state(self, state: Qt.ApplicationState) -> None:
        if state is Qt.ApplicationState.ApplicationActive:
            self._tell()

    def _tell(self) -> None:
        allowed = self._ask()
        if allowed is not None:
            self.heard.emit(allowed)


def system_motion(
    parent: QObject | None = None, platform: str = sys.platform
) -> "AskedMotion | PortalMotion":
    """Return what hears the system's wish here; nothing is asked before its listen()."""
    if platform == "win32":
        return AskedMotion(lambda: windows_motion(_windows()), parent)
    if platform == "darwin":
        return AskedMotion(lambda: mac_motion(_objective_c()), parent)
    from seedream_desktop.ui.theme.portal import PortalMotion

    return PortalMotion(parent=parent)


def windows_motion(user32: Any) -> bool | None:
    """Ask Windows, by its library for windows."""
    answer = ctypes.c_int(1)
    is_told = user32.SystemParametersInfoW(_CLIENT_AREA_ANIMATION, 0, ctypes.byref(answer), 0)
    return bool(answer.value) if is_told else None


def mac_motion(objc: Any) -> bool | None:
    """Ask macOS, by the library of its language: NSWorkspace's wish to reduce motion."""
    objc.objc_getClass.restype = objc.sel_registerName.restype = ctypes.c_void_p
    workspace = objc.objc_getClass(b"NSWorkspace")
    if not workspace:
        return None
    shared = _sent(objc, ctypes.c_void_p, workspace, b"sharedWorkspace")
    if not shared:
        return None
    return not _sent(objc, ctypes.c_bool, shared, b"accessibilityDisplayShouldReduceMotion")


def _sent(objc: Any, gives: Any, to: int, message: bytes) -> Any:
    """Send a message without arguments; the call must have the exact type of what it gives."""
    send = ctypes.CFUNCTYPE(gives, ctypes.c_void_p, ctypes.c_void_p)(
        ctypes.cast(objc.objc_msgSend, ctypes.c_void_p).value or 0
    )
    return send(to, objc.sel_registerName(message))


def _windows() -> Any:
    return ctypes.CDLL("user32")


def _objective_c() -> Any:
    from ctypes.util import find_library

    return ctypes.CDLL(find_library("objc") or "/usr/lib/libobjc.A.dylib")
