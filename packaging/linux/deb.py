"""Makes the Debian package of a frozen program, and tries it in a clean system where it may."""

import datetime as dt
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent.parent
OUT: Final = ROOT / "build" / "package"
FROZEN: Final = OUT / "dist" / "seedream-desktop"
HERE: Final = Path(__file__).resolve().parent
ID: Final = "org.seedreamdesktop.SeedreamDesktop"
SUITE: Final = "bookworm"
_HOME: Final = "opt/seedream-desktop"
_CONTROL: Final = """\
Package: seedream-desktop
Version: {version}
Architecture: {architecture}
Maintainer: The developers of Seedream Desktop <nobody@example.invalid>
Section: graphics
Priority: optional
Installed-Size: {kilobytes}
Depends: libc6 (>= 2.34), libgl1, libegl1, libglib2.0-0 | libglib2.0-0t64, libfontconfig1,
 libfreetype6, libdbus-1-3, libx11-6, libx11-xcb1, libxcb1, libgssapi-krb5-2, libstdc++6
Recommends: gnome-keyring | kwalletmanager | keepassxc
Description: batch photo editor that pays for each edit once
 Runs chains of edits over sets of photographs, keeps one look across the set, never pays
 twice, never loses a result, and lets the outcome be judged offline, before against after.
"""


def make() -> Path:
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
    command = ["dpkg-deb", "--root-owner-group", "-Zxz", "--build", str(tree), str(package)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    print(f"{package.relative_to(ROOT)}: {package.stat().st_size / 1e6:.0f} MB", flush=True)
    return package


def lay_out_shared(share: Path) -> None:
    """Put what the desktop looks for where it looks: entry, description, file type, icons."""
    for folder, name, ending in (
        ("applications", f"{ID}.desktop", ".desktop"),
        ("mime/packages", f"{ID}.xml", ".mime.xml"),
    ):
        (share / folder).mkdir(parents=True)
        shutil.copy(HERE / f"{ID}{ending}", share / folder / name)
    described = (HERE / f"{ID}.metainfo.xml").read_text(encoding="utf-8")
    today = dt.datetime.now(dt.UTC).date().isoformat()
    described = described.replace("@VERSION@", version()).replace("@DATE@", today)
    (share / "metainfo").mkdir()
    (share / "metainfo" / f"{ID}.metainfo.xml").write_text(described, encoding="utf-8")
    icons = share / "icons" / "hicolor" / "scalable" / "apps"
    icons.mkdir(parents=True)
    shutil.copy(ROOT / "resources" / "icons" / "app.svg", icons / f"{ID}.svg")
    papers = share / "doc" / "seedream-desktop"
    papers.mkdir(parents=True)
    shutil.copy(ROOT / "LICENSE", papers / "copyright")
    shutil.copy(ROOT / "THIRD_PARTY_NOTICES.md", papers)


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


def version() -> str:
    """Return the program's version."""
    source = (ROOT / "seedream_desktop" / "__init__.py").read_text(encoding="utf-8")
    found = re.search(r'__version__ = "(.+)"', source)
    assert found is not None, "the package has a version"
    return found[1]


def architecture() -> str:
    """Return Debian's word for this machine."""
    asked = subprocess.run(
        ["dpkg", "--print-architecture"], capture_output=True, text=True, check=True
    )
    return asked.stdout.strip()


def problems() -> list[str]:
    """Return what the desktop's own checkers say against the files that were laid out."""
    tree = OUT / "deb"
    share = tree / "usr" / "share"
    checks = (
        ["desktop-file-validate", str(share / "applications" / f"{ID}.desktop")],
        ["appstreamcli", "validate-tree", "--no-net", str(tree)],
    )
    found = []
    for command in checks:
        if shutil.which(command[0]) is None:
            found.append(f"{command[0]} is not here")
            continue
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            found.append(f"{command[0]}: {done.stdout}{done.stderr}")
    return found


def try_out(package: Path) -> bool:
    """Install, run and remove the package in a new, minimal system; root only."""
    room = OUT / "chroot"
    shutil.rmtree(room, ignore_errors=True)
    build = ["debootstrap", "--variant=minbase", SUITE, str(room)]
    done = subprocess.run(build, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        print(f"no clean system: {done.stdout[-300:]}{done.stderr[-300:]}")
        return False
    shutil.copy(package, room / "program.deb")
    try:
        return all(inside(room, *command) for command in _tries())
    finally:
        shutil.rmtree(room, ignore_errors=True)


def _tries() -> tuple[tuple[str, str], ...]:
    """Return what is done in the new system, each with what it shows."""
    left = (
        f"test ! -e /{_HOME} && test ! -e /usr/bin/seedream && test ! -e /usr/share/metainfo/{ID}*"
    )
    quiet = "DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends"
    return (
        ("installed", f"apt-get -qq update && {quiet} install /program.deb >/dev/null 2>&1"),
        ("console", "seedream --version"),
        ("self-test", "QT_QPA_PLATFORM=offscreen seedream-desktop --self-test"),
        ("removed", f"{quiet} purge seedream-desktop >/dev/null 2>&1 && {left}"),
    )


def inside(room: Path, name: str, command: str) -> bool:
    """Run a command in the new system, as nobody's guest: no variable of ours goes along."""
    environment = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root", "LC_ALL": "C.UTF-8"}
    whole = ["chroot", str(room), "/bin/sh", "-c", command]
    done = subprocess.run(whole, env=environment, capture_output=True, text=True, check=False)
    print(f"{'ok    ' if done.returncode == 0 else 'FAILED'} in a clean system: {name}", flush=True)
    if done.returncode != 0:
        print(done.stdout[-2000:], done.stderr[-2000:])
    return done.returncode == 0


def main() -> int:
    """Make the package, check it, and try it where a clean system can be made."""
    package = make()
    found = problems()
    print("\n".join(found) or "ok     desktop entry and description")
    is_tried = os.geteuid() != 0 or shutil.which("debootstrap") is None or try_out(package)
    return 0 if not found and is_tried else 1


if __name__ == "__main__":
    sys.exit(main())
