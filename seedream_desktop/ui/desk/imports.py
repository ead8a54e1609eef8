"""Brings pictures in: one import after the other, off the GUI thread, and nothing half."""

import os
import threading
import time
from collections import deque
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Final

import shiboken6
from PySide6.QtCore import QObject, Signal

from seedream_desktop.domain.errors import SeedreamError
from seedream_desktop.domain.ids import SequenceId
from seedream_desktop.domain.picture import Intake
from seedream_desktop.engine.intake import count_files, take_in
from seedream_desktop.ui.bridge import Changes, EngineBridge
from seedream_desktop.ui.desk import intakes
from seedream_desktop.ui.desk.documents import Documents
from seedream_desktop.ui.desk.flows import Flows
from seedream_desktop.ui.desk.intakes import (
    Import,
    Job,
    Problem,
    Progress,
    Target,
    counted,
    problems_of,
    words,
)
from seedream_desktop.ui.desk.keepsakes import keep
from seedream_desktop.ui.desk.messages import Messages
from seedream_desktop.ui.dialogs.question import Question
from seedream_desktop.ui.edits import SequenceDocument
from seedream_desktop.ui.mime import Drop, DropKind

if TYPE_CHECKING:
    from seedream_desktop.ui.desk.program import Program

__all__ = ["ASKED_ABOVE", "Import", "Imports", "Problem", "Progress", "Target"]

ASKED_ABOVE: Final = 500
"""More files than this are asked about before they are read."""


