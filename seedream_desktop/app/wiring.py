"""The composition root: every part is made here and handed to those who need it."""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import NamedTuple

from seedream_desktop.app import speech, wished_export
from seedream_desktop.app.asked import Asked, choose_regions, in_region, parallel_of
from seedream_desktop.app.branches import Branches, Means
from seedream_desktop.app.drift import drift_of
from seedream_desktop.app.handouts import Handouts
from seedream_desktop.app.previews import Previews, Shown
from seedream_desktop.app.review import Reviews
from seedream_desktop.app.roster import LOCAL, OWN, WAVESPEED, Entry, with_rehearsals
from seedream_desktop.app.tempo import Tempo
from seedream_desktop.domain.card import Card
from seedream_desktop.domain.comparison import Comparison
from seedream_desktop.domain.drift import Drift
from seedream_desktop.domain.events import Notice
from seedream_desktop.domain.export_wish import ExportWish
from seedream_desktop.domain.frame_record import Place
from seedream_desktop.domain.ids import Digest, ProviderId, SequenceId, StepId
from seedream_desktop.domain.ledger import Caps
from seedream_desktop.domain.receipt import Receipt
from seedream_desktop.domain.rehearsal import rehearsed
from seedream_desktop.engine.engine import Engine
from seedream_desktop.engine.recovery import Found
from seedream_desktop.engine.surroundings import Surroundings
from seedream_desktop.exporting.preview import Preview
from seedream_desktop.exporting.stock import Stock
from seedream_desktop.imaging.annex import Annex
from seedream_desktop.imaging.pictures import ImagingPictures
from seedream_desktop.imaging.pool import ImagingPool, Workers
from seedream_desktop.imaging.renderer import LocalRenderer
from seedream_desktop.logs.setup import set_up
from seedream_desktop.ports.provider import Provider
from seedream_desktop.ports.world import Clock
from seedream_desktop.providers.local import understood
from seedream_desktop.settings.model import Settings
from seedream_desktop.settings.store import SettingsStore
from seedream_desktop.settings.vault import KeyVault
from seedream_desktop.storage.blobs import Blobs
from seedream_desktop.storage.library import Library
from seedream_desktop.storage.locations import Locations, locations
from seedream_desktop.storage.sweep import sweep, sweep_scratch

__all__ = ["LOCAL", "WAVESPEED", "App", "Asked", "base_url", "open_app"]

_STOP_S = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """The running program without a face."""

    engine: Engine
    library: Library
    blobs: Blobs
    pictures: ImagingPictures
    previews: Previews
    cards: dict[ProviderId, Card]
    branches: Branches
    vault: KeyVault
    settings: SettingsStore
    locations: Locations
    clock: Clock
    asked: Asked
    notices: tuple[Notice, ...]

    @property
    def providers(self) -> Mapping[ProviderId, Provider]:
        """Who speaks to each service, in the region in force."""
        return self.branches.providers

    @property
    def reviews(self) -> Reviews:
        """Packs sequences for reviewers, and takes in what they said."""
        return Reviews(self)

    async def start(self) -> Found:
        """Clear away what an earlier end left half written, and start the engine."""
        await sweep_scratch(self.blobs, self.clock.now())
        await self.handouts.sweep()
        return await self.engine.start()

    async def get_ready(self, provider: ProviderId) -> None:
        """Load what a service is spoken to with, beside other work, so that it need not wait."""
        if provider in self.branches.lines:
            await asyncio.to_thread(lambda: self.branches.line(provider).open())

    async def apply_settings(self, before: Settings) -> None:
        """Have what is saved in the settings hold from now on; before is what held.

        Proxy and authorities hold for the next connection; what is under way ends as it began.
        """
        settings = self.settings.current
        self.previews.limit_bytes = settings.cache.limit_bytes
        parallel = parallel_of(settings, self.cards, self.asked.parallel)
        self.engine.controls.allow(parallel)
        if settings.network != before.network:
            self.branches.follow(settings.network)
        for provider, card in tuple(self.cards.items()):
            service = rehearsed(provider)
            if settings.regions.get(service) != before.regions.get(service):
                self.cards[provider] = in_region(card, settings.regions.get(service, ""))
                await self.engine.regions.choose(provider, self.cards[provider].region)

    async def sweep(self) -> int:
        """Remove files that nothing names; return the bytes that this made room for."""
        pasted = self.locations.pasted
        swept = await sweep(self.library.database, self.blobs, self.clock.now(), pasted)
        return swept.bytes_freed

    def attend(self) -> None:
        """Leave a core more to the window for a while: somebody works at it. From any thread."""
        self.pictures.attend()

    async def thumbnail(self, digest: Digest, path: Path) -> bytes:
        """Return a picture's JPEG of 512 px, made when it is not in the cache. Raises BadInput."""
        return await self.previews.thumbnail(digest, path)

    async def proxy(self, digest: Digest, path: Path) -> bytes:
        """Return a picture's JPEG of 2048 px, as thumbnail() does; colours in its own space."""
        return await self.previews.proxy(digest, path)

    async def figures(self, one: Shown, other: Shown, *, aligns: bool = False) -> Comparison:
        """Measure how two pictures differ; see ui.desk.program. Raises BadInput."""
        return await self.previews.figures(one, other, aligns=aligns)

    async def drift(self, sequence: SequenceId, step: StepId) -> Mapping[Place, Drift]:
        """Say how far each result of a step stands out of its set; see domain.drift."""
        return await drift_of(self, sequence, step)

    @property
    def handouts(self) -> Handouts:
        """What other programs are given."""
        return Handouts(self)

    async def export_stock(self, sequence: SequenceId) -> Stock:
        """Read what a sequence's exports are chosen from and named by. Raises NotFound."""
        return await wished_export.export_stock(self, sequence)

    async def export_preview(self, sequence: SequenceId, wish: ExportWish, folder: Path) -> Preview:
        """Return the names that an export writes. Raises NotFound, UserFixable."""
        return await wished_export.export_preview(self, sequence, wish, folder)

    async def export_as(
        self,
        sequence: SequenceId,
        wish: ExportWish,
        folder: Path,
        told: Callable[[Receipt], None] | None = None,
    ) -> tuple[Receipt, ...]:
        """Export as the wish says; told hears each receipt as soon as its file is there.

        Raises NotFound, UserFixable, StorageFailed, DiskFull; what was told stays.
        """
        return await wished_export.export_as(self, sequence, wish, folder, told)

    async def hosts(self) -> Mapping[ProviderId, tuple[str, ...]]:
        """Return the hosts that each service is spoken to at, in the region in force."""
        return {name: await asyncio.to_thread(self.branches.hosts, name) for name in self.cards}

    async def library_bytes(self) -> int:
        """Return what everything under the data root takes up."""
        return await asyncio.to_thread(_bytes_below, self.locations.root)


