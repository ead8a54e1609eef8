"""Opens a picture as people see it: upright, in sRGB, 8 bits, with or without alpha."""

from pathlib import Path

from PIL import Image

from seedream_desktop.domain.errors import BadInput
from seedream_desktop.imaging.probe import opened, reading
from seedream_desktop.imaging.rendering import render


def open_upright(path: Path) -> Image.Image:
    """Return the decoded picture in mode RGB or RGBA. Raises BadInput("unreadable_picture")."""
    try:
        with reading(path) as file:
            source = opened(file)
            return render(source, source.header.size)
    except BadInput as exc:
        raise BadInput("unreadable_picture", name=path.name) from exc
