"""Downloaded outputs: decoded completely before they count as delivered."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from seedream_desktop.domain.errors import BadInput, OutputUnusable, StorageFailed
from seedream_desktop.domain.picture import PictureFormat, SkipReason
from seedream_desktop.imaging.damage import has_lost_tail
from seedream_desktop.imaging.formats import blame, unusable
from seedream_desktop.imaging.pool import Gate
from seedream_desktop.imaging.probe import opened, reading
from seedream_desktop.imaging.proxies import previews, previews_bytes
from seedream_desktop.imaging.rendering import decoded_bytes, load
from seedream_desktop.ports.pictures import Verified

_CODES: Final[Mapping[SkipReason, str]] = {
    SkipReason.EMPTY: "output_cut_short",
    SkipReason.TRUNCATED: "output_cut_short",
    SkipReason.NOT_A_PICTURE: "output_not_a_picture",
    SkipReason.UNSUPPORTED: "output_not_a_picture",
    SkipReason.TOO_MANY_PIXELS: "output_too_many_pixels",
}

_OUT_OF_REACH: Final = frozenset(
    {SkipReason.MISSING, SkipReason.NO_PERMISSION, SkipReason.UNREADABLE}
)


def verify(path: Path, gate: Gate, *, pixels_max: int, makes_previews: bool = False) -> Verified:
    """Decode every pixel of an output; pixels_max bounds its area before anything is decoded.

    makes_previews has what it is shown by made of the pixels while they are there.

    Raises OutputUnusable: output_not_a_picture, output_cut_short, output_damaged,
    output_too_many_pixels, each with the detail of picture.Skipped. Raises StorageFailed
    (output_unreadable) where this machine, and not the output, is to blame: what is paid for
    must not be given up for that.
    """
    try:
        with reading(path) as file:
            source = opened(file, pixels_max=pixels_max)
            if source.header.format is PictureFormat.JPEG and has_lost_tail(
                file, source.byte_count
            ):
                raise unusable(SkipReason.TRUNCATED)
            beside = previews_bytes(source) if makes_previews else 0
            with gate.admit(decoded_bytes(source.header) + beside):
                image = load(source)
                shown = previews(source, image) if makes_previews else None
                del image
            found = source.header
            return Verified(size=found.size, format=found.format.value, previews=shown)
    except BadInput as exc:
        reason, detail = blame(exc)
        if reason in _OUT_OF_REACH:
            raise StorageFailed("output_unreadable", reason=reason.value, detail=detail) from exc
        raise OutputUnusable(_CODES.get(reason, "output_damaged"), detail=detail) from exc
