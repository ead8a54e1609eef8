"""What a run of the open sequence would be, planned again a moment after each edit."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal

from seedream_desktop.domain.errors import SeedreamError
from seedream_desktop.domain.events import FrameDone, RunEnded
from seedream_desktop.domain.money import PlayMicros
from seedream_desktop.domain.plan import Check, Plan, Weight
from seedream_desktop.domain.request import Request, RequestState
from seedream_desktop.domain.sequence import Sequence
from seedream_desktop.ui import text
from seedream_desktop.ui.bridge import Changes, EngineBridge
from seedream_desktop.ui.desk.tariffs import Tariffs
from seedream_desktop.ui.models.plan import OF_CAPS, Figures, cap_checks, caps_left, figures_of

if TYPE_CHECKING:
    from seedream_desktop.ui.desk.documents import Documents
    from seedream_desktop.ui.desk.preferences import Preferences
    from seedream_desktop.ui.desk.program import Program
    from seedream_desktop.ui.desk.purse import Purse

PAUSE_MS: Final = 120
"""How long after the last edit planning begins."""

_NEWS_MS: Final = 400
_NEWS_SHARE: Final = 4
"""While requests move, planning takes at most one part in four of the time."""

_GOING: Final = frozenset({RequestState.QUEUED, RequestState.PREPARING, RequestState.SENDING})
"""States in which a request's frames may be asked for a second time by a plan."""


@dataclass(frozen=True, slots=True)
class _View:
    plan: Plan
    figures: Figures
    going: int


