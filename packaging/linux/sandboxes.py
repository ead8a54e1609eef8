"""Lays the frozen program out as an AppImage and as a Flatpak have it, and tries it in each.

What packs the two, appimagetool and flatpak-builder with its runtime, comes from places that a
build here does not reach; what they pack is made, checked and run.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

sys.path.append(str(Path(__file__).resolve().parents[1]))

from desktop import problems
from project import ID, OUT, PACKAGING
from ruamel.yaml import YAML

_MANIFEST: Final = PACKAGING / "linux" / f"{ID}.flatpak.yml"
_KEYS: Final = {
    "manifest": {
        "id", "runtime", "runtime-version", "sdk", "command", "finish-args", "modules",
    },
    "module": {"name", "buildsystem", "build-commands", "sources"},
    "source": {"type", "path"},
}  # fmt: skip
"""What of flatpak-builder's keys is used here; it passes over one that it does not know."""


def appimage() -> list[str]:
    """Lay the AppDir out and test it; return what is wrong."""
    script = ["bash", str(PACKAGING / "linux" / "appimage.sh")]
    done = subprocess.run(script, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        return [f"AppDir: {done.stdout}{done.stderr}"]
    tree = OUT / "SeedreamDesktop.AppDir"
    lacking = [
        name for name in ("AppRun", f"{ID}.desktop", f"{ID}.svg") if not (tree / name).exists()
    ]
    return [*problems(tree / "usr"), *(f"AppDir lacks {name}" for name in lacking)]


def flatpak(app: Path) -> list[str]:
    """Do in a folder what flatpak-builder does in /app, then test it; return what is wrong."""
    manifest = YAML(typ="safe").load(_MANIFEST.read_text(encoding="utf-8"))
    found = unknown(manifest)
    if manifest["id"] != ID:
        found.append(f"Flatpak: the id is {manifest['id']}")
    shutil.rmtree(app, ignore_errors=True)
    for module in manifest["modules"]:
        built(module, app)
    program = app / "bin" / manifest["command"]
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    command = [str(program), "--self-test"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        found.append(f"Flatpak: {done.stdout}{done.stderr}")
    return found + problems(app)


def unknown(manifest: dict[str, Any]) -> list[str]:
    """Return the keys of a manifest that mean nothing."""
    parts = [("manifest", manifest)]
    parts += [("module", module) for module in manifest["modules"]]
    parts += [("source", source) for module in manifest["modules"] for source in module["sources"]]
    return [
        f"Flatpak: {kind} has {key}" for kind, part in parts for key in part.keys() - _KEYS[kind]
    ]


def built(module: dict[str, Any], app: Path) -> None:
    """Gather a module's sources and run its commands, with a folder in place of /app."""
    room = app.parent / f"{app.name}-build"
    shutil.rmtree(room, ignore_errors=True)
    room.mkdir(parents=True)
    for source in module["sources"]:
        path = (_MANIFEST.parent / source["path"]).resolve()
        taken = f"{path}/." if source["type"] == "dir" else str(path)
        subprocess.run(["cp", "-a", taken, str(room)], check=True)
    for command in module["build-commands"]:
        there = command.replace("/app/", f"{app}/")
        subprocess.run(["sh", "-euc", there], cwd=room, check=True)
    shutil.rmtree(room)


def main() -> int:
    """Try both and return the exit code."""
    failed = 0
    for name, found in (("AppDir", appimage()), ("Flatpak's tree", flatpak(OUT / "flatpak"))):
        print("\n".join(found) or f"ok     {name}: laid out, checked, self-test passed")
        failed += bool(found)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
