"""What every workspace of the window is."""

from typing import ClassVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from seedream_desktop.ui.commands import Context
from seedream_desktop.ui.desk.desk import Desk


class Workspace(QWidget):
    """One of the window's places. It is made when it is first gone to, or when nothing else is.

    A workspace gives its commands their handlers with desk.actions.handle() when it is made;
    the shell goes to the workspace of a command's context before the command is done. inspector
    is what the window's inspector shows meanwhile, None for nothing.
    """

    rearranged = Signal()
    """The user gave columns other widths."""

    inspector_changed = Signal()
    """There is another inspector now, or none."""

    spoken = Signal(str)
    """What a screen reader is to say of what changed here."""

    context: ClassVar[Context | None] = None
    inspector: QWidget | None = None

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        """Take the desk; put the actions of the context on the workspace."""
        super().__init__(parent)
        self.desk = desk
        if self.context is not None:
            self.addActions(list(desk.actions.of_context(self.context)))

    def arrive(self) -> None:
        """Be shown: bring what is shown up to date and take the focus."""

    def leave(self) -> None:
        """Be shown no more: give up what loads for the eye only."""

    def widths(self) -> tuple[int, ...]:
        """Return what the next start shows again, in pixels; nothing by default."""
        return ()

    def put_back(self, widths: tuple[int, ...]) -> None:
        """Take widths of an earlier start; those that do not fit are left alone."""

    def foot_px(self) -> int:
        """Return how much of the lower edge must stay in reach: no toast comes over it."""
        return 0

    def panes(self) -> tuple[QWidget, ...]:
        """Return what F6 goes through, in order."""
        return (self,)
