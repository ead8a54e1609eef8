"""A source picture as it lies on disk, and the reasons for which a file is none."""

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import PurePath

from seedream_desktop.domain.geometry import Size
from seedream_desktop.domain.ids import Digest


class PictureFormat(StrEnum):
    """The formats that are read, by their content, whatever the file is called."""

    JPEG = "jpeg"
    PNG = "png"
    WEBP = "webp"
    TIFF = "tiff"
    BMP = "bmp"
    GIF = "gif"
    HEIF = "heif"
    AVIF = "avif"


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """What a file's header says, read without decoding a pixel.

    size is upright, after orientation (the EXIF value, 1 to 8) is applied; mode is the
    stored colour layout, such as "RGB", "CMYK", "I;16" or "P".
    """

    format: PictureFormat
    size: Size
    orientation: int = 1
    mode: str = "RGB"
    has_alpha: bool = False
    profile_name: str | None = None
    frame_count: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One usable source picture; path is absolute, byte_count the length of the file."""

    digest: Digest
    path: str
    byte_count: int
    header: Header

    @property
    def size(self) -> Size:
        """Upright size in pixels."""
        return self.header.size

    @property
    def name(self) -> str:
        """What its file is called."""
        return _name(self.path)


@lru_cache(maxsize=4096)
def _name(path: str) -> str:
    """Return a path's last part; taking it apart at every paint costs more than painting it."""
    return PurePath(path).name


class SkipReason(StrEnum):
    """Why a file was left out; the sentence for people is in ui/text."""

    NOT_A_PICTURE = "not_a_picture"
    UNSUPPORTED = "unsupported"
    EMPTY = "empty"
    TRUNCATED = "truncated"
    DAMAGED = "damaged"
    TOO_MANY_PIXELS = "too_many_pixels"
    TOO_MANY_BYTES = "too_many_bytes"
    TOO_NARROW = "too_narrow"
    NO_PERMISSION = "no_permission"
    MISSING = "missing"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """One file that was left out; detail holds the figures of the reason, for people."""

    path: str
    reason: SkipReason
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """What a drop of files and folders came to, in natural order.

    hidden, placeholders (files that live in a cloud and are not on this disk) and loops
    (links back to a folder already walked) are counts; none of them was opened. The
    duplicates are pictures whose bytes were already in the intake, by path.
    """

    pictures: tuple[Picture, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    duplicates: tuple[str, ...] = ()
    hidden: int = 0
    placeholders: int = 0
    loops: int = 0
    folders: int = 0
