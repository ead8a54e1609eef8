"""Lays pictures out on the pages of a contact sheet: pure figures, in millimetres.

Whoever draws asks for pages one by one, so that a sheet of any length is made page by page.
"""

import math
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from seedream_desktop.domain.geometry import MM_PER_INCH, Size

DPI: Final = 300
"""How many pixels of a picture are put on an inch of paper, where it has as many."""

COLUMNS_MAX: Final = 8

_MARGIN_MM: Final = 12.0
_HEAD_MM: Final = 7.0
_CLIENT_MM: Final = 4.5
_BELOW_HEAD_MM: Final = 5.0
_FOOT_MM: Final = 4.0
_ABOVE_FOOT_MM: Final = 4.0
_COLUMN_GAP_MM: Final = 6.0
_ROW_GAP_MM: Final = 6.0
_ROW_GAP_MOST_MM: Final = 12.0
_WORD_MM: Final = 3.4
_PAIR_GAP_MM: Final = 1.5
_ABOVE_CAPTION_MM: Final = 1.5
_NAME_MM: Final = 4.0
_FACTS_MM: Final = 3.6
_PROMPT_LINE_MM: Final = 3.4
_PROMPT_LINES: Final = 2
_LEAST_PICTURE_MM: Final = 8.0
_FLATTEST: Final = 2.0


