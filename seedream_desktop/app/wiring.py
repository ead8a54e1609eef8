"""The composition root: every part is made here and handed to those who need it."""

import asyncio
import os
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from seedream_desktop.app.clock import SystemClock
from seedream_desktop.app.export import export_sequence
from seedream_desktop.domain.card import Card
from seedream_desktop.domain.errors import UserFixable
from seedream_desktop.domain.ids import Digest, ProviderId, SequenceId
from seedream_desktop.domain.ledger import Caps
from seedream_desktop.engine.engine import Engine, Surroundings
from seedream_desktop.engine.recovery import Found
from seedream_desktop.exporting.pictures import Exported
from seedream_desktop.imaging.annex import Annex
from seedream_desktop.imaging.pictures import ImagingPictures
from seedream_desktop.imaging.pool import ImagingPool, Workers
from seedream_desktop.imaging.renderer import LocalRenderer
from seedream_desktop.logs.setup import set_up
from seedream_desktop.net.line import Line
from seedream_desktop.net.proxies import Proxies
from seedream_desktop.net.surroundings import Surroundings as NetSurroundings
from seedream_desktop.ports.provider import Provider
from seedream_desktop.ports.world import Clock
from seedream_desktop.providers.cards import bundled_card
from seedream_desktop.providers.local import LocalProvider, understood
from seedream_desktop.providers.wavespeed import BASE_URL as WAVESPEED_URL
from seedream_desktop.providers.wavespeed import WaveSpeed
from seedream_desktop.settings.model import NetworkSettings, Settings
from seedream_desktop.settings.store import SettingsStore
from seedream_desktop.settings.vault import KeyVault
from seedream_desktop.storage.blobs import Blobs
from seedream_desktop.storage.library import Library
from seedream_desktop.storage.locations import Locations, locations
from seedream_desktop.storage.sweep import sweep, sweep_scratch
from seedream_desktop.storage.thumbnails import Thumbnails

if TYPE_CHECKING:
    from seedream_desktop.net.client import Patience
    from seedream_desktop.net.transfer import Stall

LOCAL = ProviderId("local")
WAVESPEED = ProviderId("wavespeed")

_BASE_URLS = {WAVESPEED: WAVESPEED_URL}


_STOP_S = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Tempo:
    """Time as the program lives it, and how long it waits for the network (None: as usual).

    is_patient is for a program that stays: see engine Surroundings.
    """

    clock: Clock = field(default_factory=SystemClock)
    patience: "Patience | None" = None
    stall: "Stall | None" = None
    paid_read_timeout_s: float = 120.0
    is_patient: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What this start was asked for: requests at once, if that was said, and the tempo."""

    parallel: int | None
    tempo: Tempo


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """The running program without a face."""

    engine: Engine
    library: Library
    blobs: Blobs
    pictures: ImagingPictures
    thumbnails: Thumbnails
    cards: Mapping[ProviderId, Card]
    providers: Mapping[ProviderId, Provider]
    lines: Mapping[ProviderId, Line]
    vault: KeyVault
    settings: SettingsStore
    locations: Locations
    clock: Clock
    asked: Asked

    async def start(self) -> Found:
        """Clear away what an earlier end left half written, and start the engine."""
        await sweep_scratch(self.blobs, self.clock.now())
        return await self.engine.start()

    async def get_ready(self, provider: ProviderId) -> None:
        """Load what a service is spoken to with, beside other work, so that it need not wait."""
        if provider in self.lines:
            await asyncio.to_thread(self.lines[provider].open)

    async def apply_settings(self, before: Settings) -> None:
        """Have what is saved in the settings hold from now on; before is what held.

        Proxy and authorities hold for the next connection; what is under way ends as it began.
        """
        settings = self.settings.current
        self.thumbnails.limit_bytes = settings.cache.limit_bytes
        parallel = _parallel(self.settings, self.providers, self.asked.parallel)
        self.engine.controls.allow(parallel)
        changed = self.lines if settings.network != before.network else {}
        for provider, line in changed.items():
            line.follow(_line(provider, settings.network, self.asked.tempo))

    async def sweep(self) -> int:
        """Remove files that nothing names; return the bytes that this made room for."""
        pasted = self.locations.pasted
        swept = await sweep(self.library.database, self.blobs, self.clock.now(), pasted)
        return swept.bytes_freed

    async def thumbnail(self, digest: Digest, path: Path) -> bytes:
        """Return a picture's small JPEG, made when it is not in the cache. Raises BadInput."""
        data = await self.thumbnails.get(digest)
        if data is None:
            data = await self.pictures.thumbnail(path)
            await self.thumbnails.put(digest, data)
        return data

    async def export(self, sequence: SequenceId, folder: Path) -> tuple[Exported, ...]:
        """Copy the chosen results of a sequence's last step to a folder.

        Raises NotFound, StorageFailed, DiskFull; what was exported before stays.
        """
        return await export_sequence(self, sequence, folder)

    async def library_bytes(self) -> int:
        """Return what everything under the data root takes up."""
        return await asyncio.to_thread(_bytes_below, self.locations.root)


