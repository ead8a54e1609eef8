"""Proves the Windows installer's script with a staged folder: proof.py [release].

It is compiled and signed with a certificate of the moment, what Windows reads of it is looked
at, and where Wine is, it is installed, installed again, and removed.
"""

import base64
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

sys.path.append(str(Path(__file__).resolve().parents[1]))

from artwork import write_icons
from compile import compiled
from project import version
from wine import HAS_WINE, tried

_SHOWN: Final = (
    ("ProductName", "Seedream Desktop"),
    ("FileDescription", "Seedream Desktop installer"),
    ("CompanyName", "The developers of Seedream Desktop"),
    ("LegalCopyright", "MIT licence"),
)
_MANIFEST: Final = (
    b'requestedExecutionLevel level="asInvoker"',
    b"longPathAware",
    b"dpiAware",
    b"{8e0f7a12-bfb3-4fe8-b9a5-48fd50a15a9a}",
)
"""What the system is asked for: no rights, long paths, sharp letters, Windows 10 or newer."""


def staged(folder: Path) -> Path:
    """Return a folder shaped as the frozen one is, with stand-ins for its programs."""
    tree = folder / "frozen"
    licences = tree / "_internal" / "seedream_desktop" / "resources" / "licences"
    licences.mkdir(parents=True)
    for name in ("seedream-desktop.exe", "seedream.exe", "_internal/python311.dll"):
        (tree / name).write_bytes(b"stand-in")
    (licences / "LICENSE").write_text("stand-in")
    return tree


def certified(folder: Path) -> dict[str, str]:
    """Return what sign.sh reads of the environment, with a certificate that nobody else has."""
    key, paper, both = (folder / name for name in ("key.pem", "paper.pem", "both.p12"))
    subject = ["-subj", "/CN=Seedream Desktop, proof", "-addext", "extendedKeyUsage=codeSigning"]
    made = ["-days", "2", "-keyout", str(key), "-out", str(paper)]
    packed = ["-inkey", str(key), "-in", str(paper), "-out", str(both)]
    secret = secrets.token_hex(8)
    for words in (
        ["req", "-x509", "-newkey", "rsa:2048", "-nodes", *subject, *made],
        ["pkcs12", "-export", *packed, "-passout", f"pass:{secret}"],
    ):
        subprocess.run(["openssl", *words], capture_output=True, check=True)
    whole = base64.b64encode(both.read_bytes()).decode()
    return {"CERTIFICATE": whole, "PASSWORD": secret, "TIMESTAMP": "", "PAPER": str(paper)}


def problems(setup: Path, icon: Path) -> list[str]:
    """Return what Windows would not find in an installer: words, manifest, icon."""
    content = setup.read_bytes()
    shown = (*_SHOWN, ("ProductVersion", version()), ("FileVersion", version()))
    found = [
        f"{name} is not {value!r}"
        for name, value in shown
        if not any(_entry(name, value, gap) in content for gap in (1, 2))
    ]
    found += [f"the manifest lacks {part.decode()}" for part in _MANIFEST if part not in content]
    if any(picture not in content for picture in _pictures(icon.read_bytes())):
        found.append("the icon is another one")
    return found


def _entry(name: str, value: str, gap: int) -> bytes:
    """Return an entry of version information: name and value end with 0, the latter is aligned."""
    return (name + "\0" * gap + value + "\0").encode("utf-16-le")


def _pictures(icon: bytes) -> list[bytes]:
    """Return the pictures within an ICO."""
    count = int.from_bytes(icon[4:6], "little")
    rows = [icon[6 + 16 * i : 22 + 16 * i] for i in range(count)]
    places = [(int.from_bytes(r[8:12], "little"), int.from_bytes(r[12:16], "little")) for r in rows]
    return [icon[start : start + length] for length, start in places]


def signature(program: Path, paper: str) -> list[str]:
    """Return what is wrong with a program's signature."""
    command = ["osslsigncode", "verify", "-CAfile", paper, "-in", str(program)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return [] if done.returncode == 0 else [f"{program.name}: {done.stdout[-600:]}"]


def main(words: list[str]) -> int:
    """Prove the script with a staged folder."""
    for program in ("makensis", "openssl", "osslsigncode"):
        if shutil.which(program) is None:
            print(f"FAILED {program} is not here; packaging/debian.txt names its package")
            return 1
    with tempfile.TemporaryDirectory() as name:
        room = Path(name)
        write_icons(room / "made")
        icon = room / "made" / "app.ico"
        signing = certified(room)
        os.environ.update(signing)
        setup = compiled(staged(room), icon)
        found = problems(setup, icon) + signature(setup, signing["PAPER"])
        print("\n".join(found) or "ok     words, manifest, icon, signature")
        if HAS_WINE:
            found += tried(setup, room / "wine", lambda exe: signature(exe, signing["PAPER"]))
        else:
            print("SKIPPED no Wine here: compiled and looked at, not installed")
            found += ["Wine is needed for a release"] * ("release" in words)
        setup.unlink()  # a proof, not something to be handed out
        return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
