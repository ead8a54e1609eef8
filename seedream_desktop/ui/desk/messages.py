"""What the window says beside its screens: toasts and banners."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from seedream_desktop.domain.errors import SeedreamError
from seedream_desktop.ui import text
from seedream_desktop.ui.theme.tokens import Tone


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """One line to be shown, with the word of one action and what it does.

    A banner that is_closable has a button that takes it away: its cause is not seen to end.
    """

    words: str
    tone: Tone = Tone.DONE
    action: str = ""
    act: Callable[[], object] | None = None
    is_closable: bool = False


class Messages(QObject):
    """A toast says what was done; a banner stays, by its cause, until that is gone."""

    said = Signal(object)
    """Carries the Remark of a toast."""
    banners_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        """Start silent."""
        super().__init__(parent)
        self._banners: dict[str, Remark] = {}

    @property
    def banners(self) -> dict[str, Remark]:
        """What stands under the tool bar now, by cause, oldest first."""
        return dict(self._banners)

    def say(self, words: str, *, action: str = "", act: Callable[[], object] | None = None) -> None:
        """Say that something is done; never for what needs an answer."""
        self.said.emit(Remark(words=words, action=action, act=act))

    def put_up(self, cause: str, remark: Remark) -> None:
        """Show a banner for a cause; a newer one takes its place."""
        self._banners[cause] = remark
        self.banners_changed.emit()

    def take_down(self, cause: str) -> None:
        """Take a cause's banner away; harmless when there is none."""
        if self._banners.pop(cause, None) is not None:
            self.banners_changed.emit()

    def failed(self, error: SeedreamError) -> None:
        """Say that something which the user asked for did not work, until they close it."""
        remark = Remark(words=text.of_error(error), tone=Tone.FAILED, is_closable=True)
        self.put_up(f"error {error.code}", remark)