@asynccontextmanager
async def open_app(
    *, concurrency: int | None = None, tempo: Tempo | None = None, has_window: bool = False
) -> AsyncIterator[App]:
    """Open the library and put the program together; everything is closed at the end.

    concurrency is the user's word for this start. Beside a window, pictures are decoded in a
    process of their own. Raises LibraryBusy, StorageFailed, UserFixable.
    """
    places = locations()
    async with AsyncExitStack() as stack:
        stack.callback(set_up(places.root).close)
        library = await Library.open(places)
        stack.push_async_callback(library.close)
        workers = Annex() if has_window else ImagingPool()
        stack.callback(workers.close)
        opened = _Open(places, library, workers, stack)
        yield _put_together(opened, concurrency, tempo or Tempo())


class _Open(NamedTuple):
    """What is open already when the program is put together, and where it is closed."""

    places: Locations
    library: Library
    workers: Workers
    stack: AsyncExitStack


def _put_together(opened: _Open, asked: int | None, tempo: Tempo) -> App:
    places, library, workers, stack = opened
    settings, blobs = SettingsStore(places.root), Blobs(places.blobs)
    pictures, vault, clock = ImagingPictures(workers), KeyVault(), tempo.clock
    stack.push_async_callback(blobs.close)
    stack.callback(vault.close)
    lines = _lines(settings.current.network, tempo, stack)
    providers = _providers(lines, LocalRenderer(workers), vault, clock)
    cards = {provider: bundled_card(provider) for provider in providers}
    around = Surroundings(
        library=library,
        queue=library.queue,
        blobs=blobs,
        pictures=pictures,
        providers=providers,
        cards=cards,
        downloads=lines,
        clock=clock,
        caps=partial(_caps_now, settings),
        parallel=_parallel(settings, providers, asked),
        prompt_checks={LOCAL: understood},
        is_patient=tempo.is_patient,
    )
    stack.push_async_callback(partial((engine := Engine(around)).stop, timeout_s=_STOP_S))
    return App(
        engine=engine,
        library=library,
        blobs=blobs,
        pictures=pictures,
        thumbnails=_thumbnails(places, settings, stack),
        cards=cards,
        providers=providers,
        lines=lines,
        vault=vault,
        settings=settings,
        locations=places,
        clock=clock,
        asked=Asked(parallel=asked, tempo=tempo),
    )


def _thumbnails(places: Locations, settings: SettingsStore, stack: AsyncExitStack) -> Thumbnails:
    cache = Thumbnails(places.thumbnails, settings.current.cache.limit_bytes)
    stack.push_async_callback(cache.close)
    return cache


def _caps_now(settings: SettingsStore) -> Caps:
    return settings.current.caps.as_caps()


def _providers(
    lines: Mapping[ProviderId, Line], renderer: LocalRenderer, vault: KeyVault, clock: Clock
) -> dict[ProviderId, Provider]:
    key = partial(vault.key, WAVESPEED)
    return {
        LOCAL: LocalProvider(renderer),
        WAVESPEED: WaveSpeed(lines[WAVESPEED], key=key, now=clock.now),
    }


def base_url(provider: ProviderId) -> str:
    """Return where a service is spoken to; SEEDREAM_<PROVIDER>_URL replaces it."""
    return os.environ.get(f"SEEDREAM_{provider.upper()}_URL", "").strip() or _BASE_URLS[provider]


def _lines(network: NetworkSettings, tempo: Tempo, stack: AsyncExitStack) -> dict[ProviderId, Line]:
    lines = {provider: _line(provider, network, tempo) for provider in _BASE_URLS}
    for provider, line in lines.items():
        stack.push_async_callback(line.aclose)
        if base_url(provider) != _BASE_URLS[provider]:
            line.open()  # an address that cannot be used is told now, not in the midst of a run
    return lines


def _line(provider: ProviderId, network: NetworkSettings, tempo: Tempo) -> Line:
    extra = Path(network.extra_ca_file) if network.extra_ca_file else None
    around = NetSurroundings(proxies=_proxies(network.proxy), extra_ca_file=extra)
    return Line.to(
        base_url(provider),
        around,
        patience=tempo.patience,
        stall=tempo.stall,
        paid_read_timeout_s=tempo.paid_read_timeout_s,
    )


def _proxies(setting: str) -> Proxies:
    if setting == "system":
        return Proxies()
    environ = {} if setting == "none" else {"all_proxy": setting}
    return Proxies(environ=environ, system=dict, system_bypass=lambda _: False)


def _parallel(
    settings: SettingsStore, providers: Mapping[ProviderId, Provider], asked: int | None
) -> dict[ProviderId, int]:
    """Return requests at once where the user has said so: option, environment, settings."""
    named = dict(settings.current.concurrency)
    variable = os.environ.get("SEEDREAM_CONCURRENCY", "").strip()
    if variable and asked is None:
        if not variable.isdigit() or int(variable) < 1:
            raise UserFixable("concurrency_unclear", value=variable)
        asked = int(variable)
    if asked is not None and asked < 1:
        raise UserFixable("concurrency_unclear", value=asked)
    return named if asked is None else dict.fromkeys(providers, asked)


def _bytes_below(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
