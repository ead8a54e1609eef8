"""Reads the metadata of a picture's file, as far as it can be read."""

import mmap
import struct
import xml.etree.ElementTree as ET
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, TypeVar

from seedream_desktop.domain.picture import PictureFormat
from seedream_desktop.imaging.metadata import exif, iptc, xmp
from seedream_desktop.imaging.metadata.exif import Exif
from seedream_desktop.imaging.metadata.iptc import DataSet
from seedream_desktop.imaging.metadata.xmp import Properties
from seedream_desktop.imaging.probe import Opened, opened, reading

_T = TypeVar("_T")
_XMP_TAG: Final = 700
_IPTC_TAG: Final = 33723
_RESOURCES_TAG: Final = 34377
_RESOURCE: Final = 0x0404
_LONGS: Final = 4
_DAMAGE: Final = (ValueError, struct.error, ET.ParseError, LookupError, TypeError, OSError)


@dataclass(frozen=True, slots=True)
class Found:
    """What a file says of itself; unreadable names the kinds that are there and damaged.

    aigc_text is a PNG's own text of that name; see labels.
    """

    exif: Exif = field(default_factory=Exif)
    iptc: tuple[DataSet, ...] = ()
    xmp: Properties = field(default_factory=dict)
    aigc_text: str = ""
    unreadable: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Say whether there is nothing."""
        has_exif = self.exif.main or self.exif.camera or self.exif.gps
        return not (has_exif or self.iptc or self.xmp or self.unreadable)


def found(path: Path) -> Found:
    """Return a picture's metadata; what is damaged is left out and named, never raised.

    Raises BadInput for a file that is no picture.
    """
    with reading(path) as file:
        source = opened(file)
        if source.header.format is PictureFormat.TIFF:
            return _of_tiff(source)
        return _of_info(source.take().info)


def _of_info(info: Mapping[Any, Any]) -> Found:
    """Return what Pillow found beside the pixels of any format but TIFF."""
    damaged: list[str] = []
    return Found(
        exif=_tried("EXIF", damaged, Exif(), lambda: _exif(info)),
        iptc=_tried("IPTC", damaged, (), lambda: iptc.read(_iptc(info))),
        xmp=_tried("XMP", damaged, {}, lambda: _xmp(info.get("xmp"))),
        aigc_text=str(info.get("AIGC", "")),
        unreadable=tuple(damaged),
    )


def _of_tiff(source: Opened) -> Found:
    damaged: list[str] = []
    with mmap.mmap(source.file.fileno(), 0, access=mmap.ACCESS_READ) as block:
        own = _tried("EXIF", damaged, Exif(), lambda: exif.read(block))
    tags = own.main
    packet = tags.get(_XMP_TAG)
    return Found(
        exif=own,
        iptc=_tried("IPTC", damaged, (), lambda: iptc.read(_iptc_of_tiff(own))),
        xmp=_tried("XMP", damaged, {}, lambda: _xmp(packet.data if packet else None)),
        unreadable=tuple(damaged),
    )


def _tried(kind: str, damaged: list[str], nothing: _T, read: Callable[[], _T]) -> _T:
    try:
        return read()
    except _DAMAGE:
        damaged.append(kind)
        return nothing


def _exif(info: Mapping[Any, Any]) -> Exif:
    block = info.get("exif") or b""
    return exif.read(block) if block else Exif()


def _xmp(packet: bytes | str | None) -> xmp.Properties:
    if not packet:
        return {}
    return xmp.read(packet.encode() if isinstance(packet, str) else packet)


def _iptc(info: Mapping[Any, Any]) -> bytes:
    resources = info.get("photoshop")
    if isinstance(resources, dict):
        return bytes(resources.get(_RESOURCE, b""))
    words = info.get("Raw profile type iptc") or info.get("Raw profile type APP13") or ""
    return iptc.from_hexadecimal(words) if words else b""


def _iptc_of_tiff(own: Exif) -> bytes:
    if _IPTC_TAG in own.main:
        each = own.main[_IPTC_TAG]
        if each.kind == _LONGS and each.data[:1] != b"\x1c":  # written as numbers by mistake
            count = len(each.data) // 4
            return struct.pack(f"<{count}I", *struct.unpack(f">{count}I", each.data))
        return each.data
    resources = own.main.get(_RESOURCES_TAG)
    return iptc.from_resources(resources.data) if resources else b""
