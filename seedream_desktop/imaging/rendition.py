"""Renders a picture for people outside: format, size, colour space and metadata as wished."""

import hashlib
import os
import struct
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from PIL import Image, PngImagePlugin

from seedream_desktop.domain.errors import BadInput
from seedream_desktop.domain.export_wish import FileFormat, Fit, Preset
from seedream_desktop.domain.geometry import Size
from seedream_desktop.domain.output_size import has_shape, output_size
from seedream_desktop.domain.picture import PictureFormat
from seedream_desktop.domain.receipt import Change, Part
from seedream_desktop.imaging.bands import TURNS
from seedream_desktop.imaging.conversion import Converted, converted, flat, profile_name
from seedream_desktop.imaging.directories import first_directory
from seedream_desktop.imaging.encode import full_colour, jpeg
from seedream_desktop.imaging.formats import PIXELS_MAX
from seedream_desktop.imaging.metadata import iptc
from seedream_desktop.imaging.metadata.exif import MARK
from seedream_desktop.imaging.metadata.found import Found, found
from seedream_desktop.imaging.metadata.labels import aigc_label, has_credentials
from seedream_desktop.imaging.metadata.outgoing import SEGMENT_BYTES_MAX, Outgoing, outgoing
from seedream_desktop.imaging.pool import Gate
from seedream_desktop.imaging.probe import Opened, opened, reading
from seedream_desktop.imaging.rendering import decoded_bytes, draft_scale, levelled, load
from seedream_desktop.imaging.tiff import write_tiff
from seedream_desktop.ports.renditions import Order, Rendition

_EDGE_MAX: Final[Mapping[FileFormat, int]] = {
    FileFormat.JPEG: 65_500,
    FileFormat.WEBP: 16_383,
    FileFormat.AVIF: 65_535,
    FileFormat.PNG: 65_535,
    FileFormat.TIFF: 65_535,
}
_NO_ALPHA: Final = frozenset({FileFormat.JPEG})
_PNG_EFFORT: Final = 4
_WEBP_EFFORT: Final = 4
_AVIF_SPEED: Final = 8
_LOSSLESS: Final = 100
_SPARE: Final = 2
_COPIES_BYTES: Final = 8
"""A pixel's share of what lives beside the decoded picture: it converted, and turned."""

_ENCODER_BYTES: Final[Mapping[FileFormat, int]] = {
    # A pixel's share of what an encoder takes, measured at 6 and 36 megapixels.
    FileFormat.AVIF: 46,
    FileFormat.WEBP: 10,
}
_LOSSLESS_WEBP_BYTES: Final = 36
_WIDE: Final = ("I", "F")
_EIGHT: Final = 8
_BITS_PER_SAMPLE: Final = 258


def render(order: Order, gate: Gate) -> Rendition:
    """Write an order's target, synced; see ports.renditions. Whatever fails leaves no file.

    Raises BadInput for the picture, OSError for the target.
    """
    original, changes = _original(order)
    label = _label(order, changes)
    with reading(order.source) as file:
        source = opened(file)
        size = _size(order, source.header.size)
        changes += _sizes_told(order, source.header.size, size)
        if source.header.mode.startswith(_WIDE) or _depth(source) > _EIGHT:
            changes.append(Change(part=Part.COLOUR, code="eight_bits"))
        memory = decoded_bytes(source.header, size, spare=_SPARE)
        with gate.admit(memory + size.pixels * _bytes_beside(order.preset)):
            picture = _picture(order, source, size, original)
            told = outgoing(
                original.found if original else Found(),
                order,
                size,
                is_srgb=picture.is_srgb,
                label=label,
                bytes_max=SEGMENT_BYTES_MAX if order.preset.format is FileFormat.JPEG else None,
            )
            _write(order, picture, told)
    return Rendition(
        size=size,
        profile=profile_name(picture.profile),
        changes=(*changes, *picture.changes, *told.changes),
    )


class _Original:
    """What is taken from the file that a result was made of."""

    def __init__(self, path: Path) -> None:
        self.found = found(path)
        with reading(path) as file:
            self.profile: bytes | None = opened(file).take().info.get("icc_profile")


def _original(order: Order) -> tuple[_Original | None, list[Change]]:
    """Return the original; where it cannot be read, that is said and nothing is taken of it."""
    if order.original is None:
        return None, []
    try:
        if _is_as_imported(order.original, order.original_digest):
            return _Original(order.original), []
        trouble = BadInput("picture_changed", path=str(order.original))
    except BadInput as error:
        trouble = error
    if order.source == order.original:
        raise trouble
    code = "original_changed" if trouble.code == "picture_changed" else "original_missing"
    return None, [Change(part=Part.METADATA, code=code)]


def _label(order: Order, changes: list[Change]) -> str:
    """Return the service's own label; say where its credentials end with its bytes."""
    if has_credentials(order.source):
        changes.append(Change(part=Part.METADATA, code="credentials_left_out"))
    return aigc_label(found(order.source))


def _is_as_imported(path: Path, digest: str) -> bool:
    with reading(path) as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == digest


