"""Judging pictures: picks, stars, labels and notes, which version is chosen, whose it is."""

from collections import deque
from collections.abc import Callable, Coroutine, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from seedream_desktop.domain.errors import SeedreamError
from seedream_desktop.domain.ids import ImageId, SequenceId, SubjectId, VersionId
from seedream_desktop.domain.judgement import (
    STARS_MAX,
    Aspect,
    Flag,
    Judgement,
    Label,
    Mark,
    later_than,
)
from seedream_desktop.domain.request import Version
from seedream_desktop.ports.frames import Change
from seedream_desktop.ui import text
from seedream_desktop.ui.bridge import EngineBridge
from seedream_desktop.ui.desk.documents import Documents
from seedream_desktop.ui.desk.focus import Shot
from seedream_desktop.ui.desk.frames import FramesDesk
from seedream_desktop.ui.desk.messages import Messages
from seedream_desktop.ui.models.frame_words import judged_words
from seedream_desktop.ui.undo import Deed, UndoStack

if TYPE_CHECKING:
    from seedream_desktop.domain.frames import Table
    from seedream_desktop.ui.desk.program import Program

Work = Callable[[], Coroutine[Any, Any, Change]]


class Judging(QObject):
    """Says what the user thinks of pictures of the open sequence; all of it can be undone.

    Each word is shown at once and written at once. What is said by the user is stamped later
    than all that was said of the picture before, whatever the clocks of others showed.
    """

    changed = Signal(object)
    """Carries a Change of versions that the library has carried out."""
    told = Signal(str)
    """What is thought of pictures from now on, in words for who does not see it."""

    def __init__(
        self,
        program: "Program",
        bridge: EngineBridge,
        documents: Documents,
        frames: FramesDesk,
        messages: Messages,
        parent: QObject | None = None,
    ) -> None:
        """Take what is judged, and where it is written."""
        super().__init__(parent)
        self._program = program
        self._bridge = bridge
        self._documents = documents
        self._frames = frames
        self._messages = messages
        self._tasks: deque[_Task] = deque()

    # -- what is thought

    def flag(self, subjects: Iterable[SubjectId], flag: Flag) -> None:
        """Pick or reject pictures, or take that back."""
        self._say("flag", Aspect.FLAG, dict.fromkeys(subjects, flag.value))

    def rate(self, subjects: Iterable[SubjectId], stars: int) -> None:
        """Give pictures stars, from 0 to STARS_MAX."""
        self._say("rate", Aspect.STARS, dict.fromkeys(subjects, _digit(stars)))

    def rate_by(self, subjects: Iterable[SubjectId], more: int) -> None:
        """Give each picture so many stars more, or fewer; none below 0 or above STARS_MAX."""
        values = {one: _digit(self._frames.mark(one).stars + more) for one in subjects}
        self._say("rate", Aspect.STARS, values)

    def label(self, subjects: Iterable[SubjectId], label: Label) -> None:
        """Give pictures a colour, or take it off."""
        self._say("label", Aspect.LABEL, dict.fromkeys(subjects, label.value))

    def note(self, subject: SubjectId, words: str) -> None:
        """Write the user's own note on a picture; empty takes it off."""
        self._say("note", Aspect.NOTE, {subject: words})

    # -- what is chosen, and whose it is

    def choose(self, version: VersionId) -> None:
        """Make a version the chosen one of its frame."""
        self._change("choose", lambda: self._program.library.frames.choose(version))

    def re_pair(self, moves: Mapping[VersionId, ImageId]) -> None:
        """Say of which images versions of one request are; see the library's port."""
        wanted = dict(moves)
        self._change("re_pair", lambda: self._program.library.frames.re_pair(wanted))

    def confirm(self, versions: Iterable[VersionId]) -> None:
        """Say that unsure pairs were looked at and are right.

        What is unsure only because it was made from one of them is right as well.
        """
        wanted = tuple(self._with_heirs(versions))
        self._change("confirm", lambda: self._program.library.frames.confirm(wanted))

    def subject(self, shot: Shot) -> SubjectId | None:
        """Return what is judged by judging a picture; None for a frame without a result."""
        if shot.step is None:
            return SubjectId(shot.image)
        version = self.version(shot)
        return SubjectId(version.id) if version is not None else None

    def subjects(self, shots: Iterable[Shot]) -> Iterator[SubjectId]:
        """Give what is judged by judging pictures, each once, as far as it is there."""
        seen = set[SubjectId]()
        for shot in shots:
            subject = self.subject(shot)
            if subject is not None and subject not in seen:
                seen.add(subject)
                yield subject

    def version(self, shot: Shot) -> Version | None:
        """Return the version that a picture shows; None for an original or where there is none."""
        table = self._frames.table
        if table is None or shot.step is None:
            return None
        if shot.image not in table or shot.step not in table.steps:
            return None
        frame = table.frame(shot.image, shot.step)
        # One that has become another image's since is looked at no more: the chosen one is.
        own = (version for version in frame.versions if version.id == shot.version)
        return next(own, frame.chosen)

    @property
    def is_busy(self) -> bool:
        """Say whether a choice or a pair is still being written."""
        return bool(self._tasks)

    def _with_heirs(self, versions: Iterable[VersionId]) -> Iterable[VersionId]:
        named = dict.fromkeys(versions)
        if self._frames.table is not None:
            named |= dict.fromkeys(_heirs(self._frames.table, named))
        return named

    def _say(self, code: str, aspect: Aspect, values: Mapping[SubjectId, str]) -> None:
        """Say something of pictures, as one edit; nothing where it is what holds already."""
        document = self._documents.current
        before = {one: _value(self._frames.mark(one), aspect) for one in values}
        after = {one: value for one, value in values.items() if value != before[one]}
        if document is None or not after:
            return
        before = {one: before[one] for one in after}
        document.undo_stack.push_deed(
            Deed(
                label=text.text(code, section="edits"),
                do=lambda: self._write(aspect, after),
                undo=lambda: self._write(aspect, before),
            )
        )

    def _write(self, aspect: Aspect, values: Mapping[SubjectId, str]) -> None:
        now = self._program.clock.now()
        said = tuple(
            Judgement(
                subject=subject,
                aspect=aspect,
                value=value,
                at=later_than(self._frames.said(subject), now),
            )
            for subject, value in values.items()
        )
        self._frames.hear(said)
        self.told.emit(judged_words(aspect, tuple(values.values())))
        self._bridge.call(
            self._program.library.judgements.save(said), self, None, self._on_not_said
        )

    def _on_not_said(self, _call: int, error: SeedreamError) -> None:
        """Tell of it, and show what the library holds."""
        self._messages.failed(error)
        self._frames.refresh()

    def _change(self, code: str, work: Work) -> None:
        document = self._documents.current
        if document is None:
            return
        done = _Done()
        frames = self._program.library.frames

        def begin() -> None:
            again = done.change
            # Redone, it is what it was, and not worked out anew from what is there by now.
            first = work if again is None else (lambda: frames.put_back(again.after))
            self._queue(_Task(sequence, first, done, deed, document.undo_stack))

        def take_back() -> None:
            back = _Task(sequence, lambda: frames.put_back(done.before), None)
            self._queue(back)

        sequence = document.sequence.id
        deed = Deed(label=text.text(code, section="edits"), do=begin, undo=take_back)
        document.undo_stack.push_deed(deed)

    def _queue(self, task: "_Task") -> None:
        """Have one thing written after the other: undoing needs what doing came to."""
        self._tasks.append(task)
        if len(self._tasks) == 1:
            self._start()

    def _start(self) -> None:
        self._bridge.call(self._tasks[0].work(), self, self._on_changed, self._on_not_changed)

    def _on_changed(self, _call: int, change: Change) -> None:
        task = self._tasks.popleft()
        if task.done is not None and task.done.change is None:
            task.done.change = change
        places = [
            (version.image, version.step)
            for version in (*change.before, *change.after)
            if version.sequence == task.sequence
        ]
        table = self._frames.table
        if table is not None and table.sequence.id == task.sequence:
            self._frames.read_again(places)
        self.changed.emit(change)
        self._go_on()

    def _on_not_changed(self, _call: int, error: SeedreamError) -> None:
        task = self._tasks.popleft()
        if task.deed is not None and task.stack is not None:
            task.stack.drop(task.deed)
        self._messages.failed(error)
        self._go_on()

    def _go_on(self) -> None:
        if self._tasks:
            self._start()


