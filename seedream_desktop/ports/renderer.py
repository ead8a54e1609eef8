"""Classical edits of one picture, made on this machine."""

from pathlib import Path
from typing import Protocol

from seedream_desktop.domain.adjustment import Adjustment
from seedream_desktop.domain.geometry import Size


class Renderer(Protocol):
    """Makes edits off the event loop. Equal inputs give equal bytes."""

    async def render(
        self,
        source: Path,
        anchor: Path | None,
        adjustments: tuple[Adjustment, ...],
        size: Size | None,
    ) -> bytes:
        """Return the edited picture, encoded: PNG where the source is translucent, else JPEG.

        The order of adjustments does not matter; they are applied in the order in which an
        editor's panel works. Without an anchor the match operations leave the picture as it
        is. size None keeps the source's upright size; otherwise the picture covers that size
        and is cut at its middle. Raises BadInput for a file that cannot be read.
        """
        ...
