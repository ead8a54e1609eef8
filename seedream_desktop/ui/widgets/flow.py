"""A row that breaks into further rows where it is too narrow, as words do."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget


class FlowLayout(QLayout):
    """Lays widgets out at their own sizes, left to right, then in further rows."""

    def __init__(
        self, parent: QWidget | None = None, *, gap: int = 4, is_centred: bool = False
    ) -> None:
        super().__init__(parent)
        self._is_centred = is_centred
        self._gap = gap
        self._items: list[QLayoutItem] = []
        self._heights: dict[int, int] = {}
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        self._heights.clear()
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        self._heights.clear()
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def invalidate(self) -> None:
        self._heights.clear()
        super().invalidate()

    def heightForWidth(self, width: int) -> int:
        """Return the height at a width; Qt asks for the same ones hundreds of times a pass."""
        height = self._heights.get(width)
        if height is None:
            margins = self.contentsMargins()
            inner = QRect(0, 0, width, 0).marginsRemoved(margins)
            height = self._placed(inner, moves=False) + margins.top() + margins.bottom()
            self._heights[width] = height
        return height

    def setGeometry(self, box: QRect) -> None:
        super().setGeometry(box)
        self._placed(box.marginsRemoved(self.contentsMargins()), moves=True)

    def sizeHint(self) -> QSize:
        shown = [self._hint(item) for item in self._items if not item.isEmpty()]
        width = sum(size.width() for size in shown) + self._gap * max(len(shown) - 1, 0)
        height = max((size.height() for size in shown), default=0)
        return QSize(width, height).grownBy(self.contentsMargins())

    def minimumSize(self) -> QSize:
        size = QSize()
        for item in self._items:
            if not item.isEmpty():
                size = size.expandedTo(self._least(item))
        return size.grownBy(self.contentsMargins())

    def _hint(self, item: QLayoutItem) -> QSize:
        return item.sizeHint()

    def _least(self, item: QLayoutItem) -> QSize:
        return item.minimumSize()

    def _rows(self, width: int) -> list[list[tuple[QLayoutItem, QSize]]]:
        """Return which items stand in one row, each with its size."""
        rows: list[list[tuple[QLayoutItem, QSize]]] = []
        taken = 0
        for item in self._items:
            if item.isEmpty():
                continue
            hint = self._hint(item)
            size = hint.boundedTo(QSize(width, hint.height()))
            if not rows or taken + self._gap + size.width() > width:
                rows.append([])
                taken = -self._gap
            rows[-1].append((item, size))
            taken += self._gap + size.width()
        return rows

    def _filled(
        self, row: list[tuple[QLayoutItem, QSize]], _width: int
    ) -> list[tuple[QLayoutItem, QSize]]:
        return row

    def _lefts(self, row: list[tuple[QLayoutItem, QSize]], width: int) -> list[int]:
        """Return where each item of a row begins."""
        lefts, x = [], 0
        if self._is_centred:
            taken = sum(size.width() for _item, size in row) + self._gap * (len(row) - 1)
            x = max((width - taken) // 2, 0)
        for _item, size in row:
            lefts.append(x)
            x += size.width() + self._gap
        return lefts

    def _placed(self, box: QRect, *, moves: bool) -> int:
        y = box.top()
        for row in self._rows(box.width()):
            filled = self._filled(row, box.width())
            height = max(size.height() for _item, size in filled)
            lefts = self._lefts(filled, box.width())
            for (item, size), left in zip(filled, lefts, strict=True):
                if moves:
                    top = y + (height - size.height()) // 2
                    item.setGeometry(QRect(QPoint(box.left() + left, top), size))
            y += height + self._gap
        return max(y - self._gap - box.top(), 0)


class BarLayout(FlowLayout):
    """A line of controls, one of which takes what the others leave; too narrow, it breaks.

    What is added with add_wide() asks for least_px of width to stand beside others and is given
    all that is left of its row. A row without such a one stands at the right, as a bar's buttons
    do.
    """

    def __init__(self, parent: QWidget | None = None, *, gap: int = 8) -> None:
        super().__init__(parent, gap=gap)
        self._wide: dict[int, int] = {}
        self._parts_after = 0
        self._is_left = False

    def add_wide(self, widget: QWidget, least_px: int) -> None:
        """Add a widget that takes the room that is left of its row."""
        self._wide[self.count()] = least_px
        self.addWidget(widget)

    def part(self) -> None:
        """Keep what is added from now on at the right, and what was at the left."""
        self._parts_after = self.count()

    def keep_left(self) -> None:
        """Have rows without a wide widget stand at the left."""
        self._is_left = True

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation.Horizontal

    def _least_px(self, item: QLayoutItem) -> int | None:
        return self._wide.get(self._items.index(item))

    def _hint(self, item: QLayoutItem) -> QSize:
        hint, least = item.sizeHint(), self._least_px(item)
        if least is None:
            return hint
        return QSize(max(min(hint.width(), least), item.minimumSize().width()), hint.height())

    def _filled(
        self, row: list[tuple[QLayoutItem, QSize]], width: int
    ) -> list[tuple[QLayoutItem, QSize]]:
        left = width - sum(size.width() for _item, size in row) - self._gap * (len(row) - 1)
        filled = []
        for item, size in row:
            grown = size
            if self._least_px(item) is not None:
                most = min(size.width() + max(left, 0), item.maximumSize().width())
                left -= most - size.width()
                grown = QSize(most, size.height())
            if item.hasHeightForWidth():
                grown = QSize(grown.width(), item.heightForWidth(grown.width()))
            filled.append((item, grown))
        return filled

    def _lefts(self, row: list[tuple[QLayoutItem, QSize]], width: int) -> list[int]:
        lefts = super()._lefts(row, width)
        spare = width - lefts[-1] - row[-1][1].width()
        if self._is_left or spare <= 0:
            return lefts
        at_left = [self._items.index(item) < self._parts_after for item, _size in row]
        return [left + (0 if stays else spare) for left, stays in zip(lefts, at_left, strict=True)]