@dataclass(slots=True)
class _Done:
    """What a change of versions came to, once the library has carried it out."""

    change: Change | None = None

    @property
    def before(self) -> tuple[Version, ...]:
        return self.change.before if self.change is not None else ()


@dataclass(frozen=True, slots=True)
class _Task:
    """A change that is being written or waits for that; deed is what falls if it cannot be."""

    sequence: SequenceId
    work: Work
    done: _Done | None = None
    deed: Deed | None = None
    stack: UndoStack | None = None


def _digit(stars: int) -> str:
    kept = max(0, min(STARS_MAX, stars))
    return str(kept) if kept else ""


def _value(mark: Mark, aspect: Aspect) -> str:
    """Return what holds of one aspect, as a judgement has it."""
    match aspect:
        case Aspect.FLAG:
            return mark.flag.value
        case Aspect.STARS:
            return _digit(mark.stars)
        case Aspect.LABEL:
            return mark.label.value
    return mark.notes.get("", "")


def _heirs(table: "Table", named: Mapping[VersionId, None]) -> Iterable[VersionId]:
    """Give versions that rest on these, step by step, and are sure but for that."""
    sure = set(named)
    found = (table.version(name) for name in named)
    for image in dict.fromkeys(version.image for version in found if version is not None):
        for version in (one for frame in table.row(image) for one in frame.versions):
            is_heir = not version.is_paired and version.confidence >= 1.0
            if is_heir and table.parent(version.id) in sure:
                sure.add(version.id)
                yield version.id
