"""From what is looked at to what stands on the stage: the file, and the words on it."""

from collections.abc import Callable

from seedream_desktop.domain.frames import Table
from seedream_desktop.domain.ids import Digest
from seedream_desktop.ui.canvas.pyramid import PictureFile
from seedream_desktop.ui.canvas.stage import Exhibit
from seedream_desktop.ui.desk.focus import Shot
from seedream_desktop.ui.views.compare import wording
from seedream_desktop.ui.views.compare.comparison import Comparison, version_of
from seedream_desktop.ui.views.compare.wording import words


class Exhibits:
    """Knows where the stored results lie."""

    def __init__(self, path_of: Callable[[Digest], object]) -> None:
        """Take what says where a result's file is."""
        self._path_of = path_of

    def file(self, table: Table, shot: Shot) -> PictureFile | None:
        """Return where a shot's picture lies, None where there is none."""
        if shot.step is None:
            image = table.image(shot.image)
            picture = image.picture if image is not None else None
            return PictureFile(picture.digest, picture.path, picture.size) if picture else None
        version = version_of(table, shot)
        if version is None:
            return None
        return PictureFile(version.digest, str(self._path_of(version.digest)), version.size)

    def of_pair(self, table: Table, shot: Shot, letter: str, pair: Comparison) -> Exhibit:
        """Return one side of a pair."""
        return self._made(table, shot, letter, wording.on_chip(table, shot, pair))

    def of_survey(self, table: Table, shots: tuple[Shot, ...]) -> list[Exhibit]:
        """Return the pictures of a survey, with their images' names where these are several."""
        made = []
        for number, shot in enumerate(shots, 1):
            name = wording.on_chip(table, shot, None)
            if len({each.image for each in shots}) > 1:
                name = words("of_image", name=name, image=wording.image_name(table, shot.image))
            made.append(self._made(table, shot, str(number), name))
        return made

    def _made(self, table: Table, shot: Shot, letter: str, name: str) -> Exhibit:
        file = self.file(table, shot)
        trouble = wording.missing(table, shot) if file is None else ""
        return Exhibit(letter=letter, words=name, file=file, trouble=trouble)
