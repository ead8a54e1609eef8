"""What a picture's header says, without decoding a pixel."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path
from typing import IO, Final

from PIL import ExifTags, Image, ImageCms, ImageFile
from PIL.TiffImagePlugin import TiffImageFile

from seedream_desktop.domain.geometry import Size
from seedream_desktop.domain.picture import Header, PictureFormat, SkipReason
from seedream_desktop.imaging import damage
from seedream_desktop.imaging.bands import SIDEWAYS_FROM
from seedream_desktop.imaging.chunks import png_exif
from seedream_desktop.imaging.colour import parsed
from seedream_desktop.imaging.directories import first_directory, page_count
from seedream_desktop.imaging.formats import (
    BYTES_MAX,
    PIXELS_MAX,
    megapixels,
    open_image,
    unusable,
)
from seedream_desktop.imaging.frames import gif_frame_count
from seedream_desktop.imaging.signatures import HEAD_BYTES, Foreign, identify

_ORIENTATIONS: Final = range(1, 9)


@dataclass(slots=True)
class Opened:
    """An open file, what its header says, and Pillow's image of it, not yet decoded."""

    file: BufferedReader
    byte_count: int
    header: Header
    image: ImageFile.ImageFile | None

    def take(self) -> ImageFile.ImageFile:
        """Hand the image over, once, so that its pixels live no longer than they are used."""
        image, self.image = self.image, None
        assert image is not None
        return image

    def blamed(self, exc: Exception) -> Exception:
        """Return the error that an exception of the decoder amounts to."""
        return damage.blamed(exc, self.file, self.header.format, self.byte_count)


@contextmanager
def reading(path: Path) -> Iterator[BufferedReader]:
    """Open a regular file for reading only. Raises BadInput (picture_unusable)."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise unusable(SkipReason.UNREADABLE)
        file = path.open("rb")
    except OSError as exc:
        raise damage.unreachable(exc) from exc
    except ValueError as exc:  # a path with a NUL in it
        raise unusable(SkipReason.MISSING) from exc
    with file:
        yield file


def header(path: Path) -> Header:
    """Return a file's header. Raises BadInput (picture_unusable: reason, detail)."""
    with reading(path) as file:
        return opened(file).header


def opened(file: BufferedReader, *, pixels_max: int = PIXELS_MAX) -> Opened:
    """Recognise an open file by its content and read its header.

    Raises BadInput (picture_unusable): empty, no picture, a kind that is not read, more than
    BYTES_MAX bytes or pixels_max pixels, cut short or damaged before the pixels begin.
    """
    byte_count = os.fstat(file.fileno()).st_size
    try:
        format_ = _recognised(file)
    except OSError as exc:
        raise damage.unreachable(exc) from exc
    if byte_count > BYTES_MAX:
        raise unusable(SkipReason.TOO_MANY_BYTES, f"{byte_count / 1_000_000:,.0f} MB")
    try:
        frame_count = _frame_count(file, format_)
        image = open_image(file, format_)
        if format_ is PictureFormat.PNG and "exif" not in image.info:
            image.info["exif"] = png_exif(file)
        if format_ is PictureFormat.TIFF:
            image.info.pop("xmp", None)  # by it Pillow would turn the picture as it decodes
        found = _header(image, format_, frame_count)
    except Exception as exc:
        raise damage.blamed(exc, file, format_, byte_count) from exc
    if found.size.pixels > pixels_max:
        raise unusable(SkipReason.TOO_MANY_PIXELS, megapixels(found.size.pixels))
    return Opened(file, byte_count, found, image)


def _recognised(file: IO[bytes]) -> PictureFormat:
    file.seek(0)
    head = file.read(HEAD_BYTES)
    if not head:
        raise unusable(SkipReason.EMPTY)
    identity = identify(head)
    if identity is PictureFormat.TIFF and first_directory(file).is_raw:
        identity = Foreign("camera raw")
    if isinstance(identity, Foreign):
        raise unusable(SkipReason.UNSUPPORTED, identity.kind)
    if identity is None:
        raise unusable(SkipReason.NOT_A_PICTURE)
    return identity


def _frame_count(file: IO[bytes], format_: PictureFormat) -> int:
    """Count where Pillow would decode or loop to count; 0 where its header knows."""
    if format_ is PictureFormat.GIF:
        return gif_frame_count(file)
    if format_ is PictureFormat.TIFF:
        return page_count(file)
    # The further pictures of a JPEG are its own previews and gain maps, not frames.
    return 1 if format_ is PictureFormat.JPEG else 0


def _header(image: ImageFile.ImageFile, format_: PictureFormat, frame_count: int) -> Header:
    orientation = orientation_of(image)
    size = Size(*image.size)
    # Pillow gives the size of a TIFF upright; pi_heif turns by the container's own boxes and
    # reports orientation 1.
    if orientation >= SIDEWAYS_FROM and format_ is not PictureFormat.TIFF:
        size = Size(size.height_px, size.width_px)
    return Header(
        format=format_,
        size=size,
        orientation=orientation,
        mode=image.mode,
        has_alpha=image.has_transparency_data,
        profile_name=_profile_name(image.info.get("icc_profile")),
        frame_count=frame_count or getattr(image, "n_frames", 1),
    )


def orientation_of(image: Image.Image) -> int:
    """Return the EXIF orientation that is still to be applied, 1 to 8; 1 where none is readable.

    Asked after decoding it is 1 for formats whose decoder turns the picture: TIFF and HEIF. What
    XMP says of it counts for nothing, as with Qt, browsers and systems.
    """
    try:
        said = Image.Exif()
        if isinstance(image, TiffImageFile):
            said = image.getexif()
        else:  # its own method would listen to XMP, and decodes a whole PNG for a late chunk
            said.load(image.info.get("exif", b""))
        orientation = said.get(ExifTags.Base.Orientation, 1)
    except Exception:  # noqa: BLE001 - broken metadata fails in many ways and harms no pixel
        return 1
    return orientation if orientation in _ORIENTATIONS else 1


def _profile_name(profile: bytes | None) -> str | None:
    if not profile:
        return None
    try:
        name = ImageCms.getProfileDescription(parsed(profile))
    except (ImageCms.PyCMSError, OSError, ValueError):
        return None
    return name.strip() or None
