"""What a service is told about an uploaded file: a plain name, and its kind."""

import re
from pathlib import Path
from typing import Final

_PLAIN: Final = re.compile(r"[^A-Za-z0-9._-]+")
_LONGEST: Final = 80
_KINDS: Final = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".webp": "image/webp",
}


def plain_name(name: str) -> str:
    """Return the last part of a file's name, with nothing in it that a header could trip over."""
    return _PLAIN.sub("-", Path(name).name)[-_LONGEST:]


def kind_of(name: str) -> str | None:
    """Return a file's media type by its ending, None for one that is not sent as a reference."""
    return _KINDS.get(Path(name).suffix.lower())
