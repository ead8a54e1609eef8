"""Brings what the eye is on into the loupe: small at once, then as sharp as the screen shows."""

from dataclasses import replace
from typing import Final

from PySide6.QtCore import QObject
from PySide6.QtGui import QPixmap

from seedream_desktop.domain.request import Version
from seedream_desktop.ui.delegates.frame import FRAME_ROLE, FrameCell
from seedream_desktop.ui.desk.desk import Desk
from seedream_desktop.ui.images import ThumbnailLoader, Wish, at_hand
from seedream_desktop.ui.models.frame_reader import Shown
from seedream_desktop.ui.models.frame_words import say
from seedream_desktop.ui.theme.tokens import Tone
from seedream_desktop.ui.views.timeline.gaze import Gaze
from seedream_desktop.ui.views.timeline.page import TimelinePage
from seedream_desktop.ui.widgets.density import DensityWatch

_KEPT_BYTES: Final = 96 * 2**20
_STEP_PX: Final = 256
_MOST_PX: Final = 2048
_VIEW: Final = "loupe"


class LargePicture(QObject):
    """Has a loader of its own, over the stored proxies; it ends with the desk."""

    def __init__(self, desk: Desk, page: TimelinePage, gaze: Gaze, parent: QObject) -> None:
        """Fill a page's loupe."""
        super().__init__(parent)
        self._page = page
        self._gaze = gaze
        self._is_shown = False
        self._small = desk.loader
        self._loader = ThumbnailLoader(
            desk.caller, desk.program.proxy, self, limit_bytes=_KEPT_BYTES
        )
        self._loader.arrived.connect(self._on_news)
        self._small.arrived.connect(self._on_news)
        page.model.dataChanged.connect(self._on_news)
        DensityWatch(page, self._on_news)
        desk.closing.connect(self._loader.close)

    def show(self) -> None:
        """Show what the eye is on."""
        self._is_shown = self._page.is_loupe
        if not self._is_shown:
            return
        index, shown = self._page.table.currentIndex(), self._gaze.shown
        cell = index.data(int(FRAME_ROLE))
        if shown is None or not isinstance(cell, FrameCell):
            self._page.loupe.show_cell(None, None)
            return
        version = self._gaze.version
        wish = self._wish(shown, version)
        self._loader.want(_VIEW, [wish] if wish is not None else [])
        found = self._loader.pixmap(wish) if wish is not None else None
        own = cell.picture if version is None or version is shown.version else None
        pixmap = found or own or self._lesser(wish)
        if pixmap is None and wish is not None and self._loader.is_broken(wish):
            cell = replace(cell, versions=0, tone=Tone.FAILED, sentence=say("gone"))
        spoken = self._page.model.reader.spoken(shown, is_alone=True)
        self._page.loupe.show_cell(cell, pixmap, spoken)

    def rest(self) -> None:
        """Load no more, whatever else arrives, until it is shown again."""
        self._is_shown = False
        self._loader.leave(_VIEW)

    def _on_news(self, *_what: object) -> None:
        if self._is_shown:
            self.show()

    def _lesser(self, wish: Wish | None) -> QPixmap | None:
        """Return a version's picture as the strip has it."""
        return at_hand(self._small, wish) if wish is not None else None

    def _wish(self, shown: Shown, version: Version | None) -> Wish | None:
        room = self._page.loupe.room() * self._page.devicePixelRatioF()
        wanted = max(room.width(), room.height(), 1)
        edge_px = min(-(-wanted // _STEP_PX) * _STEP_PX, _MOST_PX)
        if version is not None:
            return Wish(version.digest, self._page.model.reader.path(version.digest), edge_px)
        picture = shown.image.picture if shown.frame is None else None
        return Wish(picture.digest, picture.path, edge_px) if picture is not None else None
