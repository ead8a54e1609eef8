"""The sequences that requests are being carried for, each read once and not for each request."""

from seedream_desktop.domain.ids import SequenceId
from seedream_desktop.domain.sequence import Sequence
from seedream_desktop.ports.library import Library

_KEPT = 4


class Shelf:
    """Keeps the last few sequences that were asked for."""

    def __init__(self, library: Library) -> None:
        """Take where they are read from."""
        self._library = library
        self._kept: dict[SequenceId, Sequence] = {}

    async def sequence(self, sequence: SequenceId) -> Sequence:
        """Return one sequence as the library has it; NotFound."""
        kept = self._kept.pop(sequence, None)
        if kept is None:
            kept = await self._library.sequence(sequence)
        self._kept[sequence] = kept
        while len(self._kept) > _KEPT:
            del self._kept[next(iter(self._kept))]
        return kept

    def forget(self, sequence: SequenceId) -> None:
        """Read a sequence anew when it is next asked for: it was saved."""
        self._kept.pop(sequence, None)
