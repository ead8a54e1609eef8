"""The sequence that is open in the window, and the way to another."""

from collections.abc import Iterable
from functools import partial
from typing import Final

from PySide6.QtCore import QObject, Signal

from seedream_desktop.domain.errors import SeedreamError
from seedream_desktop.domain.ids import ImageId, SequenceId, fresh_id
from seedream_desktop.domain.picture import Picture
from seedream_desktop.domain.sequence import Sequence
from seedream_desktop.domain.step import Step
from seedream_desktop.ui import editing, text
from seedream_desktop.ui.bridge import EngineBridge
from seedream_desktop.ui.desk.messages import Messages, Remark
from seedream_desktop.ui.desk.program import Program
from seedream_desktop.ui.edits import SequenceDocument
from seedream_desktop.ui.theme.tokens import Tone
from seedream_desktop.ui.undo import OpenUndo

_UNSAVED: Final = "unsaved"
_KEPT: Final = 8
"""Documents of which the window remembers the edits, so that going back can be undone."""


class Documents(QObject):
    """Holds the one open document, and those that were open just before with their edits.

    Undo and redo of the window follow the open one.
    """

    leaving = Signal()
    """Another is about to be shown, or none: what is still being written belongs to current."""
    changed = Signal(object)
    """Carries the SequenceDocument that is open now, or None."""
    edited = Signal(object)
    """Carries the open document's Sequence: on opening, and after each edit, undo and redo."""
    opening_ended = Signal()
    """Nothing is being read to be shown: it is open, another is, or its failure was said."""
    pointed = Signal(object)
    """Carries the ids of images of the open sequence that somebody asked to be shown."""
    saved = Signal()
    """The open sequence, as it is shown, is in the library."""

    def __init__(
        self,
        program: Program,
        bridge: EngineBridge,
        messages: Messages,
        parent: QObject | None = None,
    ) -> None:
        """Open nothing yet."""
        super().__init__(parent)
        self._program = program
        self._bridge = bridge
        self._messages = messages
        self._wanted: SequenceId | None = None
        self._to_point: tuple[ImageId, ...] = ()
        self._opened: dict[SequenceId, SequenceDocument] = {}
        self._pinned: set[SequenceId] = set()
        self.current: SequenceDocument | None = None
        self.undo = OpenUndo(self)

    def open(self, sequence: SequenceId, images: tuple[ImageId, ...] = ()) -> None:
        """Show a sequence of the library; changed comes when it is read, then pointed."""
        self._wanted, self._to_point = None, images
        if sequence in self._opened:
            self._show(self._opened[sequence])
            return
        self._wanted = sequence
        work = self._program.library.sequence(sequence)
        self._bridge.call(work, self, self._on_read, partial(self._on_failed, sequence))

    def create(
        self, title: str, pictures: Iterable[Picture] = (), steps: Iterable[Step] = ()
    ) -> SequenceDocument:
        """Begin a sequence, open it and have it saved."""
        begun = Sequence(id=SequenceId(fresh_id("sq")), title=title, images=(), steps=())
        begun = editing.add_images(begun, pictures)
        for step in steps:
            begun = editing.add_step(begun, step)
        document = self._made(begun, is_new=True)
        document.retry()
        self._wanted = None
        self._show(document)
        return document

    @property
    def is_opening(self) -> bool:
        """Say whether a sequence is being read that is to be shown."""
        return self._wanted is not None

    def close_current(self) -> None:
        """Show no sequence."""
        self._wanted = None
        self.leaving.emit()
        self.current = None
        self.undo.follow(None)
        self.changed.emit(None)
        self.opening_ended.emit()

    def pin(self, sequence: SequenceId) -> None:
        """Keep a document that is or was open, for what goes on adding to it."""
        self._pinned.add(sequence)

    def unpin(self, sequence: SequenceId) -> None:
        """Let a document go with the others again."""
        self._pinned.discard(sequence)

    def kept(self, sequence: SequenceId) -> SequenceDocument | None:
        """Return the document of a sequence that is or was open, while it is kept."""
        return self._opened.get(sequence)

    def flush(self) -> None:
        """Hand the newest states to the engine, before it is told to stop."""
        for document in self._opened.values():
            document.flush()

    @property
    def is_saved(self) -> bool:
        """Say whether the library holds all that was edited."""
        return all(document.is_saved for document in self._opened.values())

    async def written(self, sequence: SequenceId) -> None:
        """Wait, on the GUI's loop, until an opened sequence is in the library, or cannot be."""
        if sequence in self._opened:
            await self._opened[sequence].written()

    async def save_all(self) -> None:
        """Write what is not saved, on the engine's loop. Raises SeedreamError."""
        unsaved = [each.sequence for each in self._opened.values() if not each.is_saved]
        for sequence in unsaved:
            await self._save(sequence)

    async def _save(self, sequence: Sequence) -> None:
        await self._program.library.save_sequence(sequence, self._program.clock.now())

    def _on_read(self, _call: int, sequence: Sequence) -> None:
        if sequence.id == self._wanted:
            self._wanted = None
            self._show(self._made(sequence, is_new=False))

    def _on_failed(self, sequence: SequenceId, _call: int, error: SeedreamError) -> None:
        self._messages.failed(error)
        if sequence == self._wanted:
            self._wanted = None
            self.opening_ended.emit()

    def _made(self, sequence: Sequence, *, is_new: bool) -> SequenceDocument:
        document = SequenceDocument(sequence, self._bridge, self._save, self, is_new=is_new)
        document.changed.connect(partial(self._on_edited, document))
        document.saved.connect(partial(self._on_saved, document))
        document.save_failed.connect(partial(self._on_not_saved, document))
        return document

    def _show(self, document: SequenceDocument) -> None:
        self.leaving.emit()
        self._opened.pop(document.sequence.id, None)
        self._opened[document.sequence.id] = document
        self.current = document
        self.undo.follow(document.undo_stack)
        self._forget_oldest()
        self.changed.emit(document)
        self.edited.emit(document.sequence)
        images, self._to_point = self._to_point, ()
        if images:
            self.pointed.emit(images)
        self.opening_ended.emit()

    def _forget_oldest(self) -> None:
        for name, document in tuple(self._opened.items())[:-_KEPT]:
            if document.is_saved and name not in self._pinned:
                del self._opened[name]
                document.deleteLater()

    def _on_edited(self, document: SequenceDocument, sequence: Sequence) -> None:
        if document is self.current:
            self.edited.emit(sequence)

    def _on_saved(self, document: SequenceDocument) -> None:
        self._messages.take_down(_UNSAVED)
        if document is self.current:
            self.saved.emit()

    def _on_not_saved(self, document: SequenceDocument, error: SeedreamError) -> None:
        remark = Remark(
            words=text.of_error(error),
            tone=Tone.FAILED,
            action=text.line("try_again"),
            act=document.retry,
        )
        self._messages.put_up(_UNSAVED, remark)
