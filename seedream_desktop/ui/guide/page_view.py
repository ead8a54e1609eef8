"""Shows one page: text that can be read by caret, links by Tab, pictures as sharp as they are."""

from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt, QUrl, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QImage,
    QImageReader,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
)
from PySide6.QtWidgets import QFrame, QTextBrowser, QTextEdit, QWidget

from seedream_desktop.ui import text
from seedream_desktop.ui.guide.book import picture_path
from seedream_desktop.ui.guide.html import HEADINGS, html_of, style
from seedream_desktop.ui.guide.page import Page
from seedream_desktop.ui.theme import paint
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.scale import RADIUS, RING, SPACE_5, SPACE_6
from seedream_desktop.ui.widgets.density import DensityWatch
from seedream_desktop.ui.widgets.focus_ring import NONE_PROPERTY

_COLUMN: Final = 680
"""The widest that lines are, at 100 % text."""

_READS: Final = (
    Qt.TextInteractionFlag.TextBrowserInteraction | Qt.TextInteractionFlag.TextSelectableByKeyboard
)


class _FocusBar(QWidget):
    """Marks the page that has the keyboard at its edge: a ring would run around half the window."""

    def __init__(self, page: QWidget) -> None:
        super().__init__(page)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(look.tokens.accent))
        painter.end()


class PageView(QTextBrowser):
    """Asks for what its links name, and opens nothing by itself."""

    asked = Signal(str)
    """Carries where a link leads: "page#anchor", "#anchor", "do:command"."""

    def __init__(self, parent: QWidget | None = None, *, has_margin: bool = True) -> None:
        """Show nothing yet; without a margin it stands in line with what is around it."""
        super().__init__(parent)
        self._has_margin = has_margin
        self.page: Page | None = None
        self._sought: tuple[str, ...] = ()
        self._width = 0
        self.setProperty("ground", "page")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setOpenLinks(False)
        self.setTextInteractionFlags(_READS)
        self.setTabChangesFocus(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setProperty(NONE_PROPERTY, True)
        self.document().setDocumentMargin(0)
        self._bar = _FocusBar(self)
        self.anchorClicked.connect(lambda url: self.asked.emit(url.toString()))
        look.changed.connect(self._render)
        DensityWatch(self, self._render_here)

    def show_page(self, page: Page, anchor: str = "", sought: tuple[str, ...] = ()) -> None:
        """Show a page from an anchor on, with the words marked that were sought."""
        self.page, self._sought = page, sought
        self.setAccessibleName(page.title)
        self._render()
        self.moveCursor(QTextCursor.MoveOperation.Start)
        self.verticalScrollBar().setValue(0)
        if anchor:
            self.go_to(anchor)

    def go_to(self, anchor: str) -> None:
        """Come to a heading, with the caret as well: a screen reader goes on from there."""
        block = self.document().begin()
        while block.isValid():
            pieces = block.begin()
            while not pieces.atEnd():
                piece = pieces.fragment()
                if anchor in piece.charFormat().anchorNames():
                    self.setTextCursor(QTextCursor(block))
                    self.scrollToAnchor(anchor)
                    return
                pieces += 1
            block = block.next()

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        """Give pictures of the guide in the size in which they are shown; nothing else."""
        url = name if isinstance(name, QUrl) else QUrl(name)
        if kind != QTextDocument.ResourceType.ImageResource.value:
            return None
        return self._picture(url.toString())

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._bar.show()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._bar.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        if self._has_margin:
            margin = max((self.width() - look.height(_COLUMN)) // 2, SPACE_6)
            self.setViewportMargins(margin, SPACE_5, margin, 0)
        super().resizeEvent(event)
        self._bar.setGeometry(0, 0, RING, self.height())
        if self.page is not None and self.viewport().width() != self._width:
            self._render_here()

    # -- own

    def _render_here(self) -> None:
        at = self.verticalScrollBar().value()
        self._render()
        self.verticalScrollBar().setValue(at)

    def _render(self) -> None:
        if self.page is None:
            return
        self._width = self.viewport().width()
        self.document().setDefaultStyleSheet(style())
        self.setHtml(html_of(self.page, self._shown_size))
        self._size_headings()
        self._mark()

    def _size_headings(self) -> None:
        """Give headings the sizes of the type scale."""
        block, cursor = self.document().begin(), QTextCursor(self.document())
        while block.isValid():
            step = HEADINGS.get(block.blockFormat().headingLevel())
            pieces = block.begin()
            while step is not None and not pieces.atEnd():
                piece = pieces.fragment()
                cursor.setPosition(piece.position())
                cursor.setPosition(
                    piece.position() + piece.length(), QTextCursor.MoveMode.KeepAnchor
                )
                shape = piece.charFormat()
                shape.clearProperty(QTextFormat.Property.FontSizeAdjustment.value)
                shape.setProperty(
                    QTextFormat.Property.FontPixelSize.value, look.font(step).pixelSize()
                )
                cursor.setCharFormat(shape)
                pieces += 1
            block = block.next()

    def _mark(self) -> None:
        """Lay a ground under the words that were sought."""
        ground = QTextCharFormat()
        ground.setBackground(QColor(look.tokens.selected))
        marks = []
        for word in self._sought:
            found = self.document().find(word)
            while not found.isNull():
                mark = QTextEdit.ExtraSelection()
                mark.cursor, mark.format = found, ground
                marks.append(mark)
                found = self.document().find(word, found)
        self.setExtraSelections(marks)

    def _shown_size(self, file: str) -> QSize:
        """Return a picture's size on the page: its own, or as wide as the column."""
        own = QImageReader(self._path(file)).size()
        width = min(own.width(), max(self.viewport().width(), 1))
        return QSize(width, round(own.height() * width / max(own.width(), 1)))

    def _picture(self, file: str) -> QImage:
        """Return a picture with the pixels that the screen has, rounded, within a hairline."""
        size, ratio = self._shown_size(file), self.devicePixelRatioF()
        image = QImage(self._path(file)).scaled(
            size * ratio,
            Qt.AspectRatioMode.IgnoreAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        made = QImage(image.size(), QImage.Format.Format_ARGB32_Premultiplied)
        made.fill(Qt.GlobalColor.transparent)
        image.setDevicePixelRatio(ratio)
        made.setDevicePixelRatio(ratio)
        painter, box = QPainter(made), QRectF(0, 0, size.width(), size.height())
        paint.begin(painter)
        painter.setClipPath(paint.rounded(box, RADIUS))
        painter.drawImage(box, image)
        painter.setClipping(False)
        paint.outline(painter, box, look.tokens.line, RADIUS)
        painter.end()
        return made

    @staticmethod
    def _path(file: str) -> str:
        return str(picture_path(text.language(), file))
