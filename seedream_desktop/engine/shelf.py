"""The sequences that requests are being carried for, each read once and not for each request."""

from seedream_desktop.domain.ids import RunId
from seedream_desktop.domain.sequence import Sequence
from seedream_desktop.ports.queue import QueueRecord

_KEPT = 4


class Shelf:
    """Keeps the last few that were asked for; a run's own sequence never changes."""

    def __init__(self, record: QueueRecord) -> None:
        """Take where they are read from."""
        self._record = record
        self._kept: dict[RunId, Sequence] = {}

    async def sequence(self, run: RunId) -> Sequence:
        """Return the sequence as it was when the run began; NotFound."""
        kept = self._kept.pop(run, None)
        if kept is None:
            kept = await self._record.sequence(run)
        self._kept[run] = kept
        while len(self._kept) > _KEPT:
            del self._kept[next(iter(self._kept))]
        return kept
