"""Rows that are painted by hand, and tell in a tool tip what they had to cut."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, Qt
from PySide6.QtGui import QHelpEvent, QImage, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
)

from seedream_desktop.ui.theme import paint
from seedream_desktop.ui.widgets.tips import plain_tip

_ROLES = (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.DisplayRole)


class TellingDelegate(QStyledItemDelegate):
    """Tells what the model has for a tool tip, else all words of a row that is cut somewhere."""

    def helpEvent(
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> bool:
        words = self.told(option, index)
        QToolTip.showText(event.globalPos(), plain_tip(words), view)
        return True

    def told(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> str:
        """Return the words of the tool tip; empty for none."""
        said = str(index.data(Qt.ItemDataRole.ToolTipRole) or "")
        if said or not self._is_cut(option, index):
            return said
        return next((str(found) for role in _ROLES if (found := index.data(role))), "")

    def _is_cut(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> bool:
        """Paint the row where nobody sees it, and look whether a line of it was cut."""
        tried = QStyleOptionViewItem(option)
        tried.rect = QRect(QPoint(0, 0), option.rect.size())
        tried.state |= QStyle.StateFlag.State_MouseOver  # such rows are never taken from prints
        nowhere = QImage(1, 1, QImage.Format.Format_ARGB32_Premultiplied)
        before = paint.cuts()
        painter = QPainter(nowhere)
        self.paint(painter, tried, index)
        painter.end()
        return paint.cuts() > before
