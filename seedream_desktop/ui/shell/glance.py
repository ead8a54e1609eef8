"""What of the window's memory its first paint needs, read without what takes time to load."""

import base64
import binascii
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from seedream_desktop.ui.theme.tokens import THEMES, Theme

FILE: Final = "window.json"
BYTES_MAX: Final = 64 * 1024
_COLOUR_SIGNS: Final = 7


@dataclass(frozen=True, slots=True)
class Glance:
    """Where the window stood, as Qt's own note in base64, and the colour of its ground."""

    geometry: str = ""
    ground: str = THEMES[Theme.DARK].canvas

    @property
    def geometry_bytes(self) -> bytes:
        """Qt's note; empty where there is none or it cannot be read."""
        try:
            return base64.b64decode(self.geometry, validate=True)
        except (binascii.Error, ValueError):
            return b""


def glance(root: Path) -> Glance:
    """Return what a data root's file holds; the usual for what is missing or broken."""
    try:
        with (root / FILE).open("rb") as file:
            found = json.loads(file.read(BYTES_MAX))
    except (OSError, ValueError):
        return Glance()
    seen = {}
    if isinstance(found, dict):
        seen = {
            name: found[name] for name in ("geometry", "ground") if isinstance(found.get(name), str)
        }
    if len(seen.get("ground", "")) != _COLOUR_SIGNS:
        seen.pop("ground", None)
    return Glance(**seen)
