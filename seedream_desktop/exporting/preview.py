"""The names that an export will write, before it writes any; pure, and quick for thousands."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import PurePath, PurePosixPath
from typing import Final

from seedream_desktop.domain.export_wish import ExportWish, FileFormat, Preset, Unsure
from seedream_desktop.domain.ids import ImageId
from seedream_desktop.domain.judgement import NO_MARK
from seedream_desktop.domain.picture import PictureFormat
from seedream_desktop.domain.sequence import Sequence
from seedream_desktop.exporting.naming import folded, safe, safe_stem, unique
from seedream_desktop.exporting.selection import Item, selected
from seedream_desktop.exporting.stock import Stock
from seedream_desktop.exporting.template import (
    Template,
    filled,
    numbered,
    parsed,
    with_number,
)

UNSURE_FOLDER: Final = "unsure"
ORIGINAL: Final = "original"
_PROMPT_WORDS: Final = 5
_PROMPT_LONGEST: Final = 40
_EXTENSIONS: Final[Mapping[FileFormat, str]] = {
    FileFormat.JPEG: "jpg",
    FileFormat.PNG: "png",
    FileFormat.WEBP: "webp",
    FileFormat.AVIF: "avif",
    FileFormat.TIFF: "tif",
}
_OF_SOURCES: Final[Mapping[PictureFormat, str]] = {
    PictureFormat.JPEG: "jpg",
    PictureFormat.TIFF: "tif",
    PictureFormat.HEIF: "heic",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """One file to be written: path is relative to the export's folder, home its preset's part.

    is_renamed says that its name had to be numbered because another of this export has it;
    is_present that a file of this name lies in the folder already.
    """

    item: Item
    preset: Preset
    path: PurePosixPath
    home: PurePosixPath
    is_renamed: bool = False
    is_present: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What an export will do: files in their order, and what is left out as unsure."""

    files: tuple[Planned, ...] = ()
    refused: tuple[Item, ...] = ()

    @property
    def renamed(self) -> int:
        """How many names had to be numbered."""
        return sum(planned.is_renamed for planned in self.files)

    @property
    def present(self) -> int:
        """How many names are there in the folder already."""
        return sum(planned.is_present for planned in self.files)

    @property
    def unsure(self) -> int:
        """How many files hold a result whose pairing nobody has looked at."""
        return sum(not planned.item.is_sure for planned in self.files)


def preview(stock: Stock, wish: ExportWish, present: frozenset[str] = frozenset()) -> Preview:
    """Return the names that an export writes. Raises UserFixable as template.parsed() does.

    present are the files in the folder, as naming.folded() has their relative paths with
    slashes; see placing.present().
    """
    chosen = selected(stock, wish.what)
    files: list[Planned] = []
    steps = {item.step for item in chosen.items if item.version is not None}
    names = _Names(stock, has_steps=len(steps) > 1)
    for preset, home in _homes(wish):
        template = parsed(preset.template)
        width = len(str(len(chosen.items)))
        for at, item in enumerate(chosen.items, start=1):
            aside = not item.is_sure and wish.what.unsure is Unsure.ASIDE
            base = home / UNSURE_FOLDER if aside else home
            number = str(at).zfill(width)
            place = (home, base)
            files.append(names.planned(item, preset, template, place, number, present))
    return Preview(files=tuple(files), refused=chosen.refused)


def _homes(wish: ExportWish) -> Iterator[tuple[Preset, PurePosixPath]]:
    """Give each preset the folder that it writes to: one of its own where there are several."""
    if len(wish.presets) == 1:
        yield wish.presets[0], PurePosixPath()
        return
    taken: set[str] = {UNSURE_FOLDER}
    for preset in wish.presets:
        name = next(unique(safe(preset.name or preset.format.value), taken))
        taken.add(name)
        yield preset, PurePosixPath(name)


