"""Everything that is written of one submission, and what a service's support needs of it."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from seedream_desktop.domain.errors import Param
from seedream_desktop.domain.ledger import Entry
from seedream_desktop.domain.rehearsal import marked
from seedream_desktop.ui import text
from seedream_desktop.ui.models.ledger_lines import Line, local_time
from seedream_desktop.ui.theme.scale import SPACE_1, SPACE_2, Type
from seedream_desktop.ui.widgets.button import Button, Kind
from seedream_desktop.ui.widgets.label import Label


class LineDetail(QWidget):
    """The rows behind a line, oldest first: the ledger is only ever added to."""

    copied = Signal()
    """Something is in the clipboard now."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(text.text("pane_entries", section="shell"))
        self._line: Line | None = None
        self._entries = Label("", Type.CONTROL, wraps=True, tabular=True)
        self._head = Label("", Type.CAPTION, ink="muted", wraps=True)
        self.copy_id = Button(_say("copy_id"), Kind.SECONDARY, icon="copy")
        self.copy_id.clicked.connect(self._on_copy_id)
        self.copy_support = Button(_say("copy_support"), Kind.QUIET)
        self.copy_support.clicked.connect(self._on_copy_support)
        words = QVBoxLayout()
        words.setSpacing(SPACE_1)
        words.addWidget(self._head)
        words.addWidget(self._entries)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_2)
        row.addLayout(words, 1)
        row.addWidget(self.copy_support)
        row.addWidget(self.copy_id)
        self.show_line(None)

    def show_line(self, line: Line | None) -> None:
        """Show a line; None for nothing."""
        self._line = line
        self.copy_id.setVisible(line is not None and bool(line.remote_id))
        self.copy_support.setVisible(line is not None)
        if line is None:
            self._head.setText(_say("choose_line"))
            self._entries.setText("")
            return
        self._head.setText(head_words(line))
        self._entries.setText(" · ".join(entry_words(entry) for entry in line.entries))

    def _on_copy_id(self) -> None:
        if self._line is not None:
            QGuiApplication.clipboard().setText(self._line.remote_id)
            self.copied.emit()

    def _on_copy_support(self) -> None:
        if self._line is not None:
            entries = [entry_words(entry) for entry in self._line.entries]
            words = "\n".join([head_words(self._line), *entries])
            QGuiApplication.clipboard().setText(words)
            self.copied.emit()


def head_words(line: Line) -> str:
    """Return what a submission is known by, here and at its service."""
    params: dict[str, Param] = {
        "request": line.request,
        "attempt": line.attempt,
        "provider": line.service or line.provider,
        "id": line.remote_id or _say("no_id"),
    }
    return text.text("line_head", params, section="ledger")


def entry_words(entry: Entry) -> str:
    """Return one row of the ledger."""
    params: dict[str, Param] = {
        "at": local_time(entry.at).strftime("%Y-%m-%d %H:%M:%S"),
        "usd": marked(entry.amount_micros, entry.provider),
    }
    return text.text(f"entry_{entry.kind.value}", params, section="ledger")


def _say(code: str) -> str:
    return text.text(code, section="ledger")
