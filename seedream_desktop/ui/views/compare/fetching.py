"""Where the canvas gets pictures from: the caches, and the imaging process where Qt cannot read."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from seedream_desktop.domain.card import InputRule
from seedream_desktop.domain.ids import Digest
from seedream_desktop.ui.canvas.decoding import PIXELS_MAX
from seedream_desktop.ui.canvas.loader import Fetch
from seedream_desktop.ui.canvas.pyramid import Tier

if TYPE_CHECKING:
    from seedream_desktop.ui.desk.program import Program

_WHOLE: Final = InputRule(
    bytes_max=1 << 30,
    edge_min_px=1,
    edge_max_px=65_535,
    pixels_max=PIXELS_MAX,
    aspect_max=65_535.0,
    takes_alpha=True,
)
"""As a service that takes everything would get a picture: all its pixels, upright, in sRGB."""


def fetches(program: "Program") -> Mapping[Tier, Fetch]:
    """Return the way to a picture at each tier."""
    return {
        Tier.THUMBNAIL: program.thumbnail,
        Tier.PROXY: program.proxy,
        Tier.WHOLE: partial(_whole, program),
    }


async def _whole(program: "Program", digest: Digest, path: Path) -> bytes:
    """Return a picture in a format that Qt reads. Raises BadInput."""
    made = await program.pictures.normalise(path, digest, _WHOLE)
    return made.data