@asynccontextmanager
async def open_app(
    *,
    concurrency: int | None = None,
    tempo: Tempo | None = None,
    has_window: bool = False,
    region: str = "",
    provider: str = "",
) -> AsyncIterator[App]:
    """Open the library and put the program together; everything is closed at the end.

    concurrency and region are the user's word for this start; see Asked. Beside a window,
    pictures are decoded in a process of their own. Raises LibraryBusy, StorageFailed, UserFixable.
    """
    places = locations()
    async with AsyncExitStack() as stack:
        stack.callback(set_up(places.root).close)
        library = await Library.open(places)
        stack.push_async_callback(library.close)
        workers = Annex() if has_window else ImagingPool()
        stack.callback(workers.close)
        opened = _Open(places, library, workers, stack)
        asked = Asked(parallel=concurrency, region=region, provider=provider)
        yield _put_together(opened, replace(asked, tempo=tempo) if tempo else asked)


class _Open(NamedTuple):
    """What is open already when the program is put together, and where it is closed."""

    places: Locations
    library: Library
    workers: Workers
    stack: AsyncExitStack


def _put_together(opened: _Open, asked: Asked) -> App:
    places, library, _, stack = opened
    settings, blobs = SettingsStore(places.root), Blobs(places.blobs)
    pictures, previews = _sight(opened, settings.current)
    stack.push_async_callback(blobs.close)
    stack.callback((vault := KeyVault()).close)
    cards, branches, notices = _services(opened, settings.current, asked, vault)
    around = Surroundings(
        library=library,
        queue=library.queue,
        blobs=blobs,
        pictures=pictures,
        providers=branches.providers,
        cards=cards,
        downloads=branches.downloads,
        clock=asked.tempo.clock,
        caps=partial(_caps_now, settings),
        parallel=parallel_of(settings.current, cards, asked.parallel),
        prompt_checks={LOCAL: understood},
        find=branches.provider,
        is_patient=asked.tempo.is_patient,
        keep_previews=previews.keep,
    )
    stack.push_async_callback(partial((engine := Engine(around)).stop, timeout_s=_STOP_S))
    return App(
        engine=engine,
        library=library,
        blobs=blobs,
        pictures=pictures,
        previews=previews,
        cards=cards,
        branches=branches,
        vault=vault,
        settings=settings,
        locations=places,
        clock=asked.tempo.clock,
        asked=asked,
        notices=(*library.notices, *settings.notices, *notices),
    )


def _sight(opened: _Open, settings: Settings) -> tuple[ImagingPictures, Previews]:
    pictures = ImagingPictures(opened.workers, makes_previews=isinstance(opened.workers, Annex))
    previews = Previews(opened.places, settings.cache, pictures)
    opened.stack.push_async_callback(previews.close)
    return pictures, previews


def _services(
    opened: _Open, settings: Settings, asked: Asked, vault: KeyVault
) -> tuple[dict[ProviderId, Card], Branches, tuple[Notice, ...]]:
    """Return cards and adapters of all services, and what is wrong with other packages' ones."""
    renderer, rehearsals = LocalRenderer(opened.workers), opened.places.rehearsals
    means = Means(vault=vault, tempo=asked.tempo, renderer=renderer, rehearsals=rehearsals)
    if not settings.plugins:
        return *_opened(opened, OWN, settings, asked, means), ()
    from seedream_desktop.app import plugins  # not for those who have none

    entries, unloaded = plugins.load_all(settings.plugins, {entry.id for entry in OWN})
    cards, branches = _opened(opened, (*OWN, *entries), settings, asked, means)
    troubles = (*unloaded, *plugins.drop_faulty(entries, branches, cards))
    notices = tuple(Notice(code=error.code, params=error.params) for error in troubles)
    return cards, branches, notices


def _opened(
    opened: _Open, roster: Collection[Entry], settings: Settings, asked: Asked, means: Means
) -> tuple[dict[ProviderId, Card], Branches]:
    roster = with_rehearsals(roster)
    cards = {entry.id: speech.titled(entry.card()) for entry in roster}
    choose_regions(cards, settings, asked.region, asked.provider)
    branches = Branches(roster, cards, means, settings.network)
    opened.stack.push_async_callback(branches.aclose)
    return cards, branches


def _caps_now(settings: SettingsStore) -> Caps:
    return settings.current.caps.as_caps()


def base_url(provider: ProviderId, region: str = "") -> str:
    """Return where one of the program's own services is spoken to; see roster.Entry."""
    return next(entry for entry in OWN if entry.id == provider).base_url(region)


def _bytes_below(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
