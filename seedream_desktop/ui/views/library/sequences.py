"""The list of sequences, searched, narrowed and sorted; what is selected in it is open."""

from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QListView,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from seedream_desktop.domain.errors import SeedreamError
from seedream_desktop.domain.events import RunEnded, RunStarted
from seedream_desktop.domain.ids import SequenceId
from seedream_desktop.ports.library import SequenceSummary
from seedream_desktop.ui import text
from seedream_desktop.ui.bridge import Changes
from seedream_desktop.ui.desk.desk import Desk
from seedream_desktop.ui.models.library import LibraryModel, Order, SequenceState
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.scale import SPACE_2, SPACE_3, SPACE_4, Type
from seedream_desktop.ui.views.library.listing import SequenceDelegate
from seedream_desktop.ui.widgets.button import Button, IconButton, Kind
from seedream_desktop.ui.widgets.choice import Select
from seedream_desktop.ui.widgets.field import LineEdit
from seedream_desktop.ui.widgets.label import Label

_words = partial(text.text, section="library")
_PAUSE_MS: Final = 500
"""Twice a second at most the list is read anew."""


class SequenceList(QListView):
    """Rows of sequences; Enter opens one where it is worked on."""

    opened = Signal()

    def __init__(self, is_led: Callable[[], bool], parent: QWidget | None = None) -> None:
        """Take what says whether a sequence is open; its owner gives it a model."""
        super().__init__(parent)
        self._is_led = is_led
        self.setAccessibleName(_words("list"))
        self.setItemDelegate(SequenceDelegate(self))
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.doubleClicked.connect(self._on_double)
        look.changed.connect(self.doItemsLayout)

    def focusInEvent(self, event: QFocusEvent) -> None:
        is_kept = self._is_led() and not self.currentIndex().isValid()
        self.selectionModel().blockSignals(is_kept)  # Qt makes the first row current where none is
        super().focusInEvent(event)
        if is_kept:
            self.setCurrentIndex(QModelIndex())
        self.selectionModel().blockSignals(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.currentIndex().isValid():
            self.opened.emit()
            return
        super().keyPressEvent(event)

    def _on_double(self, _index: QModelIndex) -> None:
        self.opened.emit()


class SequencesPanel(QFrame):
    """Reads the library's sequences, and again after what is saved or run; opens the selected."""

    opened = Signal()
    counted = Signal(int)
    """How many sequences the library has; told after each reading."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        """Take the desk; refresh() reads for the first time."""
        super().__init__(parent)
        self.setAccessibleName(text.text("pane_sequences", section="shell"))
        self._desk = desk
        self.setProperty("ground", "surface")
        self.model = LibraryModel(self)
        self.list = SequenceList(lambda: desk.documents.current is not None)
        self.list.setModel(self.model)
        self.list.opened.connect(self.opened)
        self.search = LineEdit(placeholder=_words("search"))
        self.search.setAccessibleName(_words("search"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._on_search)
        self.narrowed = Select(_words("state_filter"), _states(self.model))
        self.narrowed.picked.connect(self._on_narrowed)
        orders = [(_words("newest"), Order.NEWEST), (_words("by_title"), Order.TITLE)]
        self.order = Select(_words("order"), orders)
        self.order.picked.connect(self._on_order)
        self.new = IconButton("add", _words("new"))
        self.new.clicked.connect(desk.actions.action("sequence.new").trigger)
        self._stack = QStackedWidget()
        self._lay_out()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_PAUSE_MS)
        self._soon.timeout.connect(self.refresh)
        self._is_reading = False
        self._is_listing = False
        self.list.selectionModel().currentChanged.connect(self._on_current)
        desk.documents.saved.connect(self.refresh_soon)
        desk.documents.changed.connect(self._on_document)
        desk.bridge.changed.connect(self._on_changes)

    def refresh(self) -> None:
        """Read the list now."""
        if self._is_reading:
            self.refresh_soon()
            return
        self._is_reading = True
        work = self._desk.program.library.sequences()
        call = self._desk.bridge.call(work, self, self._on_read, self._on_failed)
        call.cancelled.connect(self._on_cancelled)

    def refresh_soon(self) -> None:
        """Read the list in a moment; further calls until then are one."""
        if not self._soon.isActive():
            self._soon.start()

    def _on_read(self, _call: int, summaries: tuple[SequenceSummary, ...]) -> None:
        self._is_reading = False
        self._list(partial(self.model.set_summaries, summaries))
        self._show_counts()
        self.counted.emit(len(summaries))

    def _on_failed(self, _call: int, error: SeedreamError) -> None:
        self._is_reading = False
        self._desk.messages.failed(error)

    def _on_cancelled(self, _call: int) -> None:
        self._is_reading = False

    def _on_changes(self, changes: Changes) -> None:
        is_run = any(isinstance(event, RunStarted | RunEnded) for event in changes.others)
        if changes.requests or is_run:
            self.refresh_soon()

    def _on_current(self, now: QModelIndex, _before: QModelIndex) -> None:
        row = self.model.at(now)
        current = self._desk.documents.current
        if (
            row is not None
            and not self._is_listing
            and (current is None or current.sequence.id != row.id)
        ):
            self._desk.documents.open(SequenceId(row.id))

    def _on_document(self, document: object) -> None:
        """Select what is open, as far as it is listed, without opening anything."""
        current = self._desk.documents.current
        index = self.model.index_of(current.sequence.id) if current is not None else QModelIndex()
        if index.row() != self.list.currentIndex().row():
            self.list.setCurrentIndex(index)

    # -- what is listed

    def _on_search(self, sought: str) -> None:
        self._list(partial(self.model.search, sought))

    def _on_narrowed(self, state: SequenceState | None) -> None:
        self._list(partial(self.model.narrow, state))

    def _on_order(self, order: Order) -> None:
        self._list(partial(self.model.sort_by, order))

    def _list(self, change: Callable[[], object]) -> None:
        """List other rows; Qt makes another one current for one that goes, which opens nothing."""
        self._is_listing = True
        change()
        self._on_document(None)
        self._is_listing = False
        self._show_match()

    def _show_all(self) -> None:
        self.search.clear()
        self.narrowed.setCurrentIndex(0)
        self._on_narrowed(None)

    def _show_counts(self) -> None:
        for row, (said, _state) in enumerate(_states(self.model)):
            self.narrowed.setItemText(row, said)
        self.narrowed.updateGeometry()

    def _show_match(self) -> None:
        self._stack.setCurrentIndex(0 if self.model.rowCount() else 1)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(SPACE_4, SPACE_3, SPACE_2, 0)
        head.addWidget(Label(_words("title"), Type.TITLE), 1)
        head.addWidget(self.new)
        filters = QHBoxLayout()
        filters.setSpacing(SPACE_2)
        filters.addWidget(self.narrowed, 1)
        filters.addWidget(self.order, 1)
        fields = QVBoxLayout()
        fields.setContentsMargins(SPACE_4, 0, SPACE_4, 0)
        fields.setSpacing(SPACE_2)
        fields.addWidget(self.search)
        fields.addLayout(filters)
        nothing = QWidget()
        column = QVBoxLayout(nothing)
        column.setContentsMargins(SPACE_4, SPACE_3, SPACE_4, SPACE_4)
        column.addWidget(Label(_words("no_match"), ink="muted", wraps=True))
        clear = Button(_words("no_match_clear"), Kind.QUIET)
        clear.clicked.connect(self._show_all)
        column.addWidget(clear, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        self._stack.addWidget(self.list)
        self._stack.addWidget(nothing)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(SPACE_3)
        whole.addLayout(head)
        whole.addLayout(fields)
        whole.addWidget(self._stack, 1)


def _states(model: LibraryModel) -> list[tuple[str, object]]:
    """Return the entries of the filter, each state with how many are in it."""
    entries: list[tuple[str, object]] = [(_words("all"), None)]
    for state in SequenceState:
        params: dict[str, str | int | float] = {
            "word": _words(state.value),
            "count": model.count(state),
        }
        entries.append((_words("with_count", params), state))
    return entries
