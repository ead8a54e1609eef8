"""A sequence that is being edited: every edit can be undone, and every state is saved."""

import asyncio
import time
from collections.abc import Callable, Collection, Coroutine, Iterable
from functools import partial
from typing import Any, Concatenate, ParamSpec

from PySide6.QtCore import QObject, Signal

from seedream_desktop.domain.errors import SeedreamError
from seedream_desktop.domain.ids import Digest, ImageId, StepId
from seedream_desktop.domain.picture import Picture
from seedream_desktop.domain.sequence import Sequence
from seedream_desktop.domain.step import SizeChoice, Step, StepMode
from seedream_desktop.ui import editing, text
from seedream_desktop.ui.bridge import EngineBridge
from seedream_desktop.ui.undo import Edit, UndoStack

_P = ParamSpec("_P")

Save = Callable[[Sequence], Coroutine[Any, Any, None]]
"""Writes a sequence to the library, on the engine's loop."""


class SequenceDocument(QObject):
    """The sequence on the screen, its undo stack, and its way to the disk.

    The newest state is written whenever it differs from the written one: one write at a time,
    states that were passed meanwhile are left out.
    """

    changed = Signal(object)
    """Carries the Sequence to be shown."""
    saved = Signal()
    save_failed = Signal(object)
    """Carries the SeedreamError; the state stays unsaved, and retry() tries again."""

    def __init__(
        self,
        sequence: Sequence,
        bridge: EngineBridge,
        save: Save,
        parent: QObject | None = None,
        *,
        is_new: bool = False,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """Begin with what the library holds, or with what is new to it: see retry()."""
        super().__init__(parent)
        self._sequence = sequence
        self._saved = None if is_new else sequence
        self._writing: Sequence | None = None
        self._bridge = bridge
        self._save = save
        self._now = now
        self.undo_stack = UndoStack(self.show, self)

    @property
    def sequence(self) -> Sequence:
        """The present value."""
        return self._sequence

    @property
    def is_saved(self) -> bool:
        """Say whether the library holds the present value."""
        return self._writing is None and self._saved == self._sequence

    # -- edits

    def rename(self, title: str) -> None:
        """Give another title."""
        self._edit("rename", "title", editing.rename, title)

    def add_images(self, pictures: Iterable[Picture], at: int | None = None) -> None:
        """Put pictures in; none twice."""
        self._edit("add_images", "", editing.add_images, tuple(pictures), at)

    def remove_images(self, images: Collection[ImageId]) -> None:
        """Take images out."""
        self._edit("remove_images", "", editing.remove_images, frozenset(images))

    def order_images(self, order: Iterable[ImageId]) -> None:
        """Put images into an order."""
        self._edit("order_images", "", editing.order_images, tuple(order))

    def add_step(self, step: Step, at: int | None = None) -> None:
        """Put a step in."""
        self._edit("add_step", "", editing.add_step, step, at)

    def duplicate_step(self, step: StepId) -> None:
        """Put a copy of a step behind it."""
        self._edit("duplicate_step", "", editing.duplicate_step, step)

    def remove_step(self, step: StepId) -> None:
        """Take a step out."""
        self._edit("remove_step", "", editing.remove_step, step)

    def order_steps(self, order: Iterable[StepId]) -> None:
        """Put steps into an order."""
        self._edit("order_steps", "", editing.order_steps, tuple(order))

    def switch_step(self, step: StepId, *, is_on: bool) -> None:
        """Let a step be executed, or not."""
        code = "switch_step_on" if is_on else "switch_step_off"
        self._edit(code, "", editing.edit_step, step, is_on=is_on)

    def write_prompt(self, step: StepId, prompt: str) -> None:
        """Take a prompt as it is typed; typing without a pause is one edit."""
        self._edit("write_prompt", f"prompt {step}", editing.edit_step, step, prompt=prompt)

    def take_prompt(self, step: StepId, prompt: str) -> None:
        """Put a whole other prompt in a step's place, as one edit of its own."""
        self._edit("take_prompt", "", editing.edit_step, step, prompt=prompt)

    def edit_step(self, step: StepId, **changes: Any) -> None:
        """Change other fields of a step: provider, family, mode, size, count."""
        self._edit("edit_step", "", editing.edit_step, step, **changes)

    def choose_mode(self, step: StepId, mode: StepMode) -> None:
        """Have a step done another way; a story brings and takes its panels."""
        self._edit("choose_mode", "", editing.choose_mode, step, mode)

    def choose_size(self, step: StepId, size: SizeChoice) -> None:
        """Ask for another size; typing its figures without a pause is one edit."""
        self._edit("choose_size", f"size {step}", editing.edit_step, step, size=size)

    def choose_count(self, step: StepId, count: int) -> None:
        """Ask for another number of results; stepping without a pause is one edit."""
        self._edit("choose_count", f"count {step}", editing.choose_count, step, count)

    def paste_settings(self, step: StepId, like: Step) -> None:
        """Give a step the target, mode, size and anchors of another; its prompt stays."""
        self._edit("paste_settings", "", editing.paste_settings, step, like)

    def set_leading_anchors(self, step: StepId, count: int) -> None:
        """Have the sequence's first images sent along with every request of a step."""
        subject, leading = f"leading {step}", max(0, count)
        self._edit("change_anchors", subject, editing.edit_step, step, leading_anchors=leading)

    def add_anchors(self, step: StepId, pictures: Iterable[Picture]) -> None:
        """Have pictures sent first with every request of a step."""
        self._edit("change_anchors", "", editing.add_anchors, step, tuple(pictures))

    def add_anchors_to_all(self, pictures: Iterable[Picture]) -> None:
        """Have pictures sent first by every step that is on, or by all where none is."""
        self._edit("change_anchors", "", editing.add_anchors_to_all, tuple(pictures))

    def remove_anchors(self, digests: Collection[Digest]) -> None:
        """Have no step send these pictures along any more."""
        self._edit("change_anchors", "", editing.remove_anchors, frozenset(digests))

    def remove_anchor(self, step: StepId, digest: Digest) -> None:
        """Have a picture sent along no more."""
        self._edit("change_anchors", "", editing.remove_anchor, step, digest)

    def restore(self, sequence: Sequence) -> None:
        """Show an earlier value of this sequence, as one edit that can be undone."""
        assert sequence.id == self._sequence.id, "a value of the same sequence"
        self._edit("restore", "", lambda _now: sequence)

    def seal(self) -> None:
        """End the edit that typing is in: the next letter begins another (focus left, saved)."""
        self.undo_stack.seal()

    def show(self, sequence: Sequence) -> None:
        """Make a value the present one; for edits, which undo and redo by it."""
        if sequence == self._sequence:
            return
        self._sequence = sequence
        self.changed.emit(sequence)
        self._write()

    # -- the way to the disk

    def flush(self) -> None:
        """Hand the newest state to the engine at once, before it is told to stop."""
        if (self._writing or self._saved) != self._sequence:
            self._send()

    async def written(self) -> None:
        """Wait, on the GUI's loop, until the library holds what is shown, or a write failed."""
        if self.is_saved:
            return
        news: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        answer = partial(_answer, news)
        ends = [signal.connect(answer) for signal in (self.saved, self.save_failed, self.destroyed)]
        try:
            await news
        finally:
            for end in ends:
                QObject.disconnect(end)

    def retry(self) -> None:
        """Try to write again after a failure; or write what is new for the first time."""
        self._write()

    def _edit(
        self,
        code: str,
        subject: str,
        change: Callable[Concatenate[Sequence, _P], Sequence],
        *args: _P.args,
        **kwargs: _P.kwargs,
    ) -> None:
        after = change(self._sequence, *args, **kwargs)
        if after != self._sequence:
            edit = Edit(
                label=text.text(code, section="edits"),
                before=self._sequence,
                after=after,
                subject=subject,
                at_s=self._now(),
            )
            self.undo_stack.push(edit)

    def _write(self) -> None:
        if self._writing is None and self._saved != self._sequence:
            self._send()

    def _send(self) -> None:
        sending = self._writing = self._sequence
        call = self._bridge.call(self._save(sending), self)
        call.succeeded.connect(partial(self._written, sending))
        call.failed.connect(partial(self._not_written, sending))

    def _written(self, written: Sequence, _call: int, _nothing: None) -> None:
        self._saved = written
        if self._writing is written:
            self._writing = None
        self._write()
        if self.is_saved:
            self.saved.emit()

    def _not_written(self, tried: Sequence, _call: int, error: SeedreamError) -> None:
        if self._writing is tried:
            self._writing = None
        self.save_failed.emit(error)


def _answer(news: "asyncio.Future[None]", _what: object = None) -> None:
    if not news.done():
        news.set_result(None)
