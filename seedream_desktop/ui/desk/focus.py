"""What the eye is on: one picture or a pair, shared by all that shows pictures."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from seedream_desktop.domain.ids import ImageId, StepId, VersionId
from seedream_desktop.ui.actions import ActionRegistry
from seedream_desktop.ui.desk.documents import Documents


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture of the open sequence: an image after a step, or as it came where step is None.

    version None is the frame's chosen one, whichever that is by then.
    """

    image: ImageId
    step: StepId | None = None
    version: VersionId | None = None


class Focus(QObject):
    """Holds what is looked at and what is selected; every view shows it and may change it."""

    moved = Signal()
    """Another picture is looked at, or others are selected."""
    paired = Signal()
    """Another pair is to be compared."""

    def __init__(
        self, documents: Documents, actions: ActionRegistry, parent: QObject | None = None
    ) -> None:
        """Look at nothing, and again whenever another sequence is opened."""
        super().__init__(parent)
        documents.changed.connect(self.clear)
        self._actions = actions
        self.current: Shot | None = None
        self.selection: tuple[Shot, ...] = ()
        self.pair: tuple[Shot, Shot] | None = None

    @property
    def shots(self) -> tuple[Shot, ...]:
        """What a command acts on: the selection, else what is looked at."""
        if self.selection:
            return self.selection
        return (self.current,) if self.current is not None else ()

    def show(self, shot: Shot | None, selection: Sequence[Shot] = ()) -> None:
        """Look at a picture, with those that are selected, or at none."""
        if (shot, tuple(selection)) == (self.current, self.selection):
            return
        self.current, self.selection = shot, tuple(selection)
        self.moved.emit()

    def compare(self, a: Shot, b: Shot) -> None:
        """Put two pictures beside each other, and go where that is shown."""
        self.pair = (a, b)
        self.paired.emit()
        self._actions.action("go.compare").trigger()

    def clear(self, _document: object = None) -> None:
        """Look at nothing."""
        had_pair, self.pair = self.pair is not None, None
        self.show(None)
        if had_pair:
            self.paired.emit()
