"""Lightness of a picture, small and upright, for whatever compares structure."""

import logging
from pathlib import Path

from PIL import Image

from seedream_desktop.domain.errors import BadInput
from seedream_desktop.imaging.probe import opened, reading
from seedream_desktop.imaging.rendering import fitted, flattened, render

_LOG = logging.getLogger(__name__)
EDGE_PX = 256
"""Longer edge of what upright_luma returns; smaller pictures are left as small as they are."""

_BLANK = Image.new("L", (EDGE_PX, EDGE_PX), 128)


def upright_luma(path: Path) -> Image.Image:
    """Decode one picture, reduced, to an upright greyscale image.

    JPEG is decoded at an eighth to a half of its size where that is enough (Pillow's draft).
    Transparency is laid on white. A file that is gone or damaged comes back as plain grey, so
    that one unreadable original does not hold up the results of a paid reply: grey resembles
    nothing, and the pair is then unsure.
    """
    try:
        with reading(path) as file:
            source = opened(file)
            return flattened(render(source, fitted(source.header.size, EDGE_PX))).convert("L")
    except BadInput as error:
        reason = error.params.get("reason", error.code)
        _LOG.warning("pairing goes on without one picture: %s", reason)
        return _BLANK.copy()
