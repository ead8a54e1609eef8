"""The card of one step: number, first line of the prompt, facts, price, switch."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import (
    QEnterEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from seedream_desktop.ui import speech, text
from seedream_desktop.ui.theme import paint
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.scale import RADIUS, SPACE_1, SPACE_2, SPACE_3, Type
from seedream_desktop.ui.theme.tokens import Tone
from seedream_desktop.ui.widgets.chip import Chip
from seedream_desktop.ui.widgets.choice import Switch
from seedream_desktop.ui.widgets.flow import FlowLayout
from seedream_desktop.ui.widgets.label import CutLabel, Label
from seedream_desktop.ui.widgets.state_glyph import StateGlyph
from seedream_desktop.ui.widgets.tips import plain_tip

_GRIP: Final = 16
_NUMBER: Final = 22


@dataclass(frozen=True, slots=True)
class Fact:
    """What a chip of the card says, with its icon."""

    words: str
    icon: str = ""


class _Number(QWidget):
    """The step's number in a ring."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number
        self.ink = "text"

    def sizeHint(self) -> QSize:
        return QSize(look.height(_NUMBER), look.height(_NUMBER))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint.begin(painter)
        edge = look.height(_NUMBER)
        box = paint.centred(QRectF(self.rect()), edge, edge)
        paint.outline(painter, box, look.tokens.outline, edge / 2)
        font = look.font(Type.CAPTION, tabular=True)
        ink = str(getattr(look.tokens, self.ink))
        paint.text(painter, box, str(self.number), font, ink, paint.Align.CENTRE)
        painter.end()


