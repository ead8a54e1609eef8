"""Packs a sequence for reviewers who have nothing but a browser, and takes in what they said."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing, suppress
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final

from seedream_desktop.domain.errors import BadInput, NotFound, UserFixable
from seedream_desktop.domain.ids import Digest, SequenceId, SubjectId
from seedream_desktop.domain.judgement import Judgement, marks
from seedream_desktop.domain.sequence import Image
from seedream_desktop.exporting.bundle_content import Draft, Material, draft
from seedream_desktop.exporting.bundle_merging import Merge, merge
from seedream_desktop.exporting.bundle_reading import Review, read_review
from seedream_desktop.exporting.bundle_wish import BundleWish
from seedream_desktop.exporting.bundle_writer import Allowance, BundleWriter, Packed, Report
from seedream_desktop.ports.reviews import Miniature, MiniatureWish
from seedream_desktop.ui.catalogue import LANGUAGES, sections_of

if TYPE_CHECKING:
    from seedream_desktop.app.wiring import App

_AT_ONCE: Final = 3


class Reviews:
    """What can be done with reviews in an opened program; one is made where it is asked for."""

    def __init__(self, app: "App") -> None:
        """Take the program."""
        self._app = app

    async def draft(self, sequence: SequenceId, wish: BundleWish) -> Draft:
        """Return what a bundle would hold. Raises NotFound, UserFixable (review_empty)."""
        return await _draft(self._app, sequence, wish)

    async def pack(
        self,
        sequence: SequenceId,
        wish: BundleWish,
        path: Path,
        report: Report = lambda _done, _of: None,
    ) -> Packed:
        """Write a bundle; an older one of that name goes once the new one is whole.

        Raises NotFound, UserFixable (review_empty), StorageFailed, DiskFull. Cancelled, it
        leaves nothing behind.
        """
        return await _pack(self._app, sequence, wish, path, report)

    async def read(self, path: Path) -> Review:
        """Return what a file is and holds; see exporting.bundle_reading. Raises BadInput."""
        return await asyncio.to_thread(read_review, path)

    async def find_merge(
        self, review: Review, who: str = "", ahead: Iterable[Judgement] = ()
    ) -> Merge:
        """Return what a review's choices come to here; nothing is written.

        ahead are words that are taken in before it, as from another file.

        Raises BadInput: review_elsewhere where this library has no such sequence, and as
        exporting.bundle_merging.merge().
        """
        return await _find_merge(self._app, review, who, ahead)


async def _draft(app: "App", sequence: SequenceId, wish: BundleWish) -> Draft:
    whole = await app.library.sequence(sequence)
    material = Material(
        sequence=whole,
        versions=await app.library.versions(sequence),
        marks=marks(await app.library.judgements.of(sequence)),
    )
    made = draft(material, wish, app.clock.now())
    if not made.sources:
        raise UserFixable("review_empty", title=whole.title)
    return made


async def _pack(
    app: "App", sequence: SequenceId, wish: BundleWish, path: Path, report: Report
) -> Packed:
    made = await _draft(app, sequence, wish)
    lost: dict[int, str] = {}
    thread, writer = ThreadPoolExecutor(1, thread_name_prefix="review"), BundleWriter(path)
    beside = partial(asyncio.get_running_loop().run_in_executor, thread)
    try:
        await beside(writer.__enter__)
        allowance, total = Allowance(len(made.sources)), len(made.sources)
        async with aclosing(_miniatures(app, made.sources, wish.edge_px, allowance)) as miniatures:
            async for number, made_small in miniatures:
                if made_small is None:
                    lost[number] = _name_of(made, number)
                else:
                    await beside(writer.add, number, made_small)
                report(number + 1, total)
        words = {name: sections_of(name)["viewer"] for name in LANGUAGES}
        await asyncio.sleep(0)  # a stop that has been asked for ends here, before a thread writes
        index = await beside(writer.finish, made, words)
    except asyncio.CancelledError:
        writer.give_up()
        raise
    finally:
        # On the same thread, and so after what is still being written: it would stay behind.
        tidied = beside(writer.__exit__, None, None, None)
        thread.shutdown(wait=False)
        await asyncio.shield(tidied)
    return Packed(
        path=path,
        byte_count=(await asyncio.to_thread(path.stat)).st_size,
        images=len(index.images),
        pictures=len(index.pictures),
        lost=tuple(lost.values()),
        unsure=made.unsure,
    )


async def _miniatures(
    app: "App",
    sources: Sequence[tuple[Digest, Image | None]],
    edge_px: int,
    allowance: Allowance,
) -> AsyncGenerator[tuple[int, Miniature | None]]:
    """Yield each source's picture in order, a few being made at a time; None for an unreadable."""
    left = iter(sources)
    under_way: deque[asyncio.Task[Miniature | None]] = deque()
    number = 0
    try:
        while True:
            for digest, image in islice(left, _AT_ONCE - len(under_way)):
                wish = MiniatureWish(edge_px=edge_px, bytes_max=allowance.next_bytes())
                under_way.append(asyncio.create_task(_miniature(app, digest, image, wish)))
            if not under_way:
                return
            made_small = await under_way[0]
            under_way.popleft()
            allowance.spend(len(made_small.data) if made_small is not None else 0)
            yield number, made_small
            number += 1
    finally:
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)


async def _miniature(
    app: "App", digest: Digest, image: Image | None, wish: MiniatureWish
) -> Miniature | None:
    """Return a picture made small; of an original that is gone, from our own copy."""
    places = [own := app.blobs.path(digest)]
    if image is not None and image.picture is not None:
        places = [Path(image.picture.path), own]
    for place in places:
        with suppress(BadInput):
            return await app.pictures.miniature(place, digest, wish)
    return None


def _name_of(made: Draft, number: int) -> str:
    for image in made.index.images:
        if image.picture == number:
            return image.name
        for step, versions in enumerate(image.steps, start=1):
            if any(version.picture == number for version in versions):
                return f"{image.name} ({step})"
    raise AssertionError("each source is shown somewhere")


async def _find_merge(app: "App", review: Review, who: str, ahead: Iterable[Judgement]) -> Merge:
    try:
        sequence = await app.library.sequence(review.sequence)
    except NotFound as error:
        params = {"path": str(review.path), "title": review.title}
        raise BadInput("review_elsewhere", **params) from error
    versions = await app.library.versions(sequence.id)
    subjects = {SubjectId(image.id) for image in sequence.images}
    subjects |= {SubjectId(version.id) for version in versions}
    said: tuple[Judgement, ...] = await app.library.judgements.of(sequence.id)
    return merge(review, subjects, (*said, *ahead), app.clock.now(), who)
