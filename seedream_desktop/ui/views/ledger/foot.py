"""Beneath the table: how the services' balances stand to the ledger, and what was saved."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from seedream_desktop.ui import text
from seedream_desktop.ui.theme.scale import SPACE_1, SPACE_2, Type
from seedream_desktop.ui.theme.tokens import Tone
from seedream_desktop.ui.views.ledger.balance import Verdict
from seedream_desktop.ui.views.ledger.book import Book
from seedream_desktop.ui.widgets.label import Label
from seedream_desktop.ui.widgets.state_glyph import StateGlyph


class LedgerFoot(QWidget):
    """Says nothing until there is something to say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._glyph = StateGlyph(Tone.DONE, "")
        self.verdict = Label("", wraps=True, tabular=True)
        self.saved = Label("", Type.CAPTION, ink="muted", wraps=True, tabular=True)
        line = QHBoxLayout()
        line.setSpacing(SPACE_2)
        line.addWidget(self._glyph, 0, Qt.AlignmentFlag.AlignVCenter)
        line.addWidget(self.verdict, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_1)
        column.addLayout(line)
        column.addWidget(self.saved)
        self.show_verdict(
            Verdict(tone=Tone.QUIET, words=text.text("balance_ask", section="ledger"))
        )
        self.saved.hide()

    def show_verdict(self, verdict: Verdict) -> None:
        """Show what a look at a balance came to."""
        self._glyph.show_state(verdict.tone, verdict.words)
        self.verdict.setText(verdict.words)

    def show_book(self, book: Book) -> None:
        """Show what results that were used again would have cost."""
        params: dict[str, str | int] = {
            "results": text.counted("result", book.used_again),
            "usd": book.saved_micros,
        }
        self.saved.setText(text.text("used_again", params, section="ledger"))
        self.saved.setVisible(book.used_again > 0)
