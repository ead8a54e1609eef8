"""Writes a review bundle as its pictures come, and lets it appear only when it is whole."""

import hashlib
import os
import shutil
from collections.abc import Callable, Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from types import TracebackType
from typing import IO, Any, Final, Self, TypeAlias

from seedream_desktop.domain.errors import DiskFull, StorageFailed, is_disk_full
from seedream_desktop.exporting.bundle_content import Draft, settled
from seedream_desktop.exporting.bundle_format import BundledPicture, BundleIndex
from seedream_desktop.exporting.bundle_page import block, page
from seedream_desktop.exporting.parts import new_part, remove_stale_parts
from seedream_desktop.ports.reviews import Miniature

BUNDLE_BYTES_MAX: Final = 145_000_000
"""What a bundle may come to: it has to open in browsers, and to go through the post."""

_COPY_BYTES: Final = 1 << 20
_THUMB_BYTES: Final = 16_000
_ROW_BYTES: Final = 400
_PAGE_BYTES: Final = 200_000
_CODED: Final = 4 / 3
_LEAST_BYTES: Final = 12_000
_PIXEL_BYTES: Final = 0.06
_TYPICAL_ASPECT: Final = 0.7


Report: TypeAlias = Callable[[int, int], None]
"""Told how many pictures are done, of how many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed:
    """A bundle that was written. lost are pictures that could not be read, by name.

    unsure counts the results that were left out, since their pair is unsure.
    """

    path: Path
    byte_count: int
    images: int
    pictures: int
    lost: tuple[str, ...]
    unsure: int


def likely_bytes(pictures: int, edge_px: int) -> int:
    """Return about what a bundle of photographs comes to, before any of them is made."""
    each = _PIXEL_BYTES * edge_px * edge_px * _TYPICAL_ASPECT + _THUMB_BYTES
    return min(BUNDLE_BYTES_MAX, round(pictures * (each * _CODED + _ROW_BYTES)) + _PAGE_BYTES)


class Allowance:
    """Shares what a bundle may come to among the pictures that are still to be made.

    What light pictures leave over goes to those after them, so that a large set of detailed
    photographs fits as well, at the best quality that it can have.
    """

    def __init__(self, count: int, bytes_max: int = BUNDLE_BYTES_MAX) -> None:
        """Take how many pictures there are in all."""
        self._left = count
        each = (_THUMB_BYTES * _CODED) + _ROW_BYTES
        self._bytes = max(0.0, bytes_max - _PAGE_BYTES - count * each)

    def next_bytes(self) -> int:
        """Return how many bytes the next picture may have."""
        if not self._left:
            return _LEAST_BYTES
        return max(_LEAST_BYTES, int(self._bytes / self._left / _CODED))

    def spend(self, used: int) -> None:
        """Count a picture that was made, or 0 for one that could not be."""
        self._bytes -= used * _CODED
        self._left = max(0, self._left - 1)


class BundleWriter:
    """Holds one picture at a time; the rest waits beside the target, in files without a name.

    A context: leaving it without finish() leaves nothing behind. Methods block. Each raises
    DiskFull or StorageFailed when it cannot write; what was at the target before is still there.
    """

    def __init__(self, path: Path) -> None:
        """Take where the bundle is to be."""
        self._path = path
        self._part = new_part(path)
        self._open = ExitStack()
        self._spools: tuple[IO[bytes], ...] = ()
        self._is_given_up = False
        self.pictures: list[BundledPicture] = []
        self.numbers: dict[int, int] = {}

    def __enter__(self) -> Self:
        """Open what pictures wait in."""
        self._guarded(self._begin)
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        """Leave nothing half written."""
        self._open.close()
        with suppress(OSError):
            self._part.unlink(missing_ok=True)

    def add(self, source: int, picture: Miniature) -> None:
        """Take the picture of one source; sources may come in any order."""
        self._guarded(lambda: self._add(source, picture))

    def finish(self, draft: Draft, words: Mapping[str, Mapping[str, Any]]) -> BundleIndex:
        """Write the whole file, synced, in the place of what may be there; return its index."""
        index = settled(draft.index, self.numbers, self.pictures)
        self._guarded(lambda: self._write(index, words))
        return index

    def give_up(self) -> None:
        """Let what is being written not appear; any thread, and it does not wait."""
        self._is_given_up = True

    def _begin(self) -> None:
        # The small ones first: the grid is filled before the large ones have come in.
        folder = self._path.parent
        remove_stale_parts(folder)
        self._spools = tuple(
            self._open.enter_context(TemporaryFile(dir=folder))  # noqa: SIM115 (the stack closes)
            for _ in ("thumbs", "pictures")
        )

    def _add(self, source: int, picture: Miniature) -> None:
        thumbs, pictures = self._spools
        number = len(self.pictures)
        thumbs.write(block("t", number, picture.thumb))
        pictures.write(block("p", number, picture.data))
        size, digest = picture.size, hashlib.sha256(picture.data).hexdigest()
        self.pictures.append(
            BundledPicture(width=size.width_px, height=size.height_px, sha256=digest)
        )
        self.numbers[source] = number

    def _write(self, index: BundleIndex, words: Mapping[str, Mapping[str, Any]]) -> None:
        head, foot = page(index, words)
        with self._part.open("xb") as whole:
            whole.write(head.encode())
            for spool in self._spools:
                spool.seek(0)
                shutil.copyfileobj(spool, whole, _COPY_BYTES)
            whole.write(foot.encode())
            whole.flush()
            os.fsync(whole.fileno())
        if not self._is_given_up:
            self._part.replace(self._path)

    def _guarded(self, work: Callable[[], None]) -> None:
        try:
            work()
        except OSError as error:
            if is_disk_full(error):
                raise DiskFull("review_disk_full", path=str(self._path)) from error
            cause = error.strerror or type(error).__name__
            raise StorageFailed("review_not_written", path=str(self._path), cause=cause) from error
