"""What a service itself says of how its picture was made: labels that are not ours to remove."""

from pathlib import Path
from typing import Final

from seedream_desktop.imaging.metadata import xmp
from seedream_desktop.imaging.metadata.found import Found
from seedream_desktop.imaging.probe import reading

AIGC: Final = xmp.named("TC260", "AIGC")
"""The label that GB 45438-2025 demands of services in China: JSON in one XMP property."""

_CREDENTIALS: Final = (b"c2pa", b"jumb")
_HEAD_BYTES: Final = 2_000_000


def aigc_label(found: Found) -> str:
    """Return a picture's AIGC label, "" for none; some services write it as a PNG's text."""
    element = found.xmp.get(AIGC)
    return xmp.first_text(element) if element is not None else found.aigc_text


def has_credentials(path: Path) -> bool:
    """Say whether a file seems to hold content credentials (C2PA), signed for its very bytes.

    Raises BadInput.
    """
    with reading(path) as file:
        head = file.read(_HEAD_BYTES)
    return all(mark in head for mark in _CREDENTIALS)
