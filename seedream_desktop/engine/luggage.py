"""References that go inside their orders: files of what is sent, there until the POST is over."""

import asyncio
import errno
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final, TypeAlias

from seedream_desktop.domain.card import InputRule
from seedream_desktop.domain.errors import BadInput, DiskFull, StorageFailed, is_disk_full
from seedream_desktop.domain.geometry import Size
from seedream_desktop.domain.ids import Digest, RequestId
from seedream_desktop.domain.request import BoundInput
from seedream_desktop.ports.library import Blobs
from seedream_desktop.ports.pictures import Pictures
from seedream_desktop.ports.provider import Reference

_AROUND_BYTES: Final = 32
"""What stands around each reference in an order: its kind, quotation marks, a comma."""

_Label: TypeAlias = tuple[Digest, InputRule]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Packed:
    path: Path
    size: Size
    byte_count: int


@dataclass(frozen=True, slots=True)
class _Piece:
    packing: asyncio.Task[_Packed]
    holders: set[RequestId] = field(default_factory=set)


class Luggage:
    """Normalises references into files. Requests that send the same picture share its file."""

    def __init__(self, blobs: Blobs, pictures: Pictures) -> None:
        """Take where files are written, and what normalises."""
        self._blobs = blobs
        self._pictures = pictures
        self._pieces: dict[_Label, _Piece] = {}

    async def pack(
        self, request: RequestId, inputs: Sequence[BoundInput | None], rule: InputRule
    ) -> list[Reference | BadInput | None]:
        """Return a request's inputs as references, all of them together within the rule.

        Where they would be too heavy together, the heaviest are made lighter. None of them is
        left out: what cannot be used, or made light enough, is a BadInput with its name. Follow
        by drop() in any case. Raises StorageFailed.
        """
        packed = await self._all(request, [(bound, rule) for bound in inputs])
        weights = [found.byte_count for found in packed if isinstance(found, _Packed)]
        lighter = replace(rule, bytes_max=share_bytes(weights, rule))
        heavy = [isinstance(p, _Packed) and p.byte_count > lighter.bytes_max for p in packed]
        if any(heavy):
            wanted = [
                (bound, lighter if is_heavy else rule)
                for bound, is_heavy in zip(inputs, heavy, strict=True)
            ]
            packed = await self._all(request, wanted)
        return [
            _reference(bound, found) if isinstance(found, _Packed) else found
            for bound, found in zip(inputs, packed, strict=True)
        ]

    async def drop(self, request: RequestId) -> None:
        """Remove what only this request still needed; harmless when repeated."""
        free = []
        for label, piece in tuple(self._pieces.items()):
            piece.holders.discard(request)
            if not piece.holders:
                del self._pieces[label]
                piece.packing.cancel()
                free.append(piece.packing)
        for ended in await asyncio.gather(*free, return_exceptions=True):
            if isinstance(ended, _Packed):
                await asyncio.to_thread(_remove, ended.path)

    async def _all(
        self, request: RequestId, wanted: Sequence[tuple[BoundInput | None, InputRule]]
    ) -> list[_Packed | BadInput | None]:
        ends = await asyncio.gather(
            *(self._one(request, bound, rule) for bound, rule in wanted), return_exceptions=True
        )
        found: list[_Packed | BadInput | None] = []
        for end in ends:
            if isinstance(end, BaseException) and not isinstance(end, BadInput):
                raise end
            found.append(end)
        return found

    async def _one(
        self, request: RequestId, bound: BoundInput | None, rule: InputRule
    ) -> _Packed | None:
        if bound is None:
            return None
        label = (bound.digest, rule)
        piece = self._pieces.get(label)
        if piece is None:
            piece = _Piece(asyncio.create_task(self._pack(bound, rule)))
            self._pieces[label] = piece
        piece.holders.add(request)
        return await asyncio.shield(piece.packing)

    async def _pack(self, bound: BoundInput, rule: InputRule) -> _Packed:
        picture = await self._pictures.normalise(Path(bound.path), bound.digest, rule)
        path = self._blobs.scratch()
        try:
            await asyncio.to_thread(write, path, picture.data)
        except BaseException:
            await asyncio.to_thread(_remove, path)
            raise
        return _Packed(path=path, size=picture.size, byte_count=len(picture.data))


def share_bytes(weights: Sequence[int], rule: InputRule) -> int:
    """Return how many bytes each reference of an order may have, given those that it has.

    Light ones leave their share to the heavy ones. It is rule.bytes_max where all fit.
    """
    left = rule.order_bytes_max
    if not left:
        return rule.bytes_max
    for rank, weight in enumerate(sorted(weights)):
        share = left // (len(weights) - rank)
        inside = 4 * -(-weight // 3) + _AROUND_BYTES
        if inside > share:
            return max(1, (share - _AROUND_BYTES) // 4 * 3)
        left -= inside
    return rule.bytes_max


def write(path: Path, data: bytes) -> None:
    """Write a scratch file, blocking. Raises StorageFailed or DiskFull."""
    try:
        path.write_bytes(data)
    except OSError as error:
        if is_disk_full(error):
            raise DiskFull("disk_full", path=str(path.parent)) from error
        reason = errno.errorcode.get(error.errno or 0, type(error).__name__)
        raise StorageFailed("file_not_written", path=str(path), reason=reason) from error


def _remove(path: Path) -> None:
    """Remove a scratch file; one that cannot be removed now is left to the sweep."""
    with suppress(OSError):
        path.unlink(missing_ok=True)


def _reference(bound: BoundInput | None, packed: _Packed) -> Reference:
    assert bound is not None, "what is packed was wanted"
    return Reference(digest=bound.digest, path=packed.path, size=packed.size)
