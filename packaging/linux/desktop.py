"""Has the desktop's own checkers look at what a package lays out for the desktop."""

import shutil
import subprocess
import tempfile
from pathlib import Path

from project import ID


def problems(prefix: Path) -> list[str]:
    """Return what is said against the entry, the description, the file type and the icon.

    prefix is the folder that stands for /usr or Flatpak's /app.
    """
    share = prefix / "share"
    with tempfile.TemporaryDirectory() as name:
        # update-mime-database writes beside the packages it reads
        types = Path(name, "mime")
        shutil.copytree(share / "mime", types)
        found = [
            *_said("desktop-file-validate", share / "applications" / f"{ID}.desktop"),
            *_said(
                "appstreamcli", "validate", "--no-net", share / "metainfo" / f"{ID}.metainfo.xml"
            ),
            *_said("update-mime-database", types),
        ]
        known = types / "globs2"
        if (
            known.is_file()
            and "application/x-seedream-queue:*.seedream-queue" not in known.read_text()
        ):
            found.append("the file type is not known by its ending")
    if not (share / "icons" / "hicolor" / "scalable" / "apps" / f"{ID}.svg").is_file():
        found.append("no icon of the entry's name")
    return found


def _said(program: str, *words: object) -> list[str]:
    """Run a checker; return what it says, none where it has nothing to say."""
    if shutil.which(program) is None:
        return [f"{program} is not here; packaging/debian.txt names its package"]
    command = [program, *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    is_clean = done.returncode == 0 and "warning" not in done.stdout + done.stderr
    return [] if is_clean else [f"{program}: {done.stdout}{done.stderr}"]
