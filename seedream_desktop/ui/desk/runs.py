"""The way from the plan on the screen to a run, once for each press."""

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from seedream_desktop.domain.errors import SeedreamError, UserFixable
from seedream_desktop.domain.sequence import Sequence
from seedream_desktop.ui import text
from seedream_desktop.ui.actions import ActionRegistry
from seedream_desktop.ui.desk.consent import Consent
from seedream_desktop.ui.desk.flows import Flows
from seedream_desktop.ui.desk.messages import Messages
from seedream_desktop.ui.desk.tariffs import live_prices
from seedream_desktop.ui.models.appointment import appointment_text
from seedream_desktop.ui.models.plan import Figures

if TYPE_CHECKING:
    from seedream_desktop.ui.desk.documents import Documents
    from seedream_desktop.ui.desk.outlook import Outlook
    from seedream_desktop.ui.desk.preferences import Preferences
    from seedream_desktop.ui.desk.program import Program


@dataclass(frozen=True, slots=True)
class _Asked:
    """A press: what was shown at that moment, and which way to run it."""

    shown: Figures
    is_first: bool
    is_pilot: bool
    not_before: float = 0.0


class Runs(QObject):
    """Starts what the outlook shows. What was pressed is what is bought, or nothing is.

    While one start is under way, and until its plan is known to be bought, another press does
    nothing. A refusal is held until the next edit or press, for the plan panel to show.
    """

    started = Signal(object, bool, bool)
    """Carries the Run, whether it was put before all others, and whether it is a pilot."""
    refused = Signal(object)
    """Carries the SeedreamError that says why nothing was started."""
    changed = Signal()
    """is_starting or refusal is another one."""

    def __init__(
        self,
        program: "Program",
        flows: Flows,
        messages: Messages,
        preferences: "Preferences",
        documents: "Documents",
        outlook: "Outlook",
        actions: ActionRegistry,
        parent: QObject | None = None,
    ) -> None:
        """Answer the command to run."""
        super().__init__(parent)
        self._program = program
        self._flows = flows
        self._messages = messages
        self._consent = Consent(flows, preferences)
        self._documents = documents
        self._outlook = outlook
        self._actions = actions
        self.is_starting = False
        self.refusal: SeedreamError | None = None
        self._bought: Sequence | None = None
        documents.edited.connect(self._forget)
        actions.handle("run.start", self.start)
        actions.handle("run.start_first", partial(self.start, is_first=True))
        actions.handle("run.pilot", partial(self.start, is_pilot=True))

    @property
    def is_under_way(self) -> bool:
        """Whether what is still to be bought is what the last start has queued, and no more.

        An edit since then, a request that has failed, a cap that is passed: then it is not.
        """
        outlook = self._outlook
        is_all = 0 < outlook.figures.requests <= outlook.going and outlook.error is None
        return is_all and self._bought == outlook.planned == outlook.sequence

    def start(
        self, *, is_first: bool = False, is_pilot: bool = False, not_before: float = 0.0
    ) -> None:
        """Run what is shown, at the price that is shown, before all other runs or after them.

        A pilot is the first request alone. Nothing is sent before not_before, in seconds since
        1970. Does nothing while a start is going.
        """
        document = self._documents.current
        if self.is_starting or document is None:
            return
        document.seal()
        document.flush()
        self.is_starting, self.refusal = True, None
        self.changed.emit()
        self._flows.start(
            self._start(_Asked(self._outlook.figures, is_first, is_pilot, not_before))
        )

    async def _start(self, asked: _Asked) -> None:
        try:
            await self._buy(asked)
        except SeedreamError as error:
            self._refuse(error)
        finally:
            self.is_starting = False
            self.changed.emit()

    async def _buy(self, asked: _Asked) -> None:
        outlook = self._outlook
        was_fresh = outlook.is_fresh
        await outlook.settled()
        await self._see_to_prices()
        figures, sequence = outlook.figures, outlook.planned
        if outlook.error is not None:
            raise outlook.error
        pilot_micros = outlook.pilot_micros if asked.is_pilot else None
        if sequence is None or not (figures.is_runnable or pilot_micros is not None):
            self._explain()
            return
        is_as_shown = figures.token == asked.shown.token
        if not is_as_shown and (was_fresh or figures.cost_micros > asked.shown.cost_micros):
            raise UserFixable("plan_changed")
        if pilot_micros is not None:
            figures = _of_pilot(figures, outlook, pilot_micros)
        if not await self._consent.given(figures):
            return
        work = self._program.engine.run(
            *(sequence, figures.token),
            is_first=asked.is_first,
            is_pilot=asked.is_pilot,
            not_before=asked.not_before,
        )
        run = await self._flows.ask(work)
        self._bought = None if asked.is_pilot else sequence
        self.started.emit(run, asked.is_first, asked.is_pilot)
        self._say_started(figures, asked.not_before)
        # Only a plan made after the run began knows it; until then it would be bought anew.
        outlook.refresh()
        await outlook.settled()

    async def _see_to_prices(self) -> None:
        """Ask paid services for their prices, where there is a key; a plan follows if they moved.

        A service that is mute, slow or away leaves the card's prices, and the order's own
        price check still stands between them and the money.
        """
        sequence = self._outlook.sequence
        if sequence is None or not self._outlook.tariffs.can_be_asked:
            return
        notices = await self._flows.ask(live_prices(self._program, sequence))
        if notices is not None:
            self._outlook.tariffs.take(notices)
        await self._outlook.settled()

    def _say_started(self, figures: Figures, not_before: float) -> None:
        at = appointment_text(not_before, self._program.clock.now()) if not_before else ""
        params = {"requests": text.counted("request", figures.requests), "time": at}
        begun = "run_waits" if self._outlook.tariffs.is_unanswered else "run_started"
        self._messages.say(
            text.text("run_put_off" if at else begun, params, section="plan"),
            action=text.text("show_queue", section="plan"),
            act=self._actions.action("go.queue").trigger,
        )

    def _explain(self) -> None:
        """Show where the reasons stand, each with what mends it."""
        self._refuse(UserFixable("plan_has_stops") if self._outlook.stops else None)

    def _refuse(self, error: SeedreamError | None) -> None:
        self.refusal = error
        self._actions.action("go.build").trigger()
        self.changed.emit()
        if error is not None:
            self.refused.emit(error)

    def _forget(self, _sequence: Sequence) -> None:
        if self.refusal is not None:
            self.refusal = None
            self.changed.emit()


def _of_pilot(figures: Figures, outlook: "Outlook", cost_micros: int) -> Figures:
    assert outlook.plan is not None, "there is a price of its first request"
    outputs = len(outlook.plan.requests[0].targets)
    return replace(figures, requests=1, outputs=outputs, cost_micros=cost_micros)
