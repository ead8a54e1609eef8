"""Compiles the Windows installer from a staged folder, and where Wine is, installs and removes it.

On a release, the folder that a Windows machine froze takes the staged one's place.
"""

import getpass
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent.parent
OUT: Final = ROOT / "build" / "package"
SCRIPT: Final = Path(__file__).resolve().parent / "installer.nsi"
_WINE: Final = Path("/usr/lib/wine/wine64")
_KEY: Final = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Uninstall\SeedreamDesktop"
_TYPE: Final = r"HKCU\Software\Classes\.seedream-queue"


def compiled(staged: Path, version: str, icon: Path) -> Path:
    """Return the installer of a frozen folder. Raises CalledProcessError with what is wrong."""
    target = OUT / f"SeedreamDesktop-{version}-setup.exe"
    target.parent.mkdir(parents=True, exist_ok=True)
    words = {"VERSION": version, "SRC": staged, "ICON": icon, "OUT": target}
    command = ["makensis", "-V2", "-WX", *(f"-D{name}={value}" for name, value in words.items())]
    if sys.platform == "linux":
        command.append("-DAMD64")  # Debian's makensis has the stubs, Windows' own has not
    subprocess.run([*command, str(SCRIPT)], check=True)
    print(f"{target.name}: {target.stat().st_size / 1e6:.1f} MB", flush=True)
    return target


def staged(folder: Path) -> Path:
    """Return a folder shaped as the frozen one is, with stand-ins for its programs."""
    tree = folder / "frozen"
    (tree / "_internal").mkdir(parents=True)
    for name in ("seedream-desktop.exe", "seedream.exe", "_internal/python311.dll"):
        (tree / name).write_bytes(b"stand-in")
    return tree


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

    def knows(self, key: str) -> bool:
        """Say whether the registry has a key."""
        return self.run("reg", "query", key).returncode == 0

    def close(self) -> None:
        """End what runs there."""
        subprocess.run(["/usr/lib/wine/wineserver64", "-k"], env=self._environment, check=False)


def tried(setup: Path, folder: Path) -> list[str]:
    """Install, install again, remove; return what was not as it should be."""
    wine = Wine(folder)
    try:
        home = wine.home / "AppData" / "Local" / "Programs" / "Seedream Desktop"
        library = wine.home / "AppData" / "Local" / "SeedreamDesktop" / "Seedream Desktop"
        seen = {"installs": wine.run(str(setup), "/S").returncode == 0}
        seen["program is there"] = (home / "seedream-desktop.exe").exists()
        if not seen["program is there"]:
            return ["the installer installs nothing"]
        seen["registered"] = wine.knows(_KEY) and wine.knows(_TYPE)
        (home / "_internal" / "stale.dll").write_bytes(b"")
        (home / "note.txt").write_text("the user's own")
        library.mkdir(parents=True)
        (library / "library.sqlite3").write_bytes(b"paid results")
        wine.run(str(setup), "/S")
        seen["nothing stale after an upgrade"] = not (home / "_internal" / "stale.dll").exists()
        inside = f"C:\\users\\{getpass.getuser()}\\AppData\\Local\\Programs\\Seedream Desktop"
        wine.run(str(home / "uninstall.exe"), "/S", f"_?={inside}")
        seen["program is gone"] = not (home / "seedream-desktop.exe").exists()
        seen["unregistered"] = not wine.knows(_KEY) and not wine.knows(_TYPE)
        seen["foreign file stays"] = (home / "note.txt").exists()
        seen["library stays"] = (library / "library.sqlite3").exists()
    finally:
        wine.close()
    for what, is_so in seen.items():
        print(f"{'ok    ' if is_so else 'FAILED'} under Wine: {what}", flush=True)
    return [what for what, is_so in seen.items() if not is_so]


def main() -> int:
    """Prove the script with a staged folder."""
    sys.path.insert(0, str(ROOT / "packaging"))
    from artwork import version, write_icons

    if shutil.which("makensis") is None:
        print("makensis is not here: the Windows installer is not proved")
        return 0
    with tempfile.TemporaryDirectory() as name:
        room = Path(name)
        write_icons(room / "made")
        setup = compiled(staged(room), version(), room / "made" / "app.ico")
        return 1 if _WINE.exists() and tried(setup, room / "wine") else 0


if __name__ == "__main__":
    sys.exit(main())
