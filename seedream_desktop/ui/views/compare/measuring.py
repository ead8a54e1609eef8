"""Has the pair measured while nobody waits, and keeps the last figures."""

from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal

from seedream_desktop.domain.comparison import Comparison as Figures
from seedream_desktop.domain.errors import SeedreamError
from seedream_desktop.domain.ids import Digest
from seedream_desktop.ui.canvas.pyramid import PictureFile

if TYPE_CHECKING:
    from seedream_desktop.ui.bridge import Call
    from seedream_desktop.ui.desk.desk import Desk

_REST_MS: Final = 250
"""How long a pair is looked at before it is measured: keys held down pass hundreds by."""

_KEPT: Final = 200
_Key = tuple[Digest, Digest]


class Measuring(QObject):
    """Figures of the newest pair only; what is passed by is given up."""

    measured = Signal()

    def __init__(
        self, desk: "Desk", is_ready: Callable[[], bool], parent: QObject | None = None
    ) -> None:
        """Take the desk, and what says that nothing is being loaded that somebody waits for."""
        super().__init__(parent)
        self._desk = desk
        self._is_ready = is_ready
        self._pair: tuple[PictureFile, PictureFile] | None = None
        self._kept: OrderedDict[_Key, Figures] = OrderedDict()
        self._call: Call | None = None
        self._asked: _Key | None = None
        self.is_failed = False
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self._ask)

    @property
    def figures(self) -> Figures | None:
        """The pair's figures, None while they are not there."""
        return self._kept.get(_key(*self._pair)) if self._pair is not None else None

    def want(self, pair: tuple[PictureFile, PictureFile] | None) -> None:
        """Measure another pair, None for none."""
        if pair == self._pair:
            return
        self._pair = pair
        self.is_failed = False
        self._rest.stop()
        if self._call is not None and (pair is None or self._asked != _key(*pair)):
            self._call.cancel()
            self._call = None
        if pair is not None and self.figures is None:
            self._rest.start()
        self.measured.emit()

    def retry(self) -> None:
        """Measure again what could not be: its files may be back."""
        if self.is_failed:
            self.is_failed = False
            self._rest.start()
            self.measured.emit()

    def _ask(self) -> None:
        if self._pair is None:
            return
        if not self._is_ready():
            self._rest.start()
            return
        a, b = self._pair
        self._asked = _key(a, b)
        work = self._desk.program.figures((a.digest, Path(a.path)), (b.digest, Path(b.path)))
        self._call = self._desk.bridge.call(work, self, self._on_figures, self._on_failed)

    def _on_figures(self, _call: int, figures: Figures) -> None:
        self._call = None
        if self._asked is not None:
            self._kept[self._asked] = figures
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        self.measured.emit()

    def _on_failed(self, _call: int, _error: SeedreamError) -> None:
        self._call = None
        self.is_failed = True
        self.measured.emit()


def _key(a: PictureFile, b: PictureFile) -> _Key:
    return a.digest, b.digest
