"""Writes an export: each picture copied or rendered, put to its place, and receipted."""

import asyncio
import hashlib
import os
from collections.abc import Callable, Coroutine, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Final

from seedream_desktop.domain.errors import BadInput, SeedreamError
from seedream_desktop.domain.export_wish import Conflict, ExportWish, Sidecar
from seedream_desktop.domain.ids import Digest
from seedream_desktop.domain.receipt import THERE, Change, Fate, Part, Receipt
from seedream_desktop.domain.request import Trouble
from seedream_desktop.domain.sequence import Sequence
from seedream_desktop.exporting import receipts, sidecars
from seedream_desktop.exporting.orders import order
from seedream_desktop.exporting.placing import Placed, Places, failure
from seedream_desktop.exporting.preview import Planned, Preview
from seedream_desktop.exporting.selection import Item
from seedream_desktop.exporting.stock import Stock
from seedream_desktop.ports.renditions import Renditions

_AT_ONCE: Final = 2
_CHUNK_BYTES: Final = 1 << 20

Told = Callable[[Receipt], None]


class Delivery:
    """One export under way; made for one call of deliver()."""

    def __init__(
        self,
        stock: Stock,
        wish: ExportWish,
        folder: Path,
        renditions: Renditions,
        blob: Callable[[Digest], Path],
    ) -> None:
        """Take what is exported, how and to where; blob says where stored bytes lie."""
        self._stock = stock
        self._wish = wish
        self._folder = folder
        self._renditions = renditions
        self._blob = blob
        self._receipts: dict[int, Receipt] = {}
        self._is_over = False

    async def deliver(self, planned: Preview, told: Told) -> tuple[Receipt, ...]:
        """Write the files, two at a time, and tell each receipt as it comes.

        One picture that cannot be used gets a receipt that says so, and the rest go on. Raises
        DiskFull, StorageFailed where the folder cannot be written to; what was told is there.
        """
        sources = _own_files(self._stock.sequence)
        names = [file.path for file in planned.files]
        places = await asyncio.to_thread(Places, self._folder, names, sources)
        refused = tuple(map(receipts.refused, planned.refused))
        for receipt in refused:
            told(receipt)
        line = iter(enumerate(planned.files))
        work = [self._work(line, places, told) for _ in range(_AT_ONCE)]
        for ended in await asyncio.gather(*work, return_exceptions=True):
            if isinstance(ended, BaseException):
                raise ended
        await self._tables(planned, places)
        return (*(self._receipts[at] for at in sorted(self._receipts)), *refused)

    async def _work(self, line: Iterator[tuple[int, Planned]], places: Places, told: Told) -> None:
        try:
            for at, planned in line:
                if self._is_over:
                    return
                await _to_its_end(self._one_told(at, planned, places, told))
        except BaseException:
            self._is_over = True
            raise

    async def _one_told(self, at: int, planned: Planned, places: Places, told: Told) -> None:
        receipt = self._receipts[at] = await self._one(planned, places)
        told(receipt)  # before what lies beside it: the picture is there, whatever becomes of that
        if Sidecar.JSON in planned.preset.sidecars and receipt.fate in THERE:
            content = sidecars.as_json(sidecars.facts(self._stock, planned, receipt))
            beside = sidecars.written_at(Path(receipt.path)).relative_to(self._folder)
            await self._write(places, PurePosixPath(beside.as_posix()), content)

    async def _one(self, planned: Planned, places: Places) -> Receipt:
        changes = [*receipts.pairing(planned, self._wish), *receipts.renamed(planned)]
        try:
            placed, more = await self._delivered(planned, places)
        except BadInput as error:
            return receipts.receipt_of(
                planned, Fate.FAILED, changes=changes, trouble=Trouble.of(error)
            )
        except OSError as error:
            raise failure(error, self._folder) from error
        changes += more
        if placed.fate in THERE and placed.path.name != planned.path.name:
            changes.append(receipts.name_taken(planned))
        return receipts.receipt_of(planned, placed.fate, path=placed.path, changes=changes)

    async def _delivered(
        self, planned: Planned, places: Places
    ) -> tuple[Placed, tuple[Change, ...]]:
        source, original = await asyncio.to_thread(self._sources, planned)
        conflict = self._wish.answers.get(str(planned.path), self._wish.conflict)
        if planned.preset.keeps_bytes:
            digest = "" if planned.item.version else original_digest(planned.item)
            placed = await asyncio.to_thread(_copied, places, planned, source, conflict, digest)
            return placed, await self._kept(planned, source)
        if await asyncio.to_thread(places.is_kept, planned.path, conflict):
            return Placed(self._folder / planned.path, Fate.SKIPPED), ()
        part = await asyncio.to_thread(places.part, planned.path)
        wanted = replace(order(self._stock, planned, source, original), target=part)
        try:
            done = await self._renditions.render(wanted)
            placed = await asyncio.to_thread(places.place, part, planned.path, conflict)
        finally:
            await asyncio.to_thread(_gone, part)
        return placed, (receipts.written_as(planned), *done.changes)

    async def _kept(self, planned: Planned, source: Path) -> tuple[Change, ...]:
        """Say what goes along with the bytes of a picture that nobody has written anew."""
        changes = [Change(part=Part.METADATA, code="bytes_kept")]
        if not planned.preset.metadata.gps:
            with suppress(BadInput):  # what cannot be read by us leaves all the same
                if await self._renditions.tells_place(source):
                    changes.append(Change(part=Part.METADATA, code="gps_goes_along"))
        return tuple(changes)

    def _sources(self, planned: Planned) -> tuple[Path, Path | None]:
        """Return the file to export, and its original, from the library where it has moved."""
        picture = planned.item.image.picture
        original = None
        if picture is not None:
            original = Path(picture.path)
            if not original.is_file() and self._blob(picture.digest).is_file():
                original = self._blob(picture.digest)
        version = planned.item.version
        source = self._blob(version.digest) if version is not None else original
        if source is None or not source.is_file():
            name = picture.path if version is None and picture else str(planned.path)
            raise BadInput("export_source_missing", path=name)
        return source, original

    async def _write(self, places: Places, path: PurePosixPath, content: bytes) -> None:
        """Write a file beside the pictures; one of our name with other content is not lost."""
        conflict = self._wish.conflict
        rule = conflict if conflict is Conflict.OVERWRITE else Conflict.UNIQUE
        try:
            await asyncio.to_thread(_written, places, path, content, rule)
        except OSError as error:
            raise failure(error, self._folder) from error

    async def _tables(self, planned: Preview, places: Places) -> None:
        """Write the CSV of each preset that has one, into that preset's folder."""
        rows: dict[PurePosixPath, list[dict[str, object]]] = {}
        for at, receipt in sorted(self._receipts.items()):
            file = planned.files[at]
            if Sidecar.CSV in file.preset.sidecars and receipt.fate in THERE:
                told = sidecars.facts(self._stock, file, receipt)
                inside = Path(receipt.path).relative_to(self._folder / file.home).as_posix()
                rows.setdefault(file.home, []).append({**told, "file": inside})
        for home, table in rows.items():
            await self._write(places, home / sidecars.CSV_NAME, sidecars.as_csv(table))


