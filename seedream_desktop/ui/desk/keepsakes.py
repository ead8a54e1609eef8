"""Gives a pasted or dropped picture a file of its own, so that it lasts."""

import asyncio
import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Final

from seedream_desktop.domain.picture import PictureFormat
from seedream_desktop.storage import pasted
from seedream_desktop.ui.desk.intakes import words
from seedream_desktop.ui.mime import Drop, encoded

if TYPE_CHECKING:
    from seedream_desktop.ui.desk.program import Program

_ENDINGS: Final = {PictureFormat.JPEG: "jpg", PictureFormat.TIFF: "tif", PictureFormat.HEIF: "heic"}


async def keep(program: "Program", drop: Drop) -> Path:
    """Write a drop's picture into the library; for the engine's loop. Raises StorageFailed."""
    now = dt.datetime.fromtimestamp(program.clock.now())  # noqa: DTZ006 (as clocks here show)
    return await asyncio.to_thread(_write, program.locations.pasted, drop, now)


def _write(folder: Path, drop: Drop, now: dt.datetime) -> Path:
    if drop.format is None:
        assert drop.pixels is not None, "a picture is bytes or pixels"
        return pasted.keep(folder, encoded(drop.pixels), now, words("pasted"), "png")
    ending = _ENDINGS.get(drop.format, drop.format.value)
    return pasted.keep(folder, drop.data, now, words("pasted"), ending)
