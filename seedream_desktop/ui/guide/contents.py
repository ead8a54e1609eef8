"""The list beside a page: the table of contents, or what was found; and how it is painted."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QFrame, QListView, QStyle, QStyleOptionViewItem

from seedream_desktop.ui import text
from seedream_desktop.ui.delegates.row_ground import draw_ground
from seedream_desktop.ui.guide.book import GROUPS, Book, Hit
from seedream_desktop.ui.guide.wording import words
from seedream_desktop.ui.theme import paint
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.scale import SPACE_1, SPACE_2, SPACE_4, Type
from seedream_desktop.ui.widgets.telling import TellingDelegate

Index = QModelIndex | QPersistentModelIndex

ROW_ROLE: Final = Qt.ItemDataRole.UserRole + 1
_ROW: Final = 28
_HEAD: Final = 32
_HIT: Final = 48


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A page, a part that was found, or, with no target, the name of a group."""

    title: str
    target: str = ""
    more: str = ""


class Rows(QAbstractListModel):
    """Rows under the names of their groups, which cannot be chosen."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Begin without rows."""
        super().__init__(parent)
        self._rows: tuple[Row, ...] = ()

    def show_rows(self, rows: Iterable[Row]) -> None:
        """Show these in the place of all others."""
        self.beginResetModel()
        self._rows = tuple(rows)
        self.endResetModel()

    def row_of(self, target: str) -> int:
        """Return where a target stands, -1 where it is not shown."""
        return next((n for n, row in enumerate(self._rows) if row.target == target), -1)

    def row(self, index: Index) -> Row | None:
        """Return what stands at an index."""
        return self._rows[index.row()] if index.isValid() else None

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def flags(self, index: Index) -> Qt.ItemFlag:
        row = self.row(index)
        if row is None or not row.target:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self.row(index)
        if row is None:
            return None
        if role == ROW_ROLE:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return row.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return text.listed(filter(None, (row.title, row.more)))
        return None


class Contents(Rows):
    """All pages by group, or the parts that fit what is sought."""

    def __init__(self, book: Book, parent: QObject | None = None) -> None:
        """Take the pages."""
        super().__init__(parent)
        self._book = book
        self._sought = ""
        self._refresh()

    def show_book(self, book: Book) -> None:
        """Take the pages anew."""
        self._book = book
        self._refresh()

    def search(self, sought: str) -> None:
        """Show what fits; everything for nothing."""
        self._sought = sought.strip()
        self._refresh()

    def _refresh(self) -> None:
        self.show_rows(self._found() if self._sought else self._all())

    def _all(self) -> list[Row]:
        rows = []
        for group, pages in GROUPS:
            rows.append(Row(title=words(f"group_{group}")))
            rows += [Row(title=self._book.page(name).title, target=name) for name in pages]
        return rows

    def _found(self) -> list[Row]:
        return [_row(hit) for hit in self._book.search(self._sought)]


def _row(hit: Hit) -> Row:
    target = f"{hit.page}#{hit.anchor}" if hit.anchor else hit.page
    title = text.pair(hit.title, hit.heading) if hit.heading else hit.title
    return Row(title=title, target=target, more=hit.words)


class ContentsList(QListView):
    """Shows Rows, of one width and without a frame."""

    def __init__(self, rows: Rows, name: str) -> None:
        """Take the rows, and what the list is called."""
        super().__init__()
        self.setModel(rows)
        self.setItemDelegate(ContentsDelegate(self))
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QFrame.Shape.NoFrame)


class ContentsDelegate(TellingDelegate):
    """Names of groups stand alone; a page is a line; what was found has a second line."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        row = index.data(ROW_ROLE)
        height = _ROW
        if isinstance(row, Row):
            height = _HIT if row.more else _ROW if row.target else _HEAD
        return QSize(option.rect.width(), look.height(height))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row = index.data(ROW_ROLE)
        if not isinstance(row, Row):
            return
        painter.save()
        paint.begin(painter)
        box = QRectF(option.rect)
        if row.target:
            draw_ground(painter, box.adjusted(SPACE_2, 1, -SPACE_2, -1), option)
        _draw_words(painter, box.adjusted(SPACE_4, 0, -SPACE_4, 0), row, option)
        painter.restore()


def _draw_words(painter: QPainter, box: QRectF, row: Row, option: QStyleOptionViewItem) -> None:
    tokens = look.tokens
    if not row.target:
        head = box.adjusted(0, SPACE_2, 0, 0)
        paint.text(painter, head, row.title, look.font(Type.CAPTION), tokens.muted)
        return
    is_chosen = bool(option.state & QStyle.StateFlag.State_Selected)
    font = look.font(Type.CONTROL_STRONG if is_chosen or row.more else Type.CONTROL)
    if not row.more:
        paint.text(painter, box, row.title, font, tokens.text)
        return
    half = (box.height() - 2 * SPACE_1) / 2
    top = QRectF(box.left(), box.top() + SPACE_1, box.width(), half)
    paint.text(painter, top, row.title, font, tokens.text)
    below = top.translated(0, half)
    paint.text(painter, below, row.more, look.font(Type.CAPTION), tokens.muted)
