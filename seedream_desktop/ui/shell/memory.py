"""How the window was left: size, place, workspace, panels; kept in a small file of its own."""

import asyncio
import contextlib
import os
import secrets
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from seedream_desktop.ui.shell.glance import BYTES_MAX, FILE

_Panel = Annotated[int, Meta(ge=160, le=2000)]
_Width = Annotated[int, Meta(ge=0, le=20_000)]


class WindowMemory(Struct, frozen=True, kw_only=True):
    """What the next start shows again: the place, by its command, and the open sequence.

    geometry is Qt's own note of size, place and maximising, as base64, and ground the colour
    that the window had; see shell.glance. told names hints that
    the user does not want to see again. inspector_px is at
    100 % text. widths are those of columns, in pixels, by the command that goes to their workspace.
    """

    geometry: str = ""
    ground: str = ""
    place: str = ""
    sequence: str = ""
    has_inspector: bool = True
    inspector_px: _Panel = 300
    has_queue_strip: bool = False
    told: tuple[str, ...] = ()
    widths: dict[str, tuple[_Width, ...]] = {}


def remembered(root: Path) -> WindowMemory:
    """Return what the file of a data root holds; the usual where it is missing or broken."""
    try:
        with (root / FILE).open("rb") as file:
            return msgspec.json.decode(file.read(BYTES_MAX), type=WindowMemory)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return WindowMemory()


class Keeper:
    """Writes one memory after the other, in the order in which they are handed over."""

    def __init__(self, root: Path) -> None:
        """Take the data root."""
        self._root = root
        self._turn = asyncio.Lock()

    async def keep(self, memory: WindowMemory) -> None:
        """Write a memory in a worker; see remember()."""
        async with self._turn:
            await asyncio.to_thread(remember, self._root, memory)


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
