"""The workspace Ledger: every submission's money, its sums, and the services' own balances."""

from typing import ClassVar, Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from seedream_desktop.domain.errors import SeedreamError
from seedream_desktop.domain.events import RunEnded, RunStarted
from seedream_desktop.domain.ids import ProviderId, RequestId
from seedream_desktop.settings.keys import KeyState, needs_key
from seedream_desktop.ui import text
from seedream_desktop.ui.bridge import Changes
from seedream_desktop.ui.commands import Context
from seedream_desktop.ui.desk.desk import Desk
from seedream_desktop.ui.desk.patience import is_away, soon
from seedream_desktop.ui.models.ledger_lines import Filter
from seedream_desktop.ui.theme.scale import SPACE_2, SPACE_3, SPACE_4, Type
from seedream_desktop.ui.theme.tokens import Tone
from seedream_desktop.ui.views.ledger.balance import Reading, Verdict, compare
from seedream_desktop.ui.views.ledger.book import Book, read_book
from seedream_desktop.ui.views.ledger.detail import LineDetail
from seedream_desktop.ui.views.ledger.filters import Filters
from seedream_desktop.ui.views.ledger.foot import LedgerFoot
from seedream_desktop.ui.views.ledger.saving import save_shown
from seedream_desktop.ui.views.ledger.table import LedgerTable
from seedream_desktop.ui.views.ledger.totals import Totals
from seedream_desktop.ui.views.workspace import Workspace
from seedream_desktop.ui.widgets.button import Button
from seedream_desktop.ui.widgets.empty_state import EmptyState
from seedream_desktop.ui.widgets.label import Label
from seedream_desktop.ui.widgets.panel import Hairline

_PAUSE_MS: Final = 400
_WIDTHS: Final = "ledger widths"
_BALANCE: Final = "balance {provider}"


