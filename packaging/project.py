"""What every step of packaging knows of the project: places, names, the version."""

import datetime as dt
import re
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
PACKAGING: Final = ROOT / "packaging"
OUT: Final = ROOT / "build" / "package"
"""Where everything is put that is made."""
FROZEN: Final = OUT / "dist" / "seedream-desktop"
MADE: Final = OUT / "made"
"""Icons, version information, licences: made before the program is frozen."""
ID: Final = "org.seedreamdesktop.SeedreamDesktop"


def version() -> str:
    """Return the program's version."""
    source = (ROOT / "seedream_desktop" / "__init__.py").read_text(encoding="utf-8")
    found = re.search(r'__version__ = "(.+)"', source)
    assert found is not None, "the package has a version"
    return found[1]


def write_description(folder: Path) -> Path:
    """Write what software centres show, for this version and day; return the file."""
    text = (PACKAGING / "linux" / f"{ID}.metainfo.xml").read_text(encoding="utf-8")
    today = dt.datetime.now(dt.UTC).date().isoformat()
    file = folder / f"{ID}.metainfo.xml"
    folder.mkdir(parents=True, exist_ok=True)
    file.write_text(text.replace("@VERSION@", version()).replace("@DATE@", today), encoding="utf-8")
    return file
