"""A page over the open sequence: what the place is for, which results there are."""

from functools import partial
from typing import Final

from PySide6.QtCore import QTimer, QUrl
from PySide6.QtGui import QDesktopServices, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from seedream_desktop.domain.errors import Param
from seedream_desktop.domain.events import FrameDone
from seedream_desktop.ui import text
from seedream_desktop.ui.bridge import Changes
from seedream_desktop.ui.desk.desk import Desk
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.scale import SPACE_1, SPACE_2, SPACE_3, SPACE_4, SPACE_6, Type
from seedream_desktop.ui.views.results import ResultCells, Results, StepCount, read_results
from seedream_desktop.ui.views.workspace import Workspace
from seedream_desktop.ui.widgets.button import Button
from seedream_desktop.ui.widgets.empty_state import EmptyState
from seedream_desktop.ui.widgets.label import CutLabel, Label
from seedream_desktop.ui.widgets.picture_grid import PictureGrid
from seedream_desktop.ui.widgets.progress_line import Line

_SOON_MS: Final = 400
_LINE: Final = 160


class PairGrid(PictureGrid):
    """Keeps an original and its result in one row."""

    def columns_in(self, width: int) -> int:
        return max(super().columns_in(width) // 2 * 2, 2)


class ResultsPage(Workspace):
    """What Timeline and Compare have in common; words names their texts in section "results"."""

    words: str = ""
    icon: str = ""
    in_pairs: bool = False
    edge_px: int = 176

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        """Show the open sequence's results."""
        super().__init__(desk, parent)
        self.results = Results()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_SOON_MS)
        self._soon.timeout.connect(self._read)
        self.empty = self._made_empty()
        self.heading = CutLabel("", Type.TITLE)
        self.folder = Button(text.text("show_folder", section="results"), icon="folder")
        self.folder.clicked.connect(self._show_folder)
        self.export = Button(text.text("export", section="results"), icon="export")
        self._export = desk.actions.action("file.export")
        self.export.clicked.connect(self._export.trigger)
        self._export.changed.connect(self._see_to_export)
        self.build = Button(text.text("open_build", section="results"), icon="build")
        self.build.clicked.connect(partial(desk.actions.do, "go.build"))
        self._steps = QVBoxLayout()
        self.cells = ResultCells(desk.loader, self.words, in_pairs=self.in_pairs, parent=self)
        kind = PairGrid if self.in_pairs else PictureGrid
        self.grid = kind(self._word("grid"), self.edge_px)
        self.grid.setModel(self.cells)
        self.grid.verticalScrollBar().valueChanged.connect(self._load_seen)
        self._pages = QStackedWidget()
        self._lay_out()
        self._see_to_export()
        desk.documents.edited.connect(self._on_document)
        desk.documents.changed.connect(self._on_document)
        desk.bridge.changed.connect(self._on_changes)
        self._show(Results())

    def arrive(self) -> None:
        """Read what is there now."""
        self._read()

    def leave(self) -> None:
        """Load no more."""
        self.cells.leave()

    def panes(self) -> tuple[QWidget, ...]:
        """Return the buttons and the pictures."""
        return (self._head, self.grid) if self.results.pairs else (self,)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        QTimer.singleShot(0, self, self._load_seen)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._load_seen()

    # -- reading

    def _read(self) -> None:
        document = self.desk.documents.current
        if document is None:
            self._show(Results())
            return
        work = read_results(self.desk.program, document.sequence)
        self.desk.bridge.call(work, self, self._on_read)

    def _on_read(self, _call: int, results: Results) -> None:
        if self.desk.documents.current is not None:
            self._show(results)

    def _on_document(self, _news: object) -> None:
        if self.isVisible():
            self._soon.start()

    def _on_changes(self, changes: Changes) -> None:
        document = self.desk.documents.current
        if document is None or not self.isVisible() or self._soon.isActive():
            return
        own = document.sequence.id
        if any(isinstance(e, FrameDone) and e.version.sequence == own for e in changes.others):
            self._soon.start()

    # -- showing

    def _show(self, results: Results) -> None:
        self.results = results
        document = self.desk.documents.current
        has_any = document is not None and bool(results.pairs)
        self._pages.setCurrentIndex(1 if has_any else 0)
        self._show_empty()
        if document is not None:
            self.heading.show_words(document.sequence.title)
        self.folder.setVisible(bool(results.folder))
        while (item := self._steps.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        for count in results.steps:
            self._steps.addWidget(_StepLine(count))
        self.cells.show_results(results)
        QTimer.singleShot(0, self, self._load_seen)

    def _show_empty(self) -> None:
        document = self.desk.documents.current
        code = "none_open" if document is None else "none_yet"
        title = document.sequence.title if document is not None else ""
        self.empty.show_words(
            self._word("purpose"), text.text(code, {"title": title}, section="results")
        )
        go = "open_library" if document is None else "open_build"
        self.empty.primary.setText(text.text(go, section="results"))

    def _go(self) -> None:
        place = "go.library" if self.desk.documents.current is None else "go.build"
        self.desk.actions.action(place).trigger()

    def _see_to_export(self) -> None:
        self.export.setVisible(self._export.isVisible())
        self.export.setEnabled(self._export.isEnabled())

    def _show_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(self.results.folder))

    def _load_seen(self, _value: int = 0) -> None:
        """Load the rows that can be seen, and a page more."""
        if not self.isVisible() or not self.results.pairs:
            return
        view, rows = self.grid.viewport().rect(), self.cells.rowCount()
        step = self.grid.gridSize()
        columns = max(view.width() // max(step.width(), 1), 1)
        first = self.grid.verticalScrollBar().value() // max(step.height(), 1) * columns
        seen = (view.height() // max(step.height(), 1) + 2) * columns
        self.cells.load(max(first, 0), min(first + 2 * seen, rows) - 1)

    def _word(self, what: str) -> str:
        return text.text(what, section=self.words)

    def _made_empty(self) -> EmptyState:
        made = EmptyState(
            self._word("purpose"),
            text.text("none_open", section="results"),
            primary=text.text("open_library", section="results"),
            icon=self.icon,
        )
        made.primary.clicked.connect(self._go)
        return made

    def _lay_out(self) -> None:
        self._head = QWidget()
        top = QHBoxLayout(self._head)
        top.setContentsMargins(0, 0, 0, 0)
        top.setSpacing(SPACE_2)
        top.addWidget(self.heading, 1)
        top.addWidget(self.folder)
        top.addWidget(self.export)
        top.addWidget(self.build)
        above = QVBoxLayout()
        above.setContentsMargins(SPACE_3, 0, SPACE_4, 0)
        above.setSpacing(SPACE_3)
        above.addWidget(self._head)
        above.addWidget(Label(self._word("purpose"), Type.BODY, ink="muted", wraps=True))
        self._steps.setSpacing(SPACE_2)
        above.addLayout(self._steps)
        full = QWidget()
        column = QVBoxLayout(full)
        column.setContentsMargins(SPACE_3, SPACE_4, SPACE_1, 0)
        column.setSpacing(SPACE_3)
        column.addLayout(above)
        column.addWidget(self.grid, 1)
        around = QWidget()
        margins = QVBoxLayout(around)
        margins.setContentsMargins(SPACE_6, SPACE_6, SPACE_6, SPACE_6)
        margins.addWidget(self.empty)
        self._pages.addWidget(around)
        self._pages.addWidget(full)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._pages)


class _StepLine(QWidget):
    """One step: its number and prompt, and how many frames have a result."""

    def __init__(self, count: StepCount) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_3)
        params: dict[str, Param] = {"number": count.number, "prompt": count.prompt}
        words = CutLabel(text.text("step", params, section="results"), Type.CONTROL)
        row.addWidget(words, 1)
        line = Line()
        line.setFixedWidth(look.height(_LINE))
        line.show_share(count.done / count.of if count.of else 0.0)
        row.addWidget(line)
        done = {"done": count.done, "of": count.of}
        row.addWidget(
            Label(text.text("step_done", done, section="results"), ink="muted", tabular=True)
        )
