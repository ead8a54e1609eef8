"""Makes the Debian package of a frozen program, has it checked, and tries it: deb.py [release]."""

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

sys.path.append(str(Path(__file__).resolve().parents[1]))

from clean_system import try_out
from desktop import problems
from project import FROZEN, ID, MADE, OUT, PACKAGING, ROOT, version

_HOME: Final = "opt/seedream-desktop"
_SMALL: Final = ("-Zxz",)
_QUICK: Final = ("-Zgzip", "-z1")
_CONTROL: Final = """\
Package: seedream-desktop
Version: {version}
Architecture: {architecture}
Maintainer: The developers of Seedream Desktop <nobody@example.invalid>
Section: graphics
Priority: optional
Installed-Size: {kilobytes}
Depends: libc6 (>= 2.34), libgl1, libegl1, libglib2.0-0 | libglib2.0-0t64, libfontconfig1,
 libfreetype6, libdbus-1-3, libx11-6, libx11-xcb1, libxcb1, libwayland-client0,
 libwayland-cursor0, libwayland-egl1, libgssapi-krb5-2, libstdc++6, ca-certificates
Recommends: gnome-keyring | kwalletmanager | keepassxc
Description: batch photo editor that pays for each edit once
 Runs chains of edits over sets of photographs, keeps one look across the set, never pays
 twice, never loses a result, and lets the outcome be judged offline, before against after.
"""


def make(compression: tuple[str, ...]) -> Path:
    """Build the package and return where it is."""
    tree = OUT / "deb"
    shutil.rmtree(tree, ignore_errors=True)
    shutil.copytree(FROZEN, tree / _HOME, symlinks=True)
    commands = tree / "usr" / "bin"
    commands.mkdir(parents=True)
    for name in ("seedream-desktop", "seedream"):
        (commands / name).symlink_to(Path("/") / _HOME / name)
    lay_out_shared(tree / "usr" / "share")
    write_control(tree)
    package = OUT / f"seedream-desktop_{version()}_{architecture()}.deb"
    command = ["dpkg-deb", "--root-owner-group", *compression, "--build", str(tree), str(package)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    print(f"{package.relative_to(ROOT)}: {package.stat().st_size / 1e6:.0f} MB", flush=True)
    return package


def lay_out_shared(share: Path) -> None:
    """Put what the desktop looks for where it looks: entry, description, file type, icons."""
    linux = PACKAGING / "linux"
    for folder, name, source in (
        ("applications", f"{ID}.desktop", linux / f"{ID}.desktop"),
        ("mime/packages", f"{ID}.xml", linux / f"{ID}.mime.xml"),
        ("metainfo", f"{ID}.metainfo.xml", MADE / f"{ID}.metainfo.xml"),
        ("icons/hicolor/scalable/apps", f"{ID}.svg", ROOT / "resources" / "icons" / "app.svg"),
        ("doc/seedream-desktop", "copyright", ROOT / "LICENSE"),
        ("doc/seedream-desktop", "THIRD_PARTY_NOTICES.md", ROOT / "THIRD_PARTY_NOTICES.md"),
    ):
        (share / folder).mkdir(parents=True, exist_ok=True)
        shutil.copy(source, share / folder / name)
    licences = Path("/", _HOME, "_internal", "seedream_desktop", "resources", "licences")
    (share / "doc" / "seedream-desktop" / "licences").symlink_to(licences)


def write_control(tree: Path) -> None:
    """Write what the package manager reads."""
    files = [path for path in tree.rglob("*") if path.is_file() and not path.is_symlink()]
    control = _CONTROL.format(
        version=version(),
        architecture=architecture(),
        kilobytes=sum(path.stat().st_size for path in files) // 1024,
    )
    (tree / "DEBIAN").mkdir()
    (tree / "DEBIAN" / "control").write_text(control, encoding="utf-8")


def architecture() -> str:
    """Return Debian's word for this machine."""
    asked = subprocess.run(
        ["dpkg", "--print-architecture"], capture_output=True, text=True, check=True
    )
    return asked.stdout.strip()


def main(words: list[str]) -> int:
    """Make the package, have it checked, and try it; return the exit code."""
    is_release = "release" in words
    package = make(_SMALL if is_release else _QUICK)
    found = problems(OUT / "deb" / "usr")
    print("\n".join(found) or "ok     desktop entry, description, file type")
    is_tried = try_out(package, is_demanded=is_release)
    return 0 if not found and is_tried else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
