"""When things are sent: runs that start later, and a queue that holds after so many requests."""

from typing import Final

from PySide6.QtCore import QObject

from seedream_desktop.domain.ids import RunId
from seedream_desktop.domain.money import total
from seedream_desktop.domain.request import RequestState
from seedream_desktop.ui import text
from seedream_desktop.ui.desk.means import Means
from seedream_desktop.ui.desk.queue import QueueDesk
from seedream_desktop.ui.desk.runs import Runs
from seedream_desktop.ui.dialogs.next_count import NextCountDialog
from seedream_desktop.ui.dialogs.start_time import StartTimeDialog
from seedream_desktop.ui.models.appointment import appointment_text

_UNSENT: Final = frozenset({RequestState.QUEUED, RequestState.PREPARING})


class Timing(QObject):
    """Asks for times and numbers where they are needed, and has the engine keep to them."""

    def __init__(
        self,
        means: Means,
        queue: QueueDesk,
        runs: Runs,
        parent: QObject | None = None,
    ) -> None:
        """Answer the commands."""
        super().__init__(parent)
        self._means = means
        self._queue = queue
        self._runs = runs
        queue.wishes.teach("run.start_at", self._start_at)
        queue.wishes.teach("run.start_now", self._start_now)
        means.actions.handle("run.start_later", self.ask_when)
        means.actions.handle("queue.run_next", self.ask_how_many)
        means.documents.changed.connect(self._allow)
        queue.counted.connect(self._allow)
        self._allow()

    def run_next(self, count: int | None) -> None:
        """Go on with so many requests and hold then; None: without an end."""
        self._means.flows.start(self._run_next(count))

    def ask_how_many(self) -> None:
        """Ask for the number of requests to go on with."""
        self._means.flows.start(self._asked_how_many())

    def ask_when(self) -> None:
        """Ask when what is planned is to run."""
        self._means.flows.start(self._asked_when())

    def cost_micros(self, count: int) -> int:
        """Return the most that the next so many requests cost."""
        waiting = (
            request.price
            for queued in self._queue.model.live()
            for request in queued.requests
            if request.state in _UNSENT
        )
        return total(sorted(waiting, reverse=True)[:count])

    async def _run_next(self, count: int | None) -> None:
        await self._means.flows.ask(self._means.program.engine.controls.run_next(count))
        if self._queue.counts.unresumed:
            await self._means.flows.ask(self._means.program.engine.resume())
            self._queue.model.resume()
            self._queue.refresh()

    async def _asked_how_many(self) -> None:
        dialog = NextCountDialog(self.cost_micros, self._queue.stops_after or 1)
        if await self._means.flows.shown(dialog):
            await self._run_next(dialog.count)

    async def _asked_when(self) -> None:
        document = self._means.documents.current
        if document is None:
            return
        title = _say("later_new", title=document.sequence.title)
        dialog = StartTimeDialog(title, self._means.program.clock.now)
        is_same = (
            await self._means.flows.shown(dialog) and self._means.documents.current is document
        )
        if is_same and dialog.at is not None:
            self._runs.start(not_before=dialog.at)

    async def _start_at(self, run: RunId) -> None:
        queued = self._queue.model.run(run)
        if queued is None:
            return
        title = _say("later_title", title=queued.title)
        dialog = StartTimeDialog(title, self._means.program.clock.now, queued.run.not_before)
        if not await self._means.flows.shown(dialog) or dialog.at is None:
            return
        await self._means.flows.ask(
            self._means.program.engine.appointments.start_at(run, dialog.at)
        )
        time = appointment_text(dialog.at, self._means.program.clock.now())
        self._means.messages.say(_say("later_set", title=queued.title, time=time))

    async def _start_now(self, run: RunId) -> None:
        started = await self._means.flows.ask(
            self._means.program.engine.appointments.start_now(run)
        )
        queued = self._queue.model.run(started.id)
        if queued is not None:
            self._means.messages.say(_say("later_free", title=queued.title))

    def _allow(self, _news: object = None) -> None:
        is_open = self._means.documents.current is not None
        self._means.actions.allow("run.start_later", is_allowed=is_open)
        self._means.actions.allow("queue.run_next", is_allowed=self._queue.counts.waiting > 0)


def _say(code: str, **params: str | int) -> str:
    return text.text(code, params, section="rules")