class _Names:
    """Gives names, each one once."""

    def __init__(self, stock: Stock, *, has_steps: bool) -> None:
        self._stock = stock
        self._has_steps = has_steps
        self._taken: set[str] = set()
        self._next: dict[str, int] = {}
        self._steps = {step.id: step for step in stock.sequence.steps}
        self._mirror = _mirror(stock.sequence)
        self._title = safe(stock.sequence.title)

    def planned(
        self,
        item: Item,
        preset: Preset,
        template: Template,
        place: tuple[PurePosixPath, PurePosixPath],
        number: str,
        present: frozenset[str],
    ) -> Planned:
        """Return one file; place is its preset's folder, and where names begin within."""
        root, home = place
        values, optional = self._values(item, number)
        *folders, stem = filled(template, values, optional)
        if item.version is None and not any(piece.name == "step" for piece in template[-1]):
            stem = f"{stem}_{ORIGINAL}"
        if preset.is_mirrored:
            folders = [*self._mirror.get(item.image.id, ()), *folders]
        if folders and folded(folders[0]) == UNSURE_FOLDER:
            folders[0] += "_"  # a folder of that name says something of what is in it
        home = home.joinpath(*folders)
        first = folded(f"{home}/{stem}")
        is_renamed = first in self._taken
        if is_renamed:
            stem = self._free(template, values, optional, home, stem)
        self._taken.add(folded(f"{home}/{stem}"))
        path = home / f"{stem}.{self._extension(item, preset)}"
        return Planned(
            item=item,
            preset=preset,
            path=path,
            home=root,
            is_renamed=is_renamed,
            is_present=bool(present) and folded(str(path)) in present,
        )

    def _free(
        self,
        template: Template,
        values: Mapping[str, str],
        optional: Mapping[str, str],
        home: PurePosixPath,
        stem: str,
    ) -> str:
        """Return the stem with the first number that nobody has; each search goes on from there."""
        place = folded(f"{home}/{stem}")
        count = self._next.get(place, 2)
        while True:
            own = with_number(stem, count)
            if numbered(template):
                named = filled(template, values, {**optional, "n": str(count)})[-1]
                own = named if named != stem else own
            count += 1
            if folded(f"{home}/{own}") not in self._taken:
                self._next[place] = count
                return own

    def _values(self, item: Item, number: str) -> tuple[dict[str, str], dict[str, str]]:
        """Return what tokens become, and what those become that come only where they tell."""
        version, picture = item.version, item.image.picture
        stars = self._stock.marks.get(item.subject, NO_MARK).stars
        values = {
            "name": safe_stem(picture.name if picture else item.image.id),
            "step": f"step{item.step}" if version else ORIGINAL,
            "version": f"v{item.number}" if version else "",
            "take": f"v{version.take + 1}" if version else "",
            "n": number,
            "sequence": self._title,
            "rating": str(stars),
            "date": _day(version.made_at) if version and version.made_at else "",
            **self._making(item),
        }
        optional = {
            **values,
            "step": values["step"] if self._has_steps or version is None else "",
            "version": values["version"] if item.of > 1 else "",
            "take": values["take"] if version and version.take else "",
            "rating": values["rating"] if stars else "",
            "n": "",
        }
        return values, optional

    def _making(self, item: Item) -> dict[str, str]:
        if item.version is None:
            return {"provider": "", "model": "", "prompt": ""}
        step = self._steps.get(item.version.step)
        edits = self._stock.edits.get(item.version.id, ())
        last = edits[-1] if edits else None
        prompt = step.prompt if step else last.prompt if last else ""
        return {
            "provider": last.provider if last else step.provider if step else "",
            "model": last.model if last else step.family if step else "",
            "prompt": "-".join(prompt.split()[:_PROMPT_WORDS])[:_PROMPT_LONGEST].strip("-.,;: "),
        }

    def _extension(self, item: Item, preset: Preset) -> str:
        if not preset.keeps_bytes:
            return _EXTENSIONS[preset.format]
        if item.version is not None:
            return self._stock.extensions.get(item.version.digest, "bin")
        assert item.image.picture is not None, "an original that goes along has a picture"
        kind = item.image.picture.header.format
        return _OF_SOURCES.get(kind, kind.value)


def _mirror(sequence: Sequence) -> dict[ImageId, tuple[str, ...]]:
    """Return each image's folder below the one that all sources share, by safe names."""
    homes = {i.id: os.path.dirname(i.picture.path) for i in sequence.images if i.picture}  # noqa: PTH120 - text only
    if not homes:
        return {}
    try:
        shared = os.path.commonpath(homes.values())
    except ValueError:  # they lie on several drives: the whole way, without the drive's letter
        return {image: _safe_parts(PurePath(home).parts) for image, home in homes.items()}
    inside = {home: PurePath(home).relative_to(shared).parts for home in set(homes.values())}
    return {image: _safe_parts(inside[home]) for image, home in homes.items()}


def _safe_parts(parts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(safe(part.strip(":/\\")) for part in parts if part.strip(":/\\"))


@lru_cache(maxsize=16_384)
def _day(seconds: float) -> str:
    return datetime.fromtimestamp(seconds).astimezone().date().isoformat()
