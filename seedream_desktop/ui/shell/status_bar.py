"""The status bar: network, queue and money, always there, in words."""

from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from seedream_desktop.domain.ledger import Balance
from seedream_desktop.settings.model import CapSettings
from seedream_desktop.ui import text
from seedream_desktop.ui.desk.desk import Desk
from seedream_desktop.ui.desk.network import Reach, Reached
from seedream_desktop.ui.desk.purse import Spending
from seedream_desktop.ui.desk.queue import Counts
from seedream_desktop.ui.shell.announcer import Announcer
from seedream_desktop.ui.theme import paint
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.scale import GLYPH, SPACE_1, SPACE_2, SPACE_3, Type
from seedream_desktop.ui.theme.tokens import Tone
from seedream_desktop.ui.widgets import state_glyph
from seedream_desktop.ui.widgets.button import Button, IconButton, Kind
from seedream_desktop.ui.widgets.label import CutLabel
from seedream_desktop.ui.widgets.state_glyph import StateGlyph
from seedream_desktop.ui.widgets.tips import plain_tip

_HEIGHT: Final = 28
_METER: Final = 56
_NEAR: Final = 0.8
_REACHES: Final = {
    Reach.UNKNOWN: Tone.QUIET,
    Reach.ONLINE: Tone.DONE,
    Reach.OFFLINE: Tone.FAILED,
    Reach.PAUSED: Tone.FAILED,
    Reach.TRYING: Tone.WAITING,
}
_WORST: Final = (Reach.OFFLINE, Reach.PAUSED, Reach.TRYING, Reach.ONLINE, Reach.UNKNOWN)


