"""Reads a source file once: recognised, held to the limits, hashed, decoded for damage."""

import hashlib
import os
from pathlib import Path

from seedream_desktop.domain.errors import BadInput
from seedream_desktop.domain.ids import Digest
from seedream_desktop.domain.picture import Picture, PictureFormat, Skipped, SkipReason
from seedream_desktop.imaging.damage import has_lost_tail, unreachable
from seedream_desktop.imaging.formats import ASPECT_MAX, blame, unusable
from seedream_desktop.imaging.pool import Gate
from seedream_desktop.imaging.probe import Opened, opened, reading
from seedream_desktop.imaging.rendering import decoded_bytes, draft_scale, fitted, load
from seedream_desktop.imaging.thumbnails import EDGE_PX


def read(path: Path, gate: Gate) -> Picture | Skipped:
    """Return the picture that a file is, or why it is none; never raises for the file's sake.

    JPEGs are decoded at 1/8 or so, which reads all their data; other formats have no such
    short cut and are decoded in full.
    """
    absolute = os.path.abspath(path)  # noqa: PTH100 - resolve() would follow links
    try:
        with reading(path) as file:
            source = opened(file)
            _refuse_strips(source)
            file.seek(0)
            digest = Digest(hashlib.file_digest(file, "sha256").hexdigest())
            _decode(source, gate)
            return Picture(
                digest=digest,
                path=absolute,
                byte_count=source.byte_count,
                header=source.header,
            )
    except BadInput as exc:
        reason, detail = blame(exc)
    except OSError as exc:
        reason, detail = blame(unreachable(exc))
    return Skipped(path=absolute, reason=reason, detail=detail)


def _refuse_strips(source: Opened) -> None:
    size = source.header.size
    if max(size.aspect, 1 / size.aspect) > ASPECT_MAX:
        raise unusable(SkipReason.TOO_NARROW, str(size))


def _decode(source: Opened, gate: Gate) -> None:
    """Read all of the picture's data, as small as its format lets it be decoded."""
    is_jpeg = source.header.format is PictureFormat.JPEG
    if is_jpeg and has_lost_tail(source.file, source.byte_count):
        raise unusable(SkipReason.TRUNCATED)
    small = fitted(source.header.size, EDGE_PX)
    scale = draft_scale(source.header, small, spare=1)
    with gate.admit(decoded_bytes(source.header) // scale**2):
        load(source, scale=scale)
