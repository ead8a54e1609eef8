"""Runs classical edits on worker threads.

Pillow and numpy load with the first edit, on a worker, so that nothing waits for them at
start-up.
"""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from seedream_desktop.domain.adjustment import Adjustment
from seedream_desktop.domain.geometry import Size


class LocalRenderer:
    """ports.renderer.Renderer on a thread pool, its own unless one is handed in."""

    def __init__(self, pool: ThreadPoolExecutor | None = None) -> None:
        self._own = pool is None
        self._pool = pool or ThreadPoolExecutor(max_workers=2, thread_name_prefix="renderer")

    async def render(
        self,
        source: Path,
        anchor: Path | None,
        adjustments: tuple[Adjustment, ...],
        size: Size | None,
    ) -> bytes:
        """Return the edited picture, encoded; see ports.renderer."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._pool, _rendered, source, anchor, adjustments, size)

    def close(self) -> None:
        """Wait for what is being made and end the threads, if they are its own."""
        if self._own:
            self._pool.shutdown()


def _rendered(
    source: Path, anchor: Path | None, adjustments: tuple[Adjustment, ...], size: Size | None
) -> bytes:
    from seedream_desktop.imaging.edits import rendered

    return rendered(source, anchor, adjustments, size)
