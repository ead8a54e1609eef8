"""Offers files to the first window again and again, while that is only just opening the library."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from seedream_desktop.app.instance import HandOver, Offer

_FIRST_MS: Final = 600
_LATEST_MS: Final = 10_000


class RepeatedOffer(QObject):
    """Waits twice as long before each further offer, up to ten seconds, for as long as it lives."""

    answered = Signal(object)
    """Carries the HandOver of who listens, once; never NOBODY."""

    def __init__(
        self, root: Path, paths: Callable[[], Sequence[Path]], parent: QObject | None = None
    ) -> None:
        """Begin to wait; paths is asked before each offer."""
        super().__init__(parent)
        self._root = root
        self._paths = paths
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_FIRST_MS)
        self._soon.timeout.connect(self._offer)
        self._soon.start()

    @property
    def wait_ms(self) -> int:
        """How long it waits before the next offer."""
        return self._soon.interval()

    def end(self) -> None:
        """Offer nothing more: the library is open here."""
        self._soon.stop()
        self.deleteLater()

    def _offer(self) -> None:
        offer = Offer(self._root, self._paths(), self)
        offer.answered.connect(self._on_answer)

    def _on_answer(self, answer: HandOver) -> None:
        if answer is HandOver.NOBODY:
            self._soon.start(min(2 * self.wait_ms, _LATEST_MS))
        else:
            self.answered.emit(answer)
