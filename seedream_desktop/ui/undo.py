"""Undo and redo: the edits of one document, and those of whichever document is open.

Qt's own QUndoStack is not used. Its commands are no QObjects, so that Qt cannot tell Python that
they are gone: where a document with its stack is let go by Python's collector, the commands may
be deleted by it first, and then a second time by the stack. That ends the program.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QObject, Signal

from seedream_desktop.domain.sequence import Sequence

TYPING_PAUSE_S: Final = 2.0
"""Typing that goes on sooner than this is one edit to undo."""

_EDITS_KEPT: Final = 1000


@dataclass(slots=True, kw_only=True)
class Edit:
    """One step from a value to the next; edits of one subject that follow each other merge.

    Values are immutable and share their parts, so that holding both costs little and undoing
    gives back exactly what was there. An edit with an empty subject never merges.
    """

    label: str
    before: Sequence
    after: Sequence
    subject: str
    at_s: float
    is_sealed: bool = False

    def takes(self, later: "Edit") -> bool:
        """Take a later edit of the same subject into this one, unless there was a pause."""
        if not self.subject or self.is_sealed or later.subject != self.subject:
            return False
        if later.at_s - self.at_s > TYPING_PAUSE_S:
            return False
        self.after, self.at_s = later.after, later.at_s
        return True


@dataclass(slots=True, kw_only=True, eq=False)
class Deed:
    """One step that changed something beside the document's value: a judgement, a choice.

    do and undo return at once; they carry out, again and again in turn, what they stand for.
    """

    label: str
    do: Callable[[], None]
    undo: Callable[[], None]


class UndoStack(QObject):
    """The edits of one document, those undone included, up to the oldest that is kept.

    Deeds that belong to the document are in one common order with them.
    """

    changed = Signal()
    """What can be undone or redone is another."""

    def __init__(
        self, show: Callable[[Sequence], None], parent: QObject, *, limit: int = _EDITS_KEPT
    ) -> None:
        """Begin empty; show makes a value the document's present one."""
        super().__init__(parent)
        self._show = show
        self._limit = limit
        self._edits: list[Edit | Deed] = []
        self._done = 0

    @property
    def count(self) -> int:
        """How many edits are held, those undone included."""
        return len(self._edits)

    @property
    def undoable(self) -> Edit | Deed | None:
        """The edit that undo() would take back."""
        return self._edits[self._done - 1] if self._done else None

    @property
    def redoable(self) -> Edit | Deed | None:
        """The edit that redo() would bring again."""
        return self._edits[self._done] if self._done < len(self._edits) else None

    def push(self, edit: Edit) -> None:
        """Carry an edit out; what was undone before can be redone no more."""
        self._show(edit.after)
        last = self._undone_forgotten()
        if not isinstance(last, Edit) or not last.takes(edit):
            self._edits.append(edit)
        elif last.after == last.before:
            self._edits.pop()  # typing came back to where it began
        self._close()

    def push_deed(self, deed: Deed) -> None:
        """Do a deed; what was undone before can be redone no more."""
        deed.do()
        self._undone_forgotten()
        self._edits.append(deed)
        self._close()

    def drop(self, deed: Deed) -> None:
        """Forget a deed that could not be done; nothing where it is not held."""
        if deed in self._edits:
            place = self._edits.index(deed)
            del self._edits[place]
            self._done -= place < self._done
            self.changed.emit()

    def undo(self) -> None:
        """Show the value before the last edit; nothing where there is none."""
        if (edit := self.undoable) is not None:
            self._done -= 1
            if isinstance(edit, Deed):
                edit.undo()
            else:
                self._show(edit.before)
            self.changed.emit()

    def redo(self) -> None:
        """Show the value after the edit that was undone last; nothing where there is none."""
        if (edit := self.redoable) is not None:
            self._done += 1
            if isinstance(edit, Deed):
                edit.do()
            else:
                self._show(edit.after)
            self.changed.emit()

    def seal(self) -> None:
        """Let the last edit take no further one in."""
        if isinstance(edit := self.undoable, Edit):
            edit.is_sealed = True

    def _undone_forgotten(self) -> Edit | Deed | None:
        """Forget what was undone; return what is then the last."""
        del self._edits[self._done :]
        return self.undoable

    def _close(self) -> None:
        """Keep no more than the limit; all that is left is done."""
        del self._edits[: -self._limit]
        self._done = len(self._edits)
        self.changed.emit()


class OpenUndo(QObject):
    """Undo and redo of the open document, for what stays while documents come and go."""

    changed = Signal()
    """What can be undone or redone is another; another document's, perhaps."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Begin with no document."""
        super().__init__(parent)
        self._stack: UndoStack | None = None

    def follow(self, stack: UndoStack | None) -> None:
        """Undo what another document holds, or nothing."""
        if stack is self._stack:
            return
        if self._stack is not None:
            self._stack.changed.disconnect(self.changed)
        self._stack = stack
        if stack is not None:
            stack.changed.connect(self.changed)
        self.changed.emit()

    @property
    def undo_text(self) -> str | None:
        """What undo() would take back, in words; None where there is nothing."""
        edit = self._stack.undoable if self._stack else None
        return edit.label if edit else None

    @property
    def redo_text(self) -> str | None:
        """What redo() would bring again, in words; None where there is nothing."""
        edit = self._stack.redoable if self._stack else None
        return edit.label if edit else None

    def undo(self) -> None:
        """Take the last edit back."""
        if self._stack is not None:
            self._stack.undo()

    def redo(self) -> None:
        """Bring again what was undone last."""
        if self._stack is not None:
            self._stack.redo()