def _own_files(sequence: Sequence) -> list[Path]:
    """Return the user's own files that a sequence is made from, anchors and all."""
    originals = (image.picture for image in sequence.images)
    anchors = (anchor for step in sequence.steps for anchor in step.anchors)
    return [Path(picture.path) for picture in (*originals, *anchors) if picture is not None]


def original_digest(item: Item) -> str:
    """Return what an original's bytes have to be."""
    return item.image.picture.digest if item.image.picture else ""


async def _to_its_end(work: Coroutine[None, None, None]) -> None:
    """Wait for a file even when the export is stopped: one that is there has its receipt."""
    task = asyncio.ensure_future(work)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        with suppress(SeedreamError, OSError, asyncio.CancelledError):
            await task
        raise


def _copied(
    places: Places, planned: Planned, source: Path, conflict: Conflict, digest: str
) -> Placed:
    """Copy bytes as they are, unless they lie there; digest "" where they need no check."""
    standing = places.standing(planned.path, source, conflict)
    if standing is not None:
        return standing
    part = places.part(planned.path)
    try:
        seen = hashlib.sha256()
        with _readable(source) as original, part.open("xb") as file:
            while chunk := original.read(_CHUNK_BYTES):
                seen.update(chunk)
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        if digest and seen.hexdigest() != digest:
            raise BadInput("picture_changed", path=str(source))
        return places.place(part, planned.path, conflict)
    finally:
        part.unlink(missing_ok=True)


def _readable(source: Path) -> BinaryIO:
    """Open what is exported; that it cannot be read is its own trouble, and not the folder's."""
    try:
        return source.open("rb")
    except OSError as error:
        raise BadInput("export_source_missing", path=str(source)) from error


def _written(places: Places, path: PurePosixPath, content: bytes, conflict: Conflict) -> None:
    part = places.part(path)
    try:
        with part.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        places.place(part, path, conflict)
    finally:
        part.unlink(missing_ok=True)


def _gone(part: Path) -> None:
    with suppress(OSError):
        part.unlink(missing_ok=True)
