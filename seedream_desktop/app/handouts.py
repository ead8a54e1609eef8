"""Gives results to other programs: copies under proper names, and a picture for the clipboard."""

import asyncio
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

from seedream_desktop.app.wished_export import extensions_of
from seedream_desktop.domain.errors import BadInput
from seedream_desktop.domain.export_wish import (
    TELLING_TEMPLATE,
    ExportWish,
    Picking,
    Preset,
    Unsure,
    What,
)
from seedream_desktop.domain.handed import Handed
from seedream_desktop.domain.ids import Digest, SequenceId, SubjectId
from seedream_desktop.exporting.preview import preview
from seedream_desktop.exporting.stock import Stock
from seedream_desktop.storage.handed import hand_out
from seedream_desktop.storage.sweep import sweep_handed

if TYPE_CHECKING:
    from seedream_desktop.app.wiring import App


class Handouts:
    """Copies stay for a day, since nobody says when they were read."""

    def __init__(self, app: "App") -> None:
        """Take the program."""
        self._app = app

    async def make(
        self, sequence: SequenceId, subjects: Collection[SubjectId], *, with_picture: bool = False
    ) -> Handed:
        """Copy results under the names that an export gives them; originals lie where they lie.

        Results whose pairing nobody has looked at stay, and are counted. Raises NotFound,
        StorageFailed, DiskFull.
        """
        stock = await self._stock(sequence, wanted := frozenset(subjects))
        own = {SubjectId(version.id) for version in stock.versions}
        what = What(picking=Picking.NAMED, named=wanted & own, unsure=Unsure.REFUSE)
        named = preview(stock, ExportWish(what=what, presets=(Preset(template=TELLING_TEMPLATE),)))
        pieces: list[tuple[Path, Digest, str]] = []
        for planned in named.files:
            version = planned.item.version
            if version is not None:
                blob = self._app.blobs.path(version.digest)
                pieces.append((blob, version.digest, str(planned.path)))
        folder = self._app.locations.handed
        copies = await asyncio.to_thread(hand_out, folder, pieces) if pieces else ()
        originals = tuple(
            Path(image.picture.path)
            for image in stock.sequence.images
            if image.picture is not None and SubjectId(image.id) in wanted
        )
        files = (*copies, *originals)
        picture = await self._picture(files[0]) if files and with_picture else b""
        return Handed(files=files, unsure=len(named.refused), picture=picture)

    async def sweep(self) -> None:
        """Remove copies that are older than a day and nobody's work. Raises StorageFailed."""
        app = self._app
        folder = app.locations.handed
        await sweep_handed(app.library.database, app.blobs, app.clock.now(), folder)

    async def _stock(self, sequence: SequenceId, wanted: frozenset[SubjectId]) -> Stock:
        """Read what names are made of; of the files only those that are wanted, at any size."""
        whole = await self._app.library.sequence(sequence)
        versions = await self._app.library.versions(sequence)
        digests = {version.digest for version in versions if SubjectId(version.id) in wanted}
        blob = self._app.blobs.path
        extensions = await asyncio.to_thread(extensions_of, digests, blob)
        return Stock(sequence=whole, versions=versions, extensions=extensions)

    async def _picture(self, path: Path) -> bytes:
        """Return a picture as others paste it; nothing where it cannot be read."""
        try:
            return await self._app.pictures.pasted_copy(path)
        except BadInput:
            return b""
