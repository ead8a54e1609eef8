"""What part of the ledger is shown, and in which order."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from seedream_desktop.domain.ids import ProviderId, SequenceId
from seedream_desktop.domain.rehearsal import is_play
from seedream_desktop.ui import text
from seedream_desktop.ui.models.ledger import Column
from seedream_desktop.ui.models.ledger_lines import Filter, Line, LineState
from seedream_desktop.ui.theme.scale import SPACE_2
from seedream_desktop.ui.widgets.button import Button, Kind
from seedream_desktop.ui.widgets.choice import Select

_ORDERS = (
    ("newest", Column.WHEN, Qt.SortOrder.DescendingOrder),
    ("oldest", Column.WHEN, Qt.SortOrder.AscendingOrder),
    ("dearest", Column.PRICE, Qt.SortOrder.DescendingOrder),
    ("by_state", Column.STATE, Qt.SortOrder.AscendingOrder),
    ("by_run", Column.RUN, Qt.SortOrder.AscendingOrder),
)

Entries = list[tuple[str, object]]


class Filters(QWidget):
    """Six lists that fold away; each remembers its choice when the ledger grows."""

    changed = Signal(object)
    """Carries the Filter."""
    order_picked = Signal(int, object)
    """A column and Qt's order: what a click on a header does, for the keyboard."""

    def __init__(self, titles_of: Mapping[ProviderId, str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(text.text("pane_filters", section="shell"))
        self._titles_of = titles_of
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_2)
        money = [(_say("real_money"), False), (_say("play_money"), True)]
        self.money = Select(_say("money"), money)
        self.month = Select(_say("month"))
        self.sequence = Select(_say("sequence"))
        self.provider = Select(_say("provider"))
        self.state = Select(_say("state"))
        self.order = Select(_say("order"), [(_say(code), code) for code, _, _ in _ORDERS])
        for select in self._narrowing():
            select.picked.connect(self._on_picked)
            select.setMaximumWidth(240)
            row.addWidget(select)
        self.all = Button(_say("show_all"), Kind.QUIET)
        self.all.clicked.connect(self.show_all)
        row.addWidget(self.all)
        row.addStretch(1)
        row.addWidget(self.order)
        self.order.picked.connect(self._on_order)
        self.show_book((), {})

    def _narrowing(self) -> tuple[Select, ...]:
        return self.money, self.month, self.sequence, self.provider, self.state

    @property
    def filter(self) -> Filter:
        """What is chosen."""
        return Filter(
            month=self.month.currentData(),
            sequence=self.sequence.currentData(),
            provider=self.provider.currentData(),
            state=self.state.currentData(),
            is_play=bool(self.money.currentData()),
        )

    def show_book(self, lines: tuple[Line, ...], titles: Mapping[SequenceId, str]) -> None:
        """Offer what there is something of; play money only once something was rehearsed."""
        has_play = any(is_play(line.provider) for line in lines)
        self.money.setVisible(has_play)
        if not has_play:
            self.money.setCurrentIndex(0)
        months = sorted({line.month for line in lines}, reverse=True)
        sequences = dict.fromkeys(line.sequence for line in lines if line.sequence)
        providers = sorted({line.provider for line in lines})
        _fill(self.month, _say("all_months"), [(month, month) for month in months])
        _fill(
            self.sequence,
            _say("all_sequences"),
            [(titles.get(sequence, sequence), sequence) for sequence in sequences],
        )
        _fill(
            self.provider,
            _say("all_providers"),
            [(self._titles_of.get(provider, provider), provider) for provider in providers],
        )
        states: Entries = [
            (text.text(f"money_{state.value}", section="models"), state) for state in LineState
        ]
        _fill(self.state, _say("all_states"), states)
        self._see_to_all()

    def show_all(self) -> None:
        """Let everything through."""
        for select in self._narrowing():
            select.setCurrentIndex(0)
        self._on_picked(None)

    def _on_picked(self, _data: object) -> None:
        self._see_to_all()
        self.changed.emit(self.filter)

    def _on_order(self, code: object) -> None:
        column, order = next((c, o) for name, c, o in _ORDERS if name == code)
        self.order_picked.emit(int(column), order)

    def _see_to_all(self) -> None:
        had_focus = self.all.hasFocus()
        self.all.setVisible(self.filter != Filter())
        if had_focus and not self.all.isVisible():
            self.month.setFocus()


def _fill(select: Select, everything: str, entries: Entries) -> None:
    chosen = select.currentData()
    select.clear()
    select.addItem(everything, None)
    for words, data in entries:
        select.addItem(words, data)
    place = select.findData(chosen) if chosen is not None else 0
    select.setCurrentIndex(max(0, place))
    select.updateGeometry()


def _say(code: str) -> str:
    return text.text(code, section="ledger")
