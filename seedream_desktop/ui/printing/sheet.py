"""Draws the pages of a contact sheet: letters that can be selected, pictures at 300 dpi."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QImage,
    QPaintDevice,
    QPainter,
    QPen,
    QTextLayout,
    QTextOption,
)

from seedream_desktop.domain.geometry import MM_PER_INCH
from seedream_desktop.exporting.contact_sheet import Box, Cell, Page, Placed
from seedream_desktop.ui.theme import fonts

_MM_PER_POINT: Final = MM_PER_INCH / 72
_INK: Final = QColor("#1B1E22")
_MUTED: Final = QColor("#565D66")
_LINE: Final = QColor("#D5D9DE")
_TITLE_PT, _CLIENT_PT, _NAME_PT, _FACTS_PT, _PROMPT_PT = 14.0, 9.0, 8.0, 7.0, 6.5
_WORD_PT, _FOOT_PT = 6.0, 7.0
_HAIRLINE_MM: Final = 0.1
_PROMPT_LINES: Final = 2
_PLAIN: Final = ("calt", "case", "ccmp", "liga", "clig")
"""Features that draw letters with shapes of no name of their own: they could not be read back."""

Fetch = Callable[[Placed], bytes | None]
"""Returns a picture with as many pixels as its box has at 300 dpi; None where it cannot be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetWords:
    """What stands on a page beside the entries; page takes {page} and {pages}."""

    title: str
    client: str
    foot: str
    page: str
    missing: str


class SheetPainter:
    """Draws one page after the other with a painter that is at a page's upper left corner."""

    def __init__(self, dpi: int, words: SheetWords, fetch: Fetch) -> None:
        """Take the resolution of what is drawn on, and where pictures come from."""
        self._per_mm = dpi / MM_PER_INCH
        self._words = words
        self._fetch = fetch
        self.missing: list[Path] = []

    def draw(self, painter: QPainter, page: Page) -> None:
        """Draw one page; fetches its pictures one by one."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if page.title is not None:
            self._line(painter, page.title, self._words.title, _TITLE_PT, _INK, is_strong=True)
        if page.client is not None:
            self._line(painter, page.client, self._words.client, _CLIENT_PT, _MUTED)
        for cell in page.cells:
            self._cell(painter, cell)
        number = self._words.page.format(page=page.number, pages=page.count)
        self._line(painter, page.foot, self._words.foot, _FOOT_PT, _MUTED)
        right = Qt.AlignmentFlag.AlignRight
        self._line(painter, page.foot, number, _FOOT_PT, _MUTED, to=right)

    def _cell(self, painter: QPainter, cell: Cell) -> None:
        for placed in cell.pictures:
            self._picture(painter, placed)
        entry = cell.entry
        if cell.name is not None:
            self._line(painter, cell.name, entry.name, _NAME_PT, _INK, is_strong=True)
        if cell.facts is not None:
            self._line(painter, cell.facts, entry.facts, _FACTS_PT, _MUTED)
        if cell.prompt is not None and entry.prompt:
            self._paragraph(painter, cell.prompt, entry.prompt)

    def _picture(self, painter: QPainter, placed: Placed) -> None:
        place = self._rect(placed.box)
        data = self._fetch(placed)
        image = QImage() if data is None else QImage.fromData(data)
        if image.isNull():
            self.missing.append(placed.picture.path)
            self._gap(painter, place)
        else:
            painter.drawImage(place, image)
        if placed.picture.word:
            self._line(painter, placed.word, placed.picture.word, _WORD_PT, _MUTED)

    def _gap(self, painter: QPainter, place: QRectF) -> None:
        painter.setPen(QPen(_LINE, _HAIRLINE_MM * self._per_mm, Qt.PenStyle.DashLine))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(place)
        font = self._font(painter, _FACTS_PT)
        painter.setFont(font)
        painter.setPen(_MUTED)
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(place, int(flags), self._words.missing)

    def _line(
        self,
        painter: QPainter,
        box: Box,
        words: str,
        points: float,
        ink: QColor,
        *,
        is_strong: bool = False,
        to: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
    ) -> None:
        font = self._font(painter, points, is_strong=is_strong)
        metrics = QFontMetricsF(font, painter.device())
        place = self._rect(box)
        shown = metrics.elidedText(words, Qt.TextElideMode.ElideMiddle, place.width())
        painter.setFont(font)
        painter.setPen(ink)
        left = place.left()
        if to is Qt.AlignmentFlag.AlignRight:
            left = place.right() - metrics.horizontalAdvance(shown)
        middle = place.top() + (place.height() + metrics.ascent() - metrics.descent()) / 2
        painter.drawText(QPointF(left, middle), shown)

    def _paragraph(self, painter: QPainter, box: Box, words: str) -> None:
        font = self._font(painter, _PROMPT_PT)
        metrics = QFontMetricsF(font, painter.device())
        place = self._rect(box)
        painter.setFont(font)
        painter.setPen(_MUTED)
        height = place.height() / _PROMPT_LINES
        lines = _broken(" ".join(words.split()), font, painter.device(), place.width())
        for number, line in enumerate(lines):
            top = place.top() + number * height
            baseline = top + (height + metrics.ascent() - metrics.descent()) / 2
            painter.drawText(QPointF(place.left(), baseline), line)

    def _font(self, painter: QPainter, points: float, *, is_strong: bool = False) -> QFont:
        font = QFont(list(fonts.families()))
        font.setPixelSize(max(1, round(points * _MM_PER_POINT * self._per_mm)))
        font.setWeight(QFont.Weight.DemiBold if is_strong else QFont.Weight.Normal)
        font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
        for feature in _PLAIN:
            font.setFeature(QFont.Tag(feature), 0)
        return QFont(font, painter.device())

    def _rect(self, box: Box) -> QRectF:
        edges = (box.x_mm, box.y_mm, box.width_mm, box.height_mm)
        return QRectF(*(edge * self._per_mm for edge in edges))


def _broken(words: str, font: QFont, device: QPaintDevice, width: float) -> list[str]:
    """Return a text as lines of a width, the last one cut short where there is more."""
    layout = QTextLayout(words, font, device)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.beginLayout()
    lines: list[str] = []
    end = 0
    while len(lines) < _PROMPT_LINES - 1 and (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        end = line.textStart() + line.textLength()
        lines.append(words[line.textStart() : end].rstrip())
    layout.endLayout()
    if rest := words[end:].strip():
        metrics = QFontMetricsF(font, device)
        lines.append(metrics.elidedText(rest, Qt.TextElideMode.ElideRight, width))
    return lines
