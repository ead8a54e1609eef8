"""Commands that were begun and are not a run yet."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A command line that was begun, with the folder that it was given in."""

    id: int
    command: tuple[str, ...]
    folder: str


class Drafts(Protocol):
    """A part of the library; each method that writes is one transaction, synced to disk.

    Raises StorageFailed or DiskFull as the library does.
    """

    async def save_draft(self, command: tuple[str, ...], folder: str, now: float) -> int:
        """Remember that a command was begun, until it is a run; return the draft's id."""
        ...

    async def drafts(self) -> tuple[Draft, ...]:
        """List commands that were begun and never became a run, oldest first."""
        ...

    async def drop_draft(self, draft: int) -> None:
        """Forget a draft."""
        ...
