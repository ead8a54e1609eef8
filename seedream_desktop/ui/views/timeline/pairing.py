"""Putting results to the images they belong to: what may move where, and the menu that moves it."""

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import QWidget

from seedream_desktop.domain.frames import Table
from seedream_desktop.domain.ids import ImageId, VersionId
from seedream_desktop.domain.request import OPEN, Version
from seedream_desktop.domain.sequence import Image
from seedream_desktop.ui.models.frame_words import image_name, say
from seedream_desktop.ui.widgets.menu import Menu


def places_for(table: Table, version: Version) -> tuple[ImageId, ...]:
    """Return the other images that a version's request was for, in the sequence's order.

    A result can only be another image's of the same request; none while that goes on.
    """
    making = table.record.maker(version)
    if making is None or making.state in OPEN:
        return ()
    asked = {target.image for target in making.targets}
    return tuple(each for each in table.images if each in asked and each != version.image)


def moves(table: Table, version: Version, to: ImageId) -> Mapping[VersionId, ImageId]:
    """Return what has to move for a version to be an image's: the two change places.

    Only what came of the same request moves with it; other versions stay.
    """
    there = table.frame(to, version.step).versions
    swapped = (each for each in reversed(there) if each.request == version.request)
    other = next(swapped, None)
    return {version.id: to} | ({other.id: version.image} if other is not None else {})


class PlaceMenu(QObject):
    """Asks to which image a result belongs; by name, with its small picture."""

    chosen = Signal(object, object)
    """Carries a Version and the ImageId that it belongs to."""

    def __init__(self, over: QWidget) -> None:
        """Take the widget over which it opens."""
        super().__init__(over)
        self._over = over

    def ask(
        self, table: Table, version: Version, pictures: Mapping[ImageId, QPixmap | None], at: QPoint
    ) -> Menu:
        """Open at a point of the screen; where there is no other place, say so."""
        menu = Menu(self._over)
        menu.setAccessibleName(say("pair_move"))
        menu.aboutToHide.connect(menu.deleteLater)
        self.fill(menu, table, version, pictures)
        menu.popup(at)
        return menu

    def fill(
        self,
        menu: Menu,
        table: Table,
        version: Version,
        pictures: Mapping[ImageId, QPixmap | None],
    ) -> None:
        """Put the places into a menu."""
        images = {image.id: (number, image) for number, image in enumerate(table.sequence.images)}
        found = places_for(table, version)
        for place in found:
            number, image = images[place]
            action = menu.addAction(self._words(table, version, image, number))
            pixmap = pictures.get(place)
            if pixmap is not None:
                action.setIcon(QIcon(pixmap))
            action.triggered.connect(partial(self._choose, version, place))
        if not found:
            menu.addAction(say("pair_nowhere")).setEnabled(False)

    def _words(self, table: Table, version: Version, image: Image, number: int) -> str:
        name = image_name(image, number + 1)
        swaps = len(moves(table, version, image.id)) > 1
        return say("pair_swap" if swaps else "pair_to", name=name)

    def _choose(self, version: Version, to: ImageId, _is_checked: bool = False) -> None:
        self.chosen.emit(version, to)
