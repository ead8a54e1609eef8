"""Lets controls keep the keys they live by where a workspace has those for commands."""

from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QAbstractSlider, QComboBox, QWidget

_PRESSES: Final = frozenset({Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter})
_ARROWS: Final = frozenset({Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down})
_MOVES: Final = _ARROWS | {
    *(Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown),
}
_NONE: Final = Qt.KeyboardModifier.NoModifier


class OwnKeys(QObject):
    """A button that has the focus is pressed by Space, and a slider moved by arrows.

    A shortcut of the workspace would be quicker: Qt asks for those before the focus.
    """

    def __init__(self, around: QWidget) -> None:
        """Take what the controls are in, all of them made already."""
        super().__init__(around)
        for kind in (QAbstractButton, QComboBox, QAbstractSlider):
            for control in around.findChildren(kind):
                control.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            own = event.modifiers() == _NONE and event.key() in _keys_of(watched)
            if own:
                event.accept()
                return True
        return False


def _keys_of(control: QObject) -> frozenset[Qt.Key]:
    if isinstance(control, QComboBox):
        return _MOVES | _PRESSES
    if isinstance(control, QAbstractSlider):
        return _MOVES
    if isinstance(control, QAbstractButton) and control.group() is not None:
        return _ARROWS | _PRESSES
    return _PRESSES
