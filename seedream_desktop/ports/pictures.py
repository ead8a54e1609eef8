"""Everything that decodes pixels."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, TypeAlias

from seedream_desktop.domain.card import InputRule
from seedream_desktop.domain.geometry import Size
from seedream_desktop.domain.ids import (
    Digest,
)
from seedream_desktop.domain.pairing import Pairing
from seedream_desktop.domain.picture import Picture, Skipped


@dataclass(frozen=True, slots=True, kw_only=True)
class Normalised:
    """A reference as a service gets it: upright, sRGB, no metadata, within its limits."""

    data: bytes
    size: Size
    extension: str


@dataclass(frozen=True, slots=True)
class Previews:
    """What a picture is shown by: JPEGs whose longer edge is 2048 px and 512 px at most."""

    proxy: bytes
    thumbnail: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """A downloaded output that decodes completely; previews where they were made on the way."""

    size: Size
    format: str
    previews: Previews | None = field(default=None, compare=False, repr=False)


KeepPreviews: TypeAlias = Callable[[Digest, Previews], None]
"""Keeps what a picture is shown by, in a cache; never waits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One picture of a comparison: its own file, and a smaller one of it where there is one."""

    path: Path
    proxy: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Exhibit:
    """One picture of a pairing: a file and what it is told apart by."""

    path: Path
    digest: Digest


class Pictures(Protocol):
    """Everything that decodes pixels; each call runs on the imaging pool's threads."""

    async def read(self, path: Path) -> Picture | Skipped:
        """Probe, hash and decode one source file once (reduced), so that damage is found now.

        Never raises for what is wrong with the file.
        """
        ...

    async def normalise(self, path: Path, digest: Digest, rule: InputRule) -> Normalised:
        """Return the reference that a service gets. Raises BadInput.

        The file must still hold the bytes of digest.
        """
        ...

    async def verify(self, path: Path, *, pixels_max: int) -> Verified:
        """Decode an output completely. Raises OutputUnusable."""
        ...

    async def pair(
        self,
        targets: Sequence[Exhibit],
        anchors: Sequence[Exhibit],
        outputs: Sequence[Exhibit],
    ) -> Pairing:
        """Say which output shows which target; see domain.pairing."""
        ...
