"""Runs classical edits on worker threads, or in the imaging process.

Pillow and numpy load with the first edit, on a worker, so that nothing waits for them at
start-up.
"""

from functools import partial
from pathlib import Path

from seedream_desktop.domain.adjustment import Adjustment
from seedream_desktop.domain.errors import BadInput
from seedream_desktop.domain.geometry import Size
from seedream_desktop.domain.picture import SkipReason
from seedream_desktop.imaging.annex import AnnexFailed
from seedream_desktop.imaging.pool import Gate, ImagingPool, Workers


class LocalRenderer:
    """ports.renderer.Renderer on threads of its own, or by workers that belong to others."""

    def __init__(self, workers: Workers | None = None) -> None:
        self._own = workers is None
        self._workers = workers or ImagingPool(threads=2)

    async def render(
        self,
        source: Path,
        anchor: Path | None,
        adjustments: tuple[Adjustment, ...],
        size: Size | None,
    ) -> bytes:
        """Return the edited picture, encoded; see ports.renderer."""
        try:
            return await self._workers.run(partial(_rendered, source, anchor, adjustments, size))
        except AnnexFailed as error:
            reason = SkipReason.DAMAGED.value
            raise BadInput("picture_unusable", reason=reason, detail="") from error

    def close(self) -> None:
        """Wait for what is being made and end the threads, if they are its own."""
        if self._own:
            self._workers.close()


def _rendered(
    source: Path,
    anchor: Path | None,
    adjustments: tuple[Adjustment, ...],
    size: Size | None,
    _gate: Gate,
) -> bytes:
    from seedream_desktop.imaging.edits import rendered

    return rendered(source, anchor, adjustments, size)
