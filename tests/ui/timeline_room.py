"""What the tests of the timeline share: pictures that are there at once, and a table to show."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QPixmap

from seedream_desktop.ui.images import Wish


class Pictures(QObject):
    """Stands where the loader of thumbnails does; what is wished for is there when it is told."""

    arrived = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.wanted: dict[str, tuple[Wish, ...]] = {}
        self.there: set[Wish] = set()
        self.broken: set[Wish] = set()
        self._pixmap = QPixmap(8, 6)
        self._pixmap.fill("#406080")

    def pixmap(self, wish: Wish) -> QPixmap | None:
        return self._pixmap if wish in self.there else None

    def is_broken(self, wish: Wish) -> bool:
        return wish in self.broken

    def want(self, view: str, wishes) -> None:
        self.wanted[view] = tuple(wishes)

    def leave(self, view: str) -> None:
        self.wanted.pop(view, None)

    def deliver(self) -> tuple[Wish, ...]:
        """Have all that is wished for there."""
        new = tuple(
            wish for wishes in self.wanted.values() for wish in wishes if wish not in self.there
        )
        self.there.update(new)
        self.arrived.emit(new)
        return new


def path_of(digest: str) -> str:
    return f"/results/{digest}"
