"""A small picture of a contact sheet's first page: where everything will stand."""

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QAccessible, QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from seedream_desktop.exporting.contact_sheet import Box, ContactSheet, Page
from seedream_desktop.ui import speech
from seedream_desktop.ui.theme import paint
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.scale import SPACE_3

_WIDTH, _HEIGHT = 300, 380
_PAPER = "#FFFFFF"
_PICTURE, _LETTERS, _MUTED = "#C9CED6", "#7C8591", "#C2C7CE"
_LETTER_SHARE = 0.42


class PageView(QWidget):
    """Paper is white in every theme; pictures and lines of text are shown as their places."""

    voice = speech.voice_of(QAccessible.Role.Graphic)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        """Show nothing yet."""
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._page: Page | None = None
        self._size_mm = (210.0, 297.0)

    def show_sheet(self, sheet: ContactSheet, said: str) -> None:
        """Show a sheet's first page; said tells it to who does not see."""
        self._page = next(sheet.pages())
        self._size_mm = sheet.wish.page_mm
        self.setAccessibleDescription(said)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(look.height(_WIDTH), look.height(_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return QSize(look.height(200), look.height(240))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint.begin(painter)
        room = QRectF(self.rect()).adjusted(SPACE_3, SPACE_3, -SPACE_3, -SPACE_3)
        width_mm, height_mm = self._size_mm
        scale = min(room.width() / width_mm, room.height() / height_mm)
        paper = paint.centred(room, width_mm * scale, height_mm * scale)
        paint.fill(painter, paper, _PAPER, 0)
        paint.outline(painter, paper, look.tokens.line, 0)
        if self._page is not None:
            painter.translate(paper.topLeft())
            self._draw(painter, self._page, scale)
        painter.end()

    def _draw(self, painter: QPainter, page: Page, scale: float) -> None:
        for box, share, ink in ((page.title, 0.5, _LETTERS), (page.client, 0.35, _MUTED)):
            if box is not None:
                _line(painter, box, share, ink, scale)
        for cell in page.cells:
            for placed in cell.pictures:
                painter.fillRect(_rect(placed.box, scale), QColor(_PICTURE))
                if placed.picture.word:
                    _line(painter, placed.word, 0.5, _MUTED, scale)
            for box, share, ink in (
                (cell.name, 0.6, _LETTERS),
                (cell.facts, 0.8, _MUTED),
                (cell.prompt, 1.0, _MUTED),
            ):
                if box is not None:
                    _line(painter, box, share, ink, scale)
        _line(painter, page.foot, 0.3, _MUTED, scale)


def _line(painter: QPainter, box: Box, share: float, ink: str, scale: float) -> None:
    """Draw a bar where a line of text stands."""
    place = _rect(box, scale)
    height = max(1.0, place.height() * _LETTER_SHARE)
    bar = QRectF(place.left(), place.center().y() - height / 2, place.width() * share, height)
    painter.fillRect(bar, QColor(ink))


def _rect(box: Box, scale: float) -> QRectF:
    edges = (box.x_mm, box.y_mm, box.width_mm, box.height_mm)
    return QRectF(*(edge * scale for edge in edges))
