"""Words of files and services: they break wherever the room ends, and are copied whole."""

import re
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QClipboard, QGuiApplication
from PySide6.QtWidgets import QWidget

from seedream_desktop.ui.theme.scale import Type
from seedream_desktop.ui.widgets.label import Label

_BREAK: Final = "\u200b"
_LONG: Final = re.compile(r"\S{16,}")
"""Words that may be wider than a panel; Qt breaks between words only."""
_JOINTS: Final = re.compile(r"(?<=[/\\_.-])(?=.)")


class ValueLabel(Label):
    """A value that can be selected; however long its words are, nothing gets wider by them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Show nothing yet."""
        super().__init__("", Type.CONTROL, tabular=True, wraps=True, parent=parent)
        self._whole = ""
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        QGuiApplication.clipboard().changed.connect(self._on_copied)

    def text(self) -> str:
        """Return the value as it is."""
        return self._whole

    def setText(self, words: str) -> None:
        self._whole = words
        super().setText(_LONG.sub(_broken, words))

    def _on_copied(self, mode: QClipboard.Mode) -> None:
        """Take out of what was copied here what only lets it break."""
        board, selected = QGuiApplication.clipboard(), self.selectedText()
        if _BREAK in selected and board.text(mode) == selected:
            board.setText(selected.replace(_BREAK, ""), mode)


def _broken(word: re.Match[str]) -> str:
    """Return a long word that breaks at its joints, and anywhere where it has none for long."""
    parts = _JOINTS.split(word.group())
    return _BREAK.join(_BREAK.join(part) if _LONG.match(part) else part for part in parts)
