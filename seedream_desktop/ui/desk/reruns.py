"""Taking a run out of the queue to edit it, and giving it its place back when it runs again."""

from PySide6.QtCore import QObject

from seedream_desktop.domain.ids import RunId, SequenceId
from seedream_desktop.domain.request import OPEN
from seedream_desktop.domain.sequence import Sequence
from seedream_desktop.engine.controls import TakenBack
from seedream_desktop.ports.library import Run
from seedream_desktop.ports.queue import QueuedRun
from seedream_desktop.ui import text
from seedream_desktop.ui.desk.means import Means
from seedream_desktop.ui.desk.queue import QueueDesk
from seedream_desktop.ui.desk.runs import Runs
from seedream_desktop.ui.edits import SequenceDocument


class Reruns(QObject):
    """Takes back what is not sent of a run, and opens its sequence as the run began with it.

    What was sent stays and is paid once. A run of the sequence that is started later comes after
    the runs that were before the one taken out; that is known as long as the program runs.
    """

    def __init__(
        self,
        means: Means,
        queue: QueueDesk,
        runs: Runs,
        parent: QObject | None = None,
    ) -> None:
        """Answer the command on a run, and follow what is started."""
        super().__init__(parent)
        self._means = means
        self._queue = queue
        self._places: dict[SequenceId, frozenset[RunId]] = {}
        self._to_restore: Sequence | None = None
        queue.wishes.teach("run.edit", self._edit)
        means.documents.changed.connect(self._on_document)
        runs.started.connect(self._on_started)

    async def _edit(self, run: RunId) -> None:
        queued = self._queue.model.run(run)
        if queued is None:
            return
        order = [live.run.id for live in self._queue.model.live()]
        began = await self._means.flows.ask(self._means.program.library.queue.sequence(run))
        taken = await self._means.flows.ask(self._means.program.engine.controls.cancel_run(run))
        if not taken.cancelled:
            self._means.messages.say(_say("edit_too_late", title=queued.title))
            return
        if run in order:
            self._places[began.id] = frozenset(order[: order.index(run) + 1])
        self._to_restore = began
        self._means.documents.open(began.id)
        self._means.actions.action("go.build").trigger()
        self._tell(queued, taken)

    def _tell(self, queued: QueuedRun, taken: TakenBack) -> None:
        said = [_say("edited", requests=len(taken.cancelled), title=queued.title)]
        if taken.sent:
            said.append(_say("edited_sent", requests=len(taken.sent)))
        self._means.messages.say(text.sentences(said))

    def _on_document(self, document: SequenceDocument | None) -> None:
        """Show what the run began with, where the sequence was edited since."""
        began = self._to_restore
        if document is None or began is None or document.sequence.id != began.id:
            return
        self._to_restore = None
        if document.sequence != began:
            document.restore(began)
            self._means.messages.say(_say("edited_undo"))

    def _on_started(self, run: Run, is_first: bool, is_pilot: bool) -> None:
        """Give a run its place back; a pilot goes before the rest, which has it still to come."""
        before = self._places.pop(run.sequence, None)
        if before is None:
            return
        if is_pilot:
            self._places[run.sequence] = before | {run.id}
        if not is_first:
            self._means.flows.start(self._put_back(run.id, before))

    async def _put_back(self, run: RunId, before: frozenset[RunId]) -> None:
        """Put a run behind the last of those that were before it; first, where none is left."""
        controls = self._means.program.engine.controls
        listed = await self._means.flows.ask(controls.queue())
        order = [q.run.id for q in listed if any(r.state in OPEN for r in q.requests)]
        if run not in order or order[0] == run:
            return
        order.remove(run)
        place = max((n for n, name in enumerate(order, 1) if name in before), default=0)
        if place < len(order):
            order.insert(place, run)
            await self._means.flows.ask(controls.reorder(order[: place + 1]))


def _say(code: str, **params: str | int) -> str:
    return text.text(code, params, section="rules")
