"""The composition root: every part is made here and handed to those who need it."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from seedream_desktop.app.clock import SystemClock
from seedream_desktop.domain.card import Card
from seedream_desktop.domain.errors import UserFixable
from seedream_desktop.domain.ids import Digest, ProviderId
from seedream_desktop.domain.ledger import Caps
from seedream_desktop.engine.engine import Engine, Surroundings
from seedream_desktop.imaging.pictures import ImagingPictures
from seedream_desktop.imaging.renderer import LocalRenderer
from seedream_desktop.logs.setup import set_up
from seedream_desktop.net.line import Line
from seedream_desktop.net.opening import Surroundings as NetSurroundings
from seedream_desktop.net.proxies import Proxies
from seedream_desktop.ports.provider import Downloads, Provider
from seedream_desktop.providers.cards import bundled_card
from seedream_desktop.providers.local import LocalProvider, understood
from seedream_desktop.providers.wavespeed import BASE_URL as WAVESPEED_URL
from seedream_desktop.providers.wavespeed import WaveSpeed
from seedream_desktop.settings.model import NetworkSettings
from seedream_desktop.settings.store import SettingsStore
from seedream_desktop.settings.vault import KeyVault
from seedream_desktop.storage.blobs import Blobs
from seedream_desktop.storage.library import Library
from seedream_desktop.storage.locations import Locations, locations
from seedream_desktop.storage.sweep import sweep
from seedream_desktop.storage.thumbnails import Thumbnails

LOCAL = ProviderId("local")
WAVESPEED = ProviderId("wavespeed")

_BASE_URLS = {WAVESPEED: WAVESPEED_URL}


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
    vault: KeyVault
    settings: SettingsStore
    locations: Locations
    clock: SystemClock

    async def sweep(self) -> int:
        """Remove files that nothing names; return the bytes that this made room for."""
        swept = await sweep(self.library.database, self.blobs, self.clock.now())
        return swept.bytes_freed

    async def thumbnail(self, digest: Digest, path: Path) -> bytes:
        """Return a picture's small JPEG, made when it is not in the cache. Raises BadInput."""
        data = await self.thumbnails.get(digest)
        if data is None:
            data = await self.pictures.thumbnail(path)
            await self.thumbnails.put(digest, data)
        return data

    async def library_bytes(self) -> int:
        """Return what everything under the data root takes up."""
        return await asyncio.to_thread(_bytes_below, self.locations.root)


@asynccontextmanager
async def open_app(*, concurrency: int | None = None) -> AsyncIterator[App]:
    """Open the library and put the program together; everything is closed at the end.

    concurrency is the user's word for this start. Raises LibraryBusy, StorageFailed,
    UserFixable.
    """
    places = locations()
    async with AsyncExitStack() as stack:
        logs = set_up(places.root)
        stack.callback(logs.close)
        settings = SettingsStore(places.root)
        library = await Library.open(places)
        stack.push_async_callback(library.close)
        blobs = Blobs(places.blobs)
        stack.push_async_callback(blobs.close)
        pictures = ImagingPictures()
        stack.callback(pictures.close)
        thumbnails = Thumbnails(places.thumbnails, settings.current.cache.limit_bytes)
        stack.push_async_callback(thumbnails.close)
        renderer = LocalRenderer()
        stack.callback(renderer.close)
        vault = KeyVault()
        stack.callback(vault.close)
        clock = SystemClock()
        lines = _lines(settings.current.network)
        for line in lines.values():
            stack.push_async_callback(line.aclose)
        providers: dict[ProviderId, Provider] = {
            LOCAL: LocalProvider(renderer),
            WAVESPEED: WaveSpeed(
                lines[WAVESPEED], key=partial(vault.key, WAVESPEED), now=clock.now
            ),
        }
        cards = {provider: bundled_card(provider) for provider in providers}
        engine = Engine(
            Surroundings(
                library=library,
                blobs=blobs,
                pictures=pictures,
                providers=providers,
                cards=cards,
                downloads=_downloads(lines),
                clock=clock,
                caps=_caps_of(settings),
                parallel=_parallel(settings, providers, concurrency),
                prompt_checks={LOCAL: understood},
            )
        )
        stack.push_async_callback(partial(engine.stop, timeout_s=20.0))
        yield App(
            engine=engine,
            library=library,
            blobs=blobs,
            pictures=pictures,
            thumbnails=thumbnails,
            cards=cards,
            providers=providers,
            vault=vault,
            settings=settings,
            locations=places,
            clock=clock,
        )


def base_url(provider: ProviderId) -> str:
    """Return where a service is spoken to; SEEDREAM_<PROVIDER>_URL replaces it."""
    return os.environ.get(f"SEEDREAM_{provider.upper()}_URL", "").strip() or _BASE_URLS[provider]


def _lines(network: NetworkSettings) -> dict[ProviderId, Line]:
    extra = Path(network.extra_ca_file) if network.extra_ca_file else None
    around = NetSurroundings(proxies=_proxies(network.proxy), extra_ca_file=extra)
    return {provider: Line.to(base_url(provider), around) for provider in _BASE_URLS}


def _proxies(setting: str) -> Proxies:
    if setting == "system":
        return Proxies()
    environ = {} if setting == "none" else {"all_proxy": setting}
    return Proxies(environ=environ, system=dict, system_bypass=lambda _: False)


def _downloads(lines: Mapping[ProviderId, Line]) -> dict[ProviderId, Downloads]:
    return {provider: line.transfer for provider, line in lines.items()}


def _caps_of(settings: SettingsStore) -> Callable[[], Caps]:
    def caps() -> Caps:
        return settings.current.caps.as_caps()

    return caps


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