class Imports(QObject):
    """Takes files, folders and pictures from drops, pastes, dialogs and the command line.

    Every call returns at once. Imports wait for each other; pictures are shown where they go
    once all of an import are read, as one edit that can be undone. What is left out is kept
    in problems, with its reason, until the next import begins or it is cleared.
    """

    progressed = Signal(int, int, int, float)
    """Files seen, pictures taken, files left out, and files per second; newest facts in now."""
    started = Signal()
    ended = Signal(object)
    """Carries an Import."""
    problems_changed = Signal()
    problems_asked = Signal()
    """Somebody wants to see the problems."""

    def __init__(
        self,
        program: "Program",
        bridge: EngineBridge,
        flows: Flows,
        documents: Documents,
        messages: Messages,
        parent: QObject | None = None,
    ) -> None:
        """Wait for the first import."""
        super().__init__(parent)
        self._program = program
        self._bridge = bridge
        self._flows = flows
        self._documents = documents
        self._messages = messages
        self._waiting: deque[Job] = deque()
        self._stop = threading.Event()
        self._reads_since: float | None = None
        self.now: Progress | None = None
        self.problems: tuple[Problem, ...] = ()
        self.problems_at: SequenceId | None = None
        """The sequence that the problems are shown with; None: where none is open."""
        bridge.changed.connect(self._on_changes)

    @property
    def running(self) -> bool:
        """Whether an import is under way."""
        return self.now is not None

    def add_paths(
        self,
        paths: Iterable[Path],
        target: Target = Target.NEW_SEQUENCE,
        at: int | None = None,
        document: SequenceDocument | None = None,
    ) -> None:
        """Bring in files and folders; relative paths are meant from the working folder.

        For HERE, at is a place among the sequence's images, the end without it, and document
        the sequence, the open one without it.
        """
        whole = tuple(Path(os.path.abspath(path)) for path in paths)  # noqa: PTH100 (keeps links)
        if whole:
            self._put(Job(target=target, paths=whole, at=at, document=document))

    def take(self, drop: Drop, target: Target, at: int | None = None) -> None:
        """Bring in a drop or a paste; of what cannot be taken the reason is said."""
        self._put(Job(target=target, paths=drop.paths, drop=drop, at=at))

    def cancel(self) -> None:
        """Stop reading; of what was read until then it is asked whether to keep it."""
        self._stop.set()

    def clear_problems(self) -> None:
        """Forget what was left out."""
        self._tell_problems(())

    def _put(self, job: Job) -> None:
        current = job.document or self._documents.current
        job.document = current if job.target is not Target.NEW_SEQUENCE else None
        self._waiting.append(job)
        if self.now is None:
            self.now = Progress(title="")
            self._flows.start(self._work(), of=self)

    async def _work(self) -> None:
        """Do what waits, one after the other; a failure ends its own import only."""
        try:
            while self._waiting:
                await self._do(self._waiting.popleft())
        finally:
            self.now = None

    async def _do(self, job: Job) -> None:
        self._stop.clear()
        self._reads_since = None
        self.now = Progress(title=job.title)
        self._tell_problems(())
        self.started.emit()
        try:
            outcome = await self._bring_in(job)
        except SeedreamError as error:
            self._messages.failed(error)
            outcome = Import(target=job.target, title=job.title)
        self.now = None if not self._waiting else Progress(title="")
        self._tell_problems(outcome.problems, outcome.sequence or self._place(job))
        self.ended.emit(outcome)

    async def _bring_in(self, job: Job) -> Import:
        problems: tuple[Problem, ...] = ()
        if job.drop is not None:
            problems = intakes.not_taken(job.drop)
            if job.drop.kind is DropKind.IMAGE:
                job.paths = (await self._flows.ask(keep(self._program, job.drop)),)
                job.title = job.paths[0].stem
        intake = await self._read(job) if job.paths else Intake()
        if intake is None:
            return self._said(Import(target=job.target, title=job.title, was_stopped=True))
        problems += problems_of(intake)
        if self._stop.is_set() and not await self._is_kept(job, intake):
            return self._said(Import(target=job.target, title=job.title, was_stopped=True))
        outcome = self._put_in(job, intake, problems)
        if outcome.sequence is not None:
            # What is said to be there is there also after a power cut.
            await self._documents.written(outcome.sequence)
        return self._said(outcome)

    async def _read(self, job: Job) -> Intake | None:
        """Count, ask where that is many, and read; None where it was refused or stopped early."""
        count = await self._flows.ask(count_files(job.paths, self._stop.is_set))
        if self._stop.is_set():
            return None
        job.title = job.title or intakes.title_of(job.paths, count)
        if count.files > ASKED_ABOVE:
            files, folders = counted("file", count.files), counted("folder", count.folders_walked)
            question = Question(
                words("many", files=files, folders=folders),
                words("many_more", limit=ASKED_ABOVE),
                answer=words("many_accept", files=files),
                safe=words("many_safe"),
            )
            if not await self._flows.shown(question):
                return None
        self._reads_since = time.monotonic()
        self._show(Progress(title=self._goal(job), total=count.files))
        report, is_stopped = self._bridge.publish, self._stop.is_set
        return await self._flows.ask(take_in(job.paths, self._program.pictures, report, is_stopped))

    async def _is_kept(self, job: Job, intake: Intake) -> bool:
        if not intake.pictures:
            return False
        pictures = counted("picture", len(intake.pictures))
        question = Question(
            words("keep", pictures=pictures),
            words("keep_more", title=self._goal(job)),
            answer=words("keep_accept", pictures=pictures),
            safe=words("keep_safe"),
        )
        return await self._flows.shown(question)

    def _goal(self, job: Job) -> str:
        document = _living(job.document)
        return document.sequence.title if document is not None else job.title

    def _put_in(self, job: Job, intake: Intake, problems: tuple[Problem, ...]) -> Import:
        """Put the pictures where they go, as one edit."""
        document, doubles = _living(job.document), len(intake.duplicates)
        if not intake.pictures:
            return Import(target=job.target, title=job.title, problems=problems)
        if document is None:
            document = self._documents.create(job.title, intake.pictures)
            added, target = len(intake.pictures), Target.NEW_SEQUENCE
        elif job.target is Target.ANCHORS and document.sequence.steps:
            document.add_anchors_to_all(intake.pictures)
            added, target = len(intake.pictures), job.target
        else:
            before = len(document.sequence.images)
            document.add_images(intake.pictures, job.at)
            added, target = len(document.sequence.images) - before, Target.HERE
            doubles += len(intake.pictures) - added
        return Import(
            target=target,
            title=document.sequence.title,
            sequence=document.sequence.id,
            added=added,
            doubles=doubles,
            problems=problems,
        )

    def _said(self, outcome: Import) -> Import:
        """Say in a line what it came to."""
        if outcome.problems:
            show = self.problems_asked.emit
            self._messages.say(intakes.summary(outcome), action=words("show"), act=show)
        else:
            self._messages.say(intakes.summary(outcome))
        return outcome

    def _on_changes(self, changes: Changes) -> None:
        news, now = changes.imported, self.now
        if news is None or now is None or self._reads_since is None:
            return
        elapsed_s = max(time.monotonic() - self._reads_since, 1e-3)
        skipped = now.skipped + len(news.skipped)
        self._show(
            Progress(
                title=now.title,
                seen=news.seen,
                total=max(now.total, news.seen),
                taken=news.taken,
                skipped=skipped,
                per_second=news.seen / elapsed_s,
            )
        )

    def _show(self, progress: Progress) -> None:
        self.now = progress
        self.progressed.emit(progress.seen, progress.taken, progress.skipped, progress.per_second)

    def _place(self, job: Job) -> SequenceId | None:
        """Return where an import that added nothing was asked for."""
        document = _living(job.document) or self._documents.current
        return document.sequence.id if document is not None else None

    def _tell_problems(self, problems: tuple[Problem, ...], at: SequenceId | None = None) -> None:
        if problems != self.problems:
            self.problems, self.problems_at = problems, at
            self.problems_changed.emit()


def _living(document: SequenceDocument | None) -> SequenceDocument | None:
    """Return a document unless the window has let go of it meanwhile."""
    return document if document is not None and shiboken6.isValid(document) else None