def _size(order: Order, own: Size) -> Size:
    size = output_size(order.preset.size, own, order.original_size)
    edge_max = _EDGE_MAX[order.preset.format]
    if max(size.width_px, size.height_px) > edge_max or size.pixels > PIXELS_MAX:
        kind = order.preset.format.value
        raise BadInput("export_too_large", size=str(size), format=kind, edge_max=edge_max)
    return size


def _sizes_told(order: Order, own: Size, size: Size) -> list[Change]:
    changes = []
    if size != own:
        sizes = {"before": str(own), "after": str(size)}
        changes.append(Change(part=Part.SIZE, code="size_changed", params=sizes))
    wanted, of_original = order.preset.size, order.original_size
    if wanted.fit is Fit.ORIGINAL:
        if of_original is None:
            changes.append(Change(part=Part.SIZE, code="size_unknown"))
        elif not has_shape(own, of_original):
            shapes = {"original": str(of_original)}
            changes.append(Change(part=Part.SIZE, code="shape_differs", params=shapes))
    return changes


def _bytes_beside(preset: Preset) -> int:
    """Return what each pixel of the finished picture takes up beside the decoding."""
    if preset.format is FileFormat.WEBP and preset.quality >= _LOSSLESS:
        return _COPIES_BYTES + _LOSSLESS_WEBP_BYTES
    return _COPIES_BYTES + _ENCODER_BYTES.get(preset.format, 0)


def _depth(source: Opened) -> int:
    """Return the bits per channel of a PNG or TIFF, which Pillow narrows without a word."""
    if source.header.format is PictureFormat.TIFF:
        return first_directory(source.file).first(_BITS_PER_SAMPLE)
    source.file.seek(0)
    head = source.file.read(26)
    return head[24] if head[12:16] == b"IHDR" else _EIGHT


def _picture(order: Order, source: Opened, size: Size, original: _Original | None) -> Converted:
    """Decode, scale, convert and turn; one name for every stage, so that one lives at a time."""
    scale = draft_scale(source.header, size, spare=_SPARE)
    image, profile, turn = levelled(source, load(source, scale=scale), size)
    wish = order.preset
    of_original = original.profile if original else None
    done = converted(image, profile, wish.colour, of_original, wish.format)
    del image
    if wish.format in _NO_ALPHA:
        done = flat(done, wish.background)
    upright = done.image.transpose(TURNS[turn]) if turn in TURNS else done.image
    upright.info = {}
    return Converted(upright, done.profile, done.changes)


def _write(order: Order, picture: Converted, told: Outgoing) -> None:
    """Write and sync; a half file is removed."""
    try:
        with order.target.open("w+b") as file:
            if order.preset.format is FileFormat.TIFF:
                write_tiff(
                    file,
                    picture.image,
                    profile=picture.profile,
                    exif=told.exif,
                    iptc=told.iptc,
                    xmp=told.xmp,
                )
            else:
                file.write(_encoded(order, picture, told))
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        order.target.unlink(missing_ok=True)
        raise


def _encoded(order: Order, picture: Converted, told: Outgoing) -> bytes:
    wish, block = order.preset, told.exif_block
    options: dict[str, Any] = {"icc_profile": picture.profile}
    if block:
        options["exif"] = MARK + block
    if wish.size.fit is Fit.PRINT and wish.format in {FileFormat.JPEG, FileFormat.PNG}:
        options["dpi"] = (wish.size.dpi, wish.size.dpi)
    if wish.format is FileFormat.PNG:
        return _saved(picture.image, "PNG", options | _png_options(told))
    if told.xmp:
        options["xmp"] = told.xmp
    if wish.format is FileFormat.JPEG:
        if told.iptc:
            options["extra"] = _photoshop(told.iptc)
        return jpeg(picture.image, options | full_colour(wish.quality))
    if wish.format is FileFormat.WEBP:
        options |= {"lossless": wish.quality >= _LOSSLESS, "method": _WEBP_EFFORT}
        return _saved(picture.image, "WEBP", options | {"quality": wish.quality, "exact": True})
    options |= {"speed": _AVIF_SPEED, "subsampling": full_colour(wish.quality)["subsampling"]}
    # From RGBA the encoder rounds to the nearest; from RGB it is off by up to two levels. It
    # writes no alpha where all is opaque.
    opaque = picture.image.convert("RGBA")
    return _saved(opaque, "AVIF", options | {"quality": wish.quality})


def _saved(image: Image.Image, kind: str, options: dict[str, Any]) -> bytes:
    out = BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def _png_options(told: Outgoing) -> dict[str, Any]:
    options: dict[str, Any] = {"compress_level": _PNG_EFFORT}
    if told.xmp:
        texts = PngImagePlugin.PngInfo()
        texts.add_itxt("XML:com.adobe.xmp", told.xmp.decode())
        options["pnginfo"] = texts
    return options


def _photoshop(block: bytes) -> bytes:
    """Return the segment in which JPEG files carry IIM."""
    body = b"Photoshop 3.0\0" + iptc.resource(block)
    return b"\xff\xed" + struct.pack(">H", len(body) + 2) + body
