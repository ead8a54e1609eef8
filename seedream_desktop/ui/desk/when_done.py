"""What is done once the queue is empty: chosen for this session, never remembered."""

from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal

from seedream_desktop.domain.ids import RunId, SequenceId
from seedream_desktop.ui import text
from seedream_desktop.ui.actions import ActionRegistry
from seedream_desktop.ui.desk.messages import Messages, Remark
from seedream_desktop.ui.desk.notifications import Notifications
from seedream_desktop.ui.desk.queue import QueueDesk
from seedream_desktop.ui.models.queue_counts import Counts
from seedream_desktop.ui.theme.tokens import Tone

if TYPE_CHECKING:
    from seedream_desktop.ui.desk.documents import Documents

_SECOND_MS: Final = 1_000
_GRACE_S: Final = 20
_CAUSE: Final = "quits"


class Choice(StrEnum):
    """What is done when nothing in the queue is left to do."""

    NOTHING = "nothing"
    NOTIFY = "notify"
    RESULTS = "results"
    QUIT = "quit"


class WhenDone(QObject):
    """Waits until the queue, which was at work, has nothing left that runs or waits.

    While something is in doubt nothing is done but to say so, unless the user wants it all the
    same. Before the program quits there is time to stay.
    """

    changed = Signal()
    """choice or even_in_doubt is another one."""

    def __init__(
        self,
        queue: QueueDesk,
        documents: "Documents",
        notifications: Notifications,
        messages: Messages,
        actions: ActionRegistry,
        parent: QObject | None = None,
    ) -> None:
        """Begin with nothing to be done."""
        super().__init__(parent)
        self._queue = queue
        self._documents = documents
        self._notifications = notifications
        self._messages = messages
        self._actions = actions
        self._was_at_work = False
        self._last: SequenceId | None = None
        self._left_s = 0
        self.choice = Choice.NOTHING
        self.even_in_doubt = False
        self._second = QTimer(self)
        self._second.setInterval(_SECOND_MS)
        self._second.timeout.connect(self._count_down)
        queue.rested.connect(self._on_rested)
        queue.counted.connect(self._on_counts)
        self._on_counts(queue.counts)

    @property
    def is_quitting(self) -> bool:
        """Whether the program quits within seconds."""
        return self._second.isActive()

    def choose(self, choice: Choice) -> None:
        """Have something done from now on."""
        self.stay()
        self.choice = choice
        self.changed.emit()

    def allow_doubt(self, *, is_allowed: bool) -> None:
        """Have it done also while something is in doubt, or not."""
        self.even_in_doubt = is_allowed
        self.changed.emit()

    def stay(self) -> None:
        """Quit not, after all."""
        self._second.stop()
        self._messages.take_down(_CAUSE)

    def _on_rested(self, run: RunId) -> None:
        queued = self._queue.model.run(run)
        if queued is not None:
            self._last = queued.run.sequence

    def _on_counts(self, counts: Counts) -> None:
        is_at_work = counts.running + counts.waiting > 0
        was_at_work, self._was_at_work = self._was_at_work, is_at_work
        if is_at_work:
            self.stay()
        elif was_at_work and self.choice is not Choice.NOTHING:
            # Not within the news of the last run: its end is told first.
            QTimer.singleShot(0, self, partial(self._act, self.choice))

    def _act(self, choice: Choice) -> None:
        counts = self._queue.counts
        if counts.running + counts.waiting or choice is not self.choice:
            return
        if counts.in_doubt and not self.even_in_doubt:
            self._tell(_say("done_waits_for_doubt", requests=counts.in_doubt))
        elif choice is Choice.QUIT:
            self._left_s = _GRACE_S
            self._second.start()
            self._show_left()
        else:
            self._tell(_told(counts))
            if choice is Choice.RESULTS:
                self._open_results()

    def _tell(self, words: str) -> None:
        self._messages.say(words)
        self._notifications.tell(words)

    def _open_results(self) -> None:
        current = self._documents.current
        if self._last is not None and (current is None or current.sequence.id != self._last):
            self._documents.open(self._last)
        self._actions.action("go.timeline").trigger()

    def _count_down(self) -> None:
        self._left_s -= 1
        if self._left_s > 0:
            self._show_left()
            return
        self.stay()
        self._actions.action("window.quit").trigger()

    def _show_left(self) -> None:
        words = _say("done_quits", count=self._left_s)
        stay = _say("done_stay")
        remark = Remark(words=words, tone=Tone.WAITING, action=stay, act=self._stay_for_good)
        self._messages.put_up(_CAUSE, remark)

    def _stay_for_good(self) -> None:
        self.choose(Choice.NOTHING)


def _told(counts: Counts) -> str:
    if counts.failed:
        return _say("done_told_failed", requests=counts.failed)
    return _say("done_told")


def _say(code: str, **params: str | int) -> str:
    return text.text(code, params, section="rules")
