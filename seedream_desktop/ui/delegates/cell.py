"""What a thumbnail cell shows, as one value from model to delegate."""

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap

from seedream_desktop.domain.judgement import Flag
from seedream_desktop.ui import text
from seedream_desktop.ui.theme.tokens import Tone

CELL_ROLE: Final = Qt.ItemDataRole.UserRole + 1
"""The role under which a model gives a Cell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A picture, or the place of one that is to come.

    picture is already scaled for the screen. tone and word are the state; a plain source has
    no tone. sentence says what is wrong, or what is waited for. source is the small picture
    of the image that an unsure result is thought to belong to. aspect, width by height, shapes
    the place of a picture that is not there. mark is a word on the picture's corner: "A1".
    """

    name: str
    picture: QPixmap | None = None
    tone: Tone | None = None
    word: str = ""
    sentence: str = ""
    rating: int = 0
    flag: Flag = Flag.NONE
    versions: int = 1
    is_unsure: bool = False
    source: QPixmap | None = None
    aspect: float = 4 / 3
    mark: str = ""

    @property
    def is_running(self) -> bool:
        """Whether the moving line is under it."""
        return self.tone is Tone.RUNNING

    def spoken(self, rating: str = "", unsure: str = "") -> str:
        """Return what a screen reader says; rating and unsure are the words for those."""
        parts = (
            self.name,
            self.mark,
            self.word,
            self.sentence,
            rating if self.rating else "",
            unsure if self.is_unsure else "",
        )
        return text.listed(parts)
