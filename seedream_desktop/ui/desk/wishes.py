"""What the user does with runs and requests of the queue, each with its question and its answer."""

from collections.abc import Callable, Coroutine, Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from PySide6.QtCore import QObject, Signal

from seedream_desktop.domain.errors import SeedreamError
from seedream_desktop.domain.hold import Hold
from seedream_desktop.domain.ids import RequestId, RunId
from seedream_desktop.domain.money import PlayMicros, total
from seedream_desktop.domain.request import OPEN, Request, RequestState, Trouble
from seedream_desktop.ui import text
from seedream_desktop.ui.actions import ActionRegistry
from seedream_desktop.ui.desk.doubts import Doubts
from seedream_desktop.ui.desk.flows import Flows
from seedream_desktop.ui.desk.messages import Messages
from seedream_desktop.ui.dialogs.question import Question
from seedream_desktop.ui.models.queue import QueueModel
from seedream_desktop.ui.models.queue_counts import again_micros

if TYPE_CHECKING:
    from seedream_desktop.ui.desk.documents import Documents
    from seedream_desktop.ui.desk.preferences import Preferences
    from seedream_desktop.ui.desk.program import Program

_Act: TypeAlias = Callable[[Request], Coroutine[Any, Any, None]]
_MOVES: Final = {"run.move_up": -1, "run.move_down": 1}


