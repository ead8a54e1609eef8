"""Providers and keys: which key is where, whether it works, and what may be spent."""

from collections.abc import Mapping
from datetime import UTC, datetime

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QDialog,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from seedream_desktop.domain.card import Card
from seedream_desktop.domain.ids import ProviderId
from seedream_desktop.ports.world import Secret
from seedream_desktop.settings.keys import KeyState, needs_key, variable_of
from seedream_desktop.settings.model import CapSettings, Settings
from seedream_desktop.ui import text
from seedream_desktop.ui.desk.accounts import Accounts
from seedream_desktop.ui.desk.preferences import Preferences
from seedream_desktop.ui.dialogs.providers.caps import CapFields
from seedream_desktop.ui.dialogs.providers.row import ProviderRow
from seedream_desktop.ui.dialogs.providers.threshold import ThresholdField
from seedream_desktop.ui.dialogs.providers.wording import words
from seedream_desktop.ui.guide.topic import about
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.scale import SPACE_2, SPACE_4, SPACE_5, Type
from seedream_desktop.ui.theme.tokens import Tone
from seedream_desktop.ui.widgets.button import Button, Kind
from seedream_desktop.ui.widgets.focus_ring import FocusRing
from seedream_desktop.ui.widgets.label import Label
from seedream_desktop.ui.widgets.panel import Hairline
from seedream_desktop.ui.widgets.remark import RemarkLine
from seedream_desktop.ui.widgets.scroller import room_for

_WIDTH = 880
_HEIGHT = 680
_SLOW_MS = 1_500