class Paper(StrEnum):
    """Sizes of pages."""

    A4 = "a4"
    A3 = "a3"
    LETTER = "letter"

    @property
    def size_mm(self) -> tuple[float, float]:
        """Width and height, upright."""
        return {"a4": (210.0, 297.0), "a3": (297.0, 420.0), "letter": (215.9, 279.4)}[self.value]


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetWish:
    """What a sheet is to look like. columns are columns of entries, be they one picture or two."""

    paper: Paper = Paper.A4
    is_landscape: bool = False
    columns: int = 3
    title: str = ""
    client: str = ""
    has_names: bool = True
    has_facts: bool = True
    has_prompts: bool = False

    @property
    def page_mm(self) -> tuple[float, float]:
        """Width and height of a page as it lies."""
        width, height = self.paper.size_mm
        return (height, width) if self.is_landscape else (width, height)


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetPicture:
    """A picture of an entry; size is upright, word tells which it is where there are two."""

    path: Path
    size: Size
    word: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What one place of a sheet shows: a result, or what was before beside it; and its caption."""

    pictures: tuple[SheetPicture, ...]
    name: str
    facts: str = ""
    prompt: str = ""


@dataclass(frozen=True, slots=True)
class Box:
    """A part of a page, from its upper left corner, in millimetres."""

    x_mm: float
    y_mm: float
    width_mm: float
    height_mm: float

    def pixels(self, dpi: int = DPI) -> Size:
        """Return how many pixels it has."""
        width, height = (
            max(1, round(edge / MM_PER_INCH * dpi)) for edge in (self.width_mm, self.height_mm)
        )
        return Size(width, height)


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A picture's place, whole in its own shape, and that of its word above it."""

    picture: SheetPicture
    box: Box
    word: Box


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """An entry's place; its pictures stand on its caption."""

    entry: Entry
    pictures: tuple[Placed, ...]
    name: Box | None = None
    facts: Box | None = None
    prompt: Box | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page; number counts from 1."""

    number: int
    count: int
    title: Box | None
    client: Box | None
    foot: Box
    cells: tuple[Cell, ...]


class ContactSheet:
    """The layout of entries as a wish has it: the same cells on every page."""

    def __init__(self, wish: SheetWish, entries: Sequence[Entry]) -> None:
        """Measure. Raises ValueError for a number of columns that is not from 1 to COLUMNS_MAX."""
        if not 1 <= wish.columns <= COLUMNS_MAX:
            raise ValueError(f"{wish.columns} columns")
        self.wish = wish
        self._entries = tuple(entries)
        page_width, page_height = wish.page_mm
        self._width = page_width - 2 * _MARGIN_MM
        self._top = _MARGIN_MM + self._head_mm()
        self._foot_top = page_height - _MARGIN_MM - _FOOT_MM
        room = self._foot_top - _ABOVE_FOOT_MM - self._top
        gaps = (wish.columns - 1) * _COLUMN_GAP_MM
        self._cell_width = (self._width - gaps) / wish.columns
        self._abreast = max((len(entry.pictures) for entry in self._entries), default=1)
        wanted = self._picture_width() / _usual_aspect(self._entries)
        has_words = any(picture.word for entry in self._entries for picture in entry.pictures)
        self._above = _WORD_MM * has_words
        around = self._above + self._caption_mm()
        self._picture_height = max(_LEAST_PICTURE_MM, min(wanted, room - around))
        cell_height = self._picture_height + around
        rows = (room + _ROW_GAP_MM) / (cell_height + _ROW_GAP_MM)
        self.rows = max(1, math.floor(rows + 1e-6))
        spread = (room - self.rows * cell_height) / max(1, self.rows - 1)
        self._row_height = cell_height + min(max(spread, _ROW_GAP_MM), _ROW_GAP_MOST_MM)

    @property
    def page_count(self) -> int:
        """How many pages there are; one, with a title alone, where there are no entries."""
        return max(1, math.ceil(len(self._entries) / (self.rows * self.wish.columns)))

    def pages(self) -> Iterator[Page]:
        """Yield the pages in order."""
        each = self.rows * self.wish.columns
        for number in range(self.page_count):
            entries = self._entries[number * each : (number + 1) * each]
            yield Page(
                number=number + 1,
                count=self.page_count,
                title=self._line(_MARGIN_MM, _HEAD_MM) if self.wish.title else None,
                client=self._client(),
                foot=self._line(self._foot_top, _FOOT_MM),
                cells=tuple(self._cell(entry, place) for place, entry in enumerate(entries)),
            )

    def _head_mm(self) -> float:
        head = _HEAD_MM * bool(self.wish.title) + _CLIENT_MM * bool(self.wish.client)
        return head + _BELOW_HEAD_MM if head else 0.0

    def _client(self) -> Box | None:
        if not self.wish.client:
            return None
        return self._line(_MARGIN_MM + _HEAD_MM * bool(self.wish.title), _CLIENT_MM)

    def _line(self, top: float, height: float) -> Box:
        return Box(_MARGIN_MM, top, self._width, height)

    def _picture_width(self) -> float:
        return (self._cell_width - (self._abreast - 1) * _PAIR_GAP_MM) / self._abreast

    def _caption_mm(self) -> float:
        wish = self.wish
        lines = _NAME_MM * wish.has_names + _FACTS_MM * wish.has_facts
        lines += _PROMPT_LINES * _PROMPT_LINE_MM * wish.has_prompts
        return lines + _ABOVE_CAPTION_MM if lines else 0.0

    def _cell(self, entry: Entry, place: int) -> Cell:
        row, column = divmod(place, self.wish.columns)
        left = _MARGIN_MM + column * (self._cell_width + _COLUMN_GAP_MM)
        top = self._top + row * self._row_height + self._above
        width = self._picture_width()
        rooms = [
            Box(left + number * (width + _PAIR_GAP_MM), top, width, self._picture_height)
            for number in range(len(entry.pictures))
        ]
        placed = zip(entry.pictures, rooms, strict=True)
        pictures = tuple(_standing(picture, room) for picture, room in placed)
        lines = self._captions(left, top + self._picture_height + _ABOVE_CAPTION_MM)
        return Cell(entry=entry, pictures=pictures, **lines)

    def _captions(self, left: float, top: float) -> dict[str, Box]:
        heights = {
            "name": _NAME_MM * self.wish.has_names,
            "facts": _FACTS_MM * self.wish.has_facts,
            "prompt": _PROMPT_LINES * _PROMPT_LINE_MM * self.wish.has_prompts,
        }
        lines: dict[str, Box] = {}
        for name, height in heights.items():
            if height:
                lines[name] = Box(left, top, self._cell_width, height)
                top += height
        return lines


def _usual_aspect(entries: Sequence[Entry]) -> float:
    """Return the shape that most pictures come near to, as width by height."""
    shapes = [
        picture.size.width_px / picture.size.height_px
        for entry in entries
        for picture in entry.pictures
    ]
    usual = statistics.median(shapes) if shapes else 1.0
    return min(max(usual, 1 / _FLATTEST), _FLATTEST)


def _standing(picture: SheetPicture, room: Box) -> Placed:
    """Place a picture at the foot and in the middle of its room, as large as it can be there."""
    size = picture.size
    scale = min(room.width_mm / size.width_px, room.height_mm / size.height_px)
    width, height = size.width_px * scale, size.height_px * scale
    left, top = room.x_mm + (room.width_mm - width) / 2, room.y_mm + room.height_mm - height
    word = Box(left, top - _WORD_MM, width, _WORD_MM)
    return Placed(picture=picture, box=Box(left, top, width, height), word=word)
