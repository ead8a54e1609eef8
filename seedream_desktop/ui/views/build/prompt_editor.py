"""The prompt of the open step, with what helps in writing it."""

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from seedream_desktop.domain.card import Card
from seedream_desktop.domain.step import Step
from seedream_desktop.ui import text
from seedream_desktop.ui.edits import SequenceDocument
from seedream_desktop.ui.theme.scale import SPACE_1, SPACE_2, Type
from seedream_desktop.ui.views.build.enhancer_box import EnhancerBox
from seedream_desktop.ui.views.build.facts import said
from seedream_desktop.ui.views.build.prompt_reading import reading_of
from seedream_desktop.ui.views.build.prompt_text import PromptText
from seedream_desktop.ui.widgets.button import Button, Kind
from seedream_desktop.ui.widgets.field import Field
from seedream_desktop.ui.widgets.label import Label
from seedream_desktop.ui.widgets.menu import Menu

if TYPE_CHECKING:
    from seedream_desktop.ui.desk.desk import Desk

_PAUSE_MS: Final = 700
_FOR_SERVICES: Final = ("order", "keep", "only", "light", "figure")
_FOR_LOCAL: Final = (
    "match", "neutral", "brighter", "contrast", "warm", "golden", "monochrome", "sharpen",
    "vignette",
)  # fmt: skip


class PromptEditor(QWidget):
    """Follows one step; what is typed is an edit of the document at once."""

    def __init__(self, desk: "Desk", parent: QWidget | None = None) -> None:
        """Show no step yet."""
        super().__init__(parent)
        self._document: SequenceDocument | None = None
        self._step: Step | None = None
        self._is_local = False
        self.words = PromptText(said("prompt_empty"))
        self.words.written.connect(self._on_written)
        self.words.left.connect(self._on_left)
        self.field = Field(said("prompt"), self.words)
        self.enhancer = EnhancerBox(desk)
        self._count = Label("", Type.CAPTION, ink="muted", tabular=True)
        self.examples = Button(said("examples"), Kind.LINK, icon="note")
        self.examples.clicked.connect(self._show_examples)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._judge)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_1)
        column.addWidget(self.field)
        foot = QHBoxLayout()
        foot.addSpacing(-SPACE_2)  # its words begin where all words begin
        foot.addWidget(self.examples)
        foot.addStretch(1)
        foot.addWidget(self._count)
        column.addLayout(foot)
        column.addWidget(self.enhancer)

    def show_step(self, document: SequenceDocument, step: Step, card: Card | None) -> None:
        """Show a step's prompt; the cursor stays where it is while it is the same step."""
        is_local = card is not None and card.is_local
        is_other = self._step is None or self._step.id != step.id
        is_judged = is_other or is_local != self._is_local
        self._document, self._step, self._is_local = document, step, is_local
        self.words.show_text(step.prompt)
        self._count.setText(said("count", count=len(step.prompt)) if step.prompt else "")
        self.enhancer.show_step(document, step, card)
        self._help()
        if is_judged:
            self._judge()

    def clear(self) -> None:
        """Follow no step any more."""
        self._pause.stop()
        self._document = self._step = None
        self.enhancer.clear()

    def stops(self) -> tuple[QWidget, ...]:
        """Return what Tab goes through."""
        return (self.words, self.examples, *self.enhancer.stops())

    def _on_written(self, words: str) -> None:
        if self._document is not None and self._step is not None:
            self._document.write_prompt(self._step.id, words)

    def _on_left(self) -> None:
        if self._document is not None:
            self._document.seal()
        self._judge()

    def _help(self) -> None:
        """Say what is understood at once; what is wrong waits for a pause in typing."""
        assert self._step is not None, "shown with a step"
        if not self._is_local:
            self.field.show_wrong("")
            self.field.show_hint(said("hint_service"))
            return
        reading = reading_of(self._step.prompt)
        if not reading.wrong:
            self.field.show_wrong("")
            self.field.show_hint(reading.understood or said("hint_local"))
        self._pause.start()

    def _judge(self) -> None:
        self._pause.stop()
        if self._step is not None and self._is_local:
            self.field.show_wrong(reading_of(self._step.prompt).wrong)

    def _show_examples(self) -> None:
        menu = Menu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for name in _FOR_LOCAL if self._is_local else _FOR_SERVICES:
            sentence = text.text(name, section="example_prompts")
            titled = text.has(name, "examples_service") and not self._is_local
            title = text.text(name, section="examples_service") if titled else sentence
            action = menu.addAction(title)
            action.setToolTip(sentence)
            action.triggered.connect(partial(self._put_in, sentence))
        menu.setToolTipsVisible(True)
        menu.popup(self.examples.mapToGlobal(QPoint(0, self.examples.height())))

    def _put_in(self, sentence: str, _is_checked: bool = False) -> None:
        self.words.put_in(sentence)
