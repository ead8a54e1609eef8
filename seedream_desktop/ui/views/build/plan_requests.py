"""The list of a plan's requests: thousands of rows, one chosen, its details shown beneath."""

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyleOptionViewItem,
    QWidget,
)

from seedream_desktop.domain.geometry import Size
from seedream_desktop.domain.ids import ProviderId
from seedream_desktop.ui import text
from seedream_desktop.ui.delegates.row_ground import draw_square_ground
from seedream_desktop.ui.models.planned import PlannedRole, RequestsModel
from seedream_desktop.ui.theme import paint
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.scale import SPACE_1, SPACE_2, SPACE_4, Type
from seedream_desktop.ui.widgets.telling import TellingDelegate

_ROW: Final = 40
_ROWS_MIN: Final = 6
"""So many stand whole in a panel that scrolls; more of them scroll by themselves."""
_ROWS_SHOWN_MAX: Final = 100
_NUMBER: Final = 36

Index = QModelIndex | QPersistentModelIndex
Titles = Mapping[ProviderId, str]
"""What services are called."""


class RequestDelegate(TellingDelegate):
    """Two lines a request: what it covers and its price, then step, results, size, service."""

    def __init__(self, titles: Titles, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._titles = titles

    def sizeHint(self, option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(option.rect.width(), look.height(_ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        paint.begin(painter)
        box, line = QRectF(option.rect), look.tokens.line
        draw_square_ground(painter, box, option)
        paint.hairline(painter, box.left() + SPACE_4, box.right() - SPACE_4, box.bottom() - 1, line)
        self._draw_lines(painter, box.adjusted(SPACE_4, SPACE_1, -SPACE_4, -SPACE_1 - 1), index)
        painter.restore()

    def _draw_lines(self, painter: QPainter, box: QRectF, index: Index) -> None:
        tokens, half = look.tokens, box.height() / 2
        strong, plain = look.font(Type.CONTROL), look.font(Type.CAPTION, tabular=True)
        top = QRectF(box.left(), box.top(), box.width(), half)
        below = top.translated(0, half)
        figures = look.font(Type.CONTROL, tabular=True)
        number = QRectF(top.left(), top.top(), look.height(_NUMBER) - SPACE_2, half)
        shown = f"{index.data(PlannedRole.NUMBER):,}"
        paint.text(painter, number, shown, figures, tokens.muted, paint.Align.RIGHT)
        price = price_words(index.data(PlannedRole.COST_MICROS))
        taken = paint.text(painter, top, price, figures, tokens.text, paint.Align.RIGHT)
        left = look.height(_NUMBER)
        covers = top.adjusted(left, 0, -taken - SPACE_2, 0)
        paint.text(painter, covers, covers_words(index), strong, tokens.text)
        facts = below.adjusted(left, 0, 0, 0)
        paint.text(painter, facts, facts_words(index, self._titles), plain, tokens.muted)


class RequestList(QListView):
    """Up and down step through requests; the one that is chosen stays so through every plan."""

    chosen = Signal(object)
    """Carries the index of the request whose details are wanted, invalid for none."""

    def __init__(self, name: str, titles: Titles, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setItemDelegate(RequestDelegate(titles, self))
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.requests = RequestsModel(self)
        self.setModel(self.requests)
        self.requests.rowsInserted.connect(self._keep_choice)
        self.requests.rowsRemoved.connect(self._keep_choice)
        self.requests.dataChanged.connect(self._tell)
        look.changed.connect(self._refit)
        self._refit()

    def sizeHint(self) -> QSize:
        # The layout's stretch gives it the room that there is; more would make the panel scroll.
        return QSize(super().sizeHint().width(), self._height(_ROWS_MIN))

    def minimumSizeHint(self) -> QSize:
        return QSize(160, self._height(_ROWS_MIN))

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self.chosen.emit(self.requests.index(current.row()))

    def _height(self, rows_max: int) -> int:
        return min(max(self.requests.rowCount(), 1), rows_max) * look.height(_ROW) + 2

    def _refit(self) -> None:
        self.setMaximumHeight(self._height(_ROWS_SHOWN_MAX))
        self.updateGeometry()

    def _keep_choice(self) -> None:
        self._refit()
        if not self.currentIndex().isValid() and self.requests.rowCount():
            self.setCurrentIndex(self.requests.index(0))
        self._tell()

    def _tell(self) -> None:
        self.chosen.emit(self.currentIndex())


def covers_words(index: Index) -> str:
    """Return which images a request edits or makes."""
    first, images = index.data(PlannedRole.COVERS), index.data(PlannedRole.IMAGES)
    params = {"first": first, "count": images - 1}
    return text.text(
        "request_covers_more" if images > 1 else "request_covers", params, section="plan"
    )


def facts_words(index: Index, titles: Titles) -> str:
    """Return step, results, size and model of a request."""
    params = {
        "step": index.data(PlannedRole.STEP_INDEX) + 1,
        "outputs": text.counted("result", index.data(PlannedRole.OUTPUTS)),
        "size": size_words(index.data(PlannedRole.SIZE)),
        "provider": titles[index.data(PlannedRole.PROVIDER)],
    }
    return text.text("request_facts", params, section="plan")


def size_words(size: Size | None) -> str:
    """Return an output size; None is each in its own."""
    if size is None:
        return text.text("own_size", section="plan")
    return text.text("size", {"width": size.width_px, "height": size.height_px}, section="plan")


def price_words(cost_micros: int) -> str:
    """Return a price, free where there is none."""
    return text.usd(cost_micros) if cost_micros else text.text("free", section="plan")
