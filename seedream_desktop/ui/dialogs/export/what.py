"""What is exported: which results, of which steps, with their originals, and the unsure ones."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from seedream_desktop.domain.export_wish import Picking, Unsure
from seedream_desktop.domain.ids import StepId, SubjectId
from seedream_desktop.domain.sequence import Sequence
from seedream_desktop.ui import text
from seedream_desktop.ui.dialogs.export.picking import (
    picking_code,
    picking_entries,
    picking_of,
)
from seedream_desktop.ui.dialogs.export.wording import words
from seedream_desktop.ui.models.export_draft import ExportDraft
from seedream_desktop.ui.theme.scale import SPACE_2, SPACE_3
from seedream_desktop.ui.theme.tokens import Tone
from seedream_desktop.ui.widgets.button import Button, Kind
from seedream_desktop.ui.widgets.choice import Select
from seedream_desktop.ui.widgets.field import Field
from seedream_desktop.ui.widgets.marks import CheckBox
from seedream_desktop.ui.widgets.remark import RemarkLine

_PROMPT_CHARS = 28


class WhatPanel(QWidget):
    """Edits the draft's choice; unsure results are said here, with the way to look at them."""

    look_asked = Signal()
    """The unsure results are to be looked at."""

    def __init__(
        self,
        draft: ExportDraft,
        sequence: Sequence,
        selection: frozenset[SubjectId] = frozenset(),
        parent: QWidget | None = None,
    ) -> None:
        """Take what is open, and what is selected in it."""
        super().__init__(parent)
        self._draft = draft
        self._selection = selection
        self.picking = Select(words("what"), picking_entries(len(selection)))
        self.picking.picked.connect(self._on_picking)
        self._sets, named = _steps(sequence)
        self.steps = Select(words("steps"), [(name, at) for at, name in enumerate(named)])
        self.steps.picked.connect(self._on_steps)
        self.originals = CheckBox(words("originals"))
        self.originals.setChecked(draft.what.with_originals)
        self.originals.clicked.connect(lambda is_on: draft.choose(with_originals=is_on))
        self.remark = RemarkLine()
        self.unsure = Select(
            words("unsure"), [(words(f"unsure_{each.value}"), each) for each in _OFFERED]
        )
        self.unsure.setCurrentIndex(self.unsure.findData(draft.what.unsure))
        self.unsure.picked.connect(lambda unsure: draft.choose(unsure=Unsure(unsure)))
        self.look = Button("", Kind.LINK)
        self.look.setAutoDefault(False)
        self.look.clicked.connect(self.look_asked)
        self._lay_out()
        self.show_unsure(0)
        self._show()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_3)
        column.addWidget(Field(words("what"), self.picking))
        self._steps_field = Field(words("steps"), self.steps)
        column.addWidget(self._steps_field)
        column.addWidget(self.originals)
        doubts = QVBoxLayout()
        doubts.setSpacing(SPACE_2)
        doubts.addWidget(self.remark)
        doubts.addWidget(self.look, 0, Qt.AlignmentFlag.AlignLeft)
        doubts.addWidget(self.unsure)
        column.addLayout(doubts)

    def show_unsure(self, count: int) -> None:
        """Say how many results of the choice nobody has looked at."""
        said = words("unsure_count", count=count)
        self.remark.show_remark((Tone.DOUBT, said) if count else None, is_news=True)
        self.look.setText(words("look_first", count=count))
        self.look.setVisible(count > 0)
        self.unsure.setVisible(count > 0)

    def _on_picking(self, picked: object) -> None:
        picking, stars = picking_of(str(picked))
        named = self._selection if picking is Picking.NAMED else frozenset[SubjectId]()
        self._draft.choose(picking=picking, stars_min=stars, named=named)
        self._show()

    def _on_steps(self, picked: object) -> None:
        assert isinstance(picked, int), "the entries' data"
        self._draft.choose(steps=self._sets[picked])

    def _show(self) -> None:
        what = self._draft.what
        self.picking.setCurrentIndex(self.picking.findData(picking_code(what)))
        self.steps.setCurrentIndex(self._sets.index(what.steps) if what.steps in self._sets else 0)
        self._steps_field.setVisible(what.picking is not Picking.NAMED and self.steps.count() > 1)


_OFFERED = (Unsure.ASIDE, Unsure.REFUSE)


def _step(number: int, prompt: str) -> str:
    first = prompt.strip().partition("\n")[0]
    cut = first if len(first) <= _PROMPT_CHARS else f"{first[: _PROMPT_CHARS - 1].rstrip()}…"
    return text.text("step_named", {"number": number, "prompt": cut}, section="export")


def _steps(sequence: Sequence) -> tuple[list[frozenset[StepId]], list[str]]:
    """Return the sets of steps that can be meant, and what each is called."""
    sets, named = [frozenset[StepId]()], [words("last_step")]
    if len(sequence.steps) > 1:
        sets.append(frozenset(step.id for step in sequence.steps))
        named.append(words("every_step"))
    last = sequence.steps_on[-1].id if sequence.steps_on else None
    for number, step in enumerate(sequence.steps, 1):
        if step.id != last:
            sets.append(frozenset({step.id}))
            named.append(_step(number, step.prompt))
    return sets, named
