"""Compiles the Windows installer of a frozen folder: compile.py FOLDER.

FOLDER holds dist/seedream-desktop and made/app.ico, as packaging/freeze.py leaves them. Where
there is a certificate (see sign.sh), the installer and the uninstaller within it are signed.
"""

import os
import subprocess
import sys
from pathlib import Path
from typing import Final

sys.path.append(str(Path(__file__).resolve().parents[1]))

from project import OUT, version

_HERE: Final = Path(__file__).resolve().parent


def compiled(staged: Path, icon: Path) -> Path:
    """Return the installer of a frozen folder. Raises CalledProcessError with what is wrong."""
    target = OUT / f"SeedreamDesktop-{version()}-setup.exe"
    target.parent.mkdir(parents=True, exist_ok=True)
    words = {"VERSION": version(), "SRC": staged, "ICON": icon, "OUT": target}
    if os.environ.get("CERTIFICATE"):
        words["SIGN"] = f'bash "{_HERE / "sign.sh"}" "%1"'
    command = ["makensis", "-V2", "-WX", *(f"-D{name}={value}" for name, value in words.items())]
    if sys.platform == "linux":
        command.append("-DAMD64")  # Debian's makensis has the stubs, Windows' own has not
    done = subprocess.run(
        [*command, str(_HERE / "installer.nsi")],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        print(done.stdout)
        done.check_returncode()
    print(f"{target.name}: {target.stat().st_size / 1e6:.1f} MB", flush=True)
    return target


def main() -> int:
    """Compile it, with the version of this checkout."""
    folder = Path(sys.argv[1]).resolve()
    compiled(folder / "dist" / "seedream-desktop", folder / "made" / "app.ico")
    return 0


if __name__ == "__main__":
    sys.exit(main())
