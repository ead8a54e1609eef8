"""The pictures port: decoding on the imaging pool's threads, or in a process of their own.

Pillow, numpy and pi_heif load with the first call, on a worker, so that nothing waits for them
at start-up.
"""

import logging
import os
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Final, TypeVar

from seedream_desktop.domain.card import InputRule
from seedream_desktop.domain.comparison import Comparison
from seedream_desktop.domain.drift import Measure
from seedream_desktop.domain.errors import BadInput, StorageFailed
from seedream_desktop.domain.geometry import Size
from seedream_desktop.domain.ids import Digest
from seedream_desktop.domain.pairing import Pairing
from seedream_desktop.domain.picture import Picture, PictureFormat, Skipped, SkipReason
from seedream_desktop.imaging.annex import AnnexFailed
from seedream_desktop.imaging.pool import Gate, ImagingPool, Workers
from seedream_desktop.ports.pictures import Exhibit, Normalised, Seen, Verified
from seedream_desktop.ports.renditions import Order, Rendition
from seedream_desktop.ports.reviews import Miniature, MiniatureWish

_T = TypeVar("_T")
_log = logging.getLogger(__name__)

_PAIRING_BYTES: Final = 80_000_000
"""One output of 4096 × 4096 at a time, and the small pictures that are compared."""


