"""What a file is by its first bytes, whatever it is called."""

from dataclasses import dataclass
from typing import Final, TypeAlias

from seedream_desktop.domain.picture import PictureFormat

HEAD_BYTES: Final = 4096
"""How much of a file identify() needs."""


@dataclass(frozen=True, slots=True)
class Foreign:
    """A kind of picture or drawing that is known and not read; kind is its name for people."""

    kind: str


Identity: TypeAlias = PictureFormat | Foreign | None

_CAMERA_RAW: Final = Foreign("camera raw")

_SIGNATURES: Final[tuple[tuple[int, bytes, PictureFormat | Foreign], ...]] = (
    (0, b"\xff\xd8\xff", PictureFormat.JPEG),
    (0, b"\x89PNG\r\n\x1a\n", PictureFormat.PNG),
    (0, b"GIF87a", PictureFormat.GIF),
    (0, b"GIF89a", PictureFormat.GIF),
    (8, b"CR\x02", _CAMERA_RAW),
    (0, b"IIRO", _CAMERA_RAW),
    (0, b"IIRS", _CAMERA_RAW),
    (0, b"MMOR", _CAMERA_RAW),
    (0, b"IIU\x00", _CAMERA_RAW),
    (0, b"FUJIFILMCCD-RAW", _CAMERA_RAW),
    (0, b"FOVb", _CAMERA_RAW),
    (0, b"\x00MRM", _CAMERA_RAW),
    (0, b"II\xbc\x01", Foreign("JPEG XR")),
    (0, b"II*\x00", PictureFormat.TIFF),
    (0, b"MM\x00*", PictureFormat.TIFF),
    (0, b"II+\x00", PictureFormat.TIFF),
    (0, b"MM\x00+", PictureFormat.TIFF),
    (0, b"8BPS", Foreign("Photoshop")),
    (0, b"%PDF-", Foreign("PDF")),
    (0, b"%!PS", Foreign("EPS")),
    (0, b"\xc5\xd0\xd3\xc6", Foreign("EPS")),
    (0, b"\xff\x0a", Foreign("JPEG XL")),
    (0, b"\x00\x00\x00\x0cJXL ", Foreign("JPEG XL")),
    (0, b"\x00\x00\x00\x0cjP  ", Foreign("JPEG 2000")),
    (0, b"\xff\x4f\xff\x51", Foreign("JPEG 2000")),
    (0, b"\x00\x00\x01\x00", Foreign("icon")),
    (0, b"icns", Foreign("icon")),
    (0, b"v/1\x01", Foreign("OpenEXR")),
    (0, b"#?RADIANCE", Foreign("Radiance HDR")),
    (0, b"gimp xcf", Foreign("GIMP")),
    (0, b"DDS ", Foreign("DDS")),
    (0, b"qoif", Foreign("QOI")),
    (0, b"\xd7\xcd\xc6\x9a", Foreign("WMF")),
)

_HEIF_BRANDS: Final = frozenset(
    {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"}
)
_AVIF_BRANDS: Final = frozenset({b"avif", b"avis"})
_NEUTRAL_BRANDS: Final = frozenset({b"mif1", b"msf1"})
_BMP_HEADER_SIZES: Final = frozenset({12, 40, 52, 56, 64, 108, 124})


def identify(head: bytes) -> Identity:
    """Return the format of a file's first HEAD_BYTES; None for what is no picture."""
    for offset, signature, identity in _SIGNATURES:
        if head.startswith(signature, offset):
            return identity
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return PictureFormat.WEBP
    if head[4:8] == b"ftyp":
        return _by_brands(head)
    if head.startswith(b"BM") and int.from_bytes(head[14:18], "little") in _BMP_HEADER_SIZES:
        return PictureFormat.BMP
    return Foreign("SVG") if _is_svg(head) else None


def _by_brands(head: bytes) -> Identity:
    """Tell apart the files that begin with a file type box (ISO/IEC 14496-12, 4.3)."""
    end = min(int.from_bytes(head[:4], "big"), len(head))
    major = head[8:12]
    if major == b"crx ":
        return _CAMERA_RAW
    if major == b"jxl ":
        return Foreign("JPEG XL")
    if major in _HEIF_BRANDS:
        return PictureFormat.HEIF
    if major in _AVIF_BRANDS:
        return PictureFormat.AVIF
    if major not in _NEUTRAL_BRANDS:
        return None
    compatible = {head[at : at + 4] for at in range(16, end, 4)}
    return PictureFormat.AVIF if compatible & _AVIF_BRANDS else PictureFormat.HEIF


def _is_svg(head: bytes) -> bool:
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if text.startswith(b"<svg"):
        return True
    return text.startswith((b"<?xml", b"<!--", b"<!doctype svg")) and b"<svg" in text
