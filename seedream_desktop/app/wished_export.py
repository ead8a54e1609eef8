"""Exports as a wish says: what leaves the library, rendered, named and receipted."""

import asyncio
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from seedream_desktop.app.roster import LOCAL
from seedream_desktop.domain.errors import UserFixable
from seedream_desktop.domain.export_wish import ExportWish
from seedream_desktop.domain.ids import Digest, ModelId, SequenceId, VersionId
from seedream_desktop.domain.judgement import marks
from seedream_desktop.domain.receipt import THERE, Receipt
from seedream_desktop.domain.rehearsal import is_play
from seedream_desktop.domain.request import InputRole, Request, Version
from seedream_desktop.domain.sequence import Sequence
from seedream_desktop.exporting.delivery import Delivery
from seedream_desktop.exporting.naming import HEAD_BYTES, extension_of
from seedream_desktop.exporting.placing import present
from seedream_desktop.exporting.preview import Preview, preview
from seedream_desktop.exporting.stock import Edit, Stock
from seedream_desktop.exporting.wish_limits import refuse_unclear

if TYPE_CHECKING:
    from seedream_desktop.app.wiring import App


async def export_stock(app: "App", sequence_id: SequenceId) -> Stock:
    """Read what an export of a sequence is chosen from and named by. Raises NotFound."""
    sequence = await app.library.sequence(sequence_id)
    versions = await app.library.versions(sequence_id)
    by = await _requests(app, sequence_id, versions)
    judgements = await app.library.judgements.of(sequence_id)

    def sorted_out() -> Stock:
        return Stock(
            sequence=sequence,
            versions=versions,
            marks=marks(judgements),
            edits=_Edits(sequence, versions, by).every(),
            extensions=extensions_of({version.digest for version in versions}, app.blobs.path),
        )

    # Beside the loop: of thousands of results all of it takes a while, and downloads go on.
    return await asyncio.to_thread(sorted_out)


async def _requests(
    app: "App", sequence_id: SequenceId, versions: tuple[Version, ...]
) -> dict[VersionId, Request | None]:
    """Return who made each version; of one that was taken over it is the request that bought it."""
    requests = {r.id: r for r in await app.library.requests(sequence=sequence_id)}
    makers = await app.library.frames.makers(sequence_id)
    for maker in {making.request for making in makers.values()} - set(requests):
        requests[maker] = await app.library.request(maker)
    own = {v.id: makers[v.id].request if v.id in makers else v.request for v in versions}
    return {version: requests.get(request) for version, request in own.items()}


async def export_preview(
    app: "App", sequence_id: SequenceId, wish: ExportWish, folder: Path
) -> Preview:
    """Return the names that an export writes to a folder, and which are there already.

    Raises NotFound; UserFixable as export_as().
    """
    refuse_unclear(wish)
    stock = await export_stock(app, sequence_id)
    planned = preview(stock, wish)
    there = await asyncio.to_thread(present, folder, [file.path for file in planned.files])
    return preview(stock, wish, there) if there else planned


async def export_as(
    app: "App",
    sequence_id: SequenceId,
    wish: ExportWish,
    folder: Path,
    told: Callable[[Receipt], None] | None = None,
) -> tuple[Receipt, ...]:
    """Export as the wish says, and remember where versions lie.

    told hears each receipt as soon as its file is there. Raises NotFound; StorageFailed and
    DiskFull, after which what was told stays; UserFixable for a wish that cannot be meant
    (wish_limits.refuse_unclear) and a folder within the library (export_into_library).
    """
    refuse_unclear(wish)
    folder = folder.absolute()
    if await asyncio.to_thread(_is_within, folder, app.locations.root):
        raise UserFixable("export_into_library", folder=str(folder))
    stock = await export_stock(app, sequence_id)
    planned = preview(stock, wish)
    receipts: list[Receipt] = []

    def heard(receipt: Receipt) -> None:
        receipts.append(receipt)
        if told is not None:
            told(receipt)

    delivery = Delivery(stock, wish, folder, app.pictures, app.blobs.path)
    try:
        return await delivery.deliver(planned, heard)
    finally:
        await app.library.save_exports(_places(stock, receipts))