class StatusButton(Button):
    """A line of the status bar that leads to its screen: a state's shape or none, words, a meter.

    share is what is used of a cap, 0 to 1 and beyond; None where there is no cap.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", Kind.QUIET, parent=parent)
        self._tone: Tone | None = None
        self._share: float | None = None

    def show_state(self, words: str, tone: Tone | None, share: float | None = None) -> None:
        """Show other words."""
        self._tone, self._share = tone, share
        self.setText(words)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        width = look.metrics(Type.CAPTION, tabular=True).horizontalAdvance(self.text()) + 1
        width += self._lead() + self._tail() + 2 * SPACE_2
        return QSize(width, look.height(24))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint.begin(painter)
        tokens, box, worn = look.tokens, QRectF(self.rect()), self._dress()
        if worn.ground:
            paint.fill(painter, box, worn.ground, 4)
        if self._tone is not None:
            edge = look.height(GLYPH) - 2
            place = QRectF(SPACE_2, round((box.height() - edge) / 2), edge, edge)
            colour = tokens.tone(self._tone)
            state_glyph.draw(painter, place, self._tone, colour, tokens.canvas)
        words = box.adjusted(SPACE_2 + self._lead(), 0, -SPACE_2 - self._tail(), 0)
        ink = tokens.text if self._is_over and self.isEnabled() else tokens.muted
        paint.text(painter, words, self.text(), look.font(Type.CAPTION, tabular=True), ink)
        if self._share is not None:
            self._draw_meter(painter, box)
        painter.end()

    def _draw_meter(self, painter: QPainter, box: QRectF) -> None:
        tokens, share = look.tokens, min(max(self._share or 0.0, 0.0), 1.0)
        left = box.right() - SPACE_2 - _METER
        groove = QRectF(QPointF(left, round(box.center().y()) - 1), QPointF(left + _METER, 0))
        groove.setHeight(3)
        paint.fill(painter, groove, tokens.line, 1.5)
        tone = tokens.failed if share >= 1 else tokens.waiting if share >= _NEAR else tokens.running
        if share > 0:
            groove.setWidth(max(_METER * share, 3))
            paint.fill(painter, groove, tone, 1.5)

    def _lead(self) -> int:
        return look.height(GLYPH) + SPACE_1 if self._tone is not None else 0

    def _tail(self) -> int:
        return _METER + SPACE_2 if self._share is not None else 0


class StatusBar(QFrame):
    """Network at the left; queue and money lead to their screens."""

    queue_asked = Signal()
    caps_asked = Signal()

    def __init__(self, desk: Desk, announcer: Announcer, parent: QWidget | None = None) -> None:
        """Follow the desk."""
        super().__init__(parent)
        self._desk = desk
        self._announcer = announcer
        self._spoken = _kind_of(Counts())
        self.setAccessibleName(text.text("status", section="shell"))
        self.setProperty("ground", "canvas")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.network_glyph = StateGlyph(Tone.QUIET, "")
        self.network = CutLabel("", Type.CAPTION, ink="muted")
        self.queue = StatusButton()
        self.queue.clicked.connect(self.queue_asked)
        self.money = StatusButton()
        self.money.clicked.connect(self.caps_asked)
        self.panel_button = IconButton("panel", "", edge_px=24)
        self._lay_out()
        desk.network.changed.connect(self._show_network)
        desk.queue.counted.connect(self._show_queue)
        desk.purse.changed.connect(self._show_money)
        desk.preferences.changed.connect(self._on_preferences)
        self._show_network(desk.network.current)
        self._show_queue(desk.queue.counts)
        self._on_preferences()

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), look.height(_HEIGHT))

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE_3, 2, SPACE_2, 2)
        row.setSpacing(SPACE_2)
        row.addWidget(self.network_glyph, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.network, 1)
        row.addWidget(self.queue)
        row.addWidget(self.money)
        row.addWidget(self.panel_button)

    def _show_network(self, reached: Reached) -> None:
        worst = next((r for r in _WORST if r in reached.services.values()), Reach.UNKNOWN)
        words = self._network_words(reached, worst)
        self.network_glyph.show_state(_REACHES[worst])
        self.network.show_words(words, "text" if worst is Reach.OFFLINE else "muted")
        troubles = [text.of_trouble(trouble) for trouble in reached.troubles.values()]
        self.network.setAccessibleDescription(text.sentences(troubles))
        self.network.setToolTip(plain_tip("\n".join(troubles)))
        if worst in (Reach.OFFLINE, Reach.PAUSED):
            self._announcer.say(words)

    def _show_queue(self, counts: Counts) -> None:
        words = queue_words(counts)
        self.queue.show_state(words, _tone_of(counts))
        if _kind_of(counts) != self._spoken:
            self._announcer.say(words)
        self._spoken = _kind_of(counts)

    def _network_words(self, reached: Reached, worst: Reach) -> str:
        if worst is Reach.UNKNOWN:
            return text.text("network_unknown", section="shell")
        told = [name for name, reach in reached.services.items() if reach is not Reach.UNKNOWN]
        cards = self._desk.program.cards
        return " · ".join(
            text.text(
                f"network_{reached.services[name].value}",
                {"service": cards[name].title},
                section="shell",
            )
            for name in told
        )

    def _on_preferences(self, _settings: object = None) -> None:
        self._show_money(self._desk.purse.current)

    def _show_money(self, spending: Spending) -> None:
        caps = self._desk.preferences.current.caps
        share = used_share(spending, caps)
        self.money.show_state(money_words(spending, caps), None, share)
        sums = {
            "spent": spending.month.spent_micros,
            "open": spending.month.open_micros,
        }
        self.money.setToolTip(text.text("money_more", sums, section="shell"))
        self.money.setAccessibleDescription(self.money.toolTip())


def queue_words(counts: Counts) -> str:
    """Return what the queue holds in words."""
    named = (
        ("running", counts.running),
        ("waiting", counts.waiting),
        ("in_doubt", counts.in_doubt),
    )
    parts = [
        text.text(f"queue_{name}", {"count": count}, section="shell")
        for name, count in named
        if count
    ]
    return text.listed(parts) or text.text("queue_idle", section="shell")


def money_words(spending: Spending, caps: CapSettings) -> str:
    """Return what is spent or set aside, against the caps that are set."""
    return " · ".join(
        _sum_words(name, balance, cap)
        for name, balance, cap in (
            ("today", spending.today, caps.day_micros),
            ("month", spending.month, caps.month_micros),
        )
    )


def used_share(spending: Spending, caps: CapSettings) -> float | None:
    """Return the larger share used of the caps of day and month; None without a cap."""
    shares = [
        balance.exposure_micros / cap if cap else 1.0
        for balance, cap in ((spending.today, caps.day_micros), (spending.month, caps.month_micros))
        if cap is not None
    ]
    return max(shares, default=None)


def _sum_words(name: str, balance: Balance, cap_micros: int | None) -> str:
    params = {"used": balance.exposure_micros, "cap": cap_micros or 0}
    return text.text(name if cap_micros is None else f"{name}_of", params, section="shell")


def _tone_of(counts: Counts) -> Tone | None:
    if counts.in_doubt:
        return Tone.DOUBT
    if counts.running:
        return Tone.RUNNING
    return Tone.WAITING if counts.waiting else None


def _kind_of(counts: Counts) -> tuple[bool, int]:
    """Return what is worth a word: whether anything goes on, and each doubt."""
    return bool(counts.running or counts.waiting), counts.in_doubt
