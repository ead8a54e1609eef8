"""Which fields belong to which group of metadata: rights, capture, place; the rest is left out.

What is listed is carried over, and nothing else: an unknown field may hold a place, a serial
number or a face. Left out on purpose are serial numbers, makers' notes, previews, editing
histories and whatever describes the original's pixels.
"""

import xml.etree.ElementTree as ET
from collections.abc import Iterable, Mapping
from copy import deepcopy
from enum import StrEnum
from typing import Final

from seedream_desktop.imaging.metadata import iptc, xmp
from seedream_desktop.imaging.metadata.exif import Field
from seedream_desktop.imaging.metadata.xmp import NAMESPACES, Properties, named


class Group(StrEnum):
    """What people switch on and off."""

    RIGHTS = "rights"
    CAPTURE = "capture"
    PLACE = "gps"
    """Coordinates and words of places alike; "gps" in settings and receipts."""


_MAIN: Final[Mapping[Group, frozenset[int]]] = {
    # description, artist, copyright; title, comment, author, keywords, subject of Windows
    Group.RIGHTS: frozenset({0x010E, 0x013B, 0x8298, *range(0x9C9B, 0x9CA0)}),
    # make, model, date
    Group.CAPTURE: frozenset({0x010F, 0x0110, 0x0132}),
}
_CAMERA: Final[Mapping[Group, frozenset[int]]] = {
    # the user's comment, the camera's owner
    Group.RIGHTS: frozenset({0x9286, 0xA430}),
    # exposure, aperture, sensitivity; dates and their zones; distances, light, flash, focal
    # length; the scene; the lens
    Group.CAPTURE: frozenset(
        {0x829A, 0x829D, 0x8822, 0x8824, 0x8827, *range(0x8830, 0x8836)}
        | {0x9003, 0x9004, 0x9010, 0x9011, 0x9012, *range(0x9201, 0x920B)}
        | {0x9290, 0x9291, 0x9292, 0xA217, 0xA300, 0xA301, 0xA402, 0xA403, 0xA404, 0xA405}
        | {0xA406, *range(0xA407, 0xA40B), 0xA40C, 0xA432, 0xA433, 0xA434}
    ),
}

_RIGHTS_SPACES: Final = frozenset(
    NAMESPACES[p] for p in ("dc", "xmpRights", "Iptc4xmpCore", "Iptc4xmpExt", "plus", "cc", "lr")
)
_RIGHTS_NAMES: Final = frozenset(
    named("photoshop", name)
    for name in (
        "AuthorsPosition",
        "CaptionWriter",
        "Category",
        "Credit",
        "Headline",
        "Instructions",
        "Source",
        "SupplementalCategories",
        "TransmissionReference",
        "Urgency",
    )
) | {
    named("tiff", "Artist"),
    named("tiff", "Copyright"),
    named("tiff", "ImageDescription"),
    named("exif", "UserComment"),
}
_CAPTURE_SPACES: Final = frozenset(NAMESPACES[p] for p in ("exif", "exifEX", "aux"))
_CAPTURE_NAMES: Final = frozenset(
    {
        named("tiff", "Make"),
        named("tiff", "Model"),
        named("xmp", "CreateDate"),
        named("photoshop", "DateCreated"),
    }
)
_SOURCE_TYPE: Final = named("Iptc4xmpExt", "DigitalSourceType")
_LEFT_OUT: Final = frozenset(
    {
        named("dc", "format"),
        *(named("exifEX", name) for name in ("BodySerialNumber", "LensSerialNumber")),
        *(named("aux", name) for name in ("SerialNumber", "LensSerialNumber", "ImageNumber")),
        *(named("exif", name) for name in ("MakerNote", "NativeDigest", "PixelXDimension")),
        *(named("exif", name) for name in ("PixelYDimension", "ColorSpace")),
        *(named("exif", name) for name in ("ComponentsConfiguration", "CompressedBitsPerPixel")),
        *(named("exif", name) for name in ("FocalPlaneXResolution", "FocalPlaneYResolution")),
        *(named("exif", name) for name in ("FocalPlaneResolutionUnit", "SubjectArea")),
        *(named("exif", name) for name in ("SubjectLocation", "CFAPattern", "ImageUniqueID")),
        *(named("exifEX", name) for name in ("InteroperabilityIndex", "Gamma")),
    }
)
_GPS_START: Final = named("exif", "GPS")
_PLACES: Final = frozenset(
    {
        *(named("photoshop", name) for name in ("City", "State", "Country")),
        *(named("Iptc4xmpCore", name) for name in ("Location", "CountryCode")),
        *(named("Iptc4xmpExt", name) for name in ("LocationCreated", "LocationShown")),
    }
)
_FROM_IPTC: Final[Mapping[int, tuple[str, str]]] = {
    5: (named("dc", "title"), "Alt"),
    25: (named("dc", "subject"), "Bag"),
    40: (named("photoshop", "Instructions"), ""),
    80: (named("dc", "creator"), "Seq"),
    85: (named("photoshop", "AuthorsPosition"), ""),
    90: (named("photoshop", "City"), ""),
    92: (named("Iptc4xmpCore", "Location"), ""),
    95: (named("photoshop", "State"), ""),
    100: (named("Iptc4xmpCore", "CountryCode"), ""),
    101: (named("photoshop", "Country"), ""),
    103: (named("photoshop", "TransmissionReference"), ""),
    105: (named("photoshop", "Headline"), ""),
    110: (named("photoshop", "Credit"), ""),
    115: (named("photoshop", "Source"), ""),
    116: (named("dc", "rights"), "Alt"),
    120: (named("dc", "description"), "Alt"),
    122: (named("photoshop", "CaptionWriter"), ""),
}