class Outlook(QObject):
    """The newest plan with its figures and remarks; screens show it and never ask for their own.

    The plan is made on the engine's side, one at a time; an answer to a value that was edited
    since is dropped. is_fresh is False from an edit until its plan is here.
    """

    changed = Signal()

    def __init__(
        self,
        program: "Program",
        bridge: EngineBridge,
        documents: "Documents",
        purse: "Purse",
        preferences: "Preferences",
        parent: QObject | None = None,
    ) -> None:
        """Follow the open document, money, settings and the engine's news."""
        super().__init__(parent)
        self._program = program
        self._bridge = bridge
        self._purse = purse
        self._preferences = preferences
        self.sequence: Sequence | None = None
        self.plan: Plan | None = None
        self.planned: Sequence | None = None
        self.figures = Figures()
        self.checks: tuple[Check, ...] = ()
        self.error: SeedreamError | None = None
        self.is_fresh = True
        self.going = 0
        self._base = Figures()
        self._waiting: list[asyncio.Future[None]] = []
        self._asked: Sequence | None = None
        self._asked_at = 0.0
        self._took_s = 0.0
        self._is_superseded = False
        self._soon = _timer(self, PAUSE_MS, self._ask)
        self._later = _timer(self, _NEWS_MS, self._ask_for_news)
        documents.changed.connect(self._on_document)
        documents.edited.connect(self._on_edited)
        purse.changed.connect(self._reckon)
        preferences.changed.connect(self._reckon)
        bridge.changed.connect(self._on_changes)
        self.tariffs = Tariffs(program, bridge, self)
        self.tariffs.changed.connect(self._reckon)
        self.tariffs.priced.connect(self.refresh)

    def refresh(self) -> None:
        """Plan again now."""
        if self.sequence is not None:
            self._set_stale()
            self._soon.stop()
            self._ask()

    @property
    def stops(self) -> tuple[Check, ...]:
        """What hinders a run, in the order of the plan."""
        return tuple(check for check in self.checks if check.weight is Weight.STOP)

    @property
    def pilot_micros(self) -> int | None:
        """What the first request alone costs at most; None where it is all, or cannot be run.

        A cap that the whole run would pass may still let it through.
        """
        if self.plan is None or len(self.plan.requests) <= 1 or self.error is not None:
            return None
        cost, left = self.plan.requests[0].price, self.figures.left_micros
        is_free_to_go = all(check.code in OF_CAPS for check in self.stops)
        is_within = left is None or isinstance(cost, PlayMicros) or cost <= left
        return cost if is_free_to_go and is_within else None

    async def settled(self) -> None:
        """Wait, on the GUI's loop, until the plan is that of what is shown."""
        if not self.is_fresh:
            news: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._waiting.append(news)
            await news

    # -- what happens around

    def _on_document(self, document: object) -> None:
        if document is None:
            self.sequence = self.plan = self.planned = self._asked = None
            self._base, self.going, self.error = Figures(), 0, None
            self._soon.stop()
            self.tariffs.follow(None)
            self._settle()

    def _on_edited(self, sequence: Sequence) -> None:
        is_other = self.sequence is None or self.sequence.id != sequence.id
        self.sequence = sequence
        if is_other:
            self.plan = self.planned = None
            self._base, self.going = Figures(), 0
            self._reckon()
        self._set_stale()
        self._soon.start()
        self.tariffs.follow(sequence)

    def _on_changes(self, changes: Changes) -> None:
        if self.sequence is None:
            return
        mine = any(request.sequence == self.sequence.id for request in changes.requests)
        others = any(isinstance(event, RunEnded | FrameDone) for event in changes.others)
        if (mine or others) and not (self._later.isActive() or self._soon.isActive()):
            self._later.start(max(_NEWS_MS, round(_NEWS_SHARE * 1000 * self._took_s)))

    # -- planning

    def _set_stale(self) -> None:
        if self.is_fresh:
            self.is_fresh = False
            self.changed.emit()

    def _ask(self) -> None:
        if self.sequence is None:
            return
        if self._asked is not None:
            self._is_superseded = True
            return
        self._later.stop()
        self._is_superseded = False
        asked = self._asked = self.sequence
        self._asked_at = monotonic()
        call = self._bridge.call(_look_ahead(self._program, asked), self)
        call.succeeded.connect(partial(self._on_planned, asked))
        call.failed.connect(partial(self._on_failed, asked))

    def _ask_for_news(self) -> None:
        if self._asked is not None:
            self._later.start()
        else:
            self._ask()

    def _on_planned(self, asked: Sequence, _call: int, view: _View) -> None:
        if self._asked is asked and asked is self.sequence:
            self.plan, self.planned, self._base = view.plan, asked, view.figures
            self.going, self.error = view.going, None
        self._end(asked)

    def _on_failed(self, asked: Sequence, _call: int, error: SeedreamError) -> None:
        if self._asked is asked and asked is self.sequence:
            self.error = error
        self._end(asked)

    def _end(self, asked: Sequence) -> None:
        """Show the answer to what is shown now; plan again where it was overtaken."""
        if self._asked is not asked:
            return
        self._took_s, self._asked = monotonic() - self._asked_at, None
        if asked is self.sequence and not self._is_superseded:
            self._settle()
        elif not self._soon.isActive():
            self._ask()

    def _settle(self) -> None:
        self.is_fresh = True
        self._reckon()
        waiting, self._waiting = self._waiting, []
        for news in waiting:
            if not news.done():
                news.set_result(None)

    def _reckon(self, _what: object = None) -> None:
        """Hold the plan against caps, keys and prices, which change without it."""
        spent = self._purse.current
        caps = self._preferences.current.caps.as_caps()
        left = caps_left(caps, spent.today, spent.month)
        over = cap_checks(self.plan, left) if self.plan is not None else ()
        of_plan = self.plan.checks if self.plan is not None else ()
        of_run = [*self._going_on(), *self.tariffs.hindrances()] if self._base.requests else []
        self.checks = (*of_plan, *of_run, *over, *self.tariffs.remarks())
        self.figures = replace(
            self._base,
            left_micros=min(left.values(), default=None),
            is_runnable=self._base.requests > 0 and not self.stops and self.error is None,
        )
        self.changed.emit()

    def _going_on(self) -> list[Check]:
        """Return what stops a run while an earlier one has yet to send what it would buy."""
        if self.going == 0:
            return []
        params = {"requests": text.counted("request", self.going)}
        return [Check(weight=Weight.STOP, code="run_goes_on", params=params)]


async def _look_ahead(program: "Program", sequence: Sequence) -> _View:
    """Plan on the engine's loop; what is counted of a long plan is counted beside it."""
    # First what goes on, then the plan: what is sent in between is held by the plan.
    going = await program.library.requests(sequence=sequence.id, states=_GOING)
    plan = await program.engine.plan(sequence)
    return await asyncio.to_thread(_view, plan, sequence, going)


def _view(plan: Plan, sequence: Sequence, going: tuple[Request, ...]) -> _View:
    return _View(plan=plan, figures=figures_of(plan, sequence), going=len(going))


def _timer(owner: QObject, interval_ms: int, act: Callable[[], None]) -> QTimer:
    timer = QTimer(owner)
    timer.setSingleShot(True)
    timer.setInterval(interval_ms)
    timer.timeout.connect(act)
    return timer
