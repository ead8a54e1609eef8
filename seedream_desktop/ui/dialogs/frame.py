"""The frame of the program's dialogs: a title, what it is about, and a row of buttons."""

from typing import Final

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from seedream_desktop.ui import text
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.scale import RING, SPACE_2, SPACE_4, SPACE_5, Type
from seedream_desktop.ui.widgets.button import Button
from seedream_desktop.ui.widgets.flow import BarLayout
from seedream_desktop.ui.widgets.focus_ring import FocusRing
from seedream_desktop.ui.widgets.label import Label
from seedream_desktop.ui.widgets.scroller import Scroller, room_for

_AROUND_COLUMN: Final = 160
"""Height of title, foot and margins, at 100 % text."""


class DialogFrame(QDialog):
    """A dialog over its window; open() it, never exec(). Esc is the safe answer.

    What is in its column scrolls where the screen is too small for all of it.
    """

    def __init__(self, title: str, parent: QWidget | None, width_px: int = 480) -> None:
        """Take the title sentence and the width at 100 % text."""
        super().__init__(parent)
        self._width_px = width_px
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self.title = Label(title, Type.TITLE, wraps=True)
        self.title.setContentsMargins(RING, 0, RING, 0)
        inside = QWidget()
        self.column = QVBoxLayout(inside)
        self.column.setContentsMargins(RING, RING, RING, RING)
        self.column.setSpacing(SPACE_4)
        self._scroll = Scroller(inside, look.height(_AROUND_COLUMN))
        self._foot = BarLayout(gap=SPACE_2)
        self._foot.setContentsMargins(RING, 0, RING, 0)
        whole = self._whole = QVBoxLayout(self)
        around = SPACE_5 - RING  # the ring of what has the focus is drawn within the column
        whole.setContentsMargins(around, SPACE_5, around, SPACE_5)
        whole.setSpacing(SPACE_4 - RING)
        whole.addWidget(self.title)
        whole.addWidget(self._scroll, 1)
        whole.addLayout(self._foot)
        self._ring = FocusRing(self)
        look.changed.connect(self._refit)
        self._refit()

    def say(self, words: str, *, ink: str = "text") -> Label:
        """Add a paragraph."""
        label = Label(words, Type.BODY, ink=ink, wraps=True)
        label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.column.addWidget(label)
        self.tell(words)
        return label

    def tell(self, words: str) -> None:
        """Have it said what it is about; without, screen readers read out every label in it."""
        self.setAccessibleDescription(text.sentences((self.accessibleDescription(), words)))

    def add_to_foot(self, *widgets: QWidget) -> None:
        """Put widgets at the left of the foot; the buttons come at its right."""
        for widget in widgets:
            self._foot.addWidget(widget)
        self._foot.part()

    def add_buttons(self, *buttons: Button, safe: Button) -> None:
        """Put buttons into the foot; safe is what Enter does."""
        for button in buttons:
            button.setAutoDefault(False)
            self._foot.addWidget(button)
        safe.setDefault(True)
        safe.setFocus(Qt.FocusReason.OtherFocusReason)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._grow()

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest and self.isVisible():
            self._grow()
        return done

    def _refit(self) -> None:
        self.setMinimumWidth(min(look.height(self._width_px), room_for(self).width()))
        if self.isVisible():
            self._grow()

    def _grow(self) -> None:
        """Be as high as all needs at this width, where the screen has it."""
        room = room_for(self)
        width = min(max(self.width(), self.minimumSizeHint().width()), room.width())
        needed = self._whole.totalHeightForWidth(width)
        height = min(max(self.height(), needed), room.height())
        if (width, height) != (self.width(), self.height()):
            self.resize(width, height)
