"""All of the open step that can be edited, under its card."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from seedream_desktop.domain.geometry import Size
from seedream_desktop.domain.ids import StepId
from seedream_desktop.domain.sequence import Image, Sequence
from seedream_desktop.domain.step import Step, StepMode
from seedream_desktop.ui.edits import SequenceDocument
from seedream_desktop.ui.theme.scale import SPACE_1, SPACE_3, SPACE_4
from seedream_desktop.ui.views.build import facts
from seedream_desktop.ui.views.build.anchor_editor import AnchorEditor
from seedream_desktop.ui.views.build.facts import said
from seedream_desktop.ui.views.build.prompt_editor import PromptEditor
from seedream_desktop.ui.views.build.size_editor import SizeEditor
from seedream_desktop.ui.views.build.target_editor import TargetEditor
from seedream_desktop.ui.widgets.panel import Hairline

if TYPE_CHECKING:
    from seedream_desktop.ui.desk.desk import Desk


class StepEditor(QWidget):
    """One for the whole list: it goes under the card that is open, and is never made anew."""

    def __init__(self, desk: "Desk", parent: QWidget | None = None) -> None:
        """Take the desk."""
        super().__init__(parent)
        self._desk = desk
        self._document: SequenceDocument | None = None
        self.step: Step | None = None
        self._images: tuple[Image, ...] = ()
        self._sizes: tuple[Size, ...] = ()
        self.prompt = PromptEditor(desk)
        self.target = TargetEditor(desk.program.cards, desk.accounts)
        self.size_editor = SizeEditor()
        self.anchors = AnchorEditor(desk)
        self._line = Hairline()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, SPACE_1, 0, SPACE_4)
        column.setSpacing(SPACE_3)
        for part in (self.prompt, Hairline(), self.target, self.size_editor):
            column.addWidget(part)
        column.addWidget(self._line)
        column.addWidget(self.anchors)
        self.target.story_apart.connect(self._on_story_apart)

    def show_step(self, document: SequenceDocument, sequence: Sequence, step: Step) -> None:
        """Show a step as it is now, in place."""
        self._document, self.step = document, step
        card = self._desk.program.cards.get(step.provider)
        model = facts.model_of(step, card)
        sizes = self._sizes_of(sequence)
        self.prompt.show_step(document, step, card)
        self.target.show_step(document, sequence, step)
        self.size_editor.show_step(document, step, model, sizes)
        takes_anchors = step.mode is not StepMode.STORY
        self.anchors.setVisible(takes_anchors)
        self._line.setVisible(takes_anchors)
        self.anchors.show_step(document, step, model, len(sizes))

    def _sizes_of(self, sequence: Sequence) -> tuple[Size, ...]:
        """Return the pictures' sizes; the same tuple while the images are the same."""
        if sequence.images is not self._images:
            self._images = sequence.images
            there = (image.picture for image in sequence.images)
            self._sizes = tuple(picture.size for picture in there if picture is not None)
        return self._sizes

    def clear(self) -> None:
        """Follow no step any more."""
        self._document = self.step = None
        for part in (self.prompt, self.target, self.size_editor, self.anchors):
            part.clear()

    def is_of(self, step: StepId) -> bool:
        """Say whether it shows this step."""
        return self.step is not None and self.step.id == step

    def stops(self) -> tuple[QWidget, ...]:
        """Return what Tab goes through, in order."""
        parts = (self.prompt, self.target, self.size_editor, self.anchors)
        return tuple(stop for part in parts for stop in part.stops())

    def lead_to(self, control: QWidget) -> None:
        """Give the focus to one of the controls."""
        control.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _on_story_apart(self) -> None:
        """Begin another sequence with this story; this one keeps the step as it is."""
        if self._document is None or self.step is None:
            return
        title = said("story_title", title=self._document.sequence.title)
        begun = self._desk.documents.create(title, steps=[self.step])
        begun.choose_mode(begun.sequence.steps[0].id, StepMode.STORY)
