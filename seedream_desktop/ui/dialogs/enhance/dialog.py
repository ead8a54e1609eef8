"""Asks a service for a better prompt: what is sent, what it costs, what came, and the choice."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QDialog, QHBoxLayout, QVBoxLayout, QWidget

from seedream_desktop.domain.card import Card
from seedream_desktop.domain.errors import (
    AccountRefused,
    KeyMissing,
    OverBudget,
    Param,
    SeedreamError,
)
from seedream_desktop.ui import text
from seedream_desktop.ui.bridge import EngineBridge
from seedream_desktop.ui.dialogs.providers.remark import RemarkLine
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.scale import SPACE_2, SPACE_4, SPACE_5, Type
from seedream_desktop.ui.theme.tokens import Tone
from seedream_desktop.ui.widgets.button import Button, Kind
from seedream_desktop.ui.widgets.choice import Select
from seedream_desktop.ui.widgets.field import Field, PromptEdit
from seedream_desktop.ui.widgets.focus_ring import FocusRing
from seedream_desktop.ui.widgets.label import Label
from seedream_desktop.ui.widgets.priced import PricedButton

if TYPE_CHECKING:
    from seedream_desktop.engine.engine import Engine

_WIDTH = 600


def _words(code: str, **params: Param) -> str:
    return text.text(code, params, section="enhance")


class EnhanceDialog(QDialog):
    """Each press of its button is one purchase; nothing is bought by opening or closing it."""

    chosen = Signal(str)
    """Carries the prompt that takes the place of the old one."""
    paid = Signal()
    """Money moved, or may have."""
    keys_asked = Signal()
    caps_asked = Signal()

    def __init__(
        self,
        engine: "Engine",
        bridge: EngineBridge,
        card: Card,
        prompt: str,
        parent: QWidget | None = None,
    ) -> None:
        """Take the engine, the way to it, a card that has an enhancer, and the prompt as it is."""
        super().__init__(parent)
        assert card.enhancer is not None, "only a provider that has one is asked"
        self._engine = engine
        self._bridge = bridge
        self._card = card
        self._price_micros = card.enhancer.price_micros
        self._asked_micros = 0
        title = _words("title", provider=card.title)
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self.setMinimumWidth(look.height(_WIDTH))
        self.yours = PromptEdit(prompt)
        styles = [(text.text(f"style_{s}", section="enhance"), s) for s in card.enhancer.styles]
        self.style_choice = Select(_words("style"), styles)
        self.style_choice.setVisible(bool(styles))
        self.ask = PricedButton(_words("ask"), "", Kind.PRIMARY)
        self.remark = RemarkLine()
        self.mend = Button(_words("keys"), Kind.LINK)
        self.suggestion = PromptEdit()
        self.use = Button(_words("use"), Kind.PRIMARY)
        self.keep = Button(_words("keep"), Kind.SECONDARY)
        self._lay_out(title)
        self._connect()
        self._offer("ask")
        self._ring = FocusRing(self)
        self.yours.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # A dialog presses its default button on Enter; here a button costs money.
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            focused = self.focusWidget()
            if isinstance(focused, QAbstractButton):
                focused.click()
            return
        super().keyPressEvent(event)

    def _on_ask(self) -> None:
        self._asked_micros = self._price_micros
        style = self.style_choice.currentData() or ""
        work = self._engine.enhancer.enhance(
            self._card.provider,
            self.yours.toPlainText(),
            cost_micros=self._asked_micros,
            style=str(style),
        )
        self._show_busy(is_busy=True)
        self.mend.hide()
        asking = Tone.RUNNING, _words("asking", provider=self._card.title)
        self.remark.show_remark(asking, is_news=True)
        # Closed meanwhile, the answer is dropped and the ledger still learns how it ended.
        call = self._bridge.call(work, self, self._on_answer, self._on_failed)
        call.cancelled.connect(self._on_cancelled)

    def _on_answer(self, _call: int, better: str) -> None:
        self._show_busy(is_busy=False)
        self._offer("ask_again")
        self.suggestion.setPlainText(better)
        self._answer.show()
        self.use.show()
        self.ask.kind = Kind.SECONDARY
        said = Tone.DONE, _words("paid", price=self._asked_micros)
        self.remark.show_remark(said, is_news=True)
        self.suggestion.setFocus(Qt.FocusReason.OtherFocusReason)
        self.paid.emit()

    def _on_failed(self, _call: int, error: SeedreamError) -> None:
        self._show_busy(is_busy=False)
        if error.code == "price_rose":
            self._price_micros = int(error.params["cost_micros"])
            self._offer("ask")
            rose = Tone.WAITING, _words("price_rose", price=self._price_micros)
            self.remark.show_remark(rose, is_news=True)
            return
        self.remark.show_remark((Tone.FAILED, text.of_error(error)), is_news=True)
        is_key = isinstance(error, KeyMissing | AccountRefused)
        self.mend.setText(_words("keys" if is_key else "caps"))
        self.mend.setVisible(is_key or isinstance(error, OverBudget))
        self._mends = self.keys_asked if is_key else self.caps_asked
        self.paid.emit()

    def _on_cancelled(self, _call: int) -> None:
        self._show_busy(is_busy=False)
        self.remark.show_remark(None, is_news=False)

    def _on_mend(self) -> None:
        self._mends.emit()

    def _on_use(self) -> None:
        better = self.suggestion.toPlainText().strip()
        if better:
            self.chosen.emit(better)
        self.accept()

    def _show_busy(self, *, is_busy: bool) -> None:
        self._is_busy = is_busy
        for control in (self.yours, self.style_choice):
            control.setEnabled(not is_busy)
        self._see_to_ask()

    def _see_to_ask(self) -> None:
        has_text = bool(self.yours.toPlainText().strip())
        self.ask.setEnabled(has_text and not self._is_busy)

    def _on_text(self, _text: str) -> None:
        self._see_to_ask()

    def _offer(self, code: str) -> None:
        self.ask.show_offer(_words(code), text.usd(self._price_micros))

    def _connect(self) -> None:
        self._is_busy = False
        self._mends = self.keys_asked
        self.yours.edited.connect(self._on_text)
        self.ask.clicked.connect(self._on_ask)
        self.mend.clicked.connect(self._on_mend)
        self.use.clicked.connect(self._on_use)
        self.keep.clicked.connect(self.reject)
        self._see_to_ask()

    def _lay_out(self, title: str) -> None:
        for button in (self.ask, self.mend, self.use, self.keep):
            button.setAutoDefault(False)
        self.mend.hide()
        self.use.hide()
        self.remark.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_5, SPACE_5, SPACE_5, SPACE_4)
        column.setSpacing(SPACE_4)
        column.addWidget(Label(title, Type.TITLE))
        about = _words("about", provider=self._card.title)
        column.addWidget(Label(about, ink="muted", wraps=True))
        column.addWidget(Field(_words("yours"), self.yours))
        column.addLayout(_line(self.style_choice, None, self.ask))
        column.addLayout(_line(self.remark, self.mend))
        self._answer = Field(_words("suggestion"), self.suggestion, _words("suggestion_hint"))
        self._answer.hide()
        column.addWidget(self._answer)
        column.addStretch(1)
        column.addLayout(_line(None, self.keep, self.use))


def _line(*widgets: QWidget | None) -> QHBoxLayout:
    """Return a row of widgets; None takes the room that is left."""
    row = QHBoxLayout()
    row.setSpacing(SPACE_2)
    for widget in widgets:
        if widget is None:
            row.addStretch(1)
        else:
            stretch = 1 if isinstance(widget, RemarkLine) else 0
            row.addWidget(widget, stretch, Qt.AlignmentFlag.AlignVCenter)
    return row
