"""Tells how runs ended, each with the way to what came of it."""

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal

from seedream_desktop.domain.events import RunEnded
from seedream_desktop.domain.ids import RunId, SequenceId
from seedream_desktop.engine.outcome import Outcome, OutcomeState
from seedream_desktop.ui import text
from seedream_desktop.ui.actions import ActionRegistry
from seedream_desktop.ui.bridge import Changes, EngineBridge
from seedream_desktop.ui.desk.messages import Messages, Remark
from seedream_desktop.ui.theme.tokens import Tone

if TYPE_CHECKING:
    from seedream_desktop.ui.desk.documents import Documents
    from seedream_desktop.ui.desk.program import Program


_TONES: Final = {
    OutcomeState.COMPLETED: Tone.DONE,
    OutcomeState.PARTIAL: Tone.WAITING,
    OutcomeState.FAILED: Tone.FAILED,
    OutcomeState.NEEDS_ATTENTION: Tone.DOUBT,
}


@dataclass(frozen=True, slots=True)
class _Ending:
    title: str
    outcome: Outcome


class Endings(QObject):
    """Says a toast for each run that goes no further by itself."""

    told = Signal(object)
    """Carries the Remark that was said."""

    def __init__(
        self,
        program: "Program",
        bridge: EngineBridge,
        documents: "Documents",
        messages: Messages,
        actions: ActionRegistry,
        parent: QObject | None = None,
    ) -> None:
        """Follow the engine's news."""
        super().__init__(parent)
        self._program = program
        self._bridge = bridge
        self._documents = documents
        self._messages = messages
        self._actions = actions
        bridge.changed.connect(self._on_changes)

    def _on_changes(self, changes: Changes) -> None:
        for event in changes.others:
            if isinstance(event, RunEnded):
                self._bridge.call(_ending(self._program, event.run), self, self._on_ending)

    def _on_ending(self, _call: int, ending: _Ending) -> None:
        outcome = ending.outcome
        if outcome.waiting and outcome.state is not OutcomeState.NEEDS_ATTENTION:
            return  # it was held or paused, and the queue says for what
        params: dict[str, str | int] = {
            "title": ending.title,
            "outputs": text.counted("result", outcome.outputs),
            "spent": outcome.spent,
            "in_doubt": text.counted("request", outcome.in_doubt),
        }
        # All that was asked for is here, and the sequence asks for more: a pilot, or an edit.
        is_part = outcome.state is OutcomeState.PARTIAL and not outcome.failed
        is_done = is_part or outcome.state is OutcomeState.COMPLETED
        code = "ended_part" if is_part else f"ended_{outcome.state.value}"
        remark = Remark(
            words=text.text(code, params, section="plan"),
            tone=Tone.DONE if is_done else _TONES[outcome.state],
            action=text.text("show_results" if is_done else "show_queue", section="plan"),
            act=partial(self._show, outcome.sequence, "go.timeline" if is_done else "go.queue"),
        )
        self._messages.said.emit(remark)
        self.told.emit(remark)

    def _show(self, sequence: SequenceId, place: str) -> None:
        current = self._documents.current
        if current is None or current.sequence.id != sequence:
            self._documents.open(sequence)
        self._actions.action(place).trigger()


async def _ending(program: "Program", run: RunId) -> _Ending:
    outcome = await program.engine.outcome(run)
    sequence = await program.library.sequence(outcome.sequence)
    return _Ending(title=sequence.title, outcome=outcome)
