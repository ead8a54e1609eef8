"""The size that a step asks for, judged by the model's card while it is chosen."""

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from seedream_desktop.domain.card import ModelCard
from seedream_desktop.domain.geometry import Size
from seedream_desktop.domain.step import SizeChoice, SizeKind, Step, Tier
from seedream_desktop.ui.edits import SequenceDocument
from seedream_desktop.ui.theme.scale import SPACE_1, SPACE_2
from seedream_desktop.ui.views.build.facts import said, tier_words
from seedream_desktop.ui.views.build.mend_line import MendLine
from seedream_desktop.ui.views.build.sizing import remark_on
from seedream_desktop.ui.widgets.button import IconButton
from seedream_desktop.ui.widgets.choice import Select
from seedream_desktop.ui.widgets.field import Field
from seedream_desktop.ui.widgets.label import Label
from seedream_desktop.ui.widgets.stepper import NumberBox

_EDGE_MAX: Final = 65_535
_EXACT: Final = "exact"
_FIRST_EXACT: Final = Size(2048, 2048)
_KINDS: Final = (str(SizeKind.MATCH), *map(str, Tier), _EXACT)


class SizeEditor(QWidget):
    """As each picture is, an area, or width and height."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Follow no step yet."""
        super().__init__(parent)
        self._document: SequenceDocument | None = None
        self._step: Step | None = None
        self._mend: Size | None = None
        self._original: Size | None = None
        self._is_showing = False
        self._judged: tuple[object, ...] = ()
        self._sizes: tuple[Size, ...] = ()
        self.kind = Select(said("size"), [(_kind_words(kind), kind) for kind in _KINDS])
        self.width_box = NumberBox(said("width"), (1, _EDGE_MAX))
        self.height_box = NumberBox(said("height"), (1, _EDGE_MAX))
        self.swap = IconButton("swap", said("swap"))
        self.remark = MendLine()
        self._exact = QWidget()
        self._lay_out()
        self.kind.picked.connect(self._on_kind)
        self.width_box.valueChanged.connect(self._on_edge)
        self.height_box.valueChanged.connect(self._on_edge)
        self.swap.clicked.connect(self._on_swap)
        self.remark.asked.connect(self._on_mend)

    def _lay_out(self) -> None:
        times = Label("×", ink="muted")
        row = QHBoxLayout(self._exact)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_1)
        for widget in (self.width_box, times, self.height_box, self.swap):
            row.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_2)
        column.addWidget(Field(said("size"), self.kind))
        column.addWidget(self._exact)
        column.addWidget(self.remark)

    def show_step(
        self,
        document: SequenceDocument,
        step: Step,
        model: ModelCard | None,
        sizes: tuple[Size, ...],
    ) -> None:
        """Show a step's size and what the model says to it; sizes are those of the pictures."""
        self._document, self._step = document, step
        self._original = sizes[0] if sizes else None
        self._is_showing = True
        exact = step.size.size
        self.kind.setCurrentIndex(_KINDS.index(_EXACT if exact is not None else str(step.size)))
        self._exact.setVisible(exact is not None)
        if exact is not None:
            self.width_box.setValue(exact.width_px)
            self.height_box.setValue(exact.height_px)
        self._is_showing = False
        self._show_remark(step, model, sizes)

    def clear(self) -> None:
        """Follow no step any more."""
        self._document = self._step = None

    def stops(self) -> tuple[QWidget, ...]:
        """Return what Tab goes through."""
        return (self.kind, self.width_box, self.height_box, self.swap, self.remark.button)

    def _show_remark(self, step: Step, model: ModelCard | None, sizes: tuple[Size, ...]) -> None:
        judged = (step.size, step.mode, model, id(sizes))
        if judged == self._judged:
            return
        self._judged, self._sizes = judged, sizes  # held, so that its id stays its own
        remark = None if model is None else remark_on(step, model, sizes)
        self._mend = remark.mend if remark is not None else None
        if remark is None:
            self.remark.say("")
            return
        self.remark.say(remark.words, said("size_mend", sent=self._mend) if self._mend else "")

    def _choose(self, choice: SizeChoice) -> None:
        if self._document is not None and self._step is not None:
            self._document.choose_size(self._step.id, choice)

    def _on_kind(self, kind: str) -> None:
        if kind == _EXACT:
            self._choose(SizeChoice(kind=SizeKind.EXACT, size=self._original or _FIRST_EXACT))
        else:
            self._choose(SizeChoice.parse(kind))
        if self._document is not None:
            self._document.seal()

    def _on_edge(self, _value: int) -> None:
        if not self._is_showing:
            self._choose_exact(Size(self.width_box.value(), self.height_box.value()))

    def _on_swap(self) -> None:
        self._choose_exact(Size(self.height_box.value(), self.width_box.value()))

    def _on_mend(self) -> None:
        if self._mend is not None:
            # The line goes away with what it mends, and must not take the focus along.
            self.kind.setFocus(Qt.FocusReason.OtherFocusReason)
            if self._document is not None:
                self._document.seal()
            self._choose_exact(self._mend)

    def _choose_exact(self, size: Size) -> None:
        self._choose(SizeChoice(kind=SizeKind.EXACT, size=size))


def _kind_words(kind: str) -> str:
    if kind == SizeKind.MATCH:
        return said("size_as_is")
    return said("size_exact") if kind == _EXACT else tier_words(Tier(kind))
