"""What a cell of the timeline shows, as one value from model to delegate."""

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Qt

from seedream_desktop.domain.judgement import Label
from seedream_desktop.ui.delegates.cell import Cell
from seedream_desktop.ui.theme.tokens import Tone

FRAME_ROLE: Final = Qt.ItemDataRole.UserRole + 2
"""The role under which a model gives a FrameCell."""

HEAD_ROLE: Final = Qt.ItemDataRole.UserRole + 3
"""The role under which a model gives a RowHead or a ColumnHead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameCell(Cell):
    """A frame of the timeline, or an original; name is the image's, column the step's.

    older is a few words that say which older picture it rests on; then it is greyed. bar is
    the colour of what the user colours by. aside are words in the state's place that are no
    state: a version's number. speech is what a screen reader says, the whole of it.
    """

    column: str = ""
    label: Label = Label.NONE
    label_word: str = ""
    older: str = ""
    bar: str = ""
    aside: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is there and nothing is to come."""
        return self.picture is None and self.tone is None and not self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class RowHead:
    """The head of a row: the file's name, its number, and what its frames ask for."""

    name: str
    number: str
    notes: tuple[tuple[Tone, str], ...] = ()
    speech: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnHead:
    """The head of a column: a step's number (0 for the originals), its prompt, its counts."""

    number: int
    title: str
    counted: str
    notes: tuple[tuple[Tone, str], ...] = ()
    is_off: bool = False
    speech: str = ""