class LedgerWorkspace(Workspace):
    """Read again when it is gone to, and a moment after money moved while it is shown.

    Nothing here changes the ledger: a correction is a row of its own.
    """

    context: ClassVar[Context | None] = Context.LEDGER

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._titles = {provider: card.title for provider, card in desk.program.cards.items()}
        self._book = Book(titles={})
        self._is_here = False
        self._is_checking = False
        self.filters = Filters(self._titles)
        self.totals = Totals()
        self.table = LedgerTable()
        self.detail = LineDetail()
        self.foot = LedgerFoot()
        self.save = Button(_say("save_csv"), icon="export")
        self.check = Button(_say("check_balance"), icon="money")
        self.empty = EmptyState(
            _say("empty"),
            _say("empty_more"),
            primary=_say("empty_go"),
            icon="ledger",
            takes_drops=False,
        )
        self._stack = QStackedWidget()
        self._lay_out()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_PAUSE_MS)
        self._soon.timeout.connect(self._read)
        self._connect()

    def arrive(self) -> None:
        self._is_here = True
        self._read()
        if self._book.lines:
            self.table.setFocus()
        else:
            self.empty.primary.setFocus()

    def leave(self) -> None:
        self._is_here = False
        self._soon.stop()
        self._keep_widths()

    def panes(self) -> tuple[QWidget, ...]:
        return self.filters, self.table, self.detail

    # -- how it looks

    def _lay_out(self) -> None:
        full = QFrame()
        full.setProperty("ground", "surface")
        column = QVBoxLayout(full)
        column.setContentsMargins(0, SPACE_4, 0, SPACE_4)
        column.setSpacing(SPACE_4)
        head = QHBoxLayout()
        head.setSpacing(SPACE_2)
        head.addWidget(Label(_say("title"), Type.TITLE))
        head.addStretch(1)
        head.addWidget(self.check)
        head.addWidget(self.save)
        column.addLayout(_inset(head))
        column.addLayout(_inset(self.totals))
        column.addLayout(_inset(self.filters))
        rows = QVBoxLayout()
        rows.setSpacing(0)
        rows.addWidget(Hairline())
        rows.addWidget(self.table, 1)
        rows.addWidget(Hairline())
        column.addLayout(rows, 1)
        column.addLayout(_inset(self.detail))
        column.addWidget(Hairline())
        column.addLayout(_inset(self.foot))
        page = QFrame()
        page.setProperty("ground", "canvas")
        around = QVBoxLayout(page)
        around.setContentsMargins(SPACE_4, SPACE_4, SPACE_4, SPACE_4)
        around.addWidget(self.empty)
        self._stack.addWidget(page)
        self._stack.addWidget(full)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._stack)

    def _connect(self) -> None:
        desk, head = self.desk, self.table.horizontalHeader()
        desk.actions.handle("ledger.export_csv", self._save)
        desk.actions.handle("ledger.check_balance", self._check)
        self.save.clicked.connect(desk.actions.action("ledger.export_csv").trigger)
        self.check.clicked.connect(desk.actions.action("ledger.check_balance").trigger)
        self.empty.primary.clicked.connect(desk.actions.action("go.build").trigger)
        self.filters.changed.connect(self._narrow)
        self.filters.order_picked.connect(self.table.sortByColumn)
        self.table.selectionModel().currentChanged.connect(self._show_line)
        self.detail.copied.connect(self._say_copied)
        self.table.copied.connect(self._say_copied)
        kept = desk.preferences.current.remembered.get(_WIDTHS, "")
        if kept:
            self.table.show_widths(bytes.fromhex(kept))
        head.sectionResized.connect(self._soon_keep)
        desk.purse.changed.connect(self._show_month)
        desk.preferences.changed.connect(self._show_month)
        desk.bridge.changed.connect(self._on_changes)
        self._show_month()

    # -- what is shown

    def _read(self) -> None:
        self.desk.bridge.call(read_book(self.desk.program), self, self._on_read, self._on_failed)

    def _on_read(self, _call: int, book: Book) -> None:
        self._book = book
        line = self.table.line
        key: tuple[RequestId, int] | None = line.key if line is not None else None
        at = self.table.verticalScrollBar().value()
        self.filters.show_book(book.lines, book.titles)
        self.table.lines.set_lines(book.lines)
        self._narrow(self.filters.filter)
        self.table.choose(key)
        self.table.verticalScrollBar().setValue(at)
        self.foot.show_book(book)
        was_empty = self._stack.currentIndex() == 0
        self._stack.setCurrentIndex(1 if book.lines else 0)
        if was_empty and book.lines and self._is_here:
            self.table.setFocus()

    def _on_failed(self, _call: int, error: SeedreamError) -> None:
        self.desk.messages.failed(error)

    def _narrow(self, to: Filter) -> None:
        self.table.lines.narrow(to)
        self.totals.show_lines(self.table.lines.lines, is_play=to.is_play)
        self._show_line()

    def _show_line(self) -> None:
        self.detail.show_line(self.table.line)

    def _show_month(self) -> None:
        caps = self.desk.preferences.current.caps.as_caps()
        self.totals.show_month(self.desk.purse.current, caps)

    def _on_changes(self, changes: Changes) -> None:
        ended = any(isinstance(event, RunStarted | RunEnded) for event in changes.others)
        if self._is_here and (changes.requests or ended) and not self._soon.isActive():
            self._soon.start()

    # -- what is done

    def _save(self) -> None:
        model = self.table.lines
        flow = save_shown(self.desk, model.csv(), model.rowCount(), self.window())
        self.desk.flows.start(flow, self)

    def _check(self) -> None:
        if not self._is_checking:
            self._is_checking = True
            self.desk.flows.start(self._compare(), self)

    async def _compare(self) -> None:
        try:
            asking = Verdict(tone=Tone.RUNNING, words=_say("balance_asking"))
            self.foot.show_verdict(asking)
            self.foot.show_verdict(await self._verdict())
        except SeedreamError as error:
            tone = Tone.WAITING if is_away(error) else Tone.FAILED
            words = _say("balance_offline") if is_away(error) else text.of_error(error)
            self.foot.show_verdict(Verdict(tone=tone, words=words))
        finally:
            self._is_checking = False

    async def _verdict(self) -> Verdict:
        """Ask the first service with a key and a balance; free. Raises what check_account does."""
        ask, program = self.desk.flows.ask, self.desk.program
        for provider in [name for name in program.providers if needs_key(name)]:
            if (await ask(program.vault.status(provider))).state is not KeyState.PRESENT:
                continue
            question = program.providers[provider].check_account()
            micros = await ask(soon(question, self._titles[provider]))
            if micros is None:
                continue
            self._book = await ask(read_book(program))
            return self._noted(provider, Reading(at=program.clock.now(), micros=micros))
        return Verdict(tone=Tone.QUIET, words=_say("balance_none"))

    def _noted(self, provider: ProviderId, now: Reading) -> Verdict:
        """Compare with the last look, and keep this one for the next."""
        remembered = self.desk.preferences.current.remembered
        name = _BALANCE.format(provider=provider)
        before = Reading.parse(remembered.get(name, ""))
        self.desk.preferences.change(remembered=remembered | {name: str(now)})
        return compare(provider, self._titles[provider], before, now, self._book.lines)

    def _say_copied(self) -> None:
        self.desk.messages.say(_say("copied"))

    def _soon_keep(self) -> None:
        QTimer.singleShot(_PAUSE_MS, self, self._keep_widths)

    def _keep_widths(self) -> None:
        remembered = self.desk.preferences.current.remembered
        self.desk.preferences.change(remembered=remembered | {_WIDTHS: self.table.widths().hex()})


def _inset(content: QWidget | QHBoxLayout) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setContentsMargins(SPACE_4, 0, SPACE_4, 0)
    row.setSpacing(SPACE_3)
    if isinstance(content, QWidget):
        row.addWidget(content)
    else:
        row.addLayout(content)
    return row


def _say(code: str) -> str:
    return text.text(code, section="ledger")
