"""The open sequence's frames and what is thought of them, as all screens share them."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal

from seedream_desktop.domain.errors import SeedreamError
from seedream_desktop.domain.events import (
    Event,
    FrameDone,
    QueueHeld,
    RunAppointed,
    RunHeld,
    RunStarted,
)
from seedream_desktop.domain.frame_record import FrameRecord, Place
from seedream_desktop.domain.frames import Table
from seedream_desktop.domain.hold import Hold
from seedream_desktop.domain.ids import SequenceId, SubjectId
from seedream_desktop.domain.judgement import NO_MARK, Judgement, Mark, marks
from seedream_desktop.domain.making import Making
from seedream_desktop.domain.sequence import Sequence
from seedream_desktop.engine.terms import TermsOffer
from seedream_desktop.ui.bridge import Changes, EngineBridge
from seedream_desktop.ui.desk.documents import Documents
from seedream_desktop.ui.desk.frame_reading import Held, Reading, read_frames, read_held
from seedream_desktop.ui.desk.messages import Messages
from seedream_desktop.ui.desk.queue import QueueDesk
from seedream_desktop.ui.edits import SequenceDocument

if TYPE_CHECKING:
    from seedream_desktop.ui.desk.program import Program

_REST_MS: Final = 120
"""How long a sequence is to be left alone before its frames are judged by what it says now."""

_HOLDS: Final = (QueueHeld, RunHeld, RunAppointed)


class FramesDesk(QObject):
    """Keeps the table of the open sequence true; one event costs its own frame, not the table.

    table is None while no sequence is open, or none is read yet. marks holds what is thought of
    those pictures of which anything was ever said.
    """

    replaced = Signal()
    """There is another table, or none; marks may be others too."""
    frames_changed = Signal(object)
    """Carries the places (ImageId, StepId) of frames of the table that may be others now."""
    marks_changed = Signal(object)
    """Carries the SubjectIds of which something else is thought now."""

    def __init__(
        self,
        program: "Program",
        bridge: EngineBridge,
        documents: Documents,
        queue: QueueDesk,
        messages: Messages,
        parent: QObject | None = None,
    ) -> None:
        """Follow the open document and the engine."""
        super().__init__(parent)
        self._program = program
        self._bridge = bridge
        self._queue = queue
        self._messages = messages
        self._sequence: Sequence | None = None
        self.table: Table | None = None
        self.marks: dict[SubjectId, Mark] = {}
        self._said: dict[SubjectId, list[Judgement]] = {}
        self._is_reading = self._is_stale = False
        self._awaited: FrameRecord | None = None
        self._news = _News()
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self._take_edits)
        documents.changed.connect(self._on_document)
        documents.edited.connect(self._on_edited)
        queue.held.connect(self._see_to_holds)
        queue.filled.connect(self._see_to_holds)
        bridge.changed.connect(self._on_changes)

    @property
    def is_read(self) -> bool:
        """Say whether the table holds what the library holds of the open sequence."""
        return self.table is not None and not self._is_reading

    def mark(self, subject: SubjectId) -> Mark:
        """Return what is thought of a picture."""
        return self.marks.get(subject, NO_MARK)

    def said(self, subject: SubjectId) -> tuple[Judgement, ...]:
        """Return all that was ever said of a picture."""
        return tuple(self._said.get(subject, ()))

    def refresh(self) -> None:
        """Read everything anew: others than the engine and the user have written."""
        if self._sequence is None:
            return
        if self._is_reading:
            self._is_stale = True
            return
        self._is_reading = True
        self._news.words.clear()
        work = read_frames(self._program, self._sequence.id)
        self._bridge.call(work, self, self._on_read, self._on_not_read)

    def hear(self, judgements: Iterable[Judgement]) -> None:
        """Show words that are being written to the library."""
        words = tuple(judgements)
        if self._is_reading:
            self._news.words += words
        self.marks_changed.emit(self._learn(words))

    def read_again(self, places: Iterable[Place]) -> None:
        """Read some frames anew, whose versions are others now."""
        self._news.places |= dict.fromkeys(places)
        self._see_to_news()

    def _learn(self, words: Iterable[Judgement]) -> tuple[SubjectId, ...]:
        """Take words in; return of what they are."""
        subjects: dict[SubjectId, None] = {}
        for one in words:
            self._said.setdefault(one.subject, []).append(one)
            subjects[one.subject] = None
        for subject in subjects:
            self.marks |= marks(self._said[subject])
        return tuple(subjects)

    # -- the open document

    def _on_document(self, document: SequenceDocument | None) -> None:
        self._rest.stop()
        self._sequence = document.sequence if document is not None else None
        self.table, self.marks, self._said = None, {}, {}
        self._news = _News()
        self.replaced.emit()
        self.refresh()

    def _on_edited(self, sequence: Sequence) -> None:
        self._sequence = sequence
        if self.table is not None and self.table.sequence is not sequence:
            self._rest.start()

    def _take_edits(self) -> None:
        """Judge the frames by the sequence as it is now; a title changes none of them."""
        table, sequence = self.table, self._sequence
        if table is None or sequence is None:
            return
        if (table.sequence.images, table.sequence.steps) == (sequence.images, sequence.steps):
            table.sequence = sequence
            return
        self._show(table.record)

    def _show(self, record: FrameRecord) -> None:
        sequence = self._sequence
        assert sequence is not None, "a table is of the open sequence"
        offer = TermsOffer(sequence, self._program.cards)
        self.table = Table(sequence, record, offer=offer, is_held=self._is_held)
        self.replaced.emit()

    def _on_read(self, _call: int, reading: Reading) -> None:
        if not self._end_reading():
            return
        self._said, self.marks = reading.said, reading.marks
        words = [one for one in self._news.words if one not in self.said(one.subject)]
        if words:  # said while this was read: it may not be in it
            self._learn(words)
        self._show(reading.record)
        self._see_to_news()

    def _on_not_read(self, _call: int, error: SeedreamError) -> None:
        self._messages.failed(error)
        self._end_reading()  # what could not be read may be another sequence than is open now

    def _end_reading(self) -> bool:
        """Say whether what was read holds; where it is of before, all is read anew."""
        was_stale, self._is_reading, self._is_stale = self._is_stale, False, False
        if was_stale:
            self.refresh()
        return self._sequence is not None and not was_stale

    # -- the engine's news

    def _on_changes(self, changes: Changes) -> None:
        sequence = self._sequence
        if sequence is None:
            return
        self._news.makings += [
            Making.of(request) for request in changes.requests if request.sequence == sequence.id
        ]
        for event in changes.others:
            self._hear_event(event, sequence.id)
        self._see_to_news()
        if any(isinstance(event, _HOLDS) for event in changes.others):
            self._see_to_holds()

    def _hear_event(self, event: Event, sequence: SequenceId) -> None:
        if isinstance(event, FrameDone) and event.version.sequence == sequence:
            self._news.places[event.version.image, event.version.step] = None
        elif isinstance(event, RunStarted) and event.sequence == sequence:
            self.refresh()  # its requests, and what it took over, are in the library only

    def _see_to_news(self) -> None:
        """Take what was heard of frames; while they are being read it waits."""
        table, sequence = self.table, self._sequence
        if table is None or sequence is None or self._is_reading:
            return
        news, self._news = self._news, _News()
        told = dict.fromkeys(place for one in news.makings for place in table.put_making(one))
        if told:
            self.frames_changed.emit(tuple(told))
        if news.places and self._awaited is not None:
            self._news.places = news.places  # two at once might be answered in the other order
        elif news.places:
            self._awaited = table.record
            work = read_held(self._program, sequence.id, tuple(news.places))
            self._bridge.call(work, self, self._on_held, self._on_not_held)

    def _on_held(self, _call: int, held: Held) -> None:
        record, self._awaited, table = self._awaited, None, self.table
        if table is not None and table.sequence.id == held.sequence:
            if self._is_reading or table.record is not record:  # what is read since may be newer
                self._news.places |= dict.fromkeys(held.places)
            else:
                self.frames_changed.emit(table.put_versions(held.places, held.versions))
        self._see_to_news()

    def _on_not_held(self, _call: int, error: SeedreamError) -> None:
        self._awaited = None
        self._messages.failed(error)
        self._see_to_news()

    # -- what waits for the user

    def _is_held(self, making: Making) -> bool:
        if self._queue.hold is not Hold.NONE:
            return True
        queued = self._queue.model.run(making.run)
        if queued is None:
            return False
        is_early = queued.run.not_before > self._program.clock.now()
        return queued.run.is_held or is_early or not queued.is_going

    def _see_to_holds(self, _hold: object = None) -> None:
        if self.table is not None and (places := self.table.forget_holds()):
            self.frames_changed.emit(places)


class _News:
    """What was heard of frames and is not in the table yet, and words said while it is read."""

    def __init__(self) -> None:
        self.makings: list[Making] = []
        self.places: dict[Place, None] = {}
        self.words: list[Judgement] = []
