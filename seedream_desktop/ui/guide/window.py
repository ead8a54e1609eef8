"""The guide's window: contents and search at the left, a page at the right."""

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from seedream_desktop.ui.guide.book import Book, folded
from seedream_desktop.ui.guide.contents import ROW_ROLE, Contents, ContentsList, Row
from seedream_desktop.ui.guide.page import DO
from seedream_desktop.ui.guide.page_view import PageView
from seedream_desktop.ui.guide.topic import FIRST
from seedream_desktop.ui.guide.wording import words
from seedream_desktop.ui.shell.announcer import Announcer
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.scale import SPACE_1, SPACE_2, SPACE_3, SPACE_4, Type
from seedream_desktop.ui.widgets.button import IconButton
from seedream_desktop.ui.widgets.field import LineEdit
from seedream_desktop.ui.widgets.focus_ring import FocusRing
from seedream_desktop.ui.widgets.label import Label
from seedream_desktop.ui.widgets.panel import Hairline

_WIDTH, _HEIGHT, _SIDE = 1040, 760, 264
_SHARE = 0.9
_MOVES = frozenset(
    {Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp},
)
_ENTERS = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})


class GuideWindow(QWidget):
    """A window of its own, so that it can be read beside the program and beside its dialogs."""

    command_asked = Signal(str)
    """Carries the command that a link on a page calls."""
    closed = Signal()

    def __init__(self, book: Book) -> None:
        """Show the first page."""
        super().__init__(None, Qt.WindowType.Window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(words("title"))
        self._book = book
        self._behind: list[str] = []
        self._ahead: list[str] = []
        self._at = ""
        self._is_marking = False
        self.announcer = Announcer(self)
        self.search = LineEdit("", words("search"))
        self.search.setAccessibleName(words("search"))
        self.contents = Contents(book, self)
        self.list = ContentsList(self.contents, words("contents"))
        self.nothing = Label("", Type.CONTROL, ink="muted", wraps=True)
        self.back = IconButton("chevron-left", words("back"))
        self.ahead = IconButton("chevron-right", words("ahead"))
        self.page = PageView()
        self._lay_out()
        self._connect()
        self._ring = FocusRing(self)
        room = self.screen().availableSize() * _SHARE
        self.resize(
            min(look.height(_WIDTH), room.width()), min(look.height(_HEIGHT), room.height())
        )
        self.go(FIRST)

    @property
    def at(self) -> str:
        """What is shown: "page" or "page#anchor"."""
        return self._at

    def show_book(self, book: Book) -> None:
        """Take the pages anew, in other words: keys were changed."""
        self._book = book
        self.contents.show_book(book)
        self._show(self._at)

    def go(self, target: str) -> None:
        """Come to "page" or "page#anchor", from where one can come back."""
        if self._at and target != self._at:
            self._behind.append(self._at)
            self._ahead.clear()
        self._show(target)

    def go_back(self) -> None:
        """Come to where one was before."""
        self._turn(self._behind, self._ahead)

    def go_ahead(self) -> None:
        """Come to where one came back from."""
        self._turn(self._ahead, self._behind)

    def begin(self) -> None:
        """Give the focus to the page, for reading."""
        self.page.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif self.search.text():
            self.search.clear()
        else:
            self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        self.closed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Have the arrows go through the list, and Enter to the page, while one writes."""
        if watched is self.search and isinstance(event, QKeyEvent):
            is_press = event.type() == QEvent.Type.KeyPress
            if is_press and event.key() in _MOVES:
                self.list.setFocus(Qt.FocusReason.OtherFocusReason)
                if not self.list.currentIndex().isValid():
                    self._choose_first()
                return True
            if is_press and event.key() in _ENTERS:
                if not self.list.currentIndex().isValid():
                    self._choose_first()
                self.begin()
                return True
        return False

    # -- what is shown

    def _show(self, target: str) -> None:
        name, _, anchor = target.partition("#")
        self._at = target
        sought = tuple(folded(self.search.text()).split())
        self.page.show_page(self._book.page(name), anchor, sought)
        self.back.setEnabled(bool(self._behind))
        self.ahead.setEnabled(bool(self._ahead))
        self._mark()

    def _mark(self) -> None:
        """Have the list show where one is, without going anywhere."""
        row = self.contents.row_of(self._at)
        if row < 0:
            row = self.contents.row_of(self._at.partition("#")[0])
        self._is_marking = True
        self.list.setCurrentIndex(self.contents.index(row, 0) if row >= 0 else QModelIndex())
        self._is_marking = False

    def _turn(self, stack: list[str], other: list[str]) -> None:
        if not stack:
            return
        other.append(self._at)
        self._show(stack.pop())
        self.announcer.say(self.page.accessibleName())

    # -- what is done

    def _choose_first(self) -> None:
        rows = (self.contents.index(n, 0) for n in range(self.contents.rowCount()))
        first = next((index for index in rows if self.contents.flags(index)), None)
        if first is not None:
            self.list.setCurrentIndex(first)

    def _on_chosen(self, index: QModelIndex, *_before: object) -> None:
        row = index.data(ROW_ROLE)
        if isinstance(row, Row) and row.target and not self._is_marking:
            self.go(row.target)

    def _on_search(self, sought: str) -> None:
        self.contents.search(sought)
        count = self.contents.rowCount()
        self.list.setVisible(count > 0)
        self.nothing.setVisible(count == 0)
        self.nothing.setText(words("nothing", sought=sought.strip()))
        self._mark()
        if sought.strip():
            self.announcer.say(words("found", count=count) if count else self.nothing.text())
        else:
            self._show(self._at)

    def _on_link(self, target: str) -> None:
        if target.startswith(DO):
            self.command_asked.emit(target.removeprefix(DO))
            return
        name, _, anchor = target.partition("#")
        name = name or self._at.partition("#")[0]
        self.go(f"{name}#{anchor}" if anchor else name)
        self.announcer.say(self.page.accessibleName())

    def _connect(self) -> None:
        self.search.installEventFilter(self)
        self.search.textChanged.connect(self._on_search)
        self.list.selectionModel().currentChanged.connect(self._on_chosen)
        self.list.activated.connect(lambda _index: self.begin())
        self.back.clicked.connect(self.go_back)
        self.ahead.clicked.connect(self.go_ahead)
        self.page.asked.connect(self._on_link)
        for keys, deed in (
            (QKeySequence.StandardKey.Back, self.go_back),
            (QKeySequence.StandardKey.Forward, self.go_ahead),
            (QKeySequence.StandardKey.Find, self.search.setFocus),
            (QKeySequence.StandardKey.Close, self.close),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(deed)

    def _lay_out(self) -> None:
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self._side())
        whole.addWidget(Hairline(is_upright=True))
        whole.addWidget(self.page, 1)
        self.nothing.hide()

    def _side(self) -> QWidget:
        side = QFrame()
        side.setProperty("ground", "surface")
        side.setFixedWidth(look.height(_SIDE))
        column = QVBoxLayout(side)
        column.setContentsMargins(0, SPACE_3, 0, SPACE_3)
        column.setSpacing(SPACE_2)
        head = QHBoxLayout()
        head.setContentsMargins(SPACE_4, 0, SPACE_4, 0)
        head.setSpacing(SPACE_1)
        head.addWidget(self.search, 1)
        head.addWidget(self.back)
        head.addWidget(self.ahead)
        said = QHBoxLayout()
        said.setContentsMargins(SPACE_4, 0, SPACE_4, 0)
        said.addWidget(self.nothing)
        column.addLayout(head)
        column.addLayout(said)
        column.addWidget(self.list, 1)
        column.addStretch(0)
        return side
