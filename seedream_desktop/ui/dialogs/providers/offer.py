"""What a provider offers: counts and price, how safe it is, and its models when asked for."""

from collections.abc import Iterator
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from seedream_desktop.domain.card import Card, Recovery
from seedream_desktop.ui.dialogs.providers import wording
from seedream_desktop.ui.dialogs.providers.wording import words
from seedream_desktop.ui.offers import details_of, figures_of, line_of
from seedream_desktop.ui.offers import words as offer_words
from seedream_desktop.ui.theme.scale import SPACE_1, SPACE_2, SPACE_3, SPACE_4, Type
from seedream_desktop.ui.theme.tokens import Tone
from seedream_desktop.ui.views.build.facts import family_title
from seedream_desktop.ui.widgets.button import Button, Kind
from seedream_desktop.ui.widgets.label import Label
from seedream_desktop.ui.widgets.remark import RemarkLine

_COLUMNS = ("kind", "in", "out", "sizes", "formats", "price")
_STRETCHED = _COLUMNS.index("price")


class OfferPart(QWidget):
    """The same facts as `seedream providers` tells; unfolded emits the part that came."""

    unfolded = Signal(object)

    def __init__(self, card: Card, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._card = card
        self.offer = Label("", ink="muted", wraps=True)
        self.recovery = RemarkLine(ink="muted")
        self.details = Label("", ink="muted", wraps=True)
        self.age = RemarkLine(ink="muted")
        self.more = Button("", Kind.LINK)
        self.more.setAutoDefault(False)
        self.more.clicked.connect(self._on_more)
        self.models: QWidget | None = None
        foot = QHBoxLayout()
        foot.addWidget(self.more)
        foot.addStretch(1)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(SPACE_1)
        for part in (self.offer, self.recovery, self.details, self.age):
            self._column.addWidget(part)
        self._column.addLayout(foot)
        self.show_card(card, today)

    def show_card(self, card: Card, today: date) -> None:
        """Show another region's facts, or those of another day."""
        was_open = self.models is not None
        self._fold()
        self._card = card
        self.offer.setText(wording.offer_of(card))
        is_remote = not card.is_local
        is_safe = card.recovery is not Recovery.NONE
        tone = Tone.DONE if is_safe else Tone.DOUBT
        safety = (tone, words(f"recovery_{card.recovery.value}")) if is_remote else None
        self.recovery.show_remark(safety, is_news=False)
        self.details.setText("\n".join(details_of(card)))
        self.details.setVisible(is_remote)
        is_old = card.is_stale(today)
        old = (Tone.WAITING, words("figures_old", figures=figures_of(card, today)))
        self.age.show_remark(old if is_old else None, is_news=False)
        self.more.setVisible(is_remote)
        if was_open:
            self._unfold()

    def _on_more(self) -> None:
        if self.models is None:
            self._unfold()
            self.unfolded.emit(self.models)
        else:
            self._fold()

    def _unfold(self) -> None:
        self.models = _ModelGrid(self._card)
        self._column.addWidget(self.models)
        self._name_more()

    def _fold(self) -> None:
        if self.models is not None:
            self._column.removeWidget(self.models)
            self.models.hide()
            self.models.deleteLater()
            self.models = None
        self._name_more()

    def _name_more(self) -> None:
        code = "models_show" if self.models is None else "models_hide"
        self.more.setText(words(code))
        self.more.setAccessibleName(words(f"{code}_for", provider=self._card.title))


class _ModelGrid(QWidget):
    """Models by family, in columns that line up."""

    def __init__(self, card: Card) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, SPACE_2, 0, 0)
        self._grid.setHorizontalSpacing(SPACE_4)
        self._grid.setVerticalSpacing(SPACE_1)
        self._grid.setColumnStretch(_STRETCHED, 1)
        for column, name in enumerate(_COLUMNS):
            caption = Label(offer_words(f"caption_{name}"), Type.CAPTION, ink="muted")
            self._grid.addWidget(caption, 0, column)
        for row, (family, cells) in enumerate(_rows(card), start=1):
            if family:
                head = Label(family_title(family), Type.BODY_STRONG)
                head.setContentsMargins(0, SPACE_3 if row > 1 else 0, 0, 0)
                self._grid.addWidget(head, row, 0, 1, len(_COLUMNS))
            for column, (words_, hint) in enumerate(cells):
                cell = Label(words_, Type.BODY, wraps=column == _STRETCHED)
                cell.setToolTip(hint)
                self._grid.addWidget(cell, row, column, Qt.AlignmentFlag.AlignTop)


def _rows(card: Card) -> Iterator[tuple[str, tuple[tuple[str, str], ...]]]:
    for family in card.families:
        yield family, ()
        for model in (model for model in card.models if model.family == family):
            line = line_of(model)
            cells = (line.kind, line.references, line.outputs, line.sizes, line.formats, line.price)
            yield "", tuple((cell, line.model) for cell in cells)
