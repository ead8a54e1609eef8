"""Whose work the program rests on: a list with a search at the left, the licence at the right."""

from functools import partial

from PySide6.QtCore import QEvent, QModelIndex, QObject, QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from seedream_desktop.ui import speech, text
from seedream_desktop.ui.guide.contents import ROW_ROLE, ContentsList, Row, Rows
from seedream_desktop.ui.guide.topic import about
from seedream_desktop.ui.licences.paper_view import PaperView
from seedream_desktop.ui.licences.stock import Group, Part
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.scale import SPACE_1, SPACE_3, SPACE_4, SPACE_5, Type
from seedream_desktop.ui.widgets.button import Button
from seedream_desktop.ui.widgets.field import LineEdit
from seedream_desktop.ui.widgets.focus_ring import FocusRing
from seedream_desktop.ui.widgets.label import Label
from seedream_desktop.ui.widgets.panel import Hairline
from seedream_desktop.ui.widgets.scroller import room_for

_WIDTH, _HEIGHT, _SIDE = 1064, 680, 256
_MOVES = frozenset({Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp})
_ENTERS = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})
_say = partial(text.text, section="licences")


class LicencesDialog(QDialog):
    """Open it with open(), and give it the parts when they are read."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Show that the licences are being read."""
        super().__init__(parent)
        self.setWindowTitle(_say("title"))
        self.setAccessibleName(_say("title"))
        about(self, "comfort#way")
        self.resize(QSize(look.height(_WIDTH), look.height(_HEIGHT)).boundedTo(room_for(self)))
        self._parts: dict[str, Part] = {}
        self.search = LineEdit("", _say("search"))
        self.search.setAccessibleName(_say("search"))
        self.rows = Rows(self)
        self.list = ContentsList(self.rows, _say("parts"))
        self.nothing = Label(_say("reading"), Type.CONTROL, ink="muted", wraps=True)
        self.name = Label("", Type.TITLE, wraps=True)
        self.kind = Label("", Type.CONTROL, ink="muted", wraps=True)
        self.paper = PaperView()
        self.close_button = Button(_say("close"))
        self._lay_out()
        self._connect()
        self._ring = FocusRing(self)
        self.list.hide()
        self._show(None)
        self.search.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_parts(self, parts: tuple[Part, ...]) -> None:
        """Show all parts, and the licence of the first."""
        self._parts = {f"{part.group}:{part.name}": part for part in parts}
        self._on_search(self.search.text())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Have the arrows go into the list, and Enter to the text, while one writes."""
        is_press = event.type() == QEvent.Type.KeyPress and watched in (self.search, self.list)
        if not (is_press and isinstance(event, QKeyEvent)):
            return False
        if event.key() in _ENTERS:
            self.paper.setFocus(Qt.FocusReason.OtherFocusReason)
            return True
        if watched is self.search and event.key() in _MOVES:
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)
            return True
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.search.text():
            self.search.clear()
            self.search.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        super().keyPressEvent(event)

    # -- own

    def _sought(self) -> tuple[str, ...]:
        return tuple(self.search.text().casefold().split())

    def _on_search(self, sought: str) -> None:
        words = self._sought()
        found = {key: part for key, part in self._parts.items() if part.has(words)}
        before = self._chosen()
        self.rows.show_rows(_rows(found))
        self.list.setVisible(bool(found))
        self.nothing.setVisible(not found)
        if self._parts:
            self.nothing.setText(_say("nothing", {"sought": sought.strip()}))
        at = self.rows.row_of(before if before in found else next(iter(found), ""))
        self.list.setCurrentIndex(self.rows.index(at, 0))
        if at < 0:
            self._show(None)
        if words:
            said = _say("found", {"count": len(found)}) if found else self.nothing.text()
            speech.read_aloud(self, said)

    def _chosen(self) -> str:
        row = self.list.currentIndex().data(ROW_ROLE)
        return row.target if isinstance(row, Row) else ""

    def _on_chosen(self, _index: QModelIndex, *_before: object) -> None:
        self._show(self._parts.get(self._chosen()))

    def _show(self, part: Part | None) -> None:
        self.name.setText(part.name if part is not None else "")
        version = _say("version", {"version": part.version}) if part and part.version else ""
        known = filter(None, (part.kind, version)) if part is not None else ()
        self.kind.setText(" · ".join(known))
        self.paper.show_papers(part.papers if part is not None else (), self._sought())
        if part is not None and not part.papers:
            code = "no_text" if part.address else "no_text_here"
            self.paper.setPlainText(_say(code, {"address": part.address}))
        name = part.name if part is not None else ""
        self.paper.setAccessibleName(_say("paper", {"name": name}) if name else _say("title"))

    def _connect(self) -> None:
        self.search.installEventFilter(self)
        self.list.installEventFilter(self)
        self.search.textChanged.connect(self._on_search)
        self.list.selectionModel().currentChanged.connect(self._on_chosen)
        self.close_button.clicked.connect(self.accept)

    def _lay_out(self) -> None:
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self._side())
        whole.addWidget(Hairline(is_upright=True))
        right = QVBoxLayout()
        right.setContentsMargins(SPACE_5, SPACE_5, SPACE_5, SPACE_4)
        right.setSpacing(SPACE_1)
        right.addWidget(self.name)
        right.addWidget(self.kind)
        right.addSpacing(SPACE_3)
        right.addWidget(self.paper, 1)
        right.addSpacing(SPACE_3)
        self.close_button.setAutoDefault(False)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.close_button)
        right.addLayout(foot)
        whole.addLayout(right, 1)

    def _side(self) -> QWidget:
        side = QFrame()
        side.setProperty("ground", "surface")
        self._side_panel = side
        column = QVBoxLayout(side)
        column.setContentsMargins(0, SPACE_5, 0, SPACE_3)
        column.setSpacing(SPACE_3)
        for widget in (Label(_say("title"), Type.TITLE, wraps=True), self.search, self.nothing):
            row = QHBoxLayout()
            row.setContentsMargins(SPACE_4, 0, SPACE_4, 0)
            row.addWidget(widget)
            column.addLayout(row)
        column.addWidget(self.list, 1)
        column.addStretch(0)
        look.changed.connect(self._refit)
        self._refit()
        return side

    def _refit(self) -> None:
        """Have room for what the search says of itself."""
        hint = look.metrics(Type.CONTROL).horizontalAdvance(self.search.placeholderText())
        self._side_panel.setFixedWidth(max(look.height(_SIDE), hint + 2 * SPACE_3 + 2 * SPACE_4))


def _rows(parts: dict[str, Part]) -> list[Row]:
    rows = []
    for group in Group:
        own = [(key, part) for key, part in parts.items() if part.group is group]
        if own:
            rows.append(Row(title=_say(f"group_{group}")))
            rows += [Row(title=part.name, target=key, more=part.kind) for key, part in own]
    return rows
