"""Which version of a frame is chosen, and whose picture it is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from seedream_desktop.domain.ids import ImageId, SequenceId, StepId, VersionId
from seedream_desktop.domain.making import Making
from seedream_desktop.domain.request import Version


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Versions whose frame, key, sureness or choice was changed: as they were and as they are.

    Both are in the same order. They may be of several sequences, where one took results over
    from another.
    """

    before: tuple[Version, ...] = ()
    after: tuple[Version, ...] = ()


class Frames(Protocol):
    """A part of the library; each method that writes is one transaction, synced to disk.

    Nothing here touches money, requests or the results themselves. Raises StorageFailed or
    DiskFull as the library does.
    """

    async def choose(self, version: VersionId) -> Change:
        """Make a version the chosen one of its frame. Raises NotFound."""
        ...

    async def re_pair(self, moves: Mapping[VersionId, ImageId]) -> Change:
        """Say of which image each of these versions of one request is the result.

        They get the place and the purchase key that the request had for that image, and are
        sure from now on; so do all that were taken over from them, in whatever sequence. One
        that has no place there for its new key stays where it is, unsure. A frame whose chosen
        version left it chooses the one that came in its stead, else its newest.

        Raises NotFound; UserFixable("pair_of_others") where they are not of one request and
        step, or it did not ask for such an image; UserFixable("pair_still_open") while the
        request goes on.
        """
        ...

    async def confirm(self, versions: Iterable[VersionId]) -> Change:
        """Say that versions are of the image that they are with. Raises NotFound."""
        ...

    async def put_back(self, versions: Iterable[Version]) -> Change:
        """Give versions the frame, key, sureness and choice that these values have.

        This undoes a change with what was before, and repeats it with what was after. A frame
        that has chosen some other version since keeps that choice.
        """
        ...

    async def makings(self, sequence: SequenceId) -> tuple[Making, ...]:
        """List a sequence's requests by the order of their runs, step and position."""
        ...

    async def makers(self, sequence: SequenceId) -> Mapping[VersionId, Making]:
        """Return, for each version that a sequence took over at no cost, who bought it.

        It is the request of what the version is a copy of, maybe another sequence's.
        """
        ...

    async def held(
        self, sequence: SequenceId, places: Iterable[tuple[ImageId, StepId]]
    ) -> tuple[Version, ...]:
        """List the versions of some frames, oldest first; it costs what these frames hold."""
        ...
