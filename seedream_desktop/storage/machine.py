"""The machine that a library is used on: a copy of it on another one might buy the same again."""

import asyncio
import ctypes
import json
import platform
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, partial
from hashlib import blake2b
from pathlib import Path
from typing import Final

from seedream_desktop.domain.events import Notice
from seedream_desktop.storage.backups import mark_unsent
from seedream_desktop.storage.database import Database
from seedream_desktop.storage.durable import replace, sync_file

_ID_FILES: Final = (Path("/etc/machine-id"), Path("/var/lib/dbus/machine-id"))
_WINDOWS_KEY: Final = r"SOFTWARE\Microsoft\Cryptography"
_UUID_BYTES: Final = 16
_DAY_S: Final = 24 * 60 * 60
"""How much older than the last start the time of use may be: most starts write nothing."""


@dataclass(frozen=True, slots=True)
class Machine:
    """A computer: an id that it keeps, "" where the system gives none, and its name for people."""

    id: str
    name: str


@cache
def this_machine() -> Machine:
    """Return the machine that the program runs on; of the system's own id only a hash."""
    own = ""
    with suppress(OSError, AttributeError, UnicodeDecodeError):
        own = _system_id()
    hashed = blake2b(f"seedream {own}".encode(), digest_size=8).hexdigest()
    return Machine(hashed if own else "", platform.node())


async def settle_in(database: Database, place: Path, machine: Machine) -> Notice | None:
    """Note that a library is used here from now on; tell of it where it was another machine's.

    What is not sent in it may have been sent there since, from the very library that this is a
    copy of: it is marked, as in a backup that is restored, before the machine is noted. place is
    the note's own. Raises StorageFailed or DiskFull.
    """
    if not machine.id:
        return None
    before, used_at = await asyncio.to_thread(_noted, place)
    if before == machine and time.time() - used_at < _DAY_S:
        return None
    unsent = 0
    if before is not None and before.id != machine.id:
        unsent = await database.write(partial(mark_unsent, copied_at=used_at))
    await asyncio.to_thread(_note, place, machine)
    if before is None or not unsent:
        return None
    return Notice(
        code="library_from_elsewhere", params={"machine": before.name, "requests": unsent}
    )


def _noted(place: Path) -> tuple[Machine | None, float]:
    """Return which machine used a library last, and since when (seconds since 1970)."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        told = json.loads(place.read_text(encoding="utf-8"))
        return Machine(str(told["id"]), str(told["name"])), float(told["since"])
    return None, 0.0


def _note(place: Path, machine: Machine) -> None:
    """Write the machine down; where that fails, the next start finds what this one found."""
    told = {"id": machine.id, "name": machine.name, "since": time.time()}
    begun = place.with_suffix(".partial")
    with suppress(OSError):
        begun.write_text(json.dumps(told), encoding="utf-8")
        sync_file(begun)
        replace(begun, place)


def _system_id() -> str:
    """Return the id that the system has for this machine. Raises OSError where it has none."""
    if sys.platform == "win32":
        import winreg

        access = winreg.KEY_READ | winreg.KEY_WOW64_64KEY
        with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, _WINDOWS_KEY, 0, access) as key:
            return str(winreg.QueryValueEx(key, "MachineGuid")[0])
    if sys.platform == "darwin":
        uuid, wait = ctypes.create_string_buffer(_UUID_BYTES), (ctypes.c_long * 2)(1, 0)
        is_failed = ctypes.CDLL(None).gethostuuid(uuid, wait)  # gethostuuid(3)
        return "" if is_failed else uuid.raw.hex()
    there = next((file for file in _ID_FILES if file.is_file()), None)
    return there.read_text(encoding="utf-8").strip() if there is not None else ""
