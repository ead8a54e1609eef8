"""The priced button: what it does at the left, what it costs at the right, and what hinders it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from seedream_desktop.ui import text
from seedream_desktop.ui.theme import paint
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.scale import PRICED_HEIGHT, SPACE_1, SPACE_2, SPACE_3, SPACE_5, Type
from seedream_desktop.ui.theme.tokens import Tone
from seedream_desktop.ui.widgets.button import Button, Dress, Kind, dress
from seedream_desktop.ui.widgets.label import Label
from seedream_desktop.ui.widgets.state_glyph import StateGlyph


@dataclass(frozen=True, slots=True)
class Hindrance:
    """One reason why something cannot be done now, and the words of what mends it."""

    words: str
    mend: str = ""


class PricedButton(Button):
    """Verb left, price right. While it is hindered it says so instead of doing anything."""

    def __init__(
        self, verb: str, price: str, kind: Kind = Kind.PRIMARY, parent: QWidget | None = None
    ) -> None:
        super().__init__(verb, kind, parent=parent)
        self._price = price
        self._offer = ("", "")
        self.is_hindered = False
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.show_offer(verb, price)

    def show_offer(self, verb: str, price: str) -> None:
        """Offer something else, or at another price."""
        if self._offer == (verb, price):
            return  # nothing that a screen reader would have to be told of
        self._offer = (verb, price)
        self._price = price
        self.setText(verb)
        self.setAccessibleName(f"{verb}, {price}" if price else verb)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        step = self._step()
        verb = look.metrics(step).horizontalAdvance(self._shown())
        price = look.metrics(step, tabular=True).horizontalAdvance(self._price)
        gap = SPACE_5 if self._price else 0
        return QSize(verb + gap + price + 2 * SPACE_3 + 2, look.height(PRICED_HEIGHT))

    def _dress(self) -> Dress:
        return dress(
            look.tokens,
            self.kind,
            is_on=self.isEnabled() and not self.is_hindered,
            is_over=self._is_over,
            is_down=self.isDown(),
            is_checked=False,
        )

    def _draw_content(self, painter: QPainter, box: QRectF, worn: Dress) -> None:
        room = box.adjusted(SPACE_3, 0, -SPACE_3, 0)
        price = look.font(self._step(), tabular=True)
        taken = paint.text(painter, room, self._price, price, worn.ink, paint.Align.RIGHT)
        verb = room.adjusted(0, 0, -taken - SPACE_2 if self._price else 0, 0)
        paint.text(painter, verb, self._shown(), look.font(self._step()), worn.ink)

    def _step(self) -> Type:
        return Type.BODY_STRONG if self.kind is Kind.PRIMARY else Type.BODY


class PricedAction(QWidget):
    """A priced button with its reasons beneath, each with what mends it.

    A hindered button keeps the focus and its name: pressing it leads to the first mend.
    """

    pressed = Signal()
    mend_asked = Signal(int)
    """The number of the hindrance whose mend the user chose."""

    def __init__(
        self, verb: str, price: str, kind: Kind = Kind.PRIMARY, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._mends: list[Button] = []
        self.button = PricedButton(verb, price, kind)
        self.button.clicked.connect(self._on_click)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_2)
        column.addWidget(self.button)
        self._reasons = QVBoxLayout()
        self._reasons.setSpacing(SPACE_1)
        column.addLayout(self._reasons)

    def show_hindrances(self, hindrances: Sequence[Hindrance]) -> None:
        """Show what hinders it; none means that it can be pressed."""
        while (item := self._reasons.takeAt(0)) is not None:
            if (row := item.widget()) is not None:
                row.hide()  # a row without a parent would be a window when its show comes
                row.deleteLater()
        self._mends = []
        for number, hindrance in enumerate(hindrances):
            self._reasons.addWidget(self._row(hindrance, partial(self.mend_asked.emit, number)))
        self.button.is_hindered = bool(hindrances)
        self.button.setAccessibleDescription(text.sentences(each.words for each in hindrances))
        self.button.update()

    def _row(self, hindrance: Hindrance, mend: Callable[[], None]) -> QWidget:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(SPACE_2)
        line.addWidget(StateGlyph(Tone.FAILED), 0, Qt.AlignmentFlag.AlignVCenter)
        line.addWidget(Label(hindrance.words, wraps=True), 1)
        if hindrance.mend:
            button = Button(hindrance.mend, Kind.LINK)
            button.clicked.connect(mend)
            self._mends.append(button)
            line.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        return row

    def _on_click(self) -> None:
        if not self.button.is_hindered:
            self.pressed.emit()
        elif self._mends:
            self._mends[0].setFocus(Qt.FocusReason.ShortcutFocusReason)
