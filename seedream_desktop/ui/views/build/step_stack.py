"""The cards of all steps one under the other, with the editor under the one that is open."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import Final

from PySide6.QtCore import QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QAccessible, QContextMenuEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from seedream_desktop.domain.card import Card
from seedream_desktop.domain.ids import ProviderId, StepId
from seedream_desktop.domain.plan import Weight
from seedream_desktop.ui import speech, text
from seedream_desktop.ui.models.steps import StepRow
from seedream_desktop.ui.theme import paint
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.scale import SPACE_2
from seedream_desktop.ui.theme.tokens import Tone
from seedream_desktop.ui.views.build.facts import facts_of, price_words, said
from seedream_desktop.ui.views.build.step_editor import StepEditor
from seedream_desktop.ui.widgets.step_card import Fact, StepCard

_TONES: Final = {Weight.STOP: Tone.FAILED, Weight.WARNING: Tone.WAITING}


@dataclass(frozen=True, slots=True, kw_only=True)
class CardFace:
    """What one card shows."""

    step: StepId
    number: int
    prompt: str
    facts: tuple[Fact, ...]
    price: str
    is_on: bool
    weight: Weight | None = None
    """The heaviest remark of the plan on the step."""


def face_of(row: StepRow, cards: Mapping[ProviderId, Card]) -> CardFace:
    """Return what the card of a step shows."""
    return CardFace(
        step=row.step.id,
        number=row.number,
        prompt=row.step.prompt,
        facts=facts_of(row.step, cards),
        price=price_words(row, cards),
        is_on=row.step.is_on,
        weight=row.weight,
    )


class _DropMark(QWidget):
    """The line where a dragged step would land."""

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint.fill(painter, QRectF(self.rect()), look.tokens.accent, 1)
        painter.end()


class StepStack(QWidget):
    """Cards are kept as long as their steps are; only what differs is changed."""

    voice = speech.voice_of(QAccessible.Role.List)

    pressed = Signal(object)
    """Carries the StepId of a card that was clicked or pressed."""
    came_to = Signal(object)
    """Carries the StepId of the card that has the focus now."""
    switched = Signal(object, bool)
    moved = Signal(object, int)
    """A step shall go one place up (-1) or down (1)."""
    placed = Signal(object, int)
    """A step was dragged to before the step that has this place now."""
    dragging = Signal(int)
    """Carries where a dragged step would land, in pixels from the upper edge."""
    removed = Signal(object)
    menu_asked = Signal(object, QPoint)
    """Carries a StepId, and where on the screen."""

    def __init__(self, editor: StepEditor, parent: QWidget | None = None) -> None:
        """Take the editor; it is hidden while no card is open."""
        super().__init__(parent)
        self.setAccessibleName(text.text("pane_steps", section="shell"))
        self.editor = editor
        self.cards: dict[StepId, StepCard] = {}
        self._order: tuple[StepId, ...] = ()
        self._open: StepId | None = None
        self._target: int | None = None
        self._mark = _DropMark(self)
        self._mark.hide()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(SPACE_2)
        self._column.addWidget(editor)
        editor.hide()

    def show_faces(self, faces: Sequence[CardFace], open_step: StepId | None) -> None:
        """Show these cards in this order, with the editor under the open one."""
        wanted = {face.step for face in faces}
        for step in [step for step in self.cards if step not in wanted]:
            card = self.cards.pop(step)
            card.hide()
            card.deleteLater()
        for face in faces:
            self._card(face.step, face.number).show_face(face, is_open=face.step == open_step)
        order = tuple(face.step for face in faces)
        if (order, open_step) != (self._order, self._open):
            self._order, self._open = order, open_step
            self._arrange()

    def focus_on(self, step: StepId) -> None:
        """Give a step's card the focus."""
        if (card := self.cards.get(step)) is not None:
            card.setFocus()

    def retab(self) -> None:
        """Have Tab go through cards and editor as they stand."""
        stops: list[QWidget] = []
        for step in self._order:
            card = self.cards[step]
            stops += [card, card.switch]
            if step == self._open:
                stops += self.editor.stops()
        for before, after in pairwise(stops):
            QWidget.setTabOrder(before, after)

    def _card(self, step: StepId, number: int) -> "_OwnCard":
        card = self.cards.get(step)
        if isinstance(card, _OwnCard):
            return card
        made = _OwnCard(number)
        made.opened.connect(partial(self.pressed.emit, step))
        made.focused.connect(partial(self.came_to.emit, step))
        made.switched.connect(partial(self.switched.emit, step))
        made.remove_asked.connect(partial(self.removed.emit, step))
        made.menu_asked.connect(partial(self.menu_asked.emit, step))
        made.moved.connect(partial(self.moved.emit, step))
        made.dragged.connect(partial(self._on_dragged, step))
        made.dropped.connect(partial(self._on_dropped, step))
        self.cards[step] = made
        return made

    def _arrange(self) -> None:
        """Put the widgets in order; what has the focus stays what it is."""
        place = 0
        for step in self._order:
            place = self._put(self.cards[step], place)
            if step == self._open:
                place = self._put(self.editor, place)
        self.editor.setVisible(self._open is not None)
        self.retab()

    def _put(self, widget: QWidget, place: int) -> int:
        # Not itemAt(): Python would hold, and delete, an item that is the layout's.
        if self._column.indexOf(widget) != place:
            self._column.removeWidget(widget)
            self._column.insertWidget(place, widget)
        widget.raise_()  # screen readers go through them as they were raised
        return place + 1

    # -- dragging

    def _on_dragged(self, step: StepId, card_y: int) -> None:
        y = self.cards[step].mapTo(self, self.cards[step].rect().topLeft()).y() + card_y
        boxes = [self.cards[other].geometry() for other in self._order]
        place = sum(y > box.center().y() for box in boxes)
        self._target = place
        if place < len(boxes):
            line = boxes[place].top() - SPACE_2 // 2
        else:
            last = self.editor if self._order[-1] == self._open else self.cards[self._order[-1]]
            line = last.geometry().bottom() + 1 + SPACE_2 // 2
        self._mark.setGeometry(0, max(line - 1, 0), self.width(), 2)
        self._mark.raise_()
        self._mark.show()
        self.dragging.emit(line)

    def _on_dropped(self, step: StepId, is_meant: bool) -> None:
        self._mark.hide()
        place, self._target = self._target, None
        if is_meant and place is not None:
            self.placed.emit(step, place)


class _OwnCard(StepCard):
    """A card that is told its number and state again and again; Delete takes its step out."""

    remove_asked = Signal()
    menu_asked = Signal(QPoint)

    def __init__(self, number: int) -> None:
        super().__init__(number, said("use_step", number=number))
        self._weight: Weight | None = None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
        if is_plain and event.key() in {Qt.Key.Key_Delete, Qt.Key.Key_Backspace}:
            self.remove_asked.emit()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.setFocus(Qt.FocusReason.PopupFocusReason)
        self.menu_asked.emit(event.globalPos())

    def show_face(self, face: CardFace, *, is_open: bool) -> None:
        """Show what differs from before."""
        self.show_number(face.number, said("use_step", number=face.number))
        self.show_step(face.prompt or said("no_prompt"), face.facts, face.price)
        self.show_on(is_on=face.is_on)
        if face.weight is not self._weight:
            self._weight = face.weight
            tone = _TONES.get(face.weight) if face.weight is not None else None
            self.show_remark(tone, said(f"remark_{face.weight}") if tone is not None else "")
        if self.is_open != is_open:
            self.show_open(is_open=is_open)
