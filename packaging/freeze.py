"""Freezes the program for the system that this runs on, measures it, and has it test itself."""

import os
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Final

from artwork import write_icons, write_version_files
from project import FROZEN, MADE, OUT, ROOT, write_description

BUDGET_MB: Final = 220
"""What the folder may take. On Linux it is 210 MB: Qt 45, its bindings 18, ICU 38,
numpy with its library 38, Pillow and HEIF 17, cryptography (for the Secret Service) 12, our own
modules twice 11."""
_START_RATIO: Final = 1.6
_STARTS: Final = 5
_END: Final = ".exe" if sys.platform == "win32" else ""


def freeze() -> int:
    """Build the folder, then look at it; return the exit code."""
    write_icons(MADE)
    write_version_files(MADE)
    write_description(MADE)
    command = [sys.executable, "-m", "PyInstaller", str(ROOT / "packaging" / "seedream.spec")]
    places = ["--distpath", str(OUT / "dist"), "--workpath", str(OUT / "work")]
    if subprocess.call([*command, *places, "--noconfirm", "--log-level", "ERROR"], cwd=ROOT) != 0:
        print("PyInstaller failed; see above.")
        return 1
    if sys.platform == "linux":
        strip()
    return look()


def strip() -> None:
    """Take symbols out of libraries; not of those that wheels mended, which it would break."""
    if shutil.which("strip") is None:
        return
    for path in sorted(FROZEN.rglob("*.so*")):
        is_mended = any(part.endswith(".libs") for part in path.parts)
        if path.is_file() and not path.is_symlink() and not is_mended:
            subprocess.run(["strip", "--strip-unneeded", str(path)], check=False)


def look() -> int:
    """Weigh the folder, have it test itself, and time its start beside the source's."""
    is_light = weighed(FROZEN)
    is_whole = tests_itself(FROZEN)
    version = subprocess.run(
        [FROZEN / f"seedream{_END}", "--version"], capture_output=True, text=True, check=False
    )
    print(version.stdout.strip() or version.stderr.strip(), flush=True)
    if not is_whole or version.returncode != 0:
        return 1
    print(start_up(), flush=True)
    return 0 if is_light else 1


def weighed(folder: Path, budget_mb: float = BUDGET_MB) -> bool:
    """Print what a folder weighs; say whether that is within the budget."""
    files = [path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]
    size_mb = sum(path.stat().st_size for path in files) / 1e6
    mark = "ok    " if size_mb <= budget_mb else "FAILED"
    print(f"{mark} {folder.name}: {size_mb:.0f} MB of at most {budget_mb:.0f}", flush=True)
    return size_mb <= budget_mb


def tests_itself(folder: Path) -> bool:
    """Have a frozen program test itself, show what it found, and say whether all was well."""
    report = OUT / "self-test.txt"
    report.unlink(missing_ok=True)
    is_whole = subprocess.call([*tested(folder), str(report)]) == 0
    if sys.platform == "win32" and report.is_file():  # a windowed program has nowhere to say it
        print(report.read_text(encoding="utf-8"), flush=True)
    return is_whole


def tested(folder: Path) -> list[str]:
    """Return the command by which a frozen program tests itself, in a session where it can."""
    program = [str(folder / f"seedream-desktop{_END}"), "--self-test"]
    if sys.platform != "linux":
        return program
    session = ROOT / "packaging" / "linux" / "session.sh"
    tools = ("dbus-run-session", "gnome-keyring-daemon", "Xvfb")
    if all(map(shutil.which, tools)):
        return ["bash", str(session), *program, "--strict"]
    print("no desktop session here: without a screen and a key store", flush=True)
    return ["env", "QT_QPA_PLATFORM=offscreen", *program]


def start_up() -> str:
    """Return how long both take to load all they need for the console, as a ratio."""
    source = [sys.executable, "-m", "seedream_desktop", "providers", "local"]
    frozen = [str(FROZEN / f"seedream{_END}"), "providers", "local"]
    times: dict[str, list[float]] = {"source": [], "frozen": []}
    environment = os.environ | {"SEEDREAM_HOME": str(OUT / "library")}
    for _ in range(_STARTS):
        for name, command in (("source", source), ("frozen", frozen)):
            begin = time.perf_counter()
            subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=True)
            times[name].append(time.perf_counter() - begin)
    took = {name: statistics.median(each) for name, each in times.items()}
    ratio = took["frozen"] / took["source"]
    words = f"start: frozen {took['frozen']:.2f} s, source {took['source']:.2f} s, {ratio:.2f}×"
    return words if ratio <= _START_RATIO else f"{words} (slower than {_START_RATIO}×)"


if __name__ == "__main__":
    sys.exit(freeze())
