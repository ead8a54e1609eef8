"""What an import left out: a bar that says how much, and the list with reasons under it."""

from collections import Counter
from functools import partial
from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QGuiApplication, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QListView,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from seedream_desktop.ui import text
from seedream_desktop.ui.delegates.row_ground import draw_square_ground
from seedream_desktop.ui.desk.desk import Desk
from seedream_desktop.ui.desk.intakes import Problem
from seedream_desktop.ui.models.listing import ACCESSIBLE, DISPLAY, TOOL_TIP, Listing
from seedream_desktop.ui.theme import paint
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.scale import SPACE_2, SPACE_3, SPACE_4, Type
from seedream_desktop.ui.views.pictures.revealing import reveal
from seedream_desktop.ui.widgets.button import Button, IconButton, Kind
from seedream_desktop.ui.widgets.flow import BarLayout
from seedream_desktop.ui.widgets.label import CutLabel
from seedream_desktop.ui.widgets.panel import Hairline
from seedream_desktop.ui.widgets.sign import Sign
from seedream_desktop.ui.widgets.telling import TellingDelegate

_ROW: Final = 28
_ROWS_SHOWN: Final = 6
_NAME: Final = 0.34
_SAID_LEAST: Final = 240
_words = partial(text.text, section="imports")


class ProblemsModel(Listing[tuple[int, Problem]]):
    """The problems of the last import, in order."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        readers = {
            DISPLAY: lambda row: row[1].name,
            TOOL_TIP: lambda row: row[1].path or row[1].name,
            ACCESSIBLE: lambda row: text.pair(row[1].name, row[1].why),
        }
        super().__init__(lambda row: row[0], readers, parent)


class ProblemDelegate(TellingDelegate):
    """File at the left, reason at the right."""

    def sizeHint(
        self, option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(option.rect.width(), look.height(_ROW))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        model = index.model()
        row = model.at(index) if isinstance(model, ProblemsModel) else None
        if row is None:
            return
        tokens, box = look.tokens, QRectF(option.rect)
        painter.save()
        paint.begin(painter)
        draw_square_ground(painter, box, option)
        font = look.font(Type.CONTROL)
        name = QRectF(box.left() + SPACE_4, box.top(), box.width() * _NAME, box.height())
        paint.text(painter, name, row[1].name, font, tokens.text, cuts_middle=True)
        left = name.right() + SPACE_3
        why = QRectF(left, box.top(), box.right() - left - SPACE_4, box.height())
        paint.text(painter, why, row[1].why, font, tokens.muted)
        painter.restore()


class ProblemsBar(QFrame):
    """Stands at the bottom of a workspace while something was left out; otherwise not there."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        """Follow the desk's imports."""
        super().__init__(parent)
        self._desk = desk
        self.setProperty("ground", "surface")
        self._said = CutLabel("")
        self.toggle = Button(_words("problems_show"), Kind.QUIET)
        self.toggle.clicked.connect(self._on_toggled)
        self.copy = Button(_words("problems_copy"), Kind.QUIET, icon="copy")
        self.copy.clicked.connect(self.copy_list)
        self.reveal = Button(_words("reveal"), Kind.QUIET, icon="folder")
        self.reveal.clicked.connect(self._on_reveal)
        self.close_button = IconButton("close", _words("problems_clear"), icon_px=14)
        self.close_button.clicked.connect(desk.imports.clear_problems)
        self.rows = ProblemsModel(self)
        self.list = self._made_list()
        self._lay_out()
        desk.imports.problems_changed.connect(self._on_problems)
        look.changed.connect(self._fit)
        desk.documents.changed.connect(self._see_to_place)
        self._on_problems()

    def unfold(self, *, is_open: bool = True) -> None:
        """Show the list, or hide it."""
        for widget in (self.list, self.copy, self.reveal):
            widget.setVisible(is_open)
        self.toggle.setText(_words("problems_hide" if is_open else "problems_show"))
        if is_open and self.rows.rowCount():
            self.list.setCurrentIndex(self.rows.index(0))
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def copy_list(self) -> None:
        """Put all problems into the clipboard, a line each."""
        lines = [f"{p.path or p.name}\t{p.why}" for p in self._desk.imports.problems]
        QGuiApplication.clipboard().setText("\n".join(lines))
        self._desk.messages.say(_words("copied"))

    def _made_list(self) -> QListView:
        made = QListView()
        made.setModel(self.rows)
        made.setItemDelegate(ProblemDelegate(made))
        made.setAccessibleName(_words("problems_list"))
        made.setUniformItemSizes(True)
        made.setMouseTracking(True)
        made.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        made.selectionModel().currentChanged.connect(self._on_current)
        return made

    def _lay_out(self) -> None:
        head = QWidget()
        row = BarLayout(head, gap=SPACE_2)
        row.setContentsMargins(SPACE_4, SPACE_2, SPACE_2, SPACE_2)
        row.addWidget(Sign("warning", "waiting"))
        row.add_wide(self._said, _SAID_LEAST)
        for widget in (self.toggle, self.reveal, self.copy):
            row.addWidget(widget)
        row.part()
        row.addWidget(self.close_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(Hairline())
        column.addWidget(head)
        column.addWidget(self.list)

    def _on_problems(self) -> None:
        problems = self._desk.imports.problems
        self.rows.set_rows(enumerate(problems))
        self._said.show_words(_summary(problems))
        self._fit()
        self.unfold(is_open=False)
        self._see_to_place()

    def _fit(self) -> None:
        """Let the buttons stand right behind the words, and the list have what room there is."""
        self._said.setMaximumWidth(self._said.sizeHint().width())
        shown = min(len(self._desk.imports.problems), _ROWS_SHOWN)
        self.list.setMinimumHeight(look.height(_ROW) + SPACE_2)
        self.list.setMaximumHeight(shown * look.height(_ROW) + SPACE_2)

    def _see_to_place(self, _document: object = None) -> None:
        """Stand with the sequence that the problems belong to, and with no other."""
        document, imports = self._desk.documents.current, self._desk.imports
        here = document.sequence.id if document is not None else None
        self.setVisible(bool(imports.problems) and imports.problems_at == here)

    def _on_toggled(self) -> None:
        self.unfold(is_open=not self.list.isVisibleTo(self))

    def _on_current(self, now: QModelIndex, _before: QModelIndex) -> None:
        row = self.rows.at(now)
        self.reveal.setEnabled(row is not None and bool(row[1].path))

    def _on_reveal(self) -> None:
        row = self.rows.at(self.list.currentIndex())
        if row is not None and row[1].path:
            reveal(row[1].path)


def _summary(problems: tuple[Problem, ...]) -> str:
    """Return "3 left out · the file is empty: 2 · it is no picture: 1"."""
    parts = [_words("problems", {"count": len(problems)})]
    for why, count in Counter(problem.why for problem in problems).most_common(2):
        parts.append(_words("problems_of", {"why": why, "count": count}))
    return " · ".join(parts)
