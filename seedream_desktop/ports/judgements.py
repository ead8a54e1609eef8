"""What people said of results and images."""

from collections.abc import Iterable
from typing import Protocol

from seedream_desktop.domain.ids import SequenceId
from seedream_desktop.domain.judgement import Judgement


class Judgements(Protocol):
    """A part of the library; each method that writes is one transaction, synced to disk.

    Raises StorageFailed or DiskFull as the library does.
    """

    async def save(self, judgements: Iterable[Judgement]) -> None:
        """Add words to what was said; one that is there already is not written again.

        Raises ValueError, with nothing written, for one that its aspect cannot hold.
        """
        ...

    async def of(self, sequence: SequenceId) -> tuple[Judgement, ...]:
        """List what was said of a sequence's images and versions, oldest first."""
        ...
