"""A review that is being packed: in the background, with its count, and to be stopped."""

from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, QTimer, QUrl
from PySide6.QtGui import QDesktopServices

from seedream_desktop.domain.errors import Param
from seedream_desktop.domain.ids import SequenceId
from seedream_desktop.exporting.bundle_wish import BundleWish
from seedream_desktop.exporting.bundle_writer import Packed
from seedream_desktop.ui import text
from seedream_desktop.ui.desk.means import Means
from seedream_desktop.ui.desk.messages import Remark
from seedream_desktop.ui.dialogs.settings.wording import size_text
from seedream_desktop.ui.theme.tokens import Tone

_CAUSE: Final = "packing a review"
_LEFT_OUT: Final = "left out of a review"
_LOOK_MS: Final = 400
_NAMED_MAX: Final = 3
_words = partial(text.text, section="review")


class Packing(QObject):
    """One at a time. It goes on while the window is worked in, and says what came of it."""

    def __init__(self, means: Means, parent: QObject | None = None) -> None:
        """Wait for the first."""
        super().__init__(parent)
        self._means = means
        self._title = ""
        self._count = (0, 0)
        self._told = (0, 0)
        self._stop: _Stop | None = None
        self._look = QTimer(self)
        self._look.setInterval(_LOOK_MS)
        self._look.timeout.connect(self._tell_count)

    @property
    def is_going(self) -> bool:
        """Say whether a review is being packed."""
        return self._stop is not None

    def begin(self, sequence: SequenceId, title: str, wish: BundleWish, path: Path) -> None:
        """Pack a sequence to a file."""
        self._title, self._count, self._told = title, (0, 0), (0, 0)
        self._stop = _Stop(self)
        self._means.flows.start(self._pack(sequence, wish, path), of=self._stop)
        self._show(_words("packing", {"title": title}))
        self._look.start()

    def stop(self) -> None:
        """Give it up; nothing of it is left."""
        if self._stop is not None:
            self._end()
            self._means.messages.say(_words("pack_stopped", {"title": self._title}))

    async def _pack(self, sequence: SequenceId, wish: BundleWish, path: Path) -> None:
        own = self._stop
        try:
            work = self._means.program.reviews.pack(sequence, wish, path, self._note)
            packed = await self._means.flows.ask(work)
        finally:
            if self._stop is own and own is not None:
                self._end()
        self._tell(packed)

    def _note(self, done: int, total: int) -> None:
        """Keep the count; called on the engine's thread, which has nothing to do with Qt."""
        self._count = (done, total)

    def _tell_count(self) -> None:
        if self._count != self._told:
            self._told = self._count
            done, total = self._count
            params: dict[str, Param] = {"title": self._title, "done": done, "total": total}
            self._show(_words("packing_count", params))

    def _show(self, words: str) -> None:
        remark = Remark(words=words, tone=Tone.RUNNING, action=_words("pack_stop"), act=self.stop)
        self._means.messages.put_up(_CAUSE, remark)

    def _end(self) -> None:
        self._look.stop()
        self._means.messages.take_down(_CAUSE)
        stop, self._stop = self._stop, None
        if stop is not None:
            stop.deleteLater()

    def _tell(self, packed: Packed) -> None:
        params: dict[str, Param] = {
            "name": packed.path.name,
            "images": packed.images,
            "size": size_text(packed.byte_count),
        }
        folder = QUrl.fromLocalFile(str(packed.path.parent))
        self._means.messages.say(
            _words("packed_now", params),
            action=_words("show_folder"),
            act=lambda: QDesktopServices.openUrl(folder),
        )
        left_out = [_words("lost", {"name": name}) for name in packed.lost[:_NAMED_MAX]]
        if (more := len(packed.lost) - _NAMED_MAX) > 0:
            left_out.append(_words("lost_more", {"count": more}))
        if packed.unsure:
            left_out.append(_words("left_unsure", {"results": packed.unsure}))
        if left_out:
            remark = Remark(words=text.sentences(left_out), tone=Tone.WAITING, is_closable=True)
            self._means.messages.put_up(_LEFT_OUT, remark)


class _Stop(QObject):
    """What a packing hangs on: it is cancelled when this goes."""