class ImagingPictures:
    """Implements ports.pictures.Pictures and ports.renditions.Renditions; its maker closes it."""

    def __init__(self, pool: Workers | None = None, *, makes_previews: bool = False) -> None:
        """Take over who does the work, or make threads of the usual number.

        makes_previews is for a window: what is verified comes with what it is shown by.
        """
        self._pool = pool or ImagingPool()
        self._makes_previews = makes_previews

    def attend(self) -> None:
        """Leave a core more to the window for a while: somebody works at it. From any thread."""
        self._pool.attend()

    async def read(self, path: Path) -> Picture | Skipped:
        """Probe, hash and decode one source file once, reduced where its format lets it."""
        try:
            return await self._pool.run(partial(_read, path))
        except AnnexFailed:
            whole = os.path.abspath(path)  # noqa: PTH100 - resolve() would follow links
            return Skipped(path=whole, reason=SkipReason.DAMAGED, detail="")

    async def normalise(self, path: Path, digest: Digest, rule: InputRule) -> Normalised:
        """Return the reference that a service gets; see imaging.normalise. Raises BadInput."""
        return await self._of_source(partial(_normalise, path, digest, rule))

    async def verify(self, path: Path, *, pixels_max: int) -> Verified:
        """Decode an output completely; see imaging.verify. Raises OutputUnusable."""
        if self._makes_previews:
            try:
                return await self._pool.run(partial(_verify, path, pixels_max, True))
            except AnnexFailed:  # it may have died over the previews, which are not paid for
                _log.warning("an output is verified again, without previews")
        return await self._of_output(partial(_verify, path, pixels_max, False))

    async def thumbnail(self, path: Path) -> bytes:
        """Return a small JPEG of any picture; see imaging.thumbnails. Raises BadInput."""
        return await self._of_source(partial(_thumbnail, path), is_watched=True)

    async def miniature(self, path: Path, digest: Digest, wish: MiniatureWish) -> Miniature:
        """Return a picture as a review has it; see imaging.miniature. Raises BadInput."""
        return await self._of_source(partial(_miniature, path, digest, wish))

    async def print_copy(self, path: Path, within: Size) -> bytes:
        """Return a picture for its place on paper; see imaging.prints. Raises BadInput."""
        return await self._of_source(partial(_print_copy, path, within))

    async def pasted_copy(self, path: Path) -> bytes:
        """Return a picture for the clipboard; see imaging.prints. Raises BadInput."""
        return await self._of_source(partial(_pasted_copy, path))

    async def proxy(self, path: Path) -> bytes:
        """Return a JPEG of 2048 px of any picture; see imaging.proxies. Raises BadInput."""
        return await self._of_source(partial(_proxy, path), is_watched=True)

    async def compare(self, one: Seen, other: Seen, *, aligns: bool = False) -> Comparison:
        """Measure how two pictures differ; see imaging.comparison. Raises BadInput."""
        return await self._of_source(partial(_compare, one, other, aligns), is_watched=True)

    async def pair(
        self,
        targets: Sequence[Exhibit],
        anchors: Sequence[Exhibit],
        outputs: Sequence[Exhibit],
    ) -> Pairing:
        """Say which output shows which target; see imaging.similarity."""
        return await self._of_output(partial(_pair, targets, anchors, outputs))

    async def measures(self, result: bytes, source: bytes | None) -> tuple[Measure, ...]:
        """Return a result's figures by its thumbnail and its source's; see imaging.drift."""
        return await self._of_output(partial(_measures, result, source))

    async def render(self, order: Order) -> Rendition:
        """Write a picture as an export wants it; see imaging.rendition.

        Raises BadInput for the picture, OSError for the target.
        """
        return await self._of_source(partial(_render, order))

    async def tells_place(self, path: Path) -> bool:
        """Say whether a picture's metadata hold coordinates or words of places. Raises BadInput."""
        return await self._of_source(partial(_tells_place, path))

    async def formats(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the formats that can be read on this machine, and those that cannot."""
        return await self._pool.run(_formats)

    def close(self) -> None:
        """Drop what has not started and end the pool."""
        self._pool.close()

    async def _of_source(self, work: Callable[[Gate], _T], *, is_watched: bool = False) -> _T:
        """Do what only the user's own picture is needed for; one that kills decoders is no use."""
        try:
            return await self._pool.run(work, is_watched=is_watched)
        except AnnexFailed as error:
            reason = SkipReason.DAMAGED.value
            raise BadInput("picture_unusable", reason=reason, detail="") from error

    async def _of_output(self, work: Callable[[Gate], _T]) -> _T:
        """Do what a paid output is needed for, which is not given up because a decoder died."""
        try:
            return await self._pool.run(work)
        except AnnexFailed as error:
            reason = SkipReason.UNREADABLE.value
            raise StorageFailed("output_unreadable", reason=reason, detail="") from error


def _formats(_gate: Gate) -> tuple[tuple[str, ...], tuple[str, ...]]:
    from seedream_desktop.imaging.formats import available

    there = available()
    return (
        tuple(name.value for name in PictureFormat if name in there),
        tuple(name.value for name in PictureFormat if name not in there),
    )


def _read(path: Path, gate: Gate) -> Picture | Skipped:
    from seedream_desktop.imaging.reading import read

    return read(path, gate)


def _normalise(path: Path, digest: Digest, rule: InputRule, gate: Gate) -> Normalised:
    from seedream_desktop.imaging.normalise import normalise

    return normalise(path, digest, rule, gate, keep_alpha=rule.takes_alpha)


def _verify(path: Path, pixels_max: int, makes_previews: bool, gate: Gate) -> Verified:
    from seedream_desktop.imaging.verify import verify

    return verify(path, gate, pixels_max=pixels_max, makes_previews=makes_previews)


def _render(order: Order, gate: Gate) -> Rendition:
    from seedream_desktop.imaging.rendition import render

    return render(order, gate)


def _tells_place(path: Path, _gate: Gate) -> bool:
    from seedream_desktop.imaging.metadata.found import found
    from seedream_desktop.imaging.metadata.outgoing import tells_place

    return tells_place(found(path))


def _thumbnail(path: Path, gate: Gate) -> bytes:
    from seedream_desktop.imaging.thumbnails import thumbnail

    return thumbnail(path, gate)


def _miniature(path: Path, digest: Digest, wish: MiniatureWish, gate: Gate) -> Miniature:
    from seedream_desktop.imaging.miniature import miniature

    return miniature(path, digest, wish, gate)


def _measures(result: bytes, source: bytes | None, _gate: Gate) -> tuple[Measure, ...]:
    from seedream_desktop.imaging.drift import measures

    return measures(result, source)


def _print_copy(path: Path, within: Size, gate: Gate) -> bytes:
    from seedream_desktop.imaging.prints import print_copy

    return print_copy(path, within, gate)


def _pasted_copy(path: Path, gate: Gate) -> bytes:
    from seedream_desktop.imaging.prints import pasted_copy

    return pasted_copy(path, gate)


def _proxy(path: Path, gate: Gate) -> bytes:
    from seedream_desktop.imaging.proxies import proxy

    return proxy(path, gate)


def _compare(one: Seen, other: Seen, aligns: bool, gate: Gate) -> Comparison:
    from seedream_desktop.imaging.comparison import compare

    return compare(one, other, gate, aligns=aligns)


def _pair(
    targets: Sequence[Exhibit], anchors: Sequence[Exhibit], outputs: Sequence[Exhibit], gate: Gate
) -> Pairing:
    from seedream_desktop.imaging import similarity

    with gate.admit(_PAIRING_BYTES):
        return similarity.pair(_paths(targets), _paths(anchors), _paths(outputs))


def _paths(exhibits: Sequence[Exhibit]) -> list[Path]:
    return [exhibit.path for exhibit in exhibits]
