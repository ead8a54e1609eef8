"""The licences of all that this copy of the program is made of, as they lie with it; free of Qt.

A frozen program has gathered them in a folder (packaging/licences.py). Run from its source or
installed as a package, they are those of the packages that it runs on, from their own metadata.
"""

import re
import sys
import sysconfig
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path, PurePath
from typing import Final

from seedream_desktop import __version__
from seedream_desktop.bundle import bundled

_OWN: Final = "Seedream Desktop"
_PROJECT: Final = "seedream-desktop"
_LICENCE: Final = "LICENSE"
_NOTICES: Final = "THIRD_PARTY_NOTICES.md"
_QT: Final = ("LGPL-3.0.txt", "GPL-3.0.txt")
_QT_PACKAGES: Final = frozenset({"pyside6-essentials", "shiboken6"})
"""Their wheels have no text; it is the LGPL's, which rests on the GPL's."""

_FOLDER: Final = "licenses/"
_PAPER: Final = re.compile(r"(?i)(licen[cs]e|copying|notice|authors)")
_TEXTS: Final = frozenset(("", ".txt", ".md", ".rst"))
_ROW: Final = re.compile(r"^\| *([^|]+?) *\| *([^|]+?) *\|", re.MULTILINE)
_ASIDE: Final = re.compile(r" \(.*?\)")
_NAME: Final = re.compile(r"[A-Za-z0-9._-]+")
_OPTION: Final = re.compile(r"""extra\s*==\s*['"]([^'"]+)""")
_OPTIONS: Final = re.compile(r"\[([^\]]*)\]")


class Group(StrEnum):
    """Whose a part is."""

    OWN = "own"
    GROUND = "ground"
    PACKAGES = "packages"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Paper:
    """One file of a licence: its name, and what it says."""

    name: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Something that the program is made of. kind is the licence's short name, where it is known.

    address says where the text is to be had when no paper lies with the program.
    """

    group: Group
    name: str
    kind: str = ""
    version: str = ""
    address: str = ""
    papers: tuple[Paper, ...] = ()

    def has(self, sought: Iterable[str]) -> bool:
        """Say whether all of some small letters occur in its name, its licence or the text."""
        said = "\n".join((self.name, self.kind, *(paper.words for paper in self.papers)))
        folded = said.casefold()
        return all(word in folded for word in sought)


def gathered() -> tuple[Part, ...]:
    """Read all papers: the program's own first, then by name. It takes a tenth of a second."""
    if hasattr(sys, "frozen"):
        return frozen_parts(bundled("licences"))
    return installed_parts(bundled().parent)


def frozen_parts(folder: Path) -> tuple[Part, ...]:
    """Return what the folder of a frozen program holds, by the parts that its names tell."""
    kinds = _kinds(_words(folder / _NOTICES))
    parts = [*_own(folder, folder), _python([folder / "Python.txt"])]
    for place in sorted(folder.iterdir(), key=lambda path: path.name.casefold()):
        if place.name == "system":
            parts += [
                Part(group=Group.SYSTEM, name=file.stem, papers=_papers([file]))
                for file in sorted(place.iterdir())
            ]
        elif place.is_dir():
            files = sorted(path for path in place.rglob("*") if path.is_file())
            kind = kinds.get(_plain(place.name), "")
            papers = _papers(files, place)
            parts.append(Part(group=Group.PACKAGES, name=place.name, kind=kind, papers=papers))
    return tuple(parts)


def installed_parts(root: Path) -> tuple[Part, ...]:
    """Return what the installed packages say of themselves; root is a checkout's, if it is one."""
    root = root if (root / _LICENCE).is_file() else _of_wheel() or root
    kinds = _kinds(_words(root / _NOTICES))
    parts = [*_own(root, root / "packaging" / "licences"), _python(_of_python())]
    found = {_plain(part.name): part for part in _needed()}
    for name, package in sorted(found.items()):
        if name not in _QT_PACKAGES:
            parts.append(_of_package(package, kinds.get(name, "")))
    return tuple(parts)


def _own(root: Path, texts: Path) -> Iterator[Part]:
    papers = _papers([root / _LICENCE, root / _NOTICES])
    yield Part(group=Group.OWN, name=_OWN, kind="MIT", version=__version__, papers=papers)
    qt = _installed("PySide6-Essentials")
    yield Part(
        group=Group.GROUND,
        name="Qt, PySide6",
        kind="LGPL-3.0",
        version=qt.version if qt is not None else "",
        address="https://www.gnu.org/licenses/lgpl-3.0.html",
        papers=_papers([texts / name for name in _QT]),
    )


