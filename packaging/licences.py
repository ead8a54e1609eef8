"""Gathers the licences of all that a frozen program is made of; packaging/seedream.spec asks.

What was gathered lies in the frozen folder as resources/licences. A part without a licence that
can be found stops the build.
"""

import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterable
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import Final

from materials import pins
from project import PACKAGING, ROOT

_PAPER: Final = re.compile(r"(?i)(licen[cs]e|copying|notice|authors)")
_TEXTS: Final = frozenset(("", ".txt", ".md", ".rst"))
_QT: Final = frozenset({"PySide6_Essentials", "shiboken6"})
"""Their wheels have no text of their own; it is the LGPL's, which rests on the GPL's."""
_PYTHON: Final = (
    Path(sysconfig.get_path("stdlib"), "LICENSE.txt"),
    Path(sys.base_prefix, "LICENSE.txt"),
    Path("/usr/share/doc", f"python{sys.version_info[0]}.{sys.version_info[1]}", "copyright"),
)


def gather(folder: Path, sources: Iterable[str]) -> list[Path]:
    """Write all licences into a folder; sources are the libraries that are taken along.

    Return the files. Raises LookupError for a part whose licence is not to be found.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    own = (ROOT / "LICENSE", ROOT / "THIRD_PARTY_NOTICES.md")
    for paper in (*own, *sorted((PACKAGING / "licences").glob("*.txt"))):
        shutil.copy(paper, folder)
    shutil.copy(_of_python(), folder / "Python.txt")
    for name, _ in pins():
        try:
            part = distribution(name)
        except PackageNotFoundError:
            continue  # of another system, or another Python
        if name not in _QT:
            _of_package(part, folder / name)
    if sys.platform == "linux":
        _of_system({Path(source) for source in sources}, folder / "system")
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _of_python() -> Path:
    for paper in _PYTHON:
        if paper.is_file():
            return paper
    raise LookupError(f"no licence of Python: {', '.join(map(str, _PYTHON))}")


def _of_package(part: Distribution, folder: Path) -> None:
    """Copy a package's papers, and those of what it is built from that lie with its modules."""
    files = [
        file
        for file in part.files or ()
        if _PAPER.search(file.name) and file.suffix.lower() in _TEXTS
    ]
    papers = [file for file in files if ".dist-info" in file.parts[0]]
    if not papers:
        raise LookupError(f"no licence of {part.name}")
    known = [str(paper) for paper in papers]
    papers += [file for file in files if not any(name.endswith(str(file)) for name in known)]
    for file in papers:
        own = ".dist-info" in file.parts[0]
        target = folder.joinpath(*(file.parts[1:] if own else file.parts))
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(str(file.locate()), target)


def _of_system(sources: set[Path], folder: Path) -> None:
    """Copy the papers of the libraries that come from this machine's Debian packages."""
    ours = (Path(sys.prefix).resolve(), Path(sys.base_prefix).resolve(), ROOT)
    foreign = sorted(
        real
        for real in {source.resolve() for source in sources}
        if not any(real.is_relative_to(place) for place in ours)
    )
    folder.mkdir()
    for library in foreign:
        package = _debian_package(library)
        paper = Path("/usr/share/doc", package, "copyright")
        if not paper.is_file():
            raise LookupError(f"no licence of {library}")
        shutil.copy(paper, folder / f"{package}.txt")


def _debian_package(library: Path) -> str:
    """Return the package that a library is of, "" where nobody knows it."""
    if shutil.which("dpkg-query") is None:
        return ""
    names = (str(library), f"*/{library.name}")  # /lib is /usr/lib, but not to dpkg
    for name in names:
        done = subprocess.run(
            ["dpkg-query", "--search", name], capture_output=True, text=True, check=False
        )
        if done.returncode == 0:
            return done.stdout.split(":", 1)[0]
    return ""
