"""Installs and removes the Windows installer under Wine, on a screen where it asks something."""

import getpass
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Final

from screen import HAS_SCREEN, Screen, waited

_WINE: Final = Path("/usr/lib/wine/wine64")
HAS_WINE: Final = _WINE.exists()
_KEY: Final = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Uninstall\SeedreamDesktop"
_TYPE: Final = r"HKCU\Software\Classes\.seedream-queue"
_OPENS: Final = r"HKCU\Software\Classes\.jpg\OpenWithList\seedream-desktop.exe"
_TITLE: Final = "Seedream Desktop Uninstall"
_LINK: Final = "AppData/Roaming/Microsoft/Windows/Start Menu/Programs/Seedream Desktop.lnk"


class Wine:
    """A Windows of its own in a folder."""

    def __init__(self, folder: Path) -> None:
        """Make it; takes some seconds."""
        self._environment = os.environ | {
            "WINEPREFIX": str(folder),
            "WINEDEBUG": "-all",
            "WINEDLLOVERRIDES": "mscoree,mshtml=",
        }
        self._environment.pop("DISPLAY", None)
        self.home = folder / "drive_c" / "users" / getpass.getuser()
        local = self.home / "AppData" / "Local"
        self.program = local / "Programs" / "Seedream Desktop"
        self.library = local / "SeedreamDesktop" / "Seedream Desktop"
        self.run("wineboot", "-i")
        self.run("reg", "add", r"HKCU\Software\Wine", "/v", "Version", "/d", "win10", "/f")

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a program there and return what became of it."""
        return subprocess.run(
            [str(_WINE), *words],
            env=self._environment,
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
        )

    def start(self, *words: str, display: str) -> subprocess.Popen[bytes]:
        """Start a program there on a screen."""
        quiet = subprocess.DEVNULL
        return subprocess.Popen(
            [str(_WINE), *words],
            env=self._environment | {"DISPLAY": display},
            stdin=quiet,
            stdout=quiet,
            stderr=quiet,
        )

    def knows(self, key: str) -> bool:
        """Say whether the registry has a key."""
        return self.run("reg", "query", key).returncode == 0

    def close(self) -> None:
        """End what runs there."""
        subprocess.run(["/usr/lib/wine/wineserver64", "-k"], env=self._environment, check=False)


def tried(setup: Path, folder: Path, signature: Callable[[Path], list[str]]) -> list[str]:
    """Install, install again, remove; return what was not as it should be."""
    wine = Wine(folder)
    try:
        seen = _seen(wine, setup, signature)
        if HAS_SCREEN:
            with Screen() as screen:
                seen |= _answered(wine, setup, screen)
    finally:
        wine.close()
    for what, is_so in seen.items():
        print(f"{'ok    ' if is_so else 'FAILED'} under Wine: {what}", flush=True)
    return [what for what, is_so in seen.items() if not is_so]


def _uninstaller(home: Path) -> tuple[str, str]:
    """Return the command that removes the program and ends only once that is done."""
    inside = f"C:\\users\\{getpass.getuser()}\\AppData\\Local\\Programs\\Seedream Desktop"
    return str(home / "uninstall.exe"), f"_?={inside}"


def _seen(wine: Wine, setup: Path, signature: Callable[[Path], list[str]]) -> dict[str, bool]:
    home, library = wine.program, wine.library
    seen = {"installs": wine.run(str(setup), "/S").returncode == 0}
    seen["program is there"] = (home / "seedream-desktop.exe").exists()
    if not seen["program is there"]:
        return seen
    seen["in the Start menu"] = (wine.home / _LINK).exists()
    seen["registered"] = wine.knows(_KEY) and wine.knows(_TYPE) and wine.knows(_OPENS)
    seen["uninstaller is signed"] = not signature(home / "uninstall.exe")
    (home / "_internal" / "stale.dll").write_bytes(b"")
    (home / "note.txt").write_text("the user's own")
    library.mkdir(parents=True)
    (library / "library.sqlite3").write_bytes(b"paid results")
    wine.run(str(setup), "/S")
    seen["nothing stale after an upgrade"] = not (home / "_internal" / "stale.dll").exists()
    wine.run(*_uninstaller(home), "/S")
    seen["program is gone"] = not (home / "seedream-desktop.exe").exists()
    seen["not in the Start menu"] = not (wine.home / _LINK).exists()
    known = (wine.knows(key) for key in (_KEY, _TYPE, _OPENS))
    seen["unregistered"] = not any(known)
    seen["foreign file stays"] = (home / "note.txt").exists()
    seen["library stays"] = (library / "library.sqlite3").exists()
    return seen


def _answered(wine: Wine, setup: Path, screen: Screen) -> dict[str, bool]:
    """Remove the program twice by hand: the library stays with what is offered, goes with Yes."""
    paid = wine.library / "library.sqlite3"
    kept = _removed(wine, setup, screen, "Return") and paid.exists()
    asked = _removed(wine, setup, screen, "alt+y")
    return {
        "removed by hand, Enter keeps the library": kept,
        "removed by hand, Yes deletes the library": asked and not paid.exists(),
    }


def _removed(wine: Wine, setup: Path, screen: Screen, answer: str) -> bool:
    """Install, then remove with the windows that a user sees; say whether all of them came."""
    wine.run(str(setup), "/S")
    # One window to confirm, a second one to ask about the library, and the first is closed.
    process = wine.start(*_uninstaller(wine.program), display=screen.name)
    came = waited(lambda: screen.windows(_TITLE) == 1)
    came = came and screen.pressed("Return", _TITLE, 2)
    came = came and screen.pressed(answer, _TITLE, 1)

    def is_closed() -> bool:
        screen.press("Return")
        return process.poll() is not None

    if not waited(is_closed):
        process.kill()
        return False
    return came and not (wine.program / "seedream-desktop.exe").exists()
