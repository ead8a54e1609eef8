"""What the shown part of the ledger adds up to, and how much of the month's cap is used."""

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from seedream_desktop.domain.ledger import Caps
from seedream_desktop.domain.money import PlayMicros, total
from seedream_desktop.ui import text
from seedream_desktop.ui.desk.purse import Spending
from seedream_desktop.ui.models.ledger_lines import Line, LineState
from seedream_desktop.ui.theme.scale import SPACE_2, SPACE_6, Type
from seedream_desktop.ui.theme.tokens import Tone
from seedream_desktop.ui.widgets.flow import BarLayout
from seedream_desktop.ui.widgets.label import Label
from seedream_desktop.ui.widgets.progress_line import ProgressLine
from seedream_desktop.ui.widgets.state_glyph import StateGlyph

_SUMS = (
    ("spent", LineState.SPENT, Tone.DONE),
    ("reserved", LineState.RESERVED, Tone.RUNNING),
    ("in_doubt", LineState.IN_DOUBT, Tone.DOUBT),
)


_METER_LEAST = 10_000
"""The meter's words are never cut: it has a row of its own where the sums leave too little."""


class Totals(QWidget):
    """Three sums of what the filters let through; the meter is of the month, whatever they say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = BarLayout(self, gap=SPACE_6)
        row.keep_left()
        self._sums: dict[LineState, Label] = {}
        self._counts: dict[LineState, Label] = {}
        for code, state, tone in _SUMS:
            row.addWidget(self._sum(code, state, tone))
        self.meter = ProgressLine(_say("meter"))
        self.meter.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        row.add_wide(self.meter, _METER_LEAST)

    def show_lines(self, lines: tuple[Line, ...], *, is_play: bool = False) -> None:
        """Add up what is shown; play money counts against no month, and has no meter."""
        self.meter.setVisible(not is_play)
        nothing = PlayMicros(0) if is_play else 0
        for _code, state, _tone in _SUMS:
            own = [line for line in lines if line.state is state]
            self._sums[state].setText(
                text.usd(total(line.amount_micros for line in own) or nothing)
            )
            self._counts[state].setText(text.counted("request", len(own)))

    def show_month(self, spending: Spending, caps: Caps) -> None:
        """Show how much of the month's cap is spent or set aside."""
        used, cap = spending.month.exposure_micros, caps.month_micros
        params = {"used": used, "cap": cap or 0}
        if cap is None:
            self.meter.show_fact(text.text("month_free", params, section="ledger"))
            return
        share = min(used / cap, 1.0) if cap else 1.0
        left = text.text("month_left", {"left": max(0, cap - used)}, section="ledger")
        self.meter.show_progress(text.text("month_of", params, section="ledger"), share, left)

    def _sum(self, code: str, state: LineState, tone: Tone) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        self._sums[state] = Label("$0.00", Type.TITLE, tabular=True)
        self._counts[state] = Label("", Type.CAPTION, ink="muted", tabular=True)
        below = QHBoxLayout()
        below.setSpacing(SPACE_2)
        below.addWidget(StateGlyph(tone, _say(code)))
        below.addWidget(Label(_say(code), Type.CAPTION))
        below.addWidget(self._counts[state])
        below.addStretch(1)
        column.addWidget(self._sums[state])
        column.addLayout(below)
        return made


def _say(code: str) -> str:
    return text.text(code, section="ledger")
