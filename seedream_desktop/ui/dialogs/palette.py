"""The command palette: a few letters, the commands that fit, Enter."""

from typing import Final

from PySide6.QtCore import QEvent, QModelIndex, QObject, QRectF, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QFrame, QLineEdit, QListView, QVBoxLayout, QWidget

from seedream_desktop.ui import speech, text
from seedream_desktop.ui.actions import ActionRegistry
from seedream_desktop.ui.dialogs.matches import MATCH_ROLE, ROW, MatchDelegate, Matches
from seedream_desktop.ui.palette import Match
from seedream_desktop.ui.theme import paint
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.scale import RADIUS_DIALOG, SPACE_2, Type
from seedream_desktop.ui.widgets.label import Label

_WIDTH: Final = 600
_ROWS: Final = 10
_FIELD: Final = 44
_TOP: Final = 0.14
_MARGIN: Final = 12
_MOVES: Final = {
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_PageDown: _ROWS,
    Qt.Key.Key_PageUp: -_ROWS,
}


class CommandPalette(QFrame):
    """An overlay in its window: it closes with Esc, with what it does, and when the focus goes."""

    def __init__(self, actions: ActionRegistry, window: QWidget) -> None:
        """Make it, not shown."""
        super().__init__(window)
        self._actions = actions
        self._window = window
        self._before: QWidget | None = None
        self.setAccessibleName(text.text("palette", section="shell"))
        self.field = QLineEdit()
        self.field.setPlaceholderText(text.text("palette_hint", section="shell"))
        self.field.setAccessibleName(text.text("palette_hint", section="shell"))
        self.field.setProperty("ring_none", True)
        self.field.installEventFilter(self)
        self.matches = Matches(actions, self)
        self.view = QListView()
        self._none = Label(text.text("palette_none", section="shell"), Type.BODY, ink="muted")
        self._set_up_view()
        self._lay_out()
        self.field.textChanged.connect(self._search)
        window.installEventFilter(self)
        self.hide()
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._on_focus)

    def toggle(self) -> None:
        """Come, or go when it is there."""
        if self.isVisible():
            self.leave()
            return
        self._before = QApplication.focusWidget()
        self.field.clear()
        self._search("")
        self._place()
        self.show()
        self.raise_()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)

    def leave(self) -> None:
        """Go, and give the focus back."""
        before, self._before = self._before, None
        self.hide()
        if before is not None and before.isVisible():
            before.setFocus(Qt.FocusReason.PopupFocusReason)

    def choose(self, index: QModelIndex) -> None:
        """Do the command of a row."""
        match = index.data(MATCH_ROLE)
        self.leave()
        if isinstance(match, Match):
            self._actions.action(match.entry.id).trigger()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._window and event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        if watched is self.field and isinstance(event, QKeyEvent):
            return event.type() == QEvent.Type.KeyPress and self._on_key(event)
        return False

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.field.setFont(look.font(Type.TITLE))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint.begin(painter)
        tokens, box = look.tokens, QRectF(self.rect())
        for spread in range(_MARGIN, 0, -2):
            shade = QColor(0, 0, 0, 5)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(shade)
            inset = _MARGIN - spread
            painter.drawRoundedRect(
                box.adjusted(inset, inset, -inset, -inset), RADIUS_DIALOG, RADIUS_DIALOG
            )
        card = box.adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
        paint.fill(painter, card, tokens.raised, RADIUS_DIALOG)
        paint.outline(painter, card, tokens.line, RADIUS_DIALOG)
        under = round(self.field.geometry().bottom()) + 1
        paint.hairline(painter, card.left(), card.right(), under, tokens.line)
        painter.end()

    def _on_key(self, event: QKeyEvent) -> bool:
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.choose(self.view.currentIndex())
        elif key == Qt.Key.Key_Escape:
            self.leave()
        elif (by := _MOVES.get(Qt.Key(key))) is not None:
            self._move(by)
        else:
            return False
        return True

    def _move(self, by: int) -> None:
        count = self.matches.rowCount()
        if count == 0:
            return
        row = self.view.currentIndex().row() + by
        row = row % count if abs(by) == 1 else min(max(row, 0), count - 1)
        self._go_to(row)

    def _go_to(self, row: int) -> None:
        index = self.matches.index(row, 0)
        self.view.setCurrentIndex(index)
        spoken = index.data(Qt.ItemDataRole.AccessibleTextRole)
        self.field.setAccessibleDescription(str(spoken or ""))
        if self.isVisible():
            speech.read_aloud(self.field, str(spoken or ""))

    def _search(self, sought: str) -> None:
        self.matches.search(sought)
        has_any = self.matches.rowCount() > 0
        self.view.setVisible(has_any)
        self._none.setVisible(not has_any)
        if has_any:
            self._go_to(0)
        self._place()

    def _place(self) -> None:
        rows = min(max(self.matches.rowCount(), 1), _ROWS)
        height = look.height(_FIELD) + rows * look.height(ROW) + 2 * _MARGIN + 2 * SPACE_2 + 2
        room = self._window.rect()
        width = min(look.height(_WIDTH) + 2 * _MARGIN, room.width() - 32)
        top = min(round(room.height() * _TOP), max(room.height() - height, 0) // 2)
        height = min(height, room.height() - top)
        self.setGeometry((room.width() - width) // 2, top, width, height)

    def _set_up_view(self) -> None:
        self.view.setModel(self.matches)
        self.view.setItemDelegate(MatchDelegate(self.view))
        self.view.setAccessibleName(text.text("palette", section="shell"))
        self.view.setMouseTracking(True)
        self.view.setUniformItemSizes(True)
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setStyleSheet("QListView { background: transparent; }")
        self.view.clicked.connect(self.choose)

    def _lay_out(self) -> None:
        self.field.setFrame(False)
        self.field.setStyleSheet(
            "QLineEdit { background: transparent; border: none; padding: 0 20px;"
            f" min-height: {look.height(_FIELD)}px; }}"
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(_MARGIN, _MARGIN, _MARGIN, _MARGIN + SPACE_2)
        column.setSpacing(SPACE_2)
        self._none.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addWidget(self.field)
        column.addWidget(self.view, 1)
        column.addWidget(self._none, 1)

    def _on_focus(self, _old: QWidget | None, new: QWidget | None) -> None:
        if self.isVisible() and new is not None and not self.isAncestorOf(new):
            self._before = None
            self.leave()