class ProvidersDialog(QDialog):
    """Open it with open(). Keys pass through it and are held nowhere in it."""

    sent_asked = Signal()
    """What is sent to a provider is to be shown."""

    def __init__(
        self,
        accounts: Accounts,
        preferences: Preferences,
        cards: Mapping[ProviderId, Card],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        about(self, "keys")
        self._accounts = accounts
        self._preferences = preferences
        self.setWindowTitle(words("title"))
        self.setAccessibleName(words("title"))
        self.setAccessibleDescription(words("about"))
        self.resize(QSize(look.height(_WIDTH), look.height(_HEIGHT)).boundedTo(room_for(self)))
        self.store = RemarkLine()
        self.again = Button(words("try_again"))
        self.rows = {provider: ProviderRow(card) for provider, card in cards.items()}
        self.caps = CapFields()
        about(self.caps, "caps")
        self.threshold = ThresholdField()
        self.sent = Button(text.text("show", section="sent"), Kind.LINK)
        self.sent.clicked.connect(self.sent_asked)
        self.close_button = Button(words("close"))
        for button in (self.again, self.sent, self.close_button):
            button.setAutoDefault(False)
        self._is_slow = False
        self._slow = QTimer(self)
        self._slow.setSingleShot(True)
        self._slow.setInterval(_SLOW_MS)
        self._slow.timeout.connect(self._on_slow)
        self._lay_out()
        self._connect()
        self._show_all()
        self._show_settings(preferences.current)
        self._ring = FocusRing(self)
        accounts.refresh()

    def done(self, result: int) -> None:
        """End what only asks; a key that is on its way to the store is still kept."""
        for row in self.rows.values():
            row.entry.line.forget()
        self._accounts.cancel()
        self._slow.stop()
        super().done(result)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # A dialog presses its default button on Enter, wherever that was typed.
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            focused = self.focusWidget()
            if isinstance(focused, QAbstractButton):
                focused.click()
            return
        super().keyPressEvent(event)

    def begin_at_caps(self) -> None:
        """Put the cursor into the first cap."""
        self._on_grown(self.caps)
        self.caps.amount("run_micros").setFocus(Qt.FocusReason.OtherFocusReason)

    def begin_at_keys(self) -> None:
        """Put the focus on the first service that has a key to be seen to, a missing one first."""
        wanted = [s for s in self._accounts.standings.values() if s.needs_key]
        wanted.sort(key=lambda standing: standing.has_key)
        if wanted:
            self.begin_at(wanted[0].provider)

    def begin_at(self, provider: ProviderId) -> None:
        """Put the focus on a provider's own action, so that Enter goes on from there."""
        self._scroll.ensureWidgetVisible(self.rows[provider])
        self.rows[provider].begin()

    def _is_shut(self) -> bool:
        keys = [standing.key for standing in self._accounts.standings.values()]
        return any(key is not None and key.state is KeyState.LOCKED for key in keys)

    def _connect(self) -> None:
        self._accounts.changed.connect(self._show_row)
        self._accounts.changed.connect(self._show_store)
        self._accounts.store_changed.connect(self._show_all)
        self._preferences.changed.connect(self._show_settings)
        self.again.clicked.connect(self._accounts.refresh)
        self.close_button.clicked.connect(self.reject)
        self.caps.changed.connect(self._on_caps)
        self.threshold.changed.connect(self._on_threshold)
        for row in self.rows.values():
            row.given.connect(self._on_given)
            row.removed.connect(self._accounts.remove)
            row.tested.connect(self._accounts.test)
            row.region_picked.connect(self._on_region)
            row.grown.connect(self._on_grown)

    def _on_given(self, provider: ProviderId, secret: Secret) -> None:
        self._accounts.add(provider, secret)

    def _on_caps(self, caps: CapSettings) -> None:
        self._preferences.change(caps=caps)

    def _on_threshold(self, micros: int) -> None:
        self._preferences.change(confirm_above_micros=micros)

    def _on_region(self, provider: ProviderId, region: str) -> None:
        regions = {**self._preferences.current.regions, provider: region}
        self._preferences.change(regions=regions)
        self._accounts.forget_check(provider)

    def _show_settings(self, settings: Settings) -> None:
        self.caps.show_caps(settings.caps)
        self.threshold.show_micros(settings.confirm_above_micros)
        for provider, row in self.rows.items():
            row.choose_region(settings.regions.get(provider, ""))

    def _show_all(self) -> None:
        for provider in self.rows:
            self._show_row(provider)
        self._show_store()

    def _show_row(self, provider: ProviderId) -> None:
        row, standing = self.rows.get(provider), self._accounts.standings.get(provider)
        if row is not None and standing is not None:
            now = datetime.now(tz=UTC).astimezone()
            row.show_standing(standing, self._accounts.store or "", now)

    def _show_store(self) -> None:
        if not self._accounts.is_waiting:
            self._slow.stop()
            self._is_slow = False
        elif not (self._is_slow or self._slow.isActive()):
            self._slow.start()
        tone, said = self._store_words()
        self.store.show_remark((tone, said), is_news=True)
        self.again.setVisible(self._is_shut() or self._accounts.store is None)
        self.again.setEnabled(not self._accounts.is_waiting)

    def _on_slow(self) -> None:
        """Say whom is waited for: a prompt may lie behind this window."""
        self._is_slow = True
        self._show_store()

    def _store_words(self) -> tuple[Tone, str]:
        store = self._accounts.store
        if self._is_slow:
            named = words("store_waits", store=store or "")
            return Tone.RUNNING, named if store else words("store_waits_nameless")
        if store is None and self._accounts.is_waiting:
            return Tone.RUNNING, words("store_unknown")
        if store is None:
            return Tone.WAITING, words("store_silent")
        if not store:
            variables = text.listed(variable_of(name) for name in self.rows if needs_key(name))
            return Tone.WAITING, words("store_none", variable=variables)
        if self._is_shut():
            return Tone.WAITING, words("store_locked", store=store)
        return Tone.DONE, words("store_named", store=store)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, SPACE_5, 0, SPACE_4)
        column.setSpacing(SPACE_4)
        column.addWidget(_inset(self._head()))
        column.addWidget(self._list(), 1)
        column.addWidget(Hairline())
        column.addWidget(_inset(self._foot()))

    def _head(self) -> QWidget:
        head = QWidget()
        column = QVBoxLayout(head)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_2)
        column.addWidget(Label(words("title"), Type.TITLE))
        line = QHBoxLayout()
        line.setSpacing(SPACE_4)
        line.addWidget(self.store, 1, Qt.AlignmentFlag.AlignVCenter)
        line.addWidget(self.again)
        column.addLayout(line)
        return head

    def _list(self) -> QWidget:
        inside = QWidget()
        inside.setProperty("ground", "none")
        column = QVBoxLayout(inside)
        column.setContentsMargins(SPACE_5, 0, SPACE_5, SPACE_4)
        column.setSpacing(0)
        for row in self.rows.values():
            column.addWidget(Hairline())
            column.addWidget(row)
        column.addWidget(Hairline())
        column.addSpacing(SPACE_4)
        column.addWidget(self.caps)
        column.addWidget(self.threshold)
        column.addStretch(1)
        self._rows = column
        self._scroll = QScrollArea()
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(inside)
        self._scroll.verticalScrollBar().rangeChanged.connect(self._on_range)
        return self._scroll

    def _on_range(self, _least: int, _most: int) -> None:
        self._make_room()
        # Once more: of two changes within one pass of a layout the last is told first.
        QTimer.singleShot(0, self, self._make_room)

    def _make_room(self) -> None:
        """Let the scroll bar stand in the margin, so that rows end where all else ends."""
        bar = self._scroll.verticalScrollBar()
        width = bar.sizeHint().width() if bar.maximum() else 0
        self._rows.setContentsMargins(SPACE_5, 0, SPACE_5 - width, SPACE_4)

    def _on_grown(self, part: QWidget) -> None:
        self._rows.activate()
        QTimer.singleShot(0, part, lambda: self._scroll.ensureWidgetVisible(part, 0, SPACE_4))

    def _foot(self) -> QWidget:
        foot = QWidget()
        row = QHBoxLayout(foot)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_4)
        row.addWidget(Label(words("test_hint"), Type.CAPTION, ink="muted", wraps=True), 1)
        row.addWidget(self.sent)
        row.addWidget(self.close_button)
        return foot


def _inset(widget: QWidget) -> QWidget:
    """Return a widget with the dialog's margins at its sides."""
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(SPACE_5, 0, SPACE_5, 0)
    row.addWidget(widget)
    return holder
