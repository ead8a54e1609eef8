"""Settings of the queue, the network and the disk."""

import asyncio
import os
from functools import partial
from pathlib import Path

import msgspec
from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices

from seedream_desktop.domain.ids import ProviderId
from seedream_desktop.settings.model import CacheSettings, Settings
from seedream_desktop.ui.desk.desk import Desk
from seedream_desktop.ui.dialogs.settings.controls import FileChoice, ProxyChoice, wrong_with
from seedream_desktop.ui.dialogs.settings.row import SettingRow
from seedream_desktop.ui.dialogs.settings.section import Section, plain_button
from seedream_desktop.ui.dialogs.settings.wording import size_text, words
from seedream_desktop.ui.theme.tokens import Tone
from seedream_desktop.ui.widgets.choice import Select

_PARALLEL = (1, 2, 3, 4, 6, 8, 12, 16, 24, 32)
_GIGABYTE = 2**30
_SIZES = (1, 2, 4, 8, 16, 32, 64)


def queue_section(desk: Desk, parent: QObject) -> Section:
    """Return how many requests run at once, for each service."""
    section, preferences = Section("queue", parent), desk.preferences

    def change(provider: ProviderId, parallel: object) -> None:
        chosen = dict(preferences.current.concurrency)
        chosen.pop(provider, None)
        if isinstance(parallel, int):
            chosen[provider] = parallel
        preferences.change(concurrency=chosen)

    for provider, card in desk.program.cards.items():
        if card.is_offline:
            continue
        name = words("parallel", service=card.title)
        usual: tuple[str, object] = (words("parallel_usual", count=card.account.parallel), None)
        select = Select(name, [usual, *((str(n), n) for n in _PARALLEL)])
        select.picked.connect(partial(change, provider))
        row = section.add("parallel", select, partial(_show_parallel, select, provider), name=name)
        if os.environ.get("SEEDREAM_CONCURRENCY"):
            row.show_said(words("parallel_fixed"), Tone.WAITING)
    return section


class NetworkSection(Section):
    """Proxy and authorities; a file is read before it is taken."""

    def __init__(self, desk: Desk, parent: QObject) -> None:
        """Add the rows."""
        super().__init__("network", parent)
        self._desk = desk
        self.proxy = ProxyChoice()
        self.proxy_row = self.add(
            "proxy", self.proxy, lambda s: self.proxy.show_value(s.network.proxy), is_wide=True
        )
        self.proxy.chosen.connect(self._on_proxy)
        self.proxy.refused.connect(self._on_refused)
        self.file = FileChoice()
        self.file_row = self.add(
            "ca", self.file, lambda s: self.file.show_path(s.network.extra_ca_file), is_wide=True
        )
        self.file.chosen.connect(self.take_file)

    def take_file(self, path: str) -> None:
        """Take a file of authorities, once it is known to hold one; empty for none."""
        if path:
            self._desk.flows.start(self._take(Path(path)), of=self)
        else:
            self.file_row.show_said("")
            self._change(extra_ca_file=None)

    async def _take(self, path: Path) -> None:
        wrong = await self._desk.flows.ask(_checked(path))
        self.file_row.show_said(wrong, Tone.FAILED if wrong else None)
        if not wrong:
            self._change(extra_ca_file=str(path))

    def _on_proxy(self, value: str) -> None:
        self._change(proxy=value)

    def _on_refused(self, said: str) -> None:
        self.proxy_row.show_said(said, Tone.FAILED if said else None)

    def _change(self, **fields: object) -> None:
        own = msgspec.structs.replace(self._desk.preferences.current.network, **fields)
        self._desk.preferences.change(network=own)


class StorageSection(Section):
    """Room and place of the library, and the one action that frees some."""

    def __init__(self, desk: Desk, parent: QObject) -> None:
        """Add the rows."""
        super().__init__("storage", parent)
        self._desk = desk
        cache = Select(words("cache"), [(words("gigabytes", count=n), n) for n in _SIZES])
        cache.picked.connect(self._on_cache)
        self.add("cache", cache, partial(_show_cache, cache))
        self._root = desk.program.locations.root
        self.place_row = self.add("place", plain_button(words("show_folder"), self._show_folder))
        self.place_row.show_said(words("place_unknown", path=str(self._root)))
        self.sweep = plain_button(words("sweep_button"), self._on_sweep)
        self.sweep_row = self.add("sweep", self.sweep)

    def measure(self) -> None:
        """Say how much the library takes up; it is counted aside."""
        self._desk.flows.start(self._measure(), of=self)

    async def _measure(self) -> None:
        size = await self._desk.flows.ask(self._desk.program.library_bytes())
        said = words("place_size", size=size_text(size), path=str(self._root))
        self.place_row.show_said(said)

    def _on_cache(self, gigabytes: object) -> None:
        assert isinstance(gigabytes, int), "the entries' data"
        limit = gigabytes * _GIGABYTE
        self._desk.preferences.change(cache=CacheSettings(limit_bytes=limit))

    def _show_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._root)))

    def _on_sweep(self) -> None:
        self.sweep.setEnabled(False)
        self.sweep_row.show_said(words("sweeping"), Tone.RUNNING)
        self._desk.flows.start(self._sweep(self.sweep_row), of=self)

    async def _sweep(self, row: SettingRow) -> None:
        try:
            freed = await self._desk.flows.ask(self._desk.program.sweep())
        finally:
            self.sweep.setEnabled(True)
            row.show_said("")
        said = words("sweep_done", size=size_text(freed)) if freed else words("sweep_none")
        row.show_said(said, Tone.DONE)
        await self._measure()


async def _checked(path: Path) -> str:
    return await asyncio.to_thread(wrong_with, path)


def _show_parallel(select: Select, provider: ProviderId, settings: Settings) -> None:
    number = settings.concurrency.get(provider)
    if number is not None and select.findData(number) < 0:
        select.addItem(str(number), number)
    select.setCurrentIndex(0 if number is None else select.findData(number))


def _show_cache(select: Select, settings: Settings) -> None:
    gigabytes = settings.cache.limit_bytes / _GIGABYTE
    shown = int(gigabytes) if gigabytes.is_integer() else round(gigabytes, 1)
    if select.findData(shown) < 0:
        select.addItem(words("gigabytes", count=shown), shown)
    select.setCurrentIndex(select.findData(shown))