class StepCard(QFrame):
    """Opens with Enter, Space or a click; Alt+Up and Alt+Down, or dragging, move it in the list."""

    voice = speech.ItemVoice
    opened = Signal()
    focused = Signal()
    switched = Signal(bool)
    """Carries whether the user wants the step used."""
    moved = Signal(int)
    """-1 up, 1 down."""
    dragged = Signal(int)
    """Carries where the pointer is now, in pixels from the card's upper edge."""
    dropped = Signal(bool)
    """Ends a drag: True where it was let go, False where it was given up with Esc."""

    def __init__(self, number: int, on_word: str, parent: QWidget | None = None) -> None:
        """Take the number from 1, and the name of the switch ("Use this step")."""
        super().__init__(parent)
        self._is_over = self._is_open = False
        self._is_dragged = False
        self._pressed_at: QPoint | None = None
        self._shown: tuple[object, ...] = ()
        self._said: tuple[str, ...] = ()
        self._told = ""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("ring_radius", RADIUS)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self._number = _Number(number)
        self._prompt = CutLabel("", Type.BODY_STRONG)
        self._remark = StateGlyph(Tone.FAILED, "")
        self._remark.hide()
        self._price = Label("", Type.BODY, tabular=True)
        self.switch = Switch()
        self.switch.setAccessibleName(on_word)
        self.switch.setToolTip(on_word)
        self.switch.setChecked(True)
        self.switch.toggled.connect(self._on_switched)
        self._chips = QWidget()
        self._flow = FlowLayout(self._chips)
        self._arrange()

    def _arrange(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(SPACE_3)
        head.addWidget(self._number)
        head.addWidget(self._prompt, 1)
        head.addWidget(self._remark, 0, Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(self._price)
        head.addWidget(self.switch)
        foot = QHBoxLayout()
        foot.setContentsMargins(look.height(_NUMBER) + SPACE_3, 0, 0, 0)
        foot.addWidget(self._chips, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(_GRIP + SPACE_1, SPACE_3, SPACE_3, SPACE_3)
        column.setSpacing(SPACE_2)
        column.addLayout(head)
        column.addLayout(foot)

    @property
    def is_open(self) -> bool:
        """Whether its details are shown beside the list."""
        return self._is_open

    def show_number(self, number: int, on_word: str) -> None:
        """Show another number, with the name that the switch has then."""
        if self._number.number != number:
            self._number.number = number
            self._number.update()
            self.switch.setAccessibleName(on_word)
            self.switch.setToolTip(on_word)
            self._speak()

    def show_on(self, *, is_on: bool) -> None:
        """Show whether the step is used, without a signal."""
        if self.switch.isChecked() != is_on:
            with QSignalBlocker(self):
                self.switch.setChecked(is_on)

    def show_remark(self, tone: Tone | None, words: str = "") -> None:
        """Show that something is to be seen to, in the shape and colour of a state."""
        self._remark.setVisible(tone is not None)
        if tone is not None:
            self._remark.show_state(tone, words)
            self._remark.setToolTip(plain_tip(words))
        self._told = words if tone is not None else ""
        self._speak()

    def show_step(self, prompt: str, facts: Sequence[Fact], price: str) -> None:
        """Show what the step does and costs; what is as before is left alone."""
        first = prompt.strip().partition("\n")[0]
        before, self._shown = self._shown, (first, tuple(facts), price)
        if before == self._shown:
            return
        self._prompt.show_words(first)
        self._price.setText(price)
        if not before or before[1] != tuple(facts):
            self._show_facts(facts)
        self._said = (*(fact.words for fact in facts), price)
        self._speak()

    def _show_facts(self, facts: Sequence[Fact]) -> None:
        while (item := self._flow.takeAt(0)) is not None:
            if (chip := item.widget()) is not None:
                chip.hide()  # without a parent it would be a window when its show comes
                chip.deleteLater()
        for fact in facts:
            self._flow.addWidget(Chip(fact.words, icon=fact.icon, on_raised=True))

    def _speak(self) -> None:
        self.setAccessibleName(f"{self._number.number}. {self._prompt.words}")
        self.setAccessibleDescription(text.listed((*self._said, self._told)))

    def show_open(self, *, is_open: bool) -> None:
        """Mark it as the one whose details are shown."""
        was_open, self._is_open = self._is_open, is_open
        self.update()
        if was_open != is_open:
            speech.tell_selected(self)

    def is_selected(self) -> bool:
        """As is_open, for screen readers."""
        return self._is_open

    def press(self) -> None:
        """Do what Enter does."""
        self.opened.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, is_alt = event.key(), event.modifiers() & Qt.KeyboardModifier.AltModifier
        if key == Qt.Key.Key_Escape and self._is_dragged:
            self._end_drag(is_meant=False)
        elif event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}:
            self.opened.emit()
        elif is_alt and key in {Qt.Key.Key_Up, Qt.Key.Key_Down}:
            self.moved.emit(-1 if key == Qt.Key.Key_Up else 1)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed_at = event.position().toPoint()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        if self._pressed_at is None:
            return
        here = event.position().toPoint()
        away = (here - self._pressed_at).manhattanLength()
        if self._is_dragged or away >= QApplication.startDragDistance():
            self._is_dragged = True
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
            self.dragged.emit(here.y())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        was_pressed, self._pressed_at = self._pressed_at is not None, None
        if self._is_dragged:
            self._end_drag(is_meant=True)
            return
        if (
            was_pressed
            and event.button() == Qt.MouseButton.LeftButton
            and self.rect().contains(event.position().toPoint())
        ):
            self.opened.emit()

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self._is_over = True
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._is_over = False
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()
        self.focused.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint.begin(painter)
        tokens, box = look.tokens, QRectF(self.rect())
        is_on = self.switch.isChecked()
        paint.fill(painter, box, tokens.raised if is_on else tokens.surface)
        edge = tokens.accent if self._is_open else tokens.outline if self._is_over else tokens.line
        paint.outline(painter, box, edge)
        if self._is_over or self.hasFocus():
            drawn = look.pixmap("grip", tokens.muted, self, _GRIP)
            middle = self._number.geometry().center().y()
            painter.drawPixmap(QPointF(2, round(middle - _GRIP / 2)), drawn)
        painter.end()

    def _end_drag(self, *, is_meant: bool) -> None:
        self._is_dragged, self._pressed_at = False, None
        self.unsetCursor()
        self.dropped.emit(is_meant)

    def _on_switched(self, is_on: bool) -> None:
        self._number.ink = "text" if is_on else "muted"
        self._prompt.show_words(self._prompt.words, self._number.ink)
        self._price.show_ink(self._number.ink)
        self._number.update()
        self.update()
        self.switched.emit(is_on)
