"""Lines and adapters of all services, by region, each made when it is first used."""

import inspect
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final, TypeVar, cast
from urllib.parse import urlsplit

from seedream_desktop.app.guarded import Guarded
from seedream_desktop.app.roster import Entry
from seedream_desktop.app.tempo import Tempo
from seedream_desktop.domain.card import Card
from seedream_desktop.domain.ids import ProviderId
from seedream_desktop.net.line import Line
from seedream_desktop.net.proxies import Proxies
from seedream_desktop.net.surroundings import Surroundings
from seedream_desktop.ports.provider import Downloads, Provider
from seedream_desktop.ports.renderer import Renderer
from seedream_desktop.settings.model import NetworkSettings
from seedream_desktop.settings.vault import KeyVault

T = TypeVar("T")

_FILES: Final = "files"


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What adapters and their lines are made with; rehearsals is where those keep their jobs."""

    vault: KeyVault
    tempo: Tempo
    renderer: Renderer
    rehearsals: Path


class ByProvider(Mapping[ProviderId, T]):
    """A value of each provider as it is now, found when it is asked for."""

    def __init__(self, names: Iterable[ProviderId], find: Callable[[ProviderId], T]) -> None:
        """Take the providers, and who finds."""
        self._names = tuple(names)
        self._find = find

    def __getitem__(self, provider: ProviderId) -> T:
        """Return a provider's value; KeyError."""
        if provider not in self._names:
            raise KeyError(provider)
        return self._find(provider)

    def __iter__(self) -> Iterator[ProviderId]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


class Branches:
    """Each service's connections, one set a region, so that nothing reaches a wrong host.

    An adapter is loaded, and a line made, by the first who needs it; on any thread.
    """

    def __init__(
        self,
        roster: Iterable[Entry],
        cards: Mapping[ProviderId, Card],
        means: Means,
        network: NetworkSettings,
    ) -> None:
        """Take the services with their cards, which say the region in force.

        An address from the environment that cannot be used is told now, not in the midst of a
        run: raises UserFixable.
        """
        self._roster = {entry.id: entry for entry in roster}
        self._cards = cards
        self._means = means
        self._network = network
        self._making = threading.RLock()
        self._lines: dict[tuple[ProviderId, str, str], Line] = {}
        self._adapters: dict[tuple[ProviderId, str], Provider] = {}
        self.providers: Mapping[ProviderId, Provider] = ByProvider(self._roster, self.provider)
        remote = [entry.id for entry in self._roster.values() if entry.is_remote]
        self.lines: Mapping[ProviderId, Line] = ByProvider(remote, self.line)
        self.downloads: Mapping[ProviderId, Downloads] = ByProvider(self._roster, self._download)
        for name in remote:
            if self._roster[name].is_replaced:
                self.line(name).open()

    def provider(self, name: ProviderId, region: str = "") -> Provider:
        """Return who speaks to a service in a region; empty: the one in force."""
        region = region or self._cards[name].region
        with self._making:
            adapter = self._adapters.get((name, region))
            if adapter is None:
                adapter = self._adapters[name, region] = self._adapter(name, region)
            return adapter

    def line(self, name: ProviderId, region: str = "", purpose: str = "") -> Line:
        """Return the connections to a service in a region; empty: the one in force."""
        place = (name, region or self._cards[name].region, purpose)
        with self._making:
            if place not in self._lines:
                self._lines[place] = self._line(*place)
            return self._lines[place]

    def _download(self, name: ProviderId) -> Downloads:
        """Return who fetches a service's outputs; what is not remote keeps its own."""
        if self._roster[name].is_remote:
            return self.line(name)
        adapter = self.provider(name)
        if not hasattr(adapter, "fetch"):
            raise KeyError(name)
        return cast("Downloads", adapter)

    def base_url(self, name: ProviderId, region: str = "") -> str:
        """Return where a service is spoken to in a region; empty: the one in force."""
        return self._roster[name].base_url(region or self._cards[name].region)

    def hosts(self, name: ProviderId) -> tuple[str, ...]:
        """Return the hosts that a service is spoken to at; none for what is not remote."""
        entry = self._roster[name]
        urls = (self.base_url(name), entry.files_url()) if entry.is_remote else ()
        return tuple(dict.fromkeys(urlsplit(url).netloc for url in urls if url))

    def follow(self, network: NetworkSettings) -> None:
        """Speak to all services by other network settings from the next call on."""
        with self._making:
            self._network = network
            for place, line in self._lines.items():
                line.follow(self._line(*place))

    async def aclose(self) -> None:
        """Close every line that was made."""
        for line in tuple(self._lines.values()):
            await line.aclose()

    def _adapter(self, name: ProviderId, region: str) -> Provider:
        entry = self._roster[name]
        adapter = entry.offer().adapter
        makers: dict[str, Callable[[], Any]] = {
            "line": partial(self.line, name, region),
            "files": partial(self.line, name, region, _FILES),
            "card": lambda: self._cards[name].in_region(region),
            "key": lambda: partial(self._means.vault.key, name),
            "now": lambda: self._means.tempo.clock.now,
            "renderer": lambda: self._means.renderer,
            "clock": lambda: self._means.tempo.clock,
            "folder": lambda: self._means.rehearsals / (entry.rehearses or name),
        }
        wanted = inspect.signature(adapter).parameters
        made = adapter(**{part: make() for part, make in makers.items() if part in wanted})
        return Guarded(name, made) if entry.is_guarded else made

    def _line(self, name: ProviderId, region: str, purpose: str) -> Line:
        entry, network, tempo = self._roster[name], self._network, self._means.tempo
        extra = Path(network.extra_ca_file) if network.extra_ca_file else None
        usual_s = entry.offer().paid_read_timeout_s
        return Line.to(
            entry.files_url() if purpose == _FILES else entry.base_url(region),
            Surroundings(proxies=_proxies(network.proxy), extra_ca_file=extra),
            patience=tempo.patience,
            stall=tempo.stall,
            paid_read_timeout_s=usual_s
            if tempo.paid_read_timeout_s is None
            else tempo.paid_read_timeout_s,
        )


def _proxies(setting: str) -> Proxies:
    if setting == "system":
        return Proxies()
    environ = {} if setting == "none" else {"all_proxy": setting}
    return Proxies(environ=environ, system=dict, system_bypass=lambda _: False)
