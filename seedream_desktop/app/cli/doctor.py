"""`seedream doctor`: what works on this machine and what does not."""

import argparse
import asyncio
import shutil
import socket
from collections.abc import Awaitable, Callable
from urllib.parse import SplitResult, urlsplit

from seedream_desktop.app.cli.reporter import Reporter
from seedream_desktop.app.wiring import App
from seedream_desktop.domain.errors import SeedreamError
from seedream_desktop.ui import text

_LEAST_FREE_BYTES = 2_000_000_000
_CONNECT_S = 4.0

_Finding = tuple[bool, str]


async def doctor(app: App, asked: argparse.Namespace, say: Reporter) -> int:
    """Check library, disk, key store, network and formats; 1 when one of them fails.

    A network that is away is told and is no failure: the local engine needs none.
    """
    checks: tuple[tuple[str, Callable[[App], Awaitable[_Finding]]], ...] = (
        ("library", _library),
        ("disk", _disk),
        ("key_store", _key_store),
        ("network", _network),
        ("formats", _formats),
    )
    facts, lines, code = [], [], 0
    for name, check in checks:
        try:
            is_good, detail = await check(app)
        except SeedreamError as error:
            is_good, detail = False, text.of_error(error)
        facts.append({"check": name, "ok": is_good, "detail": detail})
        mark = "doctor_good" if is_good else "doctor_bad"
        lines.append(text.line(mark, what=text.line(f"doctor_{name}"), detail=detail))
        if not is_good and name in ("library", "formats"):
            code = 1
    say.result("\n".join(lines), {"checks": facts, "ok": code == 0})
    return code


async def _library(app: App) -> _Finding:
    trouble = await app.library.check()
    path = str(app.locations.library)
    return not trouble, text.line("doctor_library_said", path=path, trouble=trouble or "sound")


async def _disk(app: App) -> _Finding:
    usage = await asyncio.to_thread(shutil.disk_usage, app.locations.root)
    free = f"{usage.free / 1e9:.1f} GB"
    return usage.free >= _LEAST_FREE_BYTES, text.line("doctor_disk_said", free=free)


async def _key_store(app: App) -> _Finding:
    name = await app.vault.store_name()
    if not name:
        return False, text.line("doctor_no_store")
    return True, name


async def _network(app: App) -> _Finding:
    cards = [card for card in app.cards.values() if not card.is_offline]
    addresses = [urlsplit(app.branches.base_url(card.provider)) for card in cards]
    async with asyncio.TaskGroup() as tries:
        found = [
            tries.create_task(asyncio.to_thread(_connects, at.hostname or "", _port_of(at)))
            for at in addresses
        ]
    reached = [card.title for card, one in zip(cards, found, strict=True) if one.result()]
    missed = [card.title for card, one in zip(cards, found, strict=True) if not one.result()]
    if missed:
        return False, text.line("doctor_unreached", services=text.listed(missed))
    return True, text.line("doctor_reached", services=text.listed(reached))


async def _formats(app: App) -> _Finding:
    there, lacking = await app.pictures.formats()
    if lacking:
        return False, text.line("doctor_lacking", formats=text.listed(lacking))
    return True, text.listed(there)


def _port_of(address: SplitResult) -> int:
    return address.port or (443 if address.scheme == "https" else 80)


def _connects(host: str, port: int) -> bool:
    try:
        with socket.create_connection((host, port), timeout=_CONNECT_S):
            return True
    except OSError:
        return False
