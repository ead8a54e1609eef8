"""How the window was left: size, place, workspace, panels; kept in a small file of its own."""

import base64
import binascii
import contextlib
import os
import secrets
from pathlib import Path
from typing import Annotated, Final

import msgspec
from msgspec import Meta, Struct

FILE: Final = "window.json"
_BYTES_MAX: Final = 64 * 1024

_Panel = Annotated[int, Meta(ge=160, le=2000)]
_Width = Annotated[int, Meta(ge=0, le=20_000)]


class WindowMemory(Struct, frozen=True, kw_only=True):
    """What the next start shows again: the place, by its command, and the open sequence.

    geometry is Qt's own note of size, place and maximising, as base64. told names hints that
    the user does not want to see again. inspector_px is at 100 % text. widths are those of
    columns, in pixels, by the command that goes to their workspace.
    """

    geometry: str = ""
    place: str = ""
    sequence: str = ""
    has_inspector: bool = True
    inspector_px: _Panel = 300
    has_queue_strip: bool = False
    told: tuple[str, ...] = ()
    widths: dict[str, tuple[_Width, ...]] = {}

    @property
    def geometry_bytes(self) -> bytes:
        """Qt's note; empty where there is none or it cannot be read."""
        try:
            return base64.b64decode(self.geometry, validate=True)
        except (binascii.Error, ValueError):
            return b""


def remembered(root: Path) -> WindowMemory:
    """Return what the file of a data root holds; the usual where it is missing or broken."""
    try:
        with (root / FILE).open("rb") as file:
            return msgspec.json.decode(file.read(_BYTES_MAX), type=WindowMemory)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return WindowMemory()


def remember(root: Path, memory: WindowMemory) -> None:
    """Write the file, whole or not at all. It is no loss where that fails: nothing is raised."""
    target = root / FILE
    temporary = target.with_name(f".{FILE}.{secrets.token_hex(4)}.tmp")
    try:
        temporary.write_bytes(msgspec.json.encode(memory))
        os.replace(temporary, target)  # noqa: PTH105 (the same, and atomic by name)
    except OSError:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)


def note_of(geometry: bytes) -> str:
    """Return Qt's note as the file holds it."""
    return base64.b64encode(geometry).decode("ascii")
