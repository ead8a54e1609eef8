"""What a place of pictures has beside them: what is thought of one, and how it came to be."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from seedream_desktop.domain.frames import Table
from seedream_desktop.domain.request import Version
from seedream_desktop.domain.step import Step
from seedream_desktop.ui import text
from seedream_desktop.ui.desk.desk import Desk
from seedream_desktop.ui.models.frame_words import cost_words, say, service_title
from seedream_desktop.ui.theme.scale import Type
from seedream_desktop.ui.views.rating import RatingBox
from seedream_desktop.ui.widgets.fact_line import FactLine
from seedream_desktop.ui.widgets.label import CutLabel, Label


class PicturePanel(QScrollArea):
    """The timeline's and Compare's begin with it; each lays out what else it shows."""

    def __init__(self, desk: Desk, name: str, parent: QWidget | None = None) -> None:
        """Take the desk, and what the panel is called."""
        super().__init__(parent)
        self._desk = desk
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(name)
        self.heading = CutLabel("", Type.TITLE, cuts_middle=True)
        self.under = Label("", Type.CAPTION, ink="muted", wraps=True)
        self.rating = RatingBox(desk.judging)
        desk.documents.leaving.connect(self.rating.keep_note)
        desk.closing.connect(self.rating.keep_note)
        self.prompt, self.maker, self.cost = FactLine(), FactLine(), FactLine()

    def show_making(self, table: Table | None, step: Step | None, version: Version | None) -> None:
        """Say by which prompt and by whom a version was made, and what it cost; None for nothing.

        The prompt is that of the step as it stands now.
        """
        self.prompt.setVisible(step is not None)
        if step is not None:
            prompt = step.prompt.strip() or text.text("step_empty", section="models")
            self.prompt.show_fact(say("fact_prompt"), prompt)
        is_there = version is not None and table is not None
        making = table.record.maker(version) if table is not None and version is not None else None
        self.maker.setVisible(making is not None)
        if making is not None:
            service = service_title(making, self._desk.program.cards)
            said = say("made_with", service=service, model=making.terms.model)
            self.maker.show_fact(say("fact_maker"), said)
        self.cost.setVisible(is_there)
        if version is not None:
            self.cost.show_fact(say("fact_cost"), cost_words(version, making))

    def _head(self) -> QWidget:
        """Return the heading with what stands right below it."""
        head = QWidget()
        column = QVBoxLayout(head)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.heading)
        column.addWidget(self.under)
        return head