def _of_wheel() -> Path | None:
    """Return where an installed copy has its own papers, laid out as in a checkout."""
    installed = _installed(_PROJECT)
    files = (installed.files or ()) if installed is not None else ()
    own = [file for file in files if ".dist-info" in file.parts[0] and file.name == _LICENCE]
    return Path(str(own[0].locate())).parent if own else None


def _python(places: Iterable[Path]) -> Part:
    found = [place for place in places if place.is_file()][:1]
    return Part(
        group=Group.GROUND,
        name="Python",
        kind="PSF-2.0",
        version=sys.version.split()[0],
        address="https://docs.python.org/3/license.html",
        papers=_papers(found),
    )


def _of_python() -> Iterator[Path]:
    yield Path(sysconfig.get_path("stdlib"), "LICENSE.txt")
    yield Path(sys.base_prefix, "LICENSE.txt")
    yield Path("/usr/share/doc", f"python{sys.version_info[0]}.{sys.version_info[1]}", "copyright")


def _of_package(package: Distribution, kind: str) -> Part:
    pages = [line.split(",", 1)[1].strip() for line in _told(package, "Project-URL")]
    kinds = _told(package, "License-Expression")
    return Part(
        group=Group.PACKAGES,
        name=package.name,
        kind=kind or next(iter(kinds), ""),
        version=package.version,
        address=next(iter([*_told(package, "Home-page"), *pages]), ""),
        papers=_of_metadata(package),
    )


def _told(package: Distribution, name: str) -> list[str]:
    return list(package.metadata.get_all(name) or ())


def _of_metadata(package: Distribution) -> tuple[Paper, ...]:
    """Return a package's papers, and those of what it is built from that lie with its modules."""
    files = [file for file in package.files or () if _is_paper(file)]
    own = [file for file in files if ".dist-info" in file.parts[0]]
    inner = [
        file
        for file in files
        if file not in own and not any(str(paper).endswith(str(file)) for paper in own)
    ]
    below = Path(str(package.locate_file(own[0].parts[0]))) if own else None
    return (
        *_papers([Path(str(file.locate())) for file in own], below),
        *_papers([Path(str(file.locate())) for file in inner], Path(str(package.locate_file("")))),
    )


def _is_paper(file: PurePath) -> bool:
    return bool(_PAPER.search(file.name)) and file.suffix.lower() in _TEXTS


def _needed() -> Iterator[Distribution]:
    """Yield every installed package that the program asks for, and what those ask for."""
    waiting, seen = [(_PROJECT, frozenset[str]())], set[str]()
    while waiting:
        name, options = waiting.pop()
        package = _installed(name)
        if package is None or _plain(name) in seen:
            continue  # of another system, or known already
        seen.add(_plain(name))
        if name != _PROJECT:
            yield package
        for line in package.requires or ():
            wanted = _OPTION.search(line)
            if wanted is not None and wanted[1] not in options:
                continue
            asked, more = _NAME.match(line), _OPTIONS.search(line.split(";")[0])
            if asked is not None:
                own = more[1].replace(" ", "").split(",") if more is not None else []
                waiting.append((asked[0], frozenset(own)))


def _installed(name: str) -> Distribution | None:
    try:
        return distribution(name)
    except PackageNotFoundError:
        return None


def _kinds(notices: str) -> dict[str, str]:
    """Return the short name of each package's licence, from the table of the notices."""
    return {
        _plain(name): kind
        for names, kind in _ROW.findall(notices)
        for name in _ASIDE.sub("", names).split(", ")
    }


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _papers(files: Iterable[Path], below: Path | None = None) -> tuple[Paper, ...]:
    """Read files; what lies deeper than a folder's own licences says by its name for what it is."""
    read = (Paper(_name(file, below), _words(file)) for file in files)
    return tuple(paper for paper in read if paper.words)


def _name(file: Path, below: Path | None) -> str:
    if below is None:
        return file.name
    return file.relative_to(below).as_posix().removeprefix(_FOLDER)


def _words(file: Path) -> str:
    """Return what a file says; nothing where it is not there or cannot be read."""
    try:
        return file.read_text(encoding="utf-8", errors="replace").strip("\n")
    except OSError:
        return ""
