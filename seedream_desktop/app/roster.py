"""The services that the program knows, one line each; none is loaded before it is used."""

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from types import MappingProxyType
from typing import Final

from seedream_desktop.domain.card import Card
from seedream_desktop.domain.errors import CardLacks
from seedream_desktop.domain.ids import ProviderId
from seedream_desktop.domain.rehearsal import rehearsal_of
from seedream_desktop.ports.provider import Provider
from seedream_desktop.providers._rehearsal_card import rehearsal_card
from seedream_desktop.providers.cards import bundled_card

_PAID_READ_TIMEOUT_S: Final = 120.0

LOCAL: Final = ProviderId("local")
WAVESPEED: Final = ProviderId("wavespeed")


@dataclass(frozen=True, slots=True)
class Offer:
    """What an adapter's module offers.

    adapter is given those of line, files, key, now, renderer, card, folder and clock that its
    constructor names.
    base_urls is by region, the default first; with one service alone its key is empty. files_url
    is its second host, for those that name files. paid_read_timeout_s is the longest silence
    after an order that means nothing bad: long where the answer waits for the pictures.
    """

    adapter: Callable[..., Provider]
    base_urls: Mapping[str, str]
    files_url: str = ""
    paid_read_timeout_s: float = _PAID_READ_TIMEOUT_S


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A service: how its card and its adapter are had. What is not remote has no address.

    The adapter of one that is_guarded is another package's; rehearses names the service that
    one follows with play money.
    """

    id: ProviderId
    card: Callable[[], Card]
    offer: Callable[[], Offer]
    is_remote: bool = True
    is_guarded: bool = False
    rehearses: ProviderId | None = None

    def base_url(self, region: str = "") -> str:
        """Return where it is spoken to; SEEDREAM_<ID>_URL replaces it, in every region.

        Raises CardLacks for a region that the adapter does not know.
        """
        replaced = self._replaced("URL")
        if replaced:
            return replaced
        urls = self.offer().base_urls
        if region not in urls and (region or not urls):
            raise CardLacks(
                "unknown_region", provider=self.id, region=region, regions=", ".join(urls)
            )
        return urls[region] if region in urls else next(iter(urls.values()))

    def files_url(self) -> str:
        """Return its second host; SEEDREAM_<ID>_FILES_URL, else the first one's, replaces it."""
        return self._replaced("FILES_URL") or self._replaced("URL") or self.offer().files_url

    @property
    def is_replaced(self) -> bool:
        """Say whether the environment replaces an address."""
        return bool(self._replaced("URL") or self._replaced("FILES_URL"))

    def _replaced(self, what: str) -> str:
        name = "".join(c if c.isalnum() else "_" for c in self.id.upper())
        return os.environ.get(f"SEEDREAM_{name}_{what}", "").strip()


def rehearsal(entry: Entry) -> Entry:
    """Return the rehearsal of a service, which follows its card and speaks to nobody."""
    return Entry(
        id=rehearsal_of(entry.id),
        card=lambda: rehearsal_card(entry.card()),
        offer=lambda: offer_of(import_module("seedream_desktop.providers.rehearsal"), "Rehearsal"),
        is_remote=False,
        rehearses=entry.id,
    )


def with_rehearsals(roster: Iterable[Entry]) -> tuple[Entry, ...]:
    """Return services, and after them a rehearsal of each that is not on this computer."""
    services = tuple(roster)
    return (*services, *(rehearsal(entry) for entry in services if entry.is_remote))


def offer_of(module: object, adapter: str) -> Offer:
    """Return what a module offers: a class, BASE_URL(S), FILES_URL, PAID_READ_TIMEOUT_S."""
    one = getattr(module, "BASE_URL", "")
    urls = getattr(module, "BASE_URLS", {"": one} if one else {})
    files_url = getattr(module, "FILES_URL", "")
    silence_s = getattr(module, "PAID_READ_TIMEOUT_S", _PAID_READ_TIMEOUT_S)
    return Offer(getattr(module, adapter), MappingProxyType(dict(urls)), files_url, silence_s)


def _entry(name: str, module: str, adapter: str, *, is_remote: bool = True) -> Entry:
    """Return a service of the program's own, by where its adapter is below providers/."""
    return Entry(
        id=ProviderId(name),
        card=partial(bundled_card, ProviderId(name)),
        offer=lambda: offer_of(import_module(f"seedream_desktop.providers.{module}"), adapter),
        is_remote=is_remote,
    )


OWN: Final = (
    _entry("local", "local", "LocalProvider", is_remote=False),
    _entry("wavespeed", "wavespeed", "WaveSpeed"),
    _entry("byteplus", "ark", "Ark"),
    _entry("atlascloud", "atlascloud", "AtlasCloud"),
    _entry("novita", "novita", "Novita"),
    _entry("evolink", "evolink", "EvoLink"),
)
"""The program's own services, in the order in which people see them. The key's variable of each
is in settings.keys; its figures are in resources/cards."""
