"""Decoded pictures that are kept, within a bound; what is wished for stays."""

from collections import OrderedDict
from collections.abc import Container

from seedream_desktop.domain.ids import Digest
from seedream_desktop.ui.canvas.pyramid import PictureFile, Pyramid, Tier

Key = tuple[Digest, Tier]


class PyramidShelf:
    """Pyramids by picture and tier; the oldest used go first."""

    def __init__(self, limit_bytes: int) -> None:
        """Start empty."""
        self.limit_bytes = limit_bytes
        self._kept: OrderedDict[Key, Pyramid] = OrderedDict()

    @property
    def held_bytes(self) -> int:
        """What is kept."""
        return sum(pyramid.byte_count for pyramid in self._kept.values())

    def best(self, file: PictureFile) -> Pyramid | None:
        """Return the sharpest that is there of a picture, and note its use."""
        for tier in reversed(Tier):
            if (found := self._kept.get((file.digest, tier))) is not None:
                self._kept.move_to_end((file.digest, tier))
                return found
        return None

    def has(self, file: PictureFile, least: Tier) -> bool:
        """Say whether a picture is there at a tier or a higher one."""
        return any((file.digest, tier) in self._kept for tier in Tier if tier >= least)

    def put(self, made: Pyramid, wanted: Container[Key]) -> None:
        """Keep a picture; let go of what nobody wishes for until the bound holds."""
        key = made.file.digest, made.tier
        self._kept[key] = made
        self._kept.move_to_end(key)
        for other in [kept for kept in self._kept if kept not in wanted]:
            if self.held_bytes <= self.limit_bytes:
                return
            del self._kept[other]

    def clear(self) -> None:
        """Keep nothing."""
        self._kept.clear()
