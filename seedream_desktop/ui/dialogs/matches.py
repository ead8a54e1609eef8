"""The rows of the command palette: what was found, and how it is painted."""

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
from PySide6.QtWidgets import QStyleOptionViewItem

from seedream_desktop.ui import text
from seedream_desktop.ui.actions import ActionRegistry, context_title
from seedream_desktop.ui.commands import Context
from seedream_desktop.ui.delegates.row_ground import draw_ground
from seedream_desktop.ui.keymap import shown
from seedream_desktop.ui.palette import Match
from seedream_desktop.ui.theme import paint
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.scale import SPACE_2, SPACE_3, Type
from seedream_desktop.ui.widgets.telling import TellingDelegate

Index = QModelIndex | QPersistentModelIndex

MATCH_ROLE: Final = Qt.ItemDataRole.UserRole + 1
_KEYS: Final = Qt.ItemDataRole.UserRole + 2
ROW: Final = 36


class Matches(QAbstractListModel):
    """The commands that fit, best first."""

    def __init__(self, actions: ActionRegistry, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._actions = actions
        self._matches: tuple[Match, ...] = ()

    def search(self, sought: str) -> None:
        """Show what fits."""
        self.beginResetModel()
        self._matches = self._actions.search(sought)
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._matches)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self._matches):
            return None
        match = self._matches[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return match.entry.title
        if role == MATCH_ROLE:
            return match
        keys = self._keys(match.entry.id)
        if role == _KEYS:
            return keys
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return text.listed((match.entry.title, match.entry.words, keys))
        return None

    def _keys(self, command: str) -> str:
        keys = self._actions.keymap.keys(command)
        return shown(keys[0]) if keys else ""


class MatchDelegate(TellingDelegate):
    """The title with the letters that were sought, its context, its keys at the right."""

    def sizeHint(self, option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(option.rect.width(), look.height(ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        match = index.data(MATCH_ROLE)
        if not isinstance(match, Match):
            return
        painter.save()
        paint.begin(painter)
        tokens = look.tokens
        box = QRectF(option.rect).adjusted(SPACE_2, 1, -SPACE_2, -1)
        draw_ground(painter, box, option)
        inner = box.adjusted(SPACE_3, 0, -SPACE_3, 0)
        font = look.font(Type.CAPTION, tabular=True)
        keys = str(index.data(_KEYS) or "")
        taken = paint.text(painter, inner, keys, font, tokens.muted, paint.Align.RIGHT)
        inner.setRight(inner.right() - taken - SPACE_3)
        self._draw_title(painter, inner, match)
        painter.restore()

    def _draw_title(self, painter: QPainter, box: QRectF, match: Match) -> None:
        """Write letter by run: those that were sought are strong."""
        plain, strong = look.font(Type.BODY), look.font(Type.BODY_STRONG)
        left, tokens = box.left(), look.tokens
        for piece, is_sought in runs(match.entry.title, match.letters):
            font = strong if is_sought else plain
            ink = tokens.accent if is_sought else tokens.text
            room = QRectF(left, box.top(), box.right() - left, box.height())
            left += paint.text(painter, room, piece, font, ink)
        room = QRectF(left + SPACE_3, box.top(), box.right() - left - SPACE_3, box.height())
        if room.width() > 0 and match.entry.words != context_title(Context.ANYWHERE):
            caption = look.font(Type.CAPTION)
            paint.text(painter, room, match.entry.words, caption, tokens.muted)


def runs(title: str, letters: tuple[int, ...]) -> list[tuple[str, bool]]:
    """Return a title in pieces, each with whether its letters were sought."""
    pieces: list[tuple[str, bool]] = []
    sought = set(letters)
    for place, letter in enumerate(title):
        is_sought = place in sought
        if pieces and pieces[-1][1] == is_sought:
            pieces[-1] = (pieces[-1][0] + letter, is_sought)
        else:
            pieces.append((letter, is_sought))
    return pieces
