"""Pictures as they are handed to others: another format, size or colour space, with metadata."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from seedream_desktop.domain.export_wish import Preset
from seedream_desktop.domain.geometry import Size
from seedream_desktop.domain.receipt import Change


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One picture to be rendered, by a preset that does not keep bytes.

    original is the file that colours and metadata are taken from, as long as it is still what
    original_digest says; original_size is upright. source_type is IPTC's URI of how the picture
    came to be, "" for none; system and prompt tell how it was made, history one line for each
    edit; all empty where that is not to be told.
    """

    source: Path
    target: Path
    preset: Preset
    original: Path | None = None
    original_digest: str = ""
    original_size: Size | None = None
    source_type: str = ""
    system: str = ""
    prompt: str = ""
    history: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendition:
    """What was written to an order's target, synced."""

    size: Size
    profile: str
    changes: tuple[Change, ...]


class Renditions(Protocol):
    """Renders pictures beside the event loop."""

    async def render(self, order: Order) -> Rendition:
        """Write the target.

        Raises BadInput for the picture, OSError for the target; leaves no half file.
        """
        ...

    async def tells_place(self, path: Path) -> bool:
        """Say whether a picture's metadata hold coordinates or words of places. Raises BadInput."""
        ...
