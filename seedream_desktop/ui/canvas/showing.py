"""Brings pictures to the stage as they are loaded; what was there stays until the new ones are."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from PySide6.QtCore import QObject, Signal

from seedream_desktop.ui.canvas.loader import PictureLoader, PictureWish
from seedream_desktop.ui.canvas.pyramid import PictureFile, Pyramid, Tier
from seedream_desktop.ui.canvas.stage import Exhibit, Stage

_VIEW: Final = "canvas"
_PAIR: Final = 2


class Showing(QObject):
    """Wishes for pixels, and changes the stage once all of its new pictures have some.

    All at once, so that no picture of before stands beside one of after.
    """

    shown = Signal()
    """The stage shows what was asked for last, sharp or not yet."""
    sharpened = Signal()
    """Some picture on the stage has more pixels now."""

    def __init__(
        self,
        stage: Stage,
        loader: PictureLoader,
        parent: QObject | None = None,
        *,
        trouble: str,
        reduced: str,
    ) -> None:
        """Take the stage and what loads.

        trouble is said of what cannot be shown; reduced, with {name}, is what a picture is
        called of which only a small one is kept.
        """
        super().__init__(parent)
        self._stage = stage
        self._loader = loader
        self._trouble = trouble
        self._reduced = reduced
        self._asked: tuple[Exhibit, ...] = ()
        self._near: tuple[PictureFile, ...] = ()
        self._is_pending = False
        self.needed_px: Callable[[], int] = int
        loader.arrived.connect(self._on_arrived)

    @property
    def is_settled(self) -> bool:
        """Whether the stage shows what was asked for."""
        return not self._is_pending

    @property
    def is_sharp(self) -> bool:
        """Whether all that is shown is shown with every pixel of its file."""
        shown = [one for one in self._stage.exhibits if one.file is not None and not one.trouble]
        return self.is_settled and all(
            one.pixels is not None
            and (one.pixels.tier is Tier.WHOLE or self._is_reduced(one.pixels))
            for one in shown
        )

    def show(self, exhibits: Sequence[Exhibit], near: Sequence[PictureFile] = ()) -> None:
        """Ask for pictures, without their pixels; near are those that may be asked for next."""
        self._asked, self._near = tuple(exhibits), tuple(near)
        self._is_pending = True
        self._wish()
        self._on_arrived()

    def leave(self) -> None:
        """Load no more."""
        self._loader.leave(_VIEW)

    def come_back(self) -> None:
        """Load what is asked for, again."""
        self._wish()

    def _wish(self) -> None:
        is_pair = len(self._asked) <= _PAIR
        self._loader.need(self.needed_px() if is_pair else 0)
        files = [one.file for one in self._asked if one.file is not None]
        order = (Tier.PROXY, Tier.THUMBNAIL, Tier.WHOLE)
        wishes = [PictureWish(file, tier) for tier in order for file in files]
        coming = [PictureWish(file, Tier.PROXY) for file in self._near]
        if self._stage.view.scale is not None:  # near, a proxy is not enough for the next either
            coming += [PictureWish(file, Tier.WHOLE) for file in self._near[:_PAIR]]
        self._loader.want(_VIEW, (*wishes, *coming))

    def _on_arrived(self) -> None:
        ready = [self._loaded(one) for one in self._asked]
        if self._is_pending and all(one is not None for one in ready):
            self._is_pending = False
            self._stage.show_exhibits([one for one in ready if one is not None])
            self.shown.emit()
        elif not self._is_pending:
            sharper = tuple(one for one in ready if one is not None)
            if len(sharper) == len(self._asked) and sharper != self._stage.exhibits:
                self._stage.show_exhibits(sharper)
                self.sharpened.emit()

    def _is_reduced(self, pixels: Pyramid) -> bool:
        """Say whether the file itself cannot be read, and what is kept of it is all there is."""
        return pixels.tier is not Tier.WHOLE and self._loader.is_broken(pixels.file, Tier.WHOLE)

    def _loaded(self, one: Exhibit) -> Exhibit | None:
        """Return an exhibit with the best there is of it, None while there is nothing."""
        if one.file is None:
            return one
        best = self._loader.best(one.file)
        if best is not None:
            words = self._reduced.format(name=one.words) if self._is_reduced(best) else one.words
            return replace(one, words=words, pixels=best)
        if self._loader.is_broken(one.file):
            return replace(one, trouble=one.trouble or self._trouble)
        return None
