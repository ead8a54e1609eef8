"""The rows of the shortcuts dialog: every command under its context, and how it is painted."""

from collections.abc import Callable, Sequence
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
from PySide6.QtWidgets import QStyleOptionViewItem

from seedream_desktop.ui import text
from seedream_desktop.ui.actions import context_title, english_title, title
from seedream_desktop.ui.commands import Command, Context
from seedream_desktop.ui.delegates.row_ground import draw_ground
from seedream_desktop.ui.keymap import Keymap, shown
from seedream_desktop.ui.palette import Entry, rank
from seedream_desktop.ui.theme import paint
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.scale import SPACE_2, SPACE_3, Type
from seedream_desktop.ui.widgets.telling import TellingDelegate

Index = QModelIndex | QPersistentModelIndex

ROW_ROLE: Final = Qt.ItemDataRole.UserRole + 1
_ROW: Final = 30
_HEAD: Final = 36
_CAP: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRow:
    """A command with its keys as they are shown, or, with no command, a context's heading."""

    words: str
    command: str = ""
    keys: tuple[str, ...] = ()
    is_changed: bool = False


class KeyRows(QAbstractListModel):
    """All commands by context, or those that fit what is sought."""

    def __init__(
        self,
        keymap: Keymap,
        is_there: Callable[[str], bool] = bool,
        parent: QObject | None = None,
    ) -> None:
        """Take the keys, and which commands can be done at all."""
        super().__init__(parent)
        self._keymap = keymap
        self._is_there = is_there
        self._sought = ""
        self._rows: tuple[KeyRow, ...] = ()
        self.refresh()

    def search(self, sought: str) -> None:
        """Show what fits by name, context or key."""
        self._sought = sought.strip()
        self.refresh()

    def refresh(self) -> None:
        """Read the keys again."""
        self.beginResetModel()
        self._rows = tuple(self._found() if self._sought else self._all())
        self.endResetModel()

    def row_of(self, command: str) -> int:
        """Return where a command stands, -1 where it is not shown."""
        rows = enumerate(self._rows)
        return next((n for n, row in rows if row.command and row.command == command), -1)

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def flags(self, index: Index) -> Qt.ItemFlag:
        row = self._rows[index.row()] if index.isValid() else None
        if row is None or not row.command:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        row = self._rows[index.row()]
        if role == ROW_ROLE:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return row.words
        if role == Qt.ItemDataRole.AccessibleTextRole:
            none = text.text("no_keys", section="shell")
            keys = ", ".join(row.keys) or none
            return f"{row.words}, {keys}" if row.command else row.words
        return None

    def _all(self) -> list[KeyRow]:
        rows = []
        for context in Context:
            own = [c for c in self._commands() if c.context is context]
            if own:
                rows.append(KeyRow(words=context_title(context)))
                rows += [self._row(command) for command in own]
        return rows

    def _found(self) -> list[KeyRow]:
        by_id = {command.id: command for command in self._commands()}
        entries = [
            Entry(
                c.id,
                title(c),
                f"{context_title(c.context)} {' '.join(self._keys(c))}",
                english_title(c),
            )
            for c in by_id.values()
        ]
        return [self._row(by_id[match.entry.id]) for match in rank(self._sought, entries)]

    def _commands(self) -> list[Command]:
        return [c for c in self._keymap.commands if self._is_there(c.id)]

    def _row(self, command: Command) -> KeyRow:
        return KeyRow(
            words=title(command),
            command=command.id,
            keys=tuple(self._keys(command)),
            is_changed=self._keymap.is_changed(command.id),
        )

    def _keys(self, command: Command) -> Sequence[str]:
        return [shown(key) for key in self._keymap.keys(command.id)]


class KeyRowDelegate(TellingDelegate):
    """A name at the left, caps of keys at the right; headings stand alone."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        row = index.data(ROW_ROLE)
        is_head = isinstance(row, KeyRow) and not row.command
        return QSize(option.rect.width(), look.height(_HEAD if is_head else _ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row = index.data(ROW_ROLE)
        if not isinstance(row, KeyRow):
            return
        painter.save()
        paint.begin(painter)
        tokens, box = look.tokens, QRectF(option.rect)
        if not row.command:
            words = box.adjusted(SPACE_3, SPACE_2, -SPACE_3, 0)
            paint.text(painter, words, row.words, look.font(Type.BODY_STRONG), tokens.text)
        else:
            draw_ground(painter, box.adjusted(2, 1, -2, -1), option)
            inner = box.adjusted(SPACE_3, 0, -SPACE_3, 0)
            right = self._draw_keys(painter, inner, row)
            words = QRectF(
                inner.left(), inner.top(), right - inner.left() - SPACE_3, inner.height()
            )
            ink = tokens.text if row.keys else tokens.muted
            paint.text(painter, words, row.words, look.font(Type.CONTROL), ink)
        painter.restore()

    def _draw_keys(self, painter: QPainter, box: QRectF, row: KeyRow) -> float:
        """Draw the keys from the right; return where they begin."""
        tokens, right = look.tokens, box.right()
        metrics, font = look.metrics(Type.CAPTION), look.font(Type.CAPTION)
        height = look.height(_CAP)
        for key in reversed(row.keys):
            width = max(metrics.horizontalAdvance(key) + 2 * 7, height)
            cap = QRectF(right - width, round(box.center().y() - height / 2), width, height)
            edge = tokens.accent if row.is_changed else tokens.line
            paint.fill(painter, cap, tokens.raised, 4)
            paint.outline(painter, cap, edge, 4)
            ink = tokens.accent if row.is_changed else tokens.text
            paint.text(painter, cap, key, font, ink, paint.Align.CENTRE)
            right -= width + 4
        return right