class Wishes(QObject):
    """Carries out commands. What could not be done is said at the row until that moves."""

    resumed = Signal()
    """Everything unfinished was let go on."""
    changed = Signal()
    """The model was changed without news of the engine."""

    def __init__(
        self,
        program: "Program",
        flows: Flows,
        messages: Messages,
        preferences: "Preferences",
        documents: "Documents",
        actions: ActionRegistry,
        model: QueueModel,
        parent: QObject | None = None,
    ) -> None:
        """Take the engine behind the program, and where questions and answers are shown."""
        super().__init__(parent)
        self._engine = program.engine
        self._flows = flows
        self._messages = messages
        self._preferences = preferences
        self._documents = documents
        self._actions = actions
        self._model = model
        self._doubts = Doubts(program, flows, model, actions.action("help.guide").trigger)
        self._busy: set[tuple[RequestId, object]] = set()
        self.cleared: set[RunId] = set()
        self._of_request = self._request_acts()
        self._of_run = self._run_acts()

    def teach(self, command: str, act: Callable[[RunId], Coroutine[Any, Any, None]]) -> None:
        """Have a command on a run done by somebody else; what it raises is said."""
        self._of_run[command] = act

    def do(self, command: str, run: RunId, request: RequestId | None = None) -> None:
        """Do a command with a run, or with a request of it."""
        if command in self._of_request:
            found = self._model.request(run, request) if request is not None else None
            if found is not None:
                self._flows.start(self._with(found, self._of_request[command]))
        elif command in self._of_run:
            self._flows.start(self._of_run[command](run))
        elif command.startswith("run.move_"):
            self._move(run, command)
        else:
            self._actions.action(command).trigger()

    def is_busy(self, request: RequestId) -> bool:
        """Say whether something is being done with a request."""
        return any(request == name for name, _ in self._busy)

    def hold(self, kind: Hold) -> None:
        """Hold the whole queue, or let it go: Hold.NONE."""
        self._start(self._engine.controls.pause(kind))

    def resume(self) -> None:
        """Let the queue and everything unfinished go on."""
        self._flows.start(self._resume())

    def retry_failed(self, run: RunId | None) -> None:
        """Try again what failed in a run, or in all."""
        self._flows.start(self._retry_failed(run))

    def look_up_all(self) -> None:
        """Look up everything that is in doubt, one after the other."""
        doubts = [
            request
            for queued in self._model.runs()
            for request in queued.requests
            if request.state is RequestState.IN_DOUBT
        ]
        self._flows.start(self._each(doubts, self._doubts.look_up))

    def reorder(self, runs: Sequence[RunId]) -> None:
        """Put live runs into an order."""
        self._start(self._engine.controls.reorder(tuple(runs)))

    def clear(self, run: RunId) -> None:
        """Show a run no more, unless something of it is still to be done."""
        queued = self._model.run(run)
        if queued is not None and all(request.state not in OPEN for request in queued.requests):
            self.cleared.add(run)
            self._model.remove_run(run)
            self.changed.emit()

    # -- requests

    def _request_acts(self) -> dict[str, _Act]:
        return {
            "request.cancel": self._cancel,
            "request.stop_waiting": self._stop_waiting,
            "request.wait_again": self._wait_again,
            "request.look_up": self._doubts.look_up,
            "request.explain": self._doubts.explain,
            "request.send_again": self._doubts.send_again,
            "request.abandon": self._doubts.abandon,
            "request.retry": self._retry,
            "request.edit": self._edit,
            "request.show_picture": self._show_picture,
            "request.keep": self._keep,
        }

    async def _with(self, request: Request, act: _Act) -> None:
        if (request.id, act) in self._busy:
            return
        self._busy.add((request.id, act))
        try:
            await act(request)
        except SeedreamError as error:
            brief = text.brief(Trouble.of(error, error.billed))
            self._model.remark(request.id, request.run, text.of_error(error), brief)
        finally:
            self._busy.discard((request.id, act))

    async def _each(self, requests: Iterable[Request], act: _Act) -> None:
        for request in requests:
            await self._with(request, act)

    async def _cancel(self, request: Request) -> None:
        await self._flows.ask(self._engine.decisions.cancel(request.id))

    async def _stop_waiting(self, request: Request) -> None:
        await self._flows.ask(self._engine.controls.stop_waiting(request.id))
        again = partial(self.do, "request.wait_again", request.run, request.id)
        cost, action = request.price, _say("action_wait_again")
        self._messages.say(_say("stopped", cost=cost), action=action, act=again)

    async def _wait_again(self, request: Request) -> None:
        await self._flows.ask(self._engine.controls.wait_again(request.id))

    async def _retry(self, request: Request) -> None:
        run = self._model.run(request.run)
        cost = again_micros(request, run.requests if run is not None else ())
        if await self._is_affordable(1, cost):
            await self._flows.ask(self._engine.controls.retry(request.id))

    async def _edit(self, request: Request) -> None:
        await self._open(request.run)

    async def _show_picture(self, request: Request) -> None:
        self._actions.action("go.library").trigger()
        images = dict.fromkeys(target.image for target in request.targets)
        self._documents.open(request.sequence, tuple(images))

    async def _keep(self, request: Request) -> None:
        self._model.keep(request.id, request.run)
        self.changed.emit()

    # -- runs

    def _run_acts(self) -> dict[str, Callable[[RunId], Coroutine[Any, Any, None]]]:
        return {
            "run.hold": self._hold_run,
            "run.go_on": self._let_run_go,
            "run.retry_failed": self._retry_failed,
            "run.cancel_rest": self._cancel_rest,
            "run.open": self._open,
            "run.clear": self._clear,
        }

    async def _hold_run(self, run: RunId) -> None:
        await self._flows.ask(self._engine.controls.hold_run(run))

    async def _let_run_go(self, run: RunId) -> None:
        await self._flows.ask(self._engine.controls.let_run_go(run))

    async def _cancel_rest(self, run: RunId) -> None:
        taken = await self._flows.ask(self._engine.controls.cancel_run(run))
        said = _say("cancelled_rest", requests=text.counted("request", len(taken.cancelled)))
        if taken.sent:
            said += " " + _say("cancelled_sent", requests=text.counted("request", len(taken.sent)))
        self._messages.say(said)

    async def _retry_failed(self, run: RunId | None) -> None:
        planned = await self._flows.ask(self._engine.controls.to_retry(run))
        cost = total(request.price for request in planned)
        if planned and await self._is_affordable(len(planned), cost):
            await self._flows.ask(self._engine.controls.retry_failed(run))

    async def _open(self, run: RunId) -> None:
        queued = self._model.run(run)
        if queued is not None:
            self._documents.open(queued.run.sequence)
            self._actions.action("go.build").trigger()

    async def _clear(self, run: RunId) -> None:
        self.clear(run)

    def _move(self, run: RunId, command: str) -> None:
        order = [queued.run.id for queued in self._model.live()]
        if run not in order:
            return
        if command == "run.move_top":
            self._start(self._engine.controls.first(run))
            return
        at = order.index(run)
        to = len(order) - 1 if command == "run.move_bottom" else at + _MOVES[command]
        if 0 <= to < len(order) and to != at:
            order.insert(to, order.pop(at))
            self.reorder(order)

    async def _resume(self) -> None:
        await self._flows.ask(self._engine.controls.go_on())
        await self._flows.ask(self._engine.resume())
        self._model.resume()
        self.resumed.emit()

    # -- questions

    async def _is_affordable(self, requests: int, cost_micros: int) -> bool:
        """Ask where more may be spent than the user wants to spend without a question."""
        is_play = isinstance(cost_micros, PlayMicros)
        if is_play or cost_micros <= self._preferences.current.confirm_above_micros:
            return True
        counted = text.counted("request", requests)
        sentence = _say("ask_retry", requests=counted, cost=cost_micros)
        answer = _say("ask_retry_yes", cost=cost_micros)
        return await self._is_wanted(sentence, _say("ask_retry_more"), answer, _say("ask_no"))

    async def _is_wanted(self, sentence: str, more: str, answer: str, safe: str) -> bool:
        return await self._flows.shown(Question(sentence, more, answer=answer, safe=safe))

    def _start(self, work: Coroutine[Any, Any, object]) -> None:
        self._flows.start(self._asked(work))

    async def _asked(self, work: Coroutine[Any, Any, object]) -> None:
        await self._flows.ask(work)


def _say(code: str, **params: str | int) -> str:
    return text.text(code, params, section="queue")