def _places(stock: Stock, receipts: list[Receipt]) -> dict[VersionId, str]:
    """Return where versions lie, by the first preset that wrote them."""
    own = {version.id: version.id for version in stock.versions}
    found: dict[VersionId, str] = {}
    for receipt in receipts:
        version = own.get(VersionId(receipt.subject))
        if version is not None and receipt.fate in THERE:
            found.setdefault(version, receipt.path)
    return found


class _Edits:
    """Finds the way that led to each version, from what its request was sent with."""

    def __init__(
        self,
        sequence: Sequence,
        versions: tuple[Version, ...],
        requests: Mapping[VersionId, Request | None],
    ) -> None:
        self._versions = versions
        self._requests = requests
        self._steps = {step.id: step for step in sequence.steps}
        numbers = {step.id: at for at, step in enumerate(sequence.steps, start=1)}
        self._numbers = numbers | {s.id: at for at, s in enumerate(sequence.steps_on, start=1)}
        self._order = {step.id: at for at, step in enumerate(sequence.steps)}
        self._by_content: dict[tuple[str, Digest], Version] = {}
        for version in versions:
            self._by_content.setdefault((version.image, version.digest), version)

    def every(self) -> dict[VersionId, tuple[Edit, ...]]:
        return {version.id: self._way(version) for version in self._versions}

    def _way(self, version: Version) -> tuple[Edit, ...]:
        way: list[Edit] = []
        seen: set[VersionId] = set()
        at: Version | None = version
        while at is not None and at.id not in seen:
            seen.add(at.id)
            before = self._input(at)
            way.insert(0, self._edit(at, is_generated=before is None))
            parent = self._by_content.get((version.image, before)) if before else None
            is_earlier = parent and self._order.get(parent.step, 0) < self._order.get(at.step, 0)
            at = parent if is_earlier else None
        return tuple(way)

    def _input(self, version: Version) -> Digest | None:
        """Return the content of the picture that a version was made of, None for none."""
        request = self._requests.get(version.id)
        recipe = request.recipe if request else None
        if recipe is None:
            return Digest("unknown")
        # Where another sequence bought it, its image has another id there, but the same key.
        places = zip(recipe.targets, recipe.keys, strict=True)
        image = next((t.image for t, key in places if key == version.key), version.image)
        own = [i for i in recipe.inputs if i.role is InputRole.TARGET]
        named = [i.digest for i in own if i.image == image] or [i.digest for i in own]
        return named[0] if named else None

    def _edit(self, version: Version, *, is_generated: bool) -> Edit:
        request, step = self._requests.get(version.id), self._steps.get(version.step)
        provider = request.provider if request else step.provider if step else LOCAL
        written = step.prompt if step else ""
        recipe = request.recipe if request else None
        return Edit(
            step=self._numbers.get(version.step, 0),
            provider=provider,
            model=request.model if request else ModelId(step.family if step else ""),
            prompt=recipe.prompt if recipe else written,
            cost_micros=version.cost_micros,
            made_at=version.made_at,
            is_generated=is_generated,
            is_trained=provider != LOCAL and not is_play(provider),
        )


def extensions_of(digests: set[Digest], blob: Callable[[Digest], Path]) -> dict[Digest, str]:
    """Read which format each stored file is; one that is gone has none."""
    found = {}
    for digest in digests:
        try:
            with blob(digest).open("rb") as file:
                found[digest] = extension_of(file.read(HEAD_BYTES))
        except OSError:
            continue
    return found


def _is_within(folder: Path, root: Path) -> bool:
    return folder.resolve().is_relative_to(root.resolve())
