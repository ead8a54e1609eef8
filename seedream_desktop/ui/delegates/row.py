"""What a row of the queue shows, as one value from model to delegate."""

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Qt

from seedream_desktop.ui import text
from seedream_desktop.ui.theme.tokens import Tone

ROW_ROLE: Final = Qt.ItemDataRole.UserRole + 100
"""The role under which a model gives a RunRow, a RequestRow or a SectionRow."""

PLAIN_ROLE: Final = ROW_ROLE + 1
"""The role under which a model may say that a row is a request's of one line: views ask for the
height of every row that changes, seen or not, and the row need not be made for that."""


@dataclass(frozen=True, slots=True)
class RowAction:
    """What can be done with a row: a command's id, and its words with the price if it has one."""

    command: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRow:
    """A run: its title, counted facts, the share that is done, money of money."""

    title: str
    counted: str = ""
    share: float | None = None
    left: str = ""
    money: str = ""
    tone: Tone | None = None
    word: str = ""

    def spoken(self) -> str:
        """Return what a screen reader says."""
        parts = (self.title, self.word, self.counted, self.left, self.money)
        return text.listed(parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionRow:
    """A heading under which runs are folded."""

    title: str

    def spoken(self) -> str:
        """Return what a screen reader says."""
        return self.title


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestRow:
    """A request; second is what went wrong or is uncertain, with what can be done about it.

    aside is what one that waits by itself waits for, in the same line. is_pressing says that
    the actions are shown without being pointed at.
    """

    tone: Tone
    word: str
    covers: str
    elapsed: str = ""
    remote_id: str = ""
    price: str = ""
    second: str = ""
    aside: str = ""
    actions: tuple[RowAction, ...] = ()
    is_pressing: bool = False

    def spoken(self) -> str:
        """Return what a screen reader says."""
        words = text.listed(action.words for action in self.actions)
        said = (self.word, self.covers, self.elapsed, self.price)
        parts = (*said, self.aside, self.second, words)
        return text.listed(parts)
