"""Shows the text of licences as it was written: read by caret, copied, never changed."""

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QTextEdit, QWidget

from seedream_desktop.ui.licences.stock import Paper
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.scale import Type

_READS = (
    Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
)
_RULE = "─"
_MARKS_MAX = 400
"""More places than that nobody counts, and marking them would take long."""


class PaperView(QPlainTextEdit):
    """One text in letters of one width, since licences are set for those."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Show nothing yet."""
        super().__init__(parent)
        self.setReadOnly(True)
        self.setTextInteractionFlags(_READS)
        self.setTabChangesFocus(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self._sought: tuple[str, ...] = ()
        look.changed.connect(self._refit)
        self._refit()

    def show_papers(self, papers: Iterable[Paper], sought: tuple[str, ...] = ()) -> None:
        """Show papers one after the other, from the first place on that is sought."""
        given = tuple(papers)
        parts = [paper.words if len(given) == 1 else _headed(paper) for paper in given]
        self.setPlainText("\n\n\n".join(parts))
        self._sought = sought
        self._mark()

    def _refit(self) -> None:
        self.setFont(look.font(Type.CONTROL, fixed=True))
        self._mark()

    def _mark(self) -> None:
        ground = QTextCharFormat()
        ground.setBackground(QColor(look.tokens.selected))
        ground.setFontUnderline(True)
        marks: list[QTextEdit.ExtraSelection] = []
        for word in self._sought:
            found = self.document().find(word)
            while not found.isNull() and len(marks) < _MARKS_MAX:
                mark = QTextEdit.ExtraSelection()
                mark.cursor, mark.format = found, ground
                marks.append(mark)
                found = self.document().find(word, found)
        self.setExtraSelections(marks)
        first = min((mark.cursor.selectionStart() for mark in marks), default=0)
        place = QTextCursor(self.document())
        place.setPosition(first)
        self.setTextCursor(place)
        self.centerCursor()


def _headed(paper: Paper) -> str:
    return f"{paper.name}\n{_RULE * len(paper.name)}\n\n{paper.words}"
