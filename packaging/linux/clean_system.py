"""Tries a Debian package in a new, minimal system: installed, run by a user, removed.

mmdebstrap makes the system, as root or in a user namespace of its own, and runs this file with
the system's folder. The program gets the screen of session.sh through the network namespace,
which is the same for both; it has no message bus there, and so no key store.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

sys.path.append(str(Path(__file__).resolve().parents[1]))

from project import ID, OUT, PACKAGING

SUITE: Final = "bookworm"
_HOME: Final = "opt/seedream-desktop"
_TALLY: Final = "tries.txt"
_SAID: Final = 600
_APT: Final = "DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends"
_LEFT: Final = (
    f"/{_HOME} /usr/bin/seedream /usr/bin/seedream-desktop /usr/share/doc/seedream-desktop"
    f" /usr/share/applications/{ID}.desktop /usr/share/metainfo/{ID}.metainfo.xml"
)
_TRIES: Final = (
    ("installed", "root", f"{_APT} install /program.deb >/dev/null"),
    ("console", "nobody", "seedream --version"),
    ("self-test", "nobody", "seedream-desktop --self-test"),
    ("licences", "nobody", "test -s /usr/share/doc/seedream-desktop/licences/LGPL-3.0.txt"),
    (
        "removed",
        "root",
        f"{_APT} purge seedream-desktop >/dev/null && ! ls -d {_LEFT} 2>/dev/null",
    ),
)


def try_out(package: Path, *, is_demanded: bool) -> bool:
    """Try a package where a clean system can be made; else unpack and run it, and say so.

    is_demanded makes the latter a failure.
    """
    with tempfile.TemporaryDirectory(prefix="clean-system-") as name:
        Path(name).chmod(0o777)  # the user of a namespace writes it
        tally = Path(name, _TALLY)
        reason = _make_and_try(package, tally)
        if tally.is_file():
            tries = tally.read_text(encoding="utf-8")
            print(tries, end="", flush=True)
            return tries.count("ok ") == len(_TRIES)
    print(f"SKIPPED no clean system can be made here: {reason}")
    return _unpacked(package) and not is_demanded


def _make_and_try(package: Path, tally: Path) -> str:
    """Have mmdebstrap make the system and call this file back; return why that was impossible."""
    if shutil.which("mmdebstrap") is None:
        return "mmdebstrap is missing; packaging/debian.txt names it"
    hook = f'"{sys.executable}" "{Path(__file__).resolve()}" "$1" "{package}" "{tally}"'
    command = ["mmdebstrap", "--variant=apt", "--format=null", "--skip=cleanup/apt,cleanup/tmp"]
    command += ["--dpkgopt=force-unsafe-io", '--aptopt=Acquire::Languages "none"']
    command += [f"--customize-hook={hook}", SUITE, "/dev/null"]
    session = ["bash", str(PACKAGING / "linux" / "session.sh")]
    if shutil.which("Xvfb") is None or shutil.which("dbus-run-session") is None:
        session = ["env", "QT_QPA_PLATFORM=offscreen"]
    done = subprocess.run([*session, *command], capture_output=True, text=True, check=False)
    said = [line for line in done.stderr.splitlines() if not line.startswith("I:")]
    return "\n".join(said)[-_SAID:] or f"exit code {done.returncode}"


def _unpacked(package: Path) -> bool:
    """Run the program out of the package alone: less than installing it, more than nothing."""
    room = OUT / "unpacked"
    shutil.rmtree(room, ignore_errors=True)
    subprocess.run(["dpkg-deb", "--extract", str(package), str(room)], check=True)
    program = str(room / _HOME / "seedream-desktop")
    command = ["env", "QT_QPA_PLATFORM=offscreen", program, "--self-test"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    shutil.rmtree(room)
    print("ok     unpacked and run here" if done.returncode == 0 else f"FAILED {done.stdout}")
    return done.returncode == 0


def inside(room: Path, package: Path, tally: Path) -> int:
    """Try the package in a system; write a line for each try, with what was said of a failure."""
    shutil.copy(package, room / "program.deb")
    for name, user, command in _TRIES:
        done = _inside(room, user, command)
        with tally.open("a", encoding="utf-8") as file:
            mark = "ok    " if done.returncode == 0 else "FAILED"
            file.write(f"{mark} in a clean system: {name}\n")
            if done.returncode != 0:
                file.write(f"{done.stdout[-4 * _SAID :]}{done.stderr[-4 * _SAID :]}\n")
                return 1
    return 0


def _inside(room: Path, user: str, command: str) -> subprocess.CompletedProcess[str]:
    """Run a command in a system as one of its users, without a variable of ours but the screen."""
    environment = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8", "HOME": "/tmp"}  # noqa: S108
    for name in ("DISPLAY", "QT_QPA_PLATFORM"):
        if name in os.environ:
            environment[name] = os.environ[name]
    whole = ["chroot", f"--userspec={user}", str(room), "/bin/sh", "-c", command]
    return subprocess.run(whole, env=environment, capture_output=True, text=True, check=False)


if __name__ == "__main__":
    sys.exit(inside(*map(Path, sys.argv[1:])))