def kept_fields(
    fields: Mapping[int, Field], groups: frozenset[Group], *, is_main: bool
) -> dict[int, Field]:
    """Return the fields of EXIF's first or camera directory that belong to the groups."""
    tags = _MAIN if is_main else _CAMERA
    wanted = frozenset[int]().union(*(tags.get(group, ()) for group in groups))
    return {tag: each for tag, each in fields.items() if tag in wanted}


def kept_datasets(
    datasets: Iterable[iptc.DataSet], groups: frozenset[Group]
) -> tuple[iptc.DataSet, ...]:
    """Return the datasets of IIM that belong to the groups."""
    return tuple((number, data) for number, data in datasets if _group_of(number) in groups)


def kept_properties(properties: Properties, groups: frozenset[Group]) -> Properties:
    """Return copies of XMP's properties that belong to the groups, without those of others."""
    found = {}
    for key, element in properties.items():
        if group_of(key) in groups:
            own = deepcopy(element)
            if Group.PLACE not in groups:
                _remove_places(own)
            found[key] = own
    return found


def group_of(key: str) -> Group | None:
    """Return the group of an XMP property, None for one that is never carried over."""
    if key in _LEFT_OUT or key == _SOURCE_TYPE:
        return None
    if is_place(key):
        return Group.PLACE
    space = key[1:].partition("}")[0]
    if space in _RIGHTS_SPACES or key in _RIGHTS_NAMES:
        return Group.RIGHTS
    if space in _CAPTURE_SPACES or key in _CAPTURE_NAMES:
        return Group.CAPTURE
    return None


def is_place(key: str) -> bool:
    """Say whether an XMP property, or a part of one, tells where a picture was taken."""
    return key.startswith(_GPS_START) or key in _PLACES


def source_type(properties: Properties) -> str:
    """Return IPTC's URI of how the original came to be, "" where it does not say."""
    element = properties.get(_SOURCE_TYPE)
    if element is None:
        return ""
    return element.get(f"{{{xmp.RDF}}}resource", "") or xmp.first_text(element)


def as_properties(datasets: Iterable[iptc.DataSet]) -> Properties:
    """Return what IIM says in XMP's words, for the formats that have no IIM."""
    texts: dict[int, list[str]] = {}
    for number, data in datasets:
        texts.setdefault(number, []).append(data.decode("utf-8", "replace"))
    found = {}
    for number, (key, kind) in _FROM_IPTC.items():
        if number in texts:
            values = texts[number]
            found[key] = xmp.listed(key, kind, values) if kind else xmp.simple(key, values[0])
    if iptc.DATE in texts:
        key = named("photoshop", "DateCreated")
        found[key] = xmp.simple(key, _moment(texts[iptc.DATE][0], texts.get(iptc.TIME, [""])[0]))
    return found


def _moment(date: str, time: str) -> str:
    """Return IIM's "20250131" and "134501+0800" as XMP writes a moment."""
    day = f"{date[:4]}-{date[4:6]}-{date[6:8]}"
    if len(time) < 6:  # noqa: PLR2004 - HHMMSS
        return day
    zone = f"{time[6:9]}:{time[9:11]}" if len(time) >= 11 else ""  # noqa: PLR2004 - +HHMM
    return f"{day}T{time[:2]}:{time[2:4]}:{time[4:6]}{zone}"


def _group_of(dataset: int) -> Group:
    if dataset in iptc.PLACE:
        return Group.PLACE
    return Group.CAPTURE if dataset in iptc.CAPTURE else Group.RIGHTS


def _remove_places(element: ET.Element) -> None:
    for key in [key for key in element.attrib if is_place(key)]:
        del element.attrib[key]
    for child in list(element):
        if is_place(child.tag):
            element.remove(child)
        else:
            _remove_places(child)
